import type { ActionRequest } from '../model/request.ts';
import type { Spending } from '../model/spending.ts';

/** What the run of a request is counted as: what people approved is theirs, also where an automation asked for it. */
export function spendingOf({ id, plan, requester, approvals, automation }: ActionRequest): Spending {
  if (automation !== undefined && automation.asks === undefined)
    return { runId: id, kind: 'automations', actor: automation.actor, account: plan.account };
  const alone = approvals.find((approval) => approval.emergency !== undefined);
  return {
    runId: id,
    kind: alone === undefined ? 'people' : 'emergency',
    actor: alone?.person ?? requester,
    account: plan.account,
  };
}
