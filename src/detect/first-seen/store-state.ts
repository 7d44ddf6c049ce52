import type { Clock } from '../../ports/clock.ts';
import type { Store } from '../../ports/store.ts';
import { createGate, optimistically } from '../optimistic.ts';
import { createCache } from './cache.ts';
import type { FirstSeenCache } from './cache.ts';
import {
  addedToday,
  groupKey,
  groupWrite,
  listValues,
  memoryOf,
  readValue,
  VALUES_A_DAY,
  valueKey,
  valueWrite,
} from './documents.ts';
import type { GroupDocument, Listed, ValueItem } from './documents.ts';
import { dayOf, judge } from './judge.ts';
import type { Sighting, ValueMemory, Verdict } from './judge.ts';
import type { FirstSeenState } from './state.ts';

/** Values and groups that a process remembers itself: some ten megabytes. */
const CACHED = 50_000;

/** Groups that one detector works on, and values that it reads, side by side. */
const AT_ONCE = 16;

/** Values of one commit; the group's own document goes with them, inside the store's limit. */
const CHUNK = 80;

/** Above so many unknown values, a group is read by the page; further pages than these are not worth their price. */
const LIST_FROM = 10;
const LIST_PAGES = 3;

interface Ports {
  readonly store: Store;
  readonly clock: Pick<Clock, 'now'>;
}

/** A sighting and its place among those that were given together. */
interface Placed {
  readonly sighting: Sighting;
  readonly value: string;
  readonly index: number;
}

/**
 * What was seen in the store, for any number of detectors at once. Each value is a document of its own, written when it is
 * new and at most once a day after that; what a process has seen of a day it does not ask for again.
 */
export function createStoreFirstSeen(ports: Ports): FirstSeenState {
  const cache = createCache(CACHED);
  const gate = createGate(AT_ONCE);
  return {
    async take(sightings) {
      const verdicts: Verdict[] = sightings.map(() => 'known');
      const placed = sightings.map((sighting, index) => ({ sighting, value: sighting.keys.value, index }));
      const groups = Map.groupBy(placed, ({ sighting }) => sighting.keys.group);
      const takeGroup = async ([group, all]: readonly [string, readonly Placed[]]): Promise<void> => {
        const unknown = all.filter((one) => !decideFromCache(cache, group, one, verdicts));
        if (unknown.length > 0) await gate(() => takeUnknown(ports, cache, group, unknown, verdicts));
      };
      await Promise.all([...groups].map(takeGroup));
      return verdicts;
    },
  };
}

/** What would change nothing in the store needs no look at it. */
function decideFromCache(
  cache: FirstSeenCache,
  group: string,
  { sighting, value, index }: Placed,
  verdicts: Verdict[],
): boolean {
  const [start, known] = [cache.startOf(group), cache.valueOf(group, value)];
  if (start === undefined || known === undefined) return false;
  const { verdict, memory } = judge(known, start, sighting);
  if (memory !== known) return false;
  verdicts[index] = verdict;
  return true;
}

async function takeUnknown(
  ports: Ports,
  cache: FirstSeenCache,
  group: string,
  unknown: readonly Placed[],
  verdicts: Verdict[],
): Promise<void> {
  const byValue = [...Map.groupBy(unknown, ({ value }) => value)];
  const listed = byValue.length > LIST_FROM ? await listValues(ports.store, group, LIST_PAGES) : undefined;
  for (let from = 0; from < byValue.length; from += CHUNK) {
    const chunk = byValue.slice(from, from + CHUNK);
    let first = true;
    await optimistically(`what rule ${unknown[0]?.sighting.rule} remembers`, async () => {
      // What was listed before is good for a first try, as the commit depends on each version.
      const usable = first ? listed : undefined;
      first = false;
      return commitChunk(ports, cache, { group, chunk, listed: usable }, verdicts);
    });
  }
}

interface Chunk {
  readonly group: string;
  readonly chunk: readonly (readonly [value: string, sightings: readonly Placed[]])[];
  readonly listed: Listed | undefined;
}

/** Reads, judges and commits values of one group; undefined where others were faster. */
async function commitChunk(
  { store, clock }: Ports,
  cache: FirstSeenCache,
  { group, chunk, listed }: Chunk,
  verdicts: Verdict[],
): Promise<{ readonly done: undefined } | undefined> {
  const today = dayOf(clock.now());
  const gate = createGate(AT_ONCE);
  const itemOf = async (value: string): Promise<ValueItem | undefined> => {
    const item = listed?.items.get(valueKey(group, value).sort);
    return item !== undefined || listed?.complete === true ? item : gate(() => readValue(store, group, value));
  };
  const [head, ...items] = await Promise.all([
    store.get<GroupDocument>(groupKey(group)),
    ...chunk.map(([value]) => itemOf(value)),
  ]);
  const start = head?.value.start ?? chunk[0]?.[1][0]?.sighting.day ?? today;
  let room = VALUES_A_DAY - addedToday(head, today);
  const taken = chunk.flatMap(([value, sightings], at) => {
    const item = items[at];
    if (item === undefined && room <= 0) return [];
    const result = takeValue(item, start, sightings);
    room -= item === undefined ? 1 : 0;
    return [{ value, item, ...result }];
  });
  const changed = taken.filter(({ item, memory, known }) => item === undefined || memory !== known);
  const added = changed.filter(({ item }) => item === undefined).length;
  const headWrite = groupWrite(groupKey(group), start, head, { today, added });
  const timespan = chunk[0]?.[1][0]?.sighting.timespan ?? 0;
  const writes = [
    ...changed.map(({ value, item, memory }) => valueWrite(valueKey(group, value), memory, item, { today, timespan })),
    ...(headWrite === undefined ? [] : [headWrite]),
  ];
  if (writes.length > 0 && !(await store.commit(writes)).ok) return undefined;
  cache.setStart(group, start);
  for (const { value, memory, told } of taken) {
    cache.setValue(group, value, memory);
    for (const [index, verdict] of told) verdicts[index] = verdict;
  }
  return { done: undefined };
}

/** Takes sightings of one value, in the order given. */
function takeValue(
  item: ValueItem | undefined,
  start: number,
  sightings: readonly Placed[],
): {
  readonly known: ValueMemory | undefined;
  readonly memory: ValueMemory;
  readonly told: readonly (readonly [index: number, verdict: Verdict])[];
} {
  const known = item && memoryOf(item);
  let memory = known;
  const told: (readonly [number, Verdict])[] = [];
  for (const { sighting, index } of sightings) {
    const step = judge(memory, start, sighting);
    memory = step.memory;
    told.push([index, step.verdict]);
  }
  return { known, memory: memory ?? { first: 0, last: 0 }, told };
}
