import { isObject } from '../model/json.ts';
import type { Policy } from '../model/policy.ts';

/** One difference between two policies: what is new has no `from`, what is gone no `to`. */
export interface PolicyChange {
  /** Dotted path, the entries of a list by their names: `approvals.production.quorum`. */
  readonly path: string;
  readonly from?: string;
  readonly to?: string;
}

/** Roles' trust policies ask for it: who reads the diff need not know it. */
const SECRET = /\.externalId$/;

/** What changed from one policy to the next, in the order of the paths; the digest itself is left out. Pure. */
export function policyDiff(from: Policy, to: Policy): readonly PolicyChange[] {
  const [before, after] = [leavesOf(from), leavesOf(to)];
  const paths = [...new Set([...before.keys(), ...after.keys()])].toSorted((a, b) => (a < b ? -1 : 1));
  return paths.flatMap((path): PolicyChange[] => {
    const [old, now] = [before.get(path), after.get(path)];
    if (old === now) return [];
    const shown = (value: string): string => (SECRET.test(path) ? '…' : value);
    return [
      { path, ...(old === undefined ? {} : { from: shown(old) }), ...(now === undefined ? {} : { to: shown(now) }) },
    ];
  });
}

function leavesOf({ digest: _digest, ...policy }: Policy): ReadonlyMap<string, string> {
  const leaves = new Map<string, string>();
  const walk = (value: unknown, path: string): void => {
    if (Array.isArray(value) && value.some(isObject)) {
      // Of the rules for approvals the first that fits decides, so their order is a part of the policy.
      leaves.set(`${path} in order`, value.map(nameOf).join(', '));
      value.forEach((entry: unknown, index) => walk(entry, `${path}.${nameOf(entry, index)}`));
    } else if (Array.isArray(value)) leaves.set(path, value.length === 0 ? 'none' : value.join(', '));
    else if (isObject(value))
      for (const [key, inner] of Object.entries(value)) walk(inner, path === '' ? key : `${path}.${key}`);
    else leaves.set(path, String(value));
  };
  walk(policy, '');
  return leaves;
}

function nameOf(entry: unknown, index: number): string {
  if (!isObject(entry)) return String(index);
  const name = entry['name'] ?? entry['id'] ?? entry['slack'] ?? entry['key'];
  return typeof name === 'string' ? name : String(index);
}
