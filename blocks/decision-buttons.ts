import type { ActionsBlock } from '@slack/types';
import type { ActionRequest } from '../src/model/request.ts';
import { targetNames } from './request-line.ts';
import { clip, LIMITS, plain } from './text.ts';

/** The buttons with which a pending request is decided, wherever it is shown. */
export function decisionButtons(
  request: ActionRequest,
  options: { readonly emergency?: boolean; readonly approve?: boolean; readonly blockId?: string } = {},
): ActionsBlock {
  const { emergency = false, approve = true, blockId = 'decision' } = options;
  const { plan } = request;
  const destructive = plan.action.risk === 'destructive';
  const value = `${request.id}.${plan.digest}`;
  return {
    type: 'actions',
    block_id: blockId,
    elements: [
      ...(approve
        ? [
            {
              type: 'button' as const,
              action_id: 'request.approve',
              text: plain(`Approve: ${plan.action.title.toLowerCase()}`, LIMITS.buttonText),
              value,
              style: destructive ? ('danger' as const) : ('primary' as const),
              confirm: {
                title: plain(`${plan.action.title}?`, 100),
                text: plain(confirmation(request), 300),
                confirm: plain('Approve', 30),
                deny: plain('Back', 30),
                ...(destructive ? { style: 'danger' as const } : {}),
              },
            },
          ]
        : []),
      {
        type: 'button',
        // Whoever may not approve is who asked, and needs no words for taking it back.
        action_id: approve ? 'open.reject' : 'request.reject',
        text: plain(approve ? 'Reject request…' : 'Withdraw request', LIMITS.buttonText),
        value,
      },
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
