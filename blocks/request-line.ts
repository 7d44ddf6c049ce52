import type { RichTextElement } from '@slack/types';
import type { ActionRequest, RequestState } from '../src/model/request.ts';
import { rich } from './text.ts';

const STATES: Readonly<Record<RequestState, string>> = {
  pending: 'waits for approval',
  approved: 'approved, about to run',
  running: 'running',
  succeeded: 'done',
  failed: 'failed',
  rejected: 'rejected',
  withdrawn: 'withdrawn',
  expired: 'expired',
  stale: 'stopped: the plan no longer holds',
};

/** `Terminate instance i-1: done. 2 instances terminated. Approved by @ana, @ben` */
export function requestLine(request: ActionRequest): RichTextElement[] {
  const targets = request.plan.targets.map((target) => target.name ?? target.id);
  const shown =
    targets.length > 3 ? `${targets.slice(0, 3).join(', ')} and ${targets.length - 3} more` : targets.join(', ');
  return [
    rich.bold(`${request.plan.action.title} `),
    rich.code(shown, 200),
    rich.text(
      ` – ${STATES[request.state]}${request.state === 'pending' ? ` (${request.approvals.length} of ${request.quorum})` : ''}. `,
    ),
    ...(request.outcome === undefined ? [] : [rich.text(`${request.outcome} `, 400)]),
    rich.text('Asked by '),
    rich.user(request.requester),
    ...request.approvals.flatMap((approval, index) => [
      rich.text(index === 0 ? ', approved by ' : ', '),
      rich.user(approval.person),
    ]),
    ...(request.state === 'rejected' && request.decidedBy !== undefined
      ? [rich.text(', rejected by '), rich.user(request.decidedBy)]
      : []),
  ];
}

/** The state in words. */
export function stateWords(state: RequestState): string {
  return STATES[state];
}
