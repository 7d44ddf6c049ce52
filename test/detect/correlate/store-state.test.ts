import * as fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { openSqliteStore } from '../../../src/adapters/local/sqlite-store.ts';
import { createCorrelator } from '../../../src/detect/sigma/correlation/engine.ts';
import { createStoreState } from '../../../src/detect/correlate/store-state.ts';
import { documentOf, windowOf } from '../../../src/detect/correlate/window-document.ts';
import type { Window } from '../../../src/detect/sigma/correlation/window.ts';
import { STORE_LIMITS } from '../../../src/ports/store.ts';
import type { Store, Write } from '../../../src/ports/store.ts';
import type { SigmaRule } from '../../../src/detect/sigma/types.ts';
import { feedsOf, rulesOf, run } from '../sigma/correlation/helpers.ts';
import type { At } from '../sigma/correlation/helpers.ts';

const COUNT = { type: 'event_count', rules: ['a'], 'group-by': ['user'], timespan: '10s', condition: { gte: 3 } };

let store: Store;
let clock: { time: number; now(): number };
/** Every document that was put. */
let puts: Extract<Write, { kind: 'put' }>[];

beforeEach(() => {
  clock = { time: 0, now: () => clock.time };
  puts = [];
  const inner = openSqliteStore(':memory:', { now: () => clock.time });
  store = {
    get: (key) => inner.get(key),
    list: (partition, options) => inner.list(partition, options),
    async commit(writes) {
      const commit = await inner.commit(writes);
      if (commit.ok) puts.push(...writes.filter((write) => write.kind === 'put'));
      return commit;
    },
    close: () => inner.close(),
  };
  return () => store.close();
});

const feed = (rules: readonly SigmaRule[], events: readonly At[]) =>
  run(rules, events, createStoreState({ store, clock, rules }));

const kinds = (...seconds: readonly number[]): At[] =>
  seconds.map((at) => ({ kind: 'a', user: 'ana', at, id: `e-${at}` }));

const lastPut = () => puts.at(-1) ?? { value: undefined, expiresAt: 0 };

describe('windows in the store', () => {
  it('outlive the process', async () => {
    const rules = rulesOf(COUNT);

    expect(await feed(rules, kinds(1, 2))).toEqual([]);
    expect(await feed(rules, kinds(3))).toMatchObject([{ count: 3, repeated: false }]);
    expect(await feed(rules, kinds(3))).toMatchObject([{ count: 3, repeated: true }]);
  });

  it('are not written where nothing is new', async () => {
    await feed(rulesOf(COUNT), kinds(1, 2));
    const written = puts.length;

    await feed(rulesOf(COUNT), kinds(1, 2));

    expect(puts).toHaveLength(written);
  });

  it('begin empty for a rule that was edited', async () => {
    await feed(rulesOf(COUNT), kinds(1, 2));

    expect(await feed(rulesOf({ ...COUNT, timespan: '11s' }), kinds(3))).toEqual([]);
  });

  it('are kept for as long as late records can need them, and not for a record from the future', async () => {
    await feed(rulesOf(COUNT), kinds(1));
    const day = 86_400;
    expect(lastPut().expiresAt).toBeGreaterThanOrEqual(day + 10);

    await feed(rulesOf(COUNT), kinds(1_000_000_000));
    expect(lastPut().expiresAt).toBeLessThanOrEqual(2 * day + 21);

    clock.time = 3 * day * 1000;
    expect(await feed(rulesOf(COUNT), kinds(2, 3))).toEqual([]);
  });

  it('keep no more entries than a condition can need', async () => {
    await feed(
      rulesOf({ ...COUNT, timespan: '1h' }),
      kinds(...Array.from({ length: 300 }, (_, index) => index * 4000)),
    );

    expect(windowOf(lastPut().value as never).entries).toHaveLength(100);
  });

  it('find what comes late by half an hour among as many others as there can be without a match', async () => {
    // Two in ten seconds, over an hour; the condition asks for three.
    const dense = Array.from({ length: 720 }, (_, index) => index * 5.5);
    const early = kinds(...dense);
    const late = kinds(...dense.filter((at) => at >= 2100 && at <= 2110).map((at) => at + 0.1));

    expect(await feed(rulesOf(COUNT), early)).toEqual([]);
    expect(await feed(rulesOf(COUNT), late)).not.toEqual([]);
  });

  it('stay within what the store takes, and still match', async () => {
    const rule = { ...COUNT, type: 'value_count', timespan: '1d', condition: { field: 'value', gte: 1900 } };
    const events = Array.from({ length: 1950 }, (_, at) => ({
      kind: 'a',
      user: 'ana',
      at,
      id: `${String(at).padStart(8, '0')}-4b2c-4d1e-9f0b-2f6d3c1f6f10`,
      value: `${at} ${'long '.repeat(200)}`,
    }));
    const rules = rulesOf(rule);
    const state = createStoreState({ store, clock, rules });
    const feeder = createCorrelator(rules, state);
    const inputs = events.map((event) => ({
      id: event.id,
      time: event.at * 1000,
      reference: `${'a long key '.repeat(20)}${event.at}`,
      feeds: feedsOf(feeder, event, ['a']),
    }));

    const before = await createCorrelator(rules, state).correlate(inputs.slice(0, 1890));
    const after = await createCorrelator(rules, state).correlate(inputs.slice(1890));

    expect(before.flat()).toEqual([]);
    expect(after.flat()).toMatchObject([{ value: 1900 }]);
    for (const { value } of puts) expect(Buffer.byteLength(JSON.stringify(value))).toBeLessThan(STORE_LIMITS.bytes);
  });
});

describe('the document of a window', () => {
  const counted = fc.record(
    { id: fc.string(), time: fc.integer(), reference: fc.constantFrom('', 'file one', 'file two') },
    { requiredKeys: ['id', 'time'] },
  );
  const texts = fc.array(fc.string(), { maxLength: 3 });
  const entry = fc
    .tuple(
      counted,
      fc.record(
        {
          rule: fc.nat({ max: 5 }),
          values: texts,
          above: fc.dictionary(fc.constantFrom('x', 'y', '__proto__'), texts),
          records: fc.array(counted, { maxLength: 3 }),
        },
        { requiredKeys: ['rule'] },
      ),
    )
    .map(([record, rest]) => ({ ...record, ...rest }));
  const matched = fc.record({ at: fc.integer(), by: fc.string(), rule: fc.nat(), value: fc.double({ noNaN: true }) });
  const window: fc.Arbitrary<Window> = fc.record({
    entries: fc.array(entry, { maxLength: 10 }),
    matched: fc.array(matched, { maxLength: 3 }),
  });

  it('gives the window back', () => {
    fc.assert(
      fc.property(window, (one) => {
        expect(windowOf(documentOf(one, undefined))).toEqual(one);
      }),
    );
  });

  it('loses the records of entries first, then where they lie, and entries last', () => {
    const many = Array.from({ length: 100 }, (_, index) => longRecord(`r-${index}`));
    const records = windowOf(documentOf(windowWith(200, { records: many }), undefined)).entries;
    expect(records).toHaveLength(200);
    expect(records.every((one) => one.records?.length === 10 && one.reference !== undefined)).toBe(true);

    const references = windowOf(documentOf(windowWith(1900, { values: ['x'.repeat(60)] }), undefined)).entries;
    expect(references).toHaveLength(1900);
    expect(references.some((one) => one.reference !== undefined)).toBe(false);

    const entries = windowOf(documentOf(windowWith(100, { values: ['x'.repeat(20_000)] }), undefined)).entries;
    expect(entries.length).toBeGreaterThan(8);
    expect(entries.at(-1)?.id).toBe('e-99');
  });
});

function longRecord(id: string): { readonly id: string; readonly time: number; readonly reference: string } {
  return { id, time: 0, reference: `${id} ${'r'.repeat(100)}` };
}

function windowWith(length: number, more: object): Window {
  return {
    entries: Array.from({ length }, (_, index) => ({ ...longRecord(`e-${index}`), time: index, rule: 0, ...more })),
    matched: [],
  };
}
