import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryState } from '../../../../src/detect/sigma/correlation/state.ts';
import { recordsOf, rulesOf, run } from './helpers.ts';
import type { At } from './helpers.ts';

const COUNT = { type: 'event_count', rules: ['a'], 'group-by': ['user'], timespan: '10s', condition: { gte: 3 } };

function kind(name: string, ...times: readonly number[]): At[] {
  return times.map((at) => ({ kind: name, user: 'ana', at }));
}

/** Values of a field, one a second. */
function valued(...values: readonly unknown[]): At[] {
  return values.map((value, at) => ({ kind: 'a', user: 'ana', at, value }));
}

function valueRule(type: string, condition: object): Record<string, unknown> {
  return { ...COUNT, type, condition: { field: 'value', ...condition } };
}

describe('event_count', () => {
  it.each([
    [{ gte: 3 }, [0, 5, 10], [['0', '1', '2']]],
    [{ gte: 3 }, [0, 5, 11], []],
    [{ gt: 2 }, [0, 1, 2], [['0', '1', '2']]],
    [{ eq: 2 }, [0, 1, 2], [['0', '1']]],
    [{ neq: 1 }, [0, 1], [['0', '1']]],
    [{ lt: 2 }, [0], [['0']]],
    [{ gt: 1, lte: 3 }, [0, 20, 21], [['1', '2']]],
  ])('%j over %j', async (condition, times, expected) => {
    expect(await recordsOf({ ...COUNT, condition }, kind('a', ...times))).toEqual(expected);
  });

  it('is quiet for a timespan after it matched', async () => {
    const times = Array.from({ length: 40 }, (_, second) => second);

    const matches = await recordsOf(COUNT, kind('a', ...times));

    expect(matches.map((records) => records.at(-1))).toEqual(['2', '13', '24', '35']);
  });

  it('counts each group for itself, and nothing that lacks a field of the group', async () => {
    const events = [
      ...kind('a', 0, 1),
      { kind: 'a', user: 'eve', at: 2 },
      { kind: 'a', at: 2 },
      { kind: 'a', user: null, at: 2 },
      { kind: 'b', user: 'ana', at: 2 },
    ];

    expect(await recordsOf(COUNT, events)).toEqual([]);
    expect(await run(rulesOf(COUNT), [...events, { kind: 'a', user: ['eve', 'ana'], at: 3 }])).toMatchObject([
      { group: { user: 'ana' }, value: 3, count: 3, repeated: false },
    ]);
  });

  it('counts everything together without group-by, and several rules together', async () => {
    const correlation = { ...COUNT, 'group-by': undefined, rules: ['a', 'b'] };

    expect(
      await recordsOf(correlation, [
        { kind: 'a', at: 0 },
        { kind: 'b', at: 1 },
        { kind: 'a', at: 2 },
      ]),
    ).toEqual([['0', '1', '2']]);
  });

  it('counts an event that comes again but once, and tells the match again', async () => {
    const [first, second, third] = kind('a', 0, 1, 2).map((event, index) => ({ ...event, id: String(index) }));
    if (first === undefined || second === undefined || third === undefined) throw new Error('There are three events.');

    expect(await run(rulesOf(COUNT), [first, first, second, second])).toEqual([]);
    const matches = await run(rulesOf(COUNT), [first, second, third, second, third]);
    expect(matches).toMatchObject([{ repeated: false }, { repeated: true }]);
    expect(matches[1]?.id).toBe(matches[0]?.id);
  });
});

describe('the other types', () => {
  it.each([
    ['value_count', { gte: 2 }, ['x', 'x', 'y'], [3]],
    ['value_count', { gte: 3 }, ['x', 'X', ['y', 'x']], [3]],
    ['value_count', { gte: 2 }, ['x', null, undefined, 'x'], []],
    ['value_sum', { gt: 10 }, [4, '6', 'many', 0.5], [3]],
    ['value_sum', { gt: 10 }, [20, -15, 5], [1]],
    ['value_avg', { gte: 5 }, [1, 2, 12], [3]],
    ['value_avg', { lt: 5 }, ['many'], []],
    ['value_percentile', { percentile: 50, gte: 3 }, [1, 2, 4, 9], [4]],
    ['value_percentile', { percentile: 95, gt: 9 }, [1, 10], [2]],
    ['value_percentile', { percentile: 0, lt: 0 }, [3, 2, -1], [3]],
    ['value_median', { gte: 3 }, [1, 2, 4, 9], [4]],
    ['value_median', { gt: 2 }, [2, '2', 'many', 3], []],
    ['value_percentile', { lte: 25 }, ['x', 'x', 'x', 'y'], [1]],
    ['value_percentile', { lte: 20 }, ['x', 'x', 'x', 'y'], []],
  ])('%s %j over %j', async (type, condition, values, counts) => {
    const matches = await run(rulesOf(valueRule(type, condition)), valued(...values));

    expect(matches.map(({ count }) => count)).toEqual(counts);
  });

  it('counts pairs of values where there are two fields', async () => {
    const correlation = { ...COUNT, type: 'value_count', condition: { field: ['x', 'y'], gte: 2 } };
    const events = [{ x: 1, y: 1 }, { x: 1 }, { x: 1, y: 1 }, { x: 1, y: 2 }];

    expect(
      await recordsOf(
        correlation,
        events.map((fields, at) => ({ kind: 'a', user: 'ana', at, ...fields })),
      ),
    ).toEqual([['0', '2', '3']]);
  });

  it('temporal wants every rule, in any order', async () => {
    const correlation = { ...COUNT, type: 'temporal', rules: ['a', 'b', 'c'], condition: undefined };

    expect(await recordsOf(correlation, [...kind('c', 0), ...kind('a', 1, 2), ...kind('b', 10)])).toEqual([
      ['0', '1', '2', '3'],
    ]);
    expect(await recordsOf(correlation, [...kind('c', 0), ...kind('a', 1), ...kind('b', 11)])).toEqual([]);
    expect(await recordsOf({ ...correlation, condition: { gte: 2 } }, [...kind('c', 0), ...kind('a', 1)])).toEqual([
      ['0', '1'],
    ]);
  });

  it.each([
    ['temporal', 'kind_a and not c', 'a', [['0']]],
    ['temporal', 'kind_a and not c', 'ca', []],
    ['temporal', 'kind_a and not c', 'ac', [['0']]],
    ['temporal', 'c and (kind_a or b)', 'ab', []],
    ['temporal', 'c and (kind_a or b)', 'cb', [['0', '1']]],
    ['temporal', '2 of them', 'aac', [['0', '1', '2']]],
    ['temporal_ordered', 'kind_a AND b AND c', 'cabc', [['1', '2', '3']]],
    ['temporal_ordered', 'b and c', 'cb', []],
    ['temporal_ordered', 'b and c', 'bac', [['0', '2']]],
  ])('%s holds to a condition over rules: %s over %s', async (type, condition, kinds, expected) => {
    const correlation = { ...COUNT, type, rules: ['kind_a', 'b', 'c'], condition };
    const events = Array.from(kinds, (one, at) => ({ kind: one, user: 'ana', at }));

    expect(await recordsOf(correlation, events)).toEqual(expected);
  });

  it('temporal_ordered wants them in the order of the rule, and names the chain', async () => {
    const correlation = { ...COUNT, type: 'temporal_ordered', rules: ['a', 'b', 'c'], condition: undefined };

    expect(await recordsOf(correlation, [...kind('b', 0), ...kind('a', 1), ...kind('c', 2)])).toEqual([]);
    expect(
      await recordsOf(correlation, [
        ...kind('b', 0),
        ...kind('a', 1),
        ...kind('b', 2),
        ...kind('a', 3),
        ...kind('c', 4),
      ]),
    ).toEqual([['1', '2', '4']]);
    expect(await recordsOf(correlation, [...kind('c', 5), ...kind('b', 5), ...kind('a', 5)])).toEqual([
      ['2', '1', '0'],
    ]);
  });

  it('groups by aliases', async () => {
    const correlation = {
      ...COUNT,
      type: 'temporal',
      rules: ['a', 'b'],
      condition: undefined,
      'group-by': ['ip'],
      aliases: { ip: { a: 'from.ip', kind_b: 'to' } },
    };

    expect(
      await run(rulesOf(correlation), [
        { kind: 'a', at: 0, from: { ip: 1 } },
        { kind: 'b', at: 1, to: 2 },
        { kind: 'b', at: 2, to: '1' },
      ]),
    ).toMatchObject([{ group: { ip: '1' }, records: [{ id: '0' }, { id: '2' }] }]);
  });
});

describe('a chain', () => {
  const failed = { ...COUNT, id: 'many', name: 'many_a', 'group-by': ['host'] };
  const then = { id: 'then', type: 'temporal_ordered', rules: ['many_a', 'b'], 'group-by': ['user'], timespan: '1m' };

  it('takes the match of a correlation for an event with the fields of its records', async () => {
    const rules = rulesOf(failed, then);
    const events = [0, 1, 2].map((at) => ({ kind: 'a', host: 'h', user: at === 0 ? 'ana' : 'eve', at }));

    const matches = await run(rules, [...events, { kind: 'b', user: 'ana', at: 30 }]);

    expect(matches.map(({ rule, group, records }) => [rule.id, group, records.map(({ id }) => id)])).toEqual([
      ['many', { host: 'h' }, ['0', '1', '2']],
      ['then', { user: 'ana' }, ['0', '1', '2', '3']],
    ]);
  });

  it('follows aliases that name a rule further down, or the correlation on the way', async () => {
    for (const aliases of [{ who: { a: 'user', b: 'by' } }, { who: { many: 'user', b: 'by' } }]) {
      const rules = rulesOf(failed, { ...then, 'group-by': ['who'], aliases });
      const events = [...kind('a', 0, 1, 2).map((event) => ({ ...event, host: 'h' })), { kind: 'b', by: 'ana', at: 3 }];

      expect((await run(rules, events)).map(({ rule }) => rule.id)).toEqual(['many', 'then']);
    }
  });
});

describe('events in any order', () => {
  const SPAN = 10;
  const times = fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 30 });
  const correlations = fc.constantFrom<readonly [Record<string, unknown>, (kinds: readonly string[]) => boolean]>(
    [COUNT, (kinds) => kinds.filter((name) => name === 'a').length >= 3],
    [
      { ...COUNT, type: 'temporal', rules: ['a', 'b'], condition: undefined },
      (kinds) => kinds.includes('a') && kinds.includes('b'),
    ],
  );

  /** The moments at which the condition holds for the timespan before: looked at one by one. */
  function moments(events: readonly At[], holds: (kinds: readonly string[]) => boolean): readonly number[] {
    return events
      .filter(({ at }) => holds(events.filter((e) => e.at <= at && e.at >= at - SPAN).map((e) => String(e['kind']))))
      .map(({ at }) => at);
  }

  it('match near every moment that holds, apart from each other, by records that suffice', async () => {
    await fc.assert(
      fc.asyncProperty(
        correlations,
        times,
        fc.infiniteStream(fc.constantFrom('a', 'b')),
        async ([correlation, holds], seconds, kinds) => {
          const events = seconds.map((at, index) => ({ kind: kinds.next().value, user: 'ana', at, id: String(index) }));
          const again = events.filter((_, index) => index % 3 === 0);

          const matches = (await run(rulesOf(correlation), [...events, ...again])).filter(({ repeated }) => !repeated);

          const matched = matches.map(({ records }) => (records.at(-1)?.time ?? 0) / 1000).toSorted((x, y) => x - y);
          for (const moment of moments(events, holds)) {
            expect(matched.some((at) => Math.abs(at - moment) <= SPAN)).toBe(true);
          }
          expect(matched.every((at, index) => index === 0 || at - (matched[index - 1] ?? 0) > SPAN)).toBe(true);
          for (const { records } of matches) {
            const named = records.flatMap(({ id }) => events.filter((event) => event.id === id));
            expect(holds(named.map((event) => event.kind))).toBe(true);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('stay within bounds, and repeating one value drives out no other', async () => {
    const rule = rulesOf({ ...COUNT, type: 'value_count', timespan: '1d', condition: { field: 'value', gte: 3 } });
    const flood = Array.from({ length: 3000 }, (_, at) => ({ kind: 'a', user: 'ana', at: at + 2, value: 'same' }));
    const [first, second, last] = [
      { kind: 'a', user: 'ana', at: 0, value: 'one' },
      { kind: 'a', user: 'ana', at: 3500, value: 'two' },
      { kind: 'a', user: 'ana', at: 3501, value: 'two' },
    ];
    if (first === undefined || second === undefined || last === undefined) throw new Error('There are three events.');

    expect((await run(rule, [first, ...flood, second, last])).map(({ value }) => value)).toEqual([3]);
  });
});

describe('the state in memory', () => {
  it('gives up the windows that were idle longest', async () => {
    const state = createMemoryState(5);
    const events = ['ana', 'ana', 'eve', 'eve', 'bob', 'bob', 'ana', 'bob'].map((user, at) => ({
      kind: 'a',
      user,
      at,
    }));

    const matches = await run(rulesOf(COUNT), events, state);

    expect(matches.map(({ group }) => group)).toEqual([{ user: 'bob' }]);
    expect(state.dropped).toBeGreaterThan(0);
  });
});
