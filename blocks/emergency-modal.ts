import type { ModalView } from '@slack/types';
import type { ActionRequest } from '../src/model/request.ts';
import { planBlocks } from './plan-blocks.ts';
import { callLine, type Deciders } from './request-card.ts';
import { simpleModal } from './simple-modal.ts';
import { footnote, LIMITS, paragraph, plain, rich } from './text.ts';

export interface EmergencyModal {
  readonly request: ActionRequest;
  readonly account: string;
  /** Characters that the reason must have. */
  readonly reasonLength: number;
}

/** The plan once more, and why one person approves it alone. Submitting runs it. */
export function emergencyModal({ request, account, reasonLength }: EmergencyModal): ModalView {
  const { plan } = request;
  return {
    type: 'modal',
    callback_id: 'request.emergency',
    title: plain('Emergency approval', LIMITS.title),
    private_metadata: `${request.id}.${plan.digest}`,
    submit: plain('Approve alone', 24),
    close: plain('Cancel', 24),
    blocks: [
      paragraph(
        rich.bold('You approve this alone, and it runs at once. '),
        rich.text('The second channel is told of it with your reason, and the audit keeps both.'),
      ),
      paragraph(
        rich.bold(plan.action.title),
        rich.text(` in ${account}, ${plan.region}. State read `, 150),
        rich.date(plan.plannedAt, '{time_secs}'),
        rich.text('.'),
      ),
      ...planBlocks(plan),
      {
        type: 'input',
        block_id: 'reason',
        label: plain('Why it cannot wait for others', 100),
        hint: plain(`At least ${reasonLength} characters.`, 100),
        element: {
          type: 'plain_text_input',
          action_id: 'text',
          multiline: true,
          min_length: reasonLength,
          max_length: 500,
        },
      },
      footnote('Never by the person behind the case, and not while Trailbolt is frozen.'),
    ],
  };
}

/** Not for whoever pressed the button: said before they have written anything, with those who may. */
export function emergencyRefused(reason: string, who: Deciders): ModalView {
  const modal = simpleModal('Emergency approval', reason);
  if (who.mention.length === 0) return modal;
  return { ...modal, blocks: [...modal.blocks, callLine(who, 'be approved alone')] };
}
