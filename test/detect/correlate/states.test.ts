import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDynamoStore } from '../../../src/adapters/aws/dynamodb-store.ts';
import { openSqliteStore } from '../../../src/adapters/local/sqlite-store.ts';
import { createStoreState } from '../../../src/detect/correlate/store-state.ts';
import { createMemoryState } from '../../../src/detect/sigma/correlation/state.ts';
import type { CorrelationState } from '../../../src/detect/sigma/correlation/state.ts';
import type { CorrelationMatch } from '../../../src/detect/sigma/correlation/engine.ts';
import type { SigmaRule } from '../../../src/detect/sigma/types.ts';
import { startDynamo } from '../../contract/dynamo-emulator.ts';
import type { DynamoEmulator } from '../../contract/dynamo-emulator.ts';
import { rulesOf } from '../sigma/correlation/helpers.ts';
import { deliver, deliveries } from './deliveries.ts';
import type { Happening } from './deliveries.ts';

const SPAN = 10;
const BASE = { rules: ['a'], 'group-by': ['user'], timespan: `${SPAN}s` };

/** Correlations, and what they ask of the events of one group within a timespan. */
const CASES: readonly (readonly [
  string,
  { readonly rules: readonly string[] } & Record<string, unknown>,
  (events: readonly Happening[]) => boolean,
])[] = [
  [
    'event_count',
    { ...BASE, type: 'event_count', condition: { gte: 3 } },
    (events) => events.filter(({ kind }) => kind === 'a').length >= 3,
  ],
  [
    'value_count',
    { ...BASE, type: 'value_count', condition: { field: 'value', gte: 3 } },
    (events) => new Set(events.flatMap(({ kind, value }) => (kind === 'a' ? [value] : []))).size >= 3,
  ],
  [
    'temporal',
    { ...BASE, type: 'temporal', rules: ['a', 'b'] },
    (events) => new Set(events.map(({ kind }) => kind)).size === 2,
  ],
  [
    'temporal_ordered',
    { ...BASE, type: 'temporal_ordered', rules: ['a', 'b'] },
    (events) => events.some((a) => a.kind === 'a' && events.some((b) => b.kind === 'b' && b.at >= a.at)),
  ],
];

const clock = { now: (): number => Date.UTC(2026, 0, 1) };

let dynamo: DynamoEmulator;
let table: string;

beforeAll(async () => {
  dynamo = await startDynamo();
  table = await dynamo.createTable();
});

afterAll(() => dynamo.stop());

type Opened = { readonly open: () => CorrelationState; readonly close?: () => Promise<void> };

/** States that several detectors share, each anew. */
const STATES: readonly (readonly [string, number, (rules: readonly SigmaRule[]) => Opened])[] = [
  [
    'memory',
    100,
    () => {
      const state = createMemoryState();
      return { open: () => state };
    },
  ],
  [
    'SQLite',
    60,
    (rules) => {
      const store = openSqliteStore(':memory:', { now: clock.now });
      return { open: () => createStoreState({ store, clock, rules }), close: () => store.close() };
    },
  ],
  [
    'DynamoDB',
    6,
    (rules) => ({
      open: () =>
        createStoreState({ store: openDynamoStore({ client: dynamo.client, table, now: clock.now }), clock, rules }),
    }),
  ],
];

describe.each(STATES)('the state of correlations in %s, shared by several detectors', (_state, numRuns, start) => {
  it.each(CASES)('keeps what is promised of %s', async (_type, correlation, holds) => {
    await fc.assert(
      fc.asyncProperty(deliveries, async (all) => {
        const rules = rulesOf({ ...correlation, id: randomUUID() });
        const { open, close } = start(rules);
        const events = [
          ...new Map(all.flatMap((delivery) => delivery.events).map((event) => [event.id, event])).values(),
        ];

        const told = await deliver(all, rules, open);

        for (const user of ['ana', 'eve']) {
          const own = events.filter(({ user: by, kind }) => by === user && correlation.rules.includes(kind));
          checkGroup(
            own,
            told.filter(({ group }) => group['user'] === user),
            holds,
          );
        }
        await close?.();
      }),
      { numRuns },
    );
  });

  it('brings correlations of correlations through crashes', async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, async (all) => {
        const [low, high] = [randomUUID(), randomUUID()];
        const rules = rulesOf(
          { ...BASE, id: low, type: 'event_count', condition: { gte: 3 }, generate: true },
          { ...BASE, id: high, type: 'temporal', rules: [low, 'b'] },
        );
        const { open, close } = start(rules);
        const told = await deliver(all, rules, open);

        const events = [
          ...new Map(all.flatMap((delivery) => delivery.events).map((event) => [event.id, event])).values(),
        ];
        const lows = distinct(told.filter(({ rule }) => rule.id === low));
        const highs = distinct(told.filter(({ rule }) => rule.id === high));
        for (const { group, id } of lows) {
          const moment = momentOf(id);
          const beside = events.some(
            ({ kind, user, at }) => kind === 'b' && user === group['user'] && Math.abs(at - moment) <= SPAN,
          );
          const near = highs.some(
            (match) => match.group['user'] === group['user'] && Math.abs(momentOf(match.id) - moment) <= 2 * SPAN,
          );
          if (beside) expect(near).toBe(true);
        }
        await close?.();
      }),
      { numRuns },
    );
  });
});

/** What docs/sigma.md promises, of one group. */
function checkGroup(
  events: readonly Happening[],
  told: readonly CorrelationMatch[],
  holds: (events: readonly Happening[]) => boolean,
): void {
  const matches = distinct(told);
  const matched = matches.map(({ id }) => momentOf(id)).toSorted((a, b) => a - b);
  const moments = events
    .map(({ at }) => at)
    .filter((moment) => holds(events.filter(({ at }) => at <= moment && at >= moment - SPAN)));
  for (const moment of moments) expect(matched.some((at) => Math.abs(at - moment) <= SPAN)).toBe(true);
  expect(matched.every((at, index) => index === 0 || at - (matched[index - 1] ?? 0) > SPAN)).toBe(true);
  expect(matched.every((at) => moments.includes(at))).toBe(true);
  for (const { records, count } of matches) {
    const named = records.flatMap(({ id }) => events.filter((event) => event.id === id));
    expect(named).toHaveLength(count);
    expect(holds(named)).toBe(true);
    expect(records.every(({ id, reference }) => reference === `file of ${id}`)).toBe(true);
  }
}

/** A match is one by its id, however often it is told. */
function distinct(told: readonly CorrelationMatch[]): readonly CorrelationMatch[] {
  return [...new Map(told.map((match) => [match.id, match])).values()];
}

/** Seconds. The last part of an id is the moment. */
function momentOf(id: string): number {
  return Number((JSON.parse(id) as unknown[]).at(-1)) / 1000;
}
