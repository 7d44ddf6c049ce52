import type { RichTextElement } from '@slack/types';
import type { Case } from '../src/model/case.ts';
import type { StalledChannel } from '../src/model/status.ts';
import type { ChatMessage } from '../src/ports/chat.ts';
import { caseTitle } from './case-status.ts';
import { levelWord } from './level.ts';
import { clip, count, paragraph, rich, sentence } from './text.ts';

/** What Slack says of a channel, as people say it. */
const REASONS: Readonly<Record<string, string>> = {
  is_archived: 'it is archived',
  is_inactive: 'it is archived',
  channel_not_found: 'it was deleted, or Trailbolt was removed from it',
  not_in_channel: 'Trailbolt was removed from it',
};

/** Why a channel cannot be posted in. */
function closedWords(reason: string): string {
  return REASONS[reason] ?? `Slack says ${clip(reason, 60)}`;
}

function link(channel: string): RichTextElement {
  return { type: 'channel', channel_id: channel };
}

/** A channel that messages do not get through to, for those who ask how Trailbolt stands. */
export function stalledLine({ channel, since, reason, waiting }: StalledChannel): RichTextElement[] {
  const why = reason === undefined ? 'Slack does not take our messages' : closedWords(reason);
  const many = `${waiting >= 100 ? 'at least ' : ''}${count(waiting, 'message')}`;
  return [
    rich.bold('Nothing gets through to '),
    link(channel),
    rich.text(' since '),
    rich.date(since),
    rich.text(`: ${why}; ${many} wait${waiting === 1 ? 's' : ''}.`),
  ];
}

/** A channel cannot be posted in: for whoever reads another one. */
export function channelClosed(channel: string, reason: string): ChatMessage {
  const why = closedWords(reason);
  const next = 'What waits for it is kept and posted when it is back; until then /trail cases lists it.';
  return {
    text: sentence(`Nothing can be posted in channel ${channel}: ${why}. ${next}`),
    blocks: [paragraph(rich.bold('Nothing can be posted in '), link(channel), rich.text(`: ${why}. ${next}`))],
  };
}

/** The same channel is back. */
export function channelOpen(channel: string): ChatMessage {
  return {
    text: sentence(`Channel ${channel} can be posted in again; what waited follows there.`),
    blocks: [paragraph(link(channel), rich.text(' can be posted in again; what waited follows there.'))],
  };
}

/** A critical case whose own channel is closed. */
export function waitingElsewhere(it: Case, account: string, channel: string): ChatMessage {
  const what = `${levelWord(it.level)}: ${caseTitle(it)} (${it.actor.root.name} in ${account}).`;
  return {
    text: sentence(`${what} Its card waits for channel ${channel}.`),
    blocks: [
      paragraph(
        rich.bold(what, 400),
        rich.text(' Its card waits for '),
        link(channel),
        rich.text('; /trail cases shows the case '),
        rich.code(it.id, 20),
        rich.text('.'),
      ),
    ],
  };
}

/** Slack takes messages again after a time of silence. Unix milliseconds. */
export function slackBack(from: number, to: number): ChatMessage {
  const minutes = Math.round((to - from) / 60_000);
  return {
    text: sentence(`For ${minutes} minutes no message got through here; what waited is posted now, the worst first.`),
    blocks: [
      paragraph(
        rich.text('From '),
        rich.date(from),
        rich.text(' to '),
        rich.date(to),
        rich.text(' no message got through here; what waited is posted now, the worst first.'),
      ),
    ],
  };
}

/** A case became worse, and alerts like that usually go to the channel where this is said. */
export function raisedElsewhere(it: Case, account: string): ChatMessage {
  const what = `${levelWord(it.level)}: ${caseTitle(it)} (${it.actor.root.name} in ${account}).`;
  return {
    text: sentence(`${what} Its case began in channel ${it.channel} and goes on there.`),
    blocks: [
      paragraph(
        rich.bold(what, 400),
        rich.text(' Its case '),
        rich.code(it.id, 20),
        rich.text(' began in '),
        link(it.channel),
        rich.text(' and goes on there.'),
      ),
    ],
  };
}
