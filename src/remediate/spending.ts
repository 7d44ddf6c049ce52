import type { ActionRequest } from '../model/request.ts';
import type { Spending } from '../model/spending.ts';

/** What the run of a request that people approved is counted as. */
export function spendingOf({ id, plan, requester, approvals }: ActionRequest): Spending {
  const alone = approvals.find((approval) => approval.emergency !== undefined);
  return {
    runId: id,
    kind: alone === undefined ? 'people' : 'emergency',
    actor: alone?.person ?? requester,
    account: plan.account,
  };
}
