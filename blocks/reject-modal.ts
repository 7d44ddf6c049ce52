import type { ModalView } from '@slack/types';
import type { ActionRequest } from '../src/model/request.ts';
import { asker, targetCodes } from './request-line.ts';
import { LIMITS, paragraph, plain, rich } from './text.ts';

/** Ends a request, with a few words for whoever asked if there is time for them. Whoever asked withdraws it. */
export function rejectModal(request: ActionRequest, isOwn: boolean): ModalView {
  const { plan } = request;
  const verb = isOwn ? 'Withdraw' : 'Reject';
  return {
    type: 'modal',
    callback_id: 'request.reject',
    title: plain(`${verb} request`, LIMITS.title),
    private_metadata: request.id,
    submit: plain(verb, 24),
    close: plain('Cancel', 24),
    blocks: [
      paragraph(
        rich.bold(`${plan.action.title} `),
        ...targetCodes(plan),
        rich.text(isOwn ? ', asked by you. ' : ', asked by '),
        ...(isOwn ? [] : [asker(request), rich.text('. ')]),
        rich.text('Nothing is run, and it can be asked anew.'),
      ),
      {
        type: 'input',
        block_id: 'reason',
        optional: true,
        label: plain('Why', 100),
        hint: plain(
          isOwn ? 'The thread and the audit show it.' : 'Whoever asked reads it in the thread, and the audit keeps it.',
          150,
        ),
        element: { type: 'plain_text_input', action_id: 'text', max_length: 300 },
      },
    ],
  };
}
