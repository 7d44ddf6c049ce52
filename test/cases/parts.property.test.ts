import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openSqliteStore } from '../../src/adapters/local/sqlite-store.ts';
import { readForRequests, readStanding, seenKey, type Seen } from '../../src/cases/case-store.ts';
import { TrailboltError } from '../../src/errors.ts';
import { actorsOf, recordsOf, type Case } from '../../src/model/case.ts';
import { ACCOUNT, ManualClock } from './support.ts';
import { partsOn, userOf, type Parts } from './parts.ts';

const ACTORS = ['a', 'b', 'c', 'd'];
const RULES = ['r1', 'r2', 'r3'];

type Step =
  | { readonly do: 'alert'; readonly actor: number; readonly rule: number; readonly records: readonly number[] }
  | { readonly do: 'merge'; readonly into: number; readonly from: number }
  | { readonly do: 'split'; readonly of: number; readonly rules: readonly number[] }
  | { readonly do: 'take'; readonly of: number; readonly actor: number }
  | { readonly do: 'close' | 'reopen'; readonly of: number }
  | { readonly do: 'wait'; readonly hours: number };

const nat = (max: number) => fc.nat({ max });
const alertStep = fc.record({
  do: fc.constant('alert' as const),
  actor: nat(ACTORS.length - 1),
  rule: nat(RULES.length - 1),
  records: fc.uniqueArray(nat(7), { minLength: 1, maxLength: 4 }),
});
const steps = fc.array(
  fc.oneof<fc.Arbitrary<Step>[]>(
    alertStep,
    alertStep,
    alertStep,
    fc.record({ do: fc.constant('merge' as const), into: nat(9), from: nat(9) }),
    fc.record({ do: fc.constant('merge' as const), into: nat(9), from: nat(9) }),
    fc.record({
      do: fc.constant('split' as const),
      of: nat(9),
      rules: fc.uniqueArray(nat(RULES.length - 1), { minLength: 1, maxLength: 2 }),
    }),
    fc.record({ do: fc.constant('take' as const), of: nat(9), actor: nat(ACTORS.length - 1) }),
    fc.record({ do: fc.constantFrom('close' as const, 'reopen' as const), of: nat(9) }),
    fc.record({ do: fc.constant('wait' as const), hours: fc.constantFrom(1, 20, 30) }),
  ),
  { minLength: 5, maxLength: 40 },
);

/** What was fed: for each record, the case on which each rule that fired on it stands. */
type Fed = Map<string, Map<string, string>>;

/** Moves what stands on one case to another one, as far as it belongs to the part. */
function move(fed: Fed, from: string, to: string, belongs: (record: string, rule: string) => boolean): void {
  for (const [record, rules] of fed)
    for (const [rule, on] of rules) if (on === from && belongs(record, rule)) rules.set(rule, to);
}

/** One step, and the same in the model. */
async function take(at: Parts, step: Step, fed: Fed): Promise<void> {
  const cases = await at.all();
  const pick = (index: number): string => cases[index % Math.max(1, cases.length)]?.id ?? 'none';
  switch (step.do) {
    case 'alert': {
      const actor = ACTORS[step.actor] ?? '';
      const rule = RULES[step.rule] ?? '';
      // A record is its actor's.
      const ids = step.records.map((record) => `${actor}-${record}`);
      const { id: on } = await at.alert(actor, rule, ids);
      for (const id of ids) {
        const rules = fed.get(id) ?? new Map<string, string>();
        if (!rules.has(rule)) fed.set(id, rules.set(rule, on));
      }
      return;
    }
    case 'merge': {
      const [into, from] = [pick(step.into), pick(step.from)];
      await at.merge(into, from);
      return move(fed, from, into, () => true);
    }
    case 'split': {
      const rules = step.rules.map((rule) => RULES[rule] ?? '');
      const from = pick(step.of);
      const { id } = await at.split(from, { kind: 'rules', rules });
      return move(fed, from, id, (_record, rule) => rules.includes(rule));
    }
    case 'take': {
      const actor = ACTORS[step.actor] ?? '';
      const from = pick(step.of);
      const { id } = await at.split(from, { kind: 'actor', actor: userOf(actor).root.id });
      return move(fed, from, id, (record) => record.startsWith(actor));
    }
    case 'close':
      return at.close(pick(step.of));
    case 'reopen':
      return at.reopen(pick(step.of));
    case 'wait':
      return at.clock.advance(step.hours * 60 * 60_000);
  }
}

/** What must hold whatever has happened. */
async function check(at: Parts, fed: Fed): Promise<void> {
  const visible = (await at.all()).filter((it) => it.mergedInto === undefined);
  const counted = visible.reduce((sum, it) => sum + it.count, 0);
  expect(counted, 'every record is counted once').toBe(fed.size);
  for (const it of visible) {
    const here = [...fed].flatMap(([record, rules]) =>
      [...rules].flatMap(([rule, on]) => (on === it.id ? [{ record, rule }] : [])),
    );
    const lines = Object.fromEntries(it.lines.map(({ rule, count }) => [rule.id, count]));
    const expected = Object.groupBy(here, ({ rule }) => rule);
    expect(lines, 'every match stands on one line').toEqual(
      Object.fromEntries(Object.entries(expected).map(([rule, all]) => [rule, all?.length])),
    );
    const distinct = new Set(here.map(({ record }) => record)).size;
    const { number, atLeast } = recordsOf(it);
    if (atLeast) expect(number).toBeLessThanOrEqual(distinct);
    else expect(number, 'a card says how many records it has').toBe(distinct);
    tallies(it);
  }
  for (const id of fed.keys()) {
    const seen = await at.store.get<Seen>(seenKey(ACCOUNT, id));
    const { value } = await readStanding(at.store, seen?.value.caseId ?? 'none');
    expect(value.mergedInto, 'every record leads to a case that stands').toBeUndefined();
  }
}

function tallies(it: Case): void {
  const cells = it.tally?.cells ?? [];
  const home = cells.filter(({ elsewhere }) => elsewhere === undefined).reduce((sum, { count }) => sum + count, 0);
  expect(home + (it.tally?.rest ?? 0)).toBe(it.count);
  expect(it.tally?.partial, 'so few records fit into a tally').toBeUndefined();
  for (const { rule, count } of it.lines)
    expect(cells.filter(({ rules }) => rules.includes(rule.id)).reduce((sum, cell) => sum + cell.count, 0)).toBe(count);
  expect(it.lines.length).toBeGreaterThan(0);
  const actors = new Set(actorsOf(it).map(({ root }) => root.id));
  expect(
    cells.every(({ actor }) => actors.has(actor)),
    'nobody acts on a case that does not name them',
  ).toBe(true);
}

describe('whatever people do with cases while alerts come in', () => {
  test('every record is counted once, can be found, and nobody stops being a suspect', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (todo) => {
        const clock = new ManualClock();
        const open = () => openSqliteStore(':memory:', { now: () => clock.now() });
        const [store, auditStore] = [open(), open()];
        try {
          const at = partsOn(store, clock, auditStore);
          const fed: Fed = new Map();
          const suspects = new Map<string, readonly string[]>();
          for (const step of todo) {
            await take(at, step, fed).catch((error: unknown) => {
              // What cannot be done is refused, and nothing has changed.
              if (!(error instanceof TrailboltError) || !/^case\.(not-|merged|closed|missing)/.test(error.code))
                throw error;
            });
            await check(at, fed);
            for (const { id } of await at.all()) {
              const now = (await readForRequests(store, id)).value.principals;
              expect(now).toEqual(expect.arrayContaining([...(suspects.get(id) ?? [])]));
              suspects.set(id, now);
            }
          }
        } finally {
          await Promise.all([store.close(), auditStore.close()]);
        }
      }),
      { numRuns: 150 },
    );
  }, 120_000);
});
