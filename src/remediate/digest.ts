import { createHash } from 'node:crypto';
import type { Json } from '../model/json.ts';
import type { Plan } from '../model/plan.ts';

/** JSON with sorted keys: the same value gives the same text. */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map((item: Json) => canonicalJson(item)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value as Readonly<Record<string, Json>>).toSorted(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}

/** SHA-256 (hex) over what a plan would change and the state that it rests on; approvals bind to it. */
export function planDigest(plan: Pick<Plan, 'action' | 'account' | 'region' | 'targets'>): string {
  const material: Json = {
    action: plan.action.id,
    account: plan.account,
    region: plan.region,
    targets: plan.targets
      .map((target) => ({ arn: target.arn, material: target.material }))
      .toSorted((a, b) => (a.arn < b.arn ? -1 : 1)),
  };
  return createHash('sha256').update(canonicalJson(material)).digest('hex');
}
