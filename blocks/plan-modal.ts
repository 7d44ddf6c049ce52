import type { KnownBlock, ModalView } from '@slack/types';
import type { Plan } from '../src/model/plan.ts';
import { planBlocks } from './plan-blocks.ts';
import { targetChoice } from './plan-choice.ts';
import { raisedInWords } from './request-line.ts';
import { footnote, LIMITS, paragraph, plain, rich } from './text.ts';

/** What the plan modal shows. */
export interface PlanModal {
  readonly plan: Plan;
  readonly account: string;
  /** Approvals that the request will need. */
  readonly quorum: number;
  /** Why that is more than usual, in words. */
  readonly raisedBy?: readonly string[];
  /** Characters that a reason must have, 3 unless given; 0: none need be given. */
  readonly reasonLength?: number;
  /** Why the policy lets nobody approve it; undefined: it may be asked for. */
  readonly forbidden?: string | undefined;
}

/** The plan, read from live state a moment ago, with the choice of targets and a reason: submitting asks, it runs nothing. */
export function planModal({ plan, account, quorum, raisedBy = [], reasonLength = 3, forbidden }: PlanModal): ModalView {
  const possible = plan.targets.filter((target) => target.blocked === undefined);
  const head: KnownBlock[] = [
    paragraph(
      rich.bold(plan.action.title),
      rich.text(` in ${account}, ${plan.region}. State read `, 150),
      rich.date(plan.plannedAt, '{time_secs}'),
      rich.text('.'),
    ),
  ];
  const base = {
    type: 'modal' as const,
    callback_id: 'request.create',
    title: plain(plan.action.title, LIMITS.title),
    private_metadata: plan.id,
  };
  if (possible.length === 0 || forbidden !== undefined) {
    return {
      ...base,
      close: plain('Close', 24),
      blocks: [...head, ...planBlocks(plan), paragraph(rich.bold(forbidden ?? 'Nothing here can be acted on now.'))],
    };
  }
  return {
    ...base,
    submit: plain('Ask for approval', 24),
    close: plain('Cancel', 24),
    blocks: [
      ...head,
      ...(possible.length > 1 ? planBlocks(plan, targetChoice(possible)) : planBlocks(plan)),
      {
        type: 'input',
        block_id: 'reason',
        label: plain('Why', 100),
        hint: plain('Approvers and the audit read this.', 100),
        element: {
          type: 'plain_text_input',
          action_id: 'text',
          multiline: true,
          min_length: Math.max(1, reasonLength),
          max_length: 500,
        },
        ...(reasonLength === 0 ? { optional: true } : {}),
      },
      footnote(
        `Needs ${quorum === 1 ? 'one approval' : `${quorum} approvals`}${raisedInWords(raisedBy)} in the case's thread. Nothing runs before that.`,
      ),
    ],
  };
}
