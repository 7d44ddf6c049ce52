import { canonicalJson } from '../../model/canonical-json.ts';
import type { Sighting, StateKind, StateSeen } from '../../model/earlier-state.ts';
import type { Key, Store } from '../../ports/store.ts';

/**
 * Different values that are kept of an object, newest first. Snapshots have places of their own: whoever changes a setting
 * over and over pushes out what records told, and no more than one snapshot a day.
 */
const KEPT = { snapshot: 4, record: 8 } as const;
/** A value that has not been seen for this long is forgotten with its object. */
const KEPT_SECONDS = 120 * 24 * 60 * 60;
/** Longest value in bytes of JSON; IAM's trust policies and CloudTrail's selectors are far shorter. */
const VALUE_BYTES = 32 * 1024;
const TRIES = 10;

/** Sightings of one setting of one object. */
interface Seen {
  readonly snapshot: readonly Sighting[];
  readonly record: readonly Sighting[];
}

function keyOf({ kind, account, object }: Pick<StateSeen, 'kind' | 'account' | 'object'>): Key {
  return { partition: `state#${account}#${kind}`, sort: object };
}

/**
 * Remembers what a setting was seen to be. The same sighting again changes nothing; late ones find their place.
 * @returns false where it was too large to be kept, or others kept writing.
 */
export async function rememberState(store: Store, seen: StateSeen, now: number): Promise<boolean> {
  if (Buffer.byteLength(canonicalJson(seen.sighting.value)) > VALUE_BYTES) return false;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const item = await store.get<Seen>(keyOf(seen));
    const before = item?.value ?? { snapshot: [], record: [] };
    const { source } = seen.sighting;
    const next = { ...before, [source]: withSighting(before[source], seen.sighting).slice(0, KEPT[source]) };
    if (canonicalJson(next as never) === canonicalJson(before as never)) return true;
    const commit = await store.commit([
      {
        kind: 'put',
        key: keyOf(seen),
        value: next,
        if: item === undefined ? 'absent' : { version: item.version },
        expiresAt: Math.floor(now / 1000) + KEPT_SECONDS,
      },
    ]);
    if (commit.ok) return true;
  }
  return false;
}

/** Newest first; seen again unchanged it is one sighting that lasts longer. */
function withSighting(all: readonly Sighting[], seen: Sighting): readonly Sighting[] {
  const later = all.filter((one) => one.from > seen.to);
  const rest = all.slice(later.length);
  const [newest, ...older] = rest;
  if (newest !== undefined && canonicalJson(newest.value) === canonicalJson(seen.value)) {
    const { from, to } = newest;
    return [...later, { ...newest, from: Math.min(from, seen.from), to: Math.max(to, seen.to) }, ...older];
  }
  return [...later, seen, ...rest];
}

/**
 * What the setting was before a moment, the newest first; none where nobody saw it.
 * @param before Unix milliseconds, exclusive.
 */
export async function statesBefore(
  store: Store,
  of: { readonly kind: StateKind; readonly account: string; readonly object: string },
  before: number,
): Promise<readonly Sighting[]> {
  const item = await store.get<Seen>(keyOf(of));
  if (item === undefined) return [];
  const last = (one: Sighting): number => Math.min(one.to, before);
  return [...item.value.snapshot, ...item.value.record]
    .filter(({ from }) => from < before)
    .toSorted((a, b) => last(b) - last(a) || b.from - a.from);
}
