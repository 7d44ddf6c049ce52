import type { KnownBlock, RichTextElement } from '@slack/types';
import type { HomeTab } from '../src/model/home.ts';
import type { ActionRequest } from '../src/model/request.ts';
import { decisionButtons } from './decision-buttons.ts';
import { holdButton } from './request-card.ts';
import { asker, requestLine, stateSentence, targetCodes } from './request-line.ts';
import { bulletList, clip, count, footnote, LIMITS, paragraph, plain, rich } from './text.ts';

/** Requests that the person can decide, or has asked for, each with its buttons; nothing where there is none. */
export function homeRequests(tab: HomeTab): KnownBlock[] {
  const { requests, more } = tab.waiting;
  if (requests.length === 0) return [];
  return [
    { type: 'header', text: plain(`Waiting for you: ${count(requests.length + more, 'request')}`, LIMITS.header) },
    ...requests.flatMap(({ request, may, link }, index) => [
      paragraph(...about(request, tab.accountName(request.plan.account), link)),
      may === 'hold'
        ? holdButton(request, `hold-${index}`)
        : decisionButtons(request, { approve: may === 'approve', blockId: `decision-${index}` }),
    ]),
    ...(more === 0 ? [] : [footnote(`${more} more are not shown.`)]),
  ];
}

function about(request: ActionRequest, account: string, link: string | undefined): RichTextElement[] {
  const { plan } = request;
  const title = clip(plan.action.title, 80);
  return [
    link === undefined ? rich.bold(title) : { type: 'link', url: link, text: title, style: { bold: true } },
    rich.text(' '),
    ...targetCodes(plan),
    rich.text(` in ${clip(account, 60)}, ${clip(plan.region, 30)}: ${plan.effects.join(' ')} `, 500),
    rich.text('Asked by '),
    asker(request),
    rich.text(`: “${clip(request.reason, 200) || 'no reason given'}” – ${stateSentence(request)} `, 600),
    rich.text('Ends '),
    rich.date(request.expiresAt),
  ];
}

/** What Trailbolt did lately, and how it went. */
export function homeRuns({ ran }: HomeTab): KnownBlock[] {
  if (ran.length === 0) return [];
  return [
    { type: 'header', text: plain('Ran lately', LIMITS.header) },
    {
      type: 'rich_text',
      elements: [
        bulletList(
          ran.map(({ request, link }) => [
            rich.date(request.run?.startedAt ?? request.createdAt),
            rich.text(' '),
            ...requestLine(request, false),
            ...(link === undefined ? [] : [rich.text(' '), { type: 'link' as const, url: link, text: 'Open' }]),
          ]),
        ),
      ],
    },
  ];
}
