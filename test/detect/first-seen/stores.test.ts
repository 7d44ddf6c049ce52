import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDynamoStore } from '../../../src/adapters/aws/dynamodb-store.ts';
import { openSqliteStore } from '../../../src/adapters/local/sqlite-store.ts';
import type { Sighting } from '../../../src/detect/first-seen/judge.ts';
import { createMemoryFirstSeen } from '../../../src/detect/first-seen/state.ts';
import type { FirstSeenState } from '../../../src/detect/first-seen/state.ts';
import { createStoreFirstSeen } from '../../../src/detect/first-seen/store-state.ts';
import type { Store } from '../../../src/ports/store.ts';
import { startDynamo } from '../../contract/dynamo-emulator.ts';
import type { DynamoEmulator } from '../../contract/dynamo-emulator.ts';
import { isNewInOrder, rekeyed, sighting, TIMESPAN } from './naive.ts';

const clock = { now: (): number => 20 * 86_400_000 };

let dynamo: DynamoEmulator;
let table: string;

beforeAll(async () => {
  dynamo = await startDynamo();
  table = await dynamo.createTable();
});

afterAll(() => dynamo.stop());

/** A memory, and how a process of its own opens it. */
interface Shared {
  open(): FirstSeenState;
  /** Of a process that ends before or after so many commits. */
  openCrashing?(after: number): FirstSeenState;
  close?(): Promise<void>;
}

const STATES: readonly (readonly [string, number, () => Shared])[] = [
  [
    'memory',
    100,
    () => {
      const state = createMemoryFirstSeen();
      return { open: () => state };
    },
  ],
  ['SQLite', 60, () => sharedBy(openSqliteStore(':memory:', { now: clock.now }))],
  ['DynamoDB', 8, () => sharedBy(openDynamoStore({ client: dynamo.client, table, now: clock.now }))],
];

class Crash extends Error {}

function sharedBy(store: Store): Shared {
  return {
    open: () => createStoreFirstSeen({ store, clock }),
    openCrashing: (after) => createStoreFirstSeen({ store: crashing(store, after), clock }),
    close: () => store.close(),
  };
}

function crashing(store: Store, after: number): Store {
  let left = after;
  return {
    get: (key) => store.get(key),
    list: (partition, options) => store.list(partition, options),
    close: () => store.close(),
    async commit(writes) {
      if (left === 0) throw new Crash();
      const commit = await store.commit(writes);
      left -= 1;
      if (left === 0) throw new Crash();
      return commit;
    },
  };
}

const values = ['v', 'w', 'x', 'y', 'z', ...Array.from({ length: 12 }, (_, index) => `u${index}`)];

const seen = fc.array(
  fc.record({
    day: fc.integer({ min: 0, max: 20 }),
    value: fc.constantFrom(...values),
    group: fc.constantFrom('g', 'h'),
  }),
  { maxLength: 60 },
);

describe.each(STATES)('what was seen, in %s', (_state, numRuns, start) => {
  it('is new as the documentation says, over deliveries and processes', async () => {
    await fc.assert(
      fc.asyncProperty(seen, fc.array(fc.nat({ max: 30 })), async (parts, sizes) => {
        const [rule, shared] = [randomUUID(), start()];
        const all = parts
          .toSorted((a, b) => a.day - b.day)
          .map(({ day, value, group }, index) => rekeyed({ ...sighting(`r-${index}`, day, value, group), rule }));

        const verdicts: string[] = [];
        let from = 0;
        for (const size of [...sizes, all.length]) {
          verdicts.push(...(await shared.open().take(all.slice(from, from + size))));
          from += size;
        }

        expect(verdicts.map((verdict) => verdict === 'new')).toEqual(
          all.map((one, index) => isNewInOrder(all.slice(0, index), one)),
        );
        await shared.close?.();
      }),
      { numRuns },
    );
  });

  it('is new by one record, told to the end, with any number of detectors, crashes and repetitions', async () => {
    const deliveries = fc
      .array(fc.record({ day: fc.integer({ min: 0, max: TIMESPAN }), value: fc.constantFrom(...values) }), {
        minLength: 1,
        maxLength: 40,
      })
      .chain((parts) =>
        fc
          .array(
            fc.record({
              places: fc.shuffledSubarray(
                parts.map((_, index) => index),
                { minLength: 1 },
              ),
              detector: fc.nat({ max: 2 }),
              crash: fc.option(fc.nat({ max: 2 }), { nil: undefined }),
            }),
            { minLength: 1, maxLength: 8 },
          )
          .map((all) => ({ parts, all })),
      );
    await fc.assert(
      fc.asyncProperty(deliveries, async ({ parts, all }) => {
        const [rule, shared] = [randomUUID(), start()];
        const sightings = parts.map(({ day, value }, index) =>
          rekeyed({ ...sighting(`r-${index}`, day, value), rule, learning: 0 }),
        );
        const told: Sighting[] = [];
        const take = async (state: FirstSeenState, batch: readonly Sighting[]): Promise<void> => {
          const verdicts = await state.take(batch);
          told.push(...batch.filter((_, index) => verdicts[index] === 'new' || verdicts[index] === 'again'));
        };
        const detectors = [0, 1, 2].map(async (detector) => {
          const state = shared.open();
          for (const { places, crash } of all.filter((delivery) => delivery.detector === detector)) {
            const batch = places.flatMap((place) => sightings[place] ?? []);
            if (crash !== undefined && shared.openCrashing !== undefined) {
              const ending = shared.openCrashing(crash);
              await Promise.resolve(ending.take(batch)).catch((error: unknown) => {
                if (!(error instanceof Crash)) throw error;
              });
            }
            await take(state, batch);
          }
        });

        await Promise.all(detectors);

        const delivered = new Set(all.flatMap(({ places }) => places.map((place) => parts[place]?.value)));
        const records = Map.groupBy(told, ({ value }) => value[0]);
        expect(new Set(records.keys())).toEqual(delivered);
        for (const of of records.values()) expect(new Set(of.map(({ record }) => record)).size).toBe(1);
        await shared.close?.();
      }),
      { numRuns },
    );
  });
});

describe('what was seen, in the store', () => {
  it('is asked for once a day, not for each record', async () => {
    const { store, calls } = counting();
    const state = createStoreFirstSeen({ store, clock });

    await state.take(dayOfRecords(1));
    expect(calls).toEqual({ get: 1, list: 1, commit: 1 });
    await state.take(dayOfRecords(1));
    await state.take(dayOfRecords(1));
    expect(calls).toEqual({ get: 1, list: 1, commit: 1 });

    await state.take(dayOfRecords(2));
    expect(calls).toEqual({ get: 2, list: 2, commit: 2 });
    await store.close();
  });

  it('is read but not written by a process that comes later on the same day', async () => {
    const { store, calls } = counting();
    await createStoreFirstSeen({ store, clock }).take(dayOfRecords(1));

    const verdicts = await createStoreFirstSeen({ store, clock }).take(dayOfRecords(1));

    expect(new Set(verdicts)).toEqual(new Set(['known']));
    expect(calls).toEqual({ get: 2, list: 2, commit: 1 });
    await store.close();
  });

  it('is bounded: a group takes up only so many new values a day', async () => {
    const time = { now: 20 * 86_400_000 };
    const store = openSqliteStore(':memory:', { now: () => time.now });
    const open = () => createStoreFirstSeen({ store, clock: { now: () => time.now } });
    const newIn = async (batch: readonly Sighting[]) =>
      (await open().take(batch)).filter((verdict) => verdict === 'new').length;

    expect([await newIn(many(0)), await newIn(many(3000)), await newIn(many(6000))]).toEqual([3000, 2000, 0]);
    time.now += 86_400_000;
    expect(await newIn(many(6000))).toBe(3000);
    await store.close();
  });

  it('is forgotten when it is of no use any more, and the group only after a year', async () => {
    const day = 86_400_000;
    const time = { now: 20 * day };
    const store = openSqliteStore(':memory:', { now: () => time.now });
    const take = async (at: number) => {
      time.now = at * day;
      return createStoreFirstSeen({ store, clock: { now: () => time.now } }).take([sighting(`r-${at}`, at)]);
    };

    expect([await take(20), await take(22), await take(22 + TIMESPAN), await take(22 + 2 * TIMESPAN + 1)]).toEqual([
      ['learned'],
      ['known'],
      ['known'],
      ['new'],
    ]);
    expect([await take(380), await take(800)]).toEqual([['new'], ['learned']]);
    await store.close();
  });
});

/** A store that counts what is asked of it. */
function counting(): { readonly store: Store; readonly calls: { get: number; list: number; commit: number } } {
  const inner = openSqliteStore(':memory:', { now: clock.now });
  const calls = { get: 0, list: 0, commit: 0 };
  return {
    calls,
    store: {
      get: (key) => ((calls.get += 1), inner.get(key)),
      list: (partition, options) => ((calls.list += 1), inner.list(partition, options)),
      commit: (writes) => ((calls.commit += 1), inner.commit(writes)),
      close: () => inner.close(),
    },
  };
}

function dayOfRecords(day: number): readonly Sighting[] {
  return Array.from({ length: 1000 }, (_, index) => sighting(`${day}-${index}`, day, `v${index % 70}`));
}

/** Three thousand values, where nothing has to be learned. */
function many(from: number): readonly Sighting[] {
  return Array.from({ length: 3000 }, (_, index) => ({
    ...sighting(`r-${from + index}`, 20, `v${from + index}`),
    learning: 0,
  }));
}
