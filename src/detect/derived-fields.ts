import { accountOf, actorOf } from '../model/actor-of.ts';
import { isObject } from '../model/json.ts';
import { networkOf } from '../model/network.ts';
import type { CloudTrailRecord } from '../model/record.ts';
import { agentFamilyOf } from '../model/user-agent.ts';

/**
 * Fields that correlations and `first_seen` may name beside those of the record, by what they are made from.
 * `docs/sigma.md` describes them.
 */
const DERIVED = {
  /** Id of the root actor; absent where the record names nobody. */
  actor: (record: CloudTrailRecord) => {
    const { id } = actorOf(record).root;
    return id === 'unknown' ? undefined : id;
  },
  /** The account that the record belongs to. */
  account: accountOf,
  /** The /24 or /48 that the call came from; absent for calls of AWS services. */
  network: (record: CloudTrailRecord) => networkOf(record['sourceIPAddress']),
  /** The program that made the call, without its version. */
  agent: (record: CloudTrailRecord) => agentFamilyOf(record['userAgent']),
} as const;

const NAMESPACE = 'trailbolt';

export const DERIVED_FIELDS: readonly string[] = Object.keys(DERIVED).map((name) => `${NAMESPACE}.${name}`);

/** The event with the derived fields on it; a field of the event by that name, which AWS never wrote, gives way. */
export function withDerived(event: unknown): unknown {
  if (!isObject(event)) return event;
  const derived = Object.entries(DERIVED).flatMap(([name, of]) => {
    const value = of(event as CloudTrailRecord);
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...event, [NAMESPACE]: Object.fromEntries(derived) };
}
