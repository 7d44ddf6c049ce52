import type { HomeView, KnownBlock } from '@slack/types';
import type { HomeTab } from '../src/model/home.ts';
import type { ChatMessage } from '../src/ports/chat.ts';
import { homeCases } from './home-cases.ts';
import { homeHealth } from './home-health.ts';
import { homeRequests, homeRuns } from './home-requests.ts';
import { footnote, LIMITS, paragraph, plain, rich } from './text.ts';

/** Slack takes no more in a Home tab: https://docs.slack.dev/reference/views/home-tab-views */
const MOST_BLOCKS = 100;

/**
 * Somebody's Home tab: what waits for them, the open cases, what ran, and how Trailbolt stands. `notice` is the answer to
 * what they did here last.
 */
export function homeView(tab: HomeTab, notice?: ChatMessage): HomeView {
  const blocks: KnownBlock[] = [
    ...(notice === undefined ? [] : [...notice.blocks, { type: 'divider' as const }]),
    ...homeRequests(tab),
    ...homeCases(tab),
    ...homeRuns(tab),
    ...homeHealth(tab),
  ];
  const foot: KnownBlock[] = [
    paragraph(rich.text('As of '), rich.date(tab.at, '{date_short_pretty} {time_secs}'), rich.text('.')),
    footnote(`Your role: ${tab.status.role ?? 'none'}. Policy ${tab.status.policy.slice(0, 12)}.`),
  ];
  return { type: 'home', blocks: [...blocks.slice(0, MOST_BLOCKS - foot.length), ...foot] };
}

/** A Home tab that only says something: a refusal, or that nothing can be read now. */
export function noticeHome(notice: ChatMessage): HomeView {
  return { type: 'home', blocks: [{ type: 'header', text: plain('Trailbolt', LIMITS.header) }, ...notice.blocks] };
}
