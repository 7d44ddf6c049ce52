import type { KnownBlock } from '@slack/types';
import type { ActionRequest } from '../src/model/request.ts';
import type { ChatMessage } from '../src/ports/chat.ts';
import { planBlocks } from './plan-blocks.ts';
import { stateSentence, stateWords, targetCodes, targetNames } from './request-line.ts';
import { bulletList, clip, count, footnote, LIMITS, mentions, paragraph, plain, rich, sentence } from './text.ts';

/** What a request's message in the thread shows. */
export interface RequestCard {
  readonly request: ActionRequest;
  readonly account: string;
  /** The policy lets some people approve alone. */
  readonly emergency?: boolean;
  /** Users and user groups who are called to decide it. */
  readonly mention?: readonly string[];
}

/** The request in the case's thread: the plan, who asked, who approved, and the two buttons while it is pending. */
export function requestCard({ request, account, emergency = false, mention = [] }: RequestCard): ChatMessage {
  const { plan } = request;
  const pending = request.state === 'pending';
  const where = `${clip(account, 60)}, ${plan.region}`;
  return {
    text: sentence(
      `${plan.action.title} ${targetNames(plan)} in ${where}: ${stateSentence(request)}${pending ? ` Reason: ${request.reason}` : ''}`,
    ),
    blocks: [
      { type: 'header', text: plain(`${plan.action.title} – ${stateWords(request.state)}`, LIMITS.header) },
      paragraph(
        rich.user(request.requester),
        rich.text(` ${pending ? 'asks' : 'asked'} to run this on `),
        ...targetCodes(plan),
        rich.text(` in ${where}: “${clip(request.reason, 500) || 'no reason given'}”`, 620),
      ),
      ...(pending ? planBlocks(plan) : outcome(request)),
      ...approvals(request),
      ...(pending && mention.length > 0 ? [paragraph(rich.text('For '), ...mentions(mention))] : []),
      ...(pending ? [decisionButtons(request, emergency)] : []),
      footnote(`Request ${request.id} · plan ${plan.digest.slice(0, 12)}`),
    ],
  };
}

function approvals(request: ActionRequest): KnownBlock[] {
  const elements = request.approvals.flatMap((approval, index) => [
    ...(index === 0 ? [] : [rich.text(', ')]),
    rich.user(approval.person),
    rich.text(approval.emergency === undefined ? ' ' : ` alone in an emergency (“${clip(approval.emergency, 300)}”) `),
    rich.date(approval.at),
  ]);
  const head = `${request.approvals.length} of ${count(request.quorum, 'approval')}${elements.length > 0 ? ': ' : ''}`;
  const tail = request.state === 'pending' ? [rich.text('. Expires '), rich.date(request.expiresAt)] : [];
  const rejected =
    request.decidedBy === undefined
      ? []
      : [
          rich.text(`. ${request.state === 'withdrawn' ? 'Withdrawn' : 'Rejected'} by `),
          rich.user(request.decidedBy),
          ...(request.decidedAt === undefined ? [] : [rich.text(' '), rich.date(request.decidedAt)]),
        ];
  return [paragraph(rich.bold(head), ...elements, ...rejected, ...tail)];
}

function outcome(request: ActionRequest): KnownBlock[] {
  const blocks: KnownBlock[] = request.outcome === undefined ? [] : [paragraph(rich.text(request.outcome, 1000))];
  const steps = (request.run?.steps ?? []).filter((step) => step.result !== undefined);
  if (steps.length > 0) {
    blocks.push({
      type: 'rich_text',
      elements: [
        bulletList(
          steps.slice(0, 20).map((step) => [rich.code(step.target, 80), rich.text(` ${step.result ?? ''}`, 300)]),
        ),
      ],
    });
  }
  return blocks;
}

function decisionButtons(request: ActionRequest, emergency: boolean): KnownBlock {
  const { plan } = request;
  const destructive = plan.action.risk === 'destructive';
  const value = `${request.id}.${plan.digest}`;
  return {
    type: 'actions',
    block_id: 'decision',
    elements: [
      {
        type: 'button',
        action_id: 'request.approve',
        text: plain(`Approve: ${plan.action.title.toLowerCase()}`, LIMITS.buttonText),
        value,
        style: destructive ? 'danger' : 'primary',
        confirm: {
          title: plain(`${plan.action.title}?`, 100),
          text: plain(confirmation(request), 300),
          confirm: plain('Approve', 30),
          deny: plain('Back', 30),
          ...(destructive ? { style: 'danger' as const } : {}),
        },
      },
      { type: 'button', action_id: 'request.reject', text: plain('Reject request', LIMITS.buttonText), value },
      ...(emergency
        ? [
            {
              type: 'button' as const,
              action_id: 'open.emergency',
              text: plain('Emergency approval…', LIMITS.buttonText),
              value,
            },
          ]
        : []),
    ],
  };
}

/** What an approver reads last: how many, which, and whether it can be undone. */
function confirmation({ plan }: ActionRequest): string {
  return `${clip(targetNames(plan), 160)}. ${plan.effects[0] ?? ''} ${plan.action.undo === 'none' ? 'This cannot be undone.' : plan.undoNote}`;
}
