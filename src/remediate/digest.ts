import { createHash } from 'node:crypto';
import { canonicalJson } from '../model/canonical-json.ts';
import type { Json } from '../model/json.ts';
import type { Plan } from '../model/plan.ts';

/** SHA-256 (hex) over what a plan would change and the state that it rests on; approvals bind to it. */
export function planDigest(plan: Pick<Plan, 'action' | 'undoes' | 'account' | 'region' | 'targets'>): string {
  const material: Json = {
    action: plan.action.id,
    ...(plan.undoes === undefined ? {} : { undoes: plan.undoes }),
    account: plan.account,
    region: plan.region,
    targets: plan.targets
      .map((target) => ({ arn: target.arn, material: target.material }))
      .toSorted((a, b) => (a.arn < b.arn ? -1 : 1)),
  };
  return createHash('sha256').update(canonicalJson(material)).digest('hex');
}
