import { accountOf, actorOf } from '../model/actor-of.ts';
import { isObject } from '../model/json.ts';
import type { JsonObject } from '../model/json.ts';
import { networkOf } from '../model/network.ts';
import type { CloudTrailRecord } from '../model/record.ts';
import { agentFamilyOf } from '../model/user-agent.ts';

/** Root actors of identities that many records share, as objects; and what was made of texts, which repeat. */
const actors = new WeakMap<object, string>();
const networks = new Map<string, string | undefined>();
const agents = new Map<string, string | undefined>();

/** Texts of each kind that are remembered at a time. */
const MAX_TEXTS = 5000;

function ofText(
  known: Map<string, string | undefined>,
  text: unknown,
  of: (text: unknown) => string | undefined,
): string | undefined {
  if (typeof text !== 'string') return of(text);
  if (known.has(text)) return known.get(text);
  if (known.size >= MAX_TEXTS) known.clear();
  const made = of(text);
  known.set(text, made);
  return made;
}

/**
 * Fields that correlations and `first_seen` may name beside those of the record, by what they are made from.
 * `docs/sigma.md` describes them.
 */
const DERIVED = {
  /** Id of the root actor; absent where the record names nobody. */
  actor: (record: CloudTrailRecord) => {
    const identity = record['userIdentity'];
    const known = isObject(identity) ? actors.get(identity) : undefined;
    const id = known ?? actorOf(record).root.id;
    if (known === undefined && isObject(identity)) actors.set(identity, id);
    return id === 'unknown' ? undefined : id;
  },
  /** The account that the record belongs to. */
  account: accountOf,
  /** The /24 or /48 that the call came from; absent for calls of AWS services. */
  network: (record: CloudTrailRecord) => ofText(networks, record['sourceIPAddress'], networkOf),
  /** The program that made the call, without its version. */
  agent: (record: CloudTrailRecord) => ofText(agents, record['userAgent'], agentFamilyOf),
} as const;

const ENTRIES = Object.entries(DERIVED);

const NAMESPACE = 'trailbolt';

export const DERIVED_FIELDS: readonly string[] = Object.keys(DERIVED).map((name) => `${NAMESPACE}.${name}`);

/** The derived fields of what events have in common. */
const known = new WeakMap<object, DerivedFields>();

/** The derived fields of an event, under their name. They take the place of fields of the event by that name, which AWS never wrote. */
export interface DerivedFields {
  readonly [NAMESPACE]: JsonObject;
}

/** `sharing` is what the event has in common with others, and holds all that derived fields are made from. */
export function derivedFields(event: unknown, sharing?: object): DerivedFields {
  const derived = (sharing && known.get(sharing)) ?? {
    [NAMESPACE]: isObject(event) ? derivedOf(event as CloudTrailRecord) : {},
  };
  if (sharing !== undefined) known.set(sharing, derived);
  return derived;
}

function derivedOf(record: CloudTrailRecord): JsonObject {
  const derived: Record<string, string> = {};
  for (const [name, of] of ENTRIES) {
    const value = of(record);
    if (value !== undefined) derived[name] = value;
  }
  return derived;
}
