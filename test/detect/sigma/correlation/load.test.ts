import { describe, expect, it } from 'vitest';
import { loadSigma } from '../../../../src/detect/sigma/load.ts';
import { problemsOf, rulesOf, textOf } from './helpers.ts';

const COUNT = { type: 'event_count', rules: ['a'], 'group-by': ['user'], timespan: '90m', condition: { gte: 3 } };
const SUM = { ...COUNT, type: 'value_sum', condition: { field: 'bytes', gt: 1.5 } };
const ORDER = { type: 'temporal_ordered', rules: ['kind_b', 'a'], timespan: '1d' };

function silent(...correlations: readonly Record<string, unknown>[]): readonly string[] {
  return rulesOf(...correlations).flatMap((rule) => (rule.silent === true ? [rule.id] : []));
}

describe('loading a correlation', () => {
  it('follows references by id and name, to plain JSON', () => {
    const rules = rulesOf({
      ...ORDER,
      id: 'order',
      level: 'high',
      'group-by': 'who',
      aliases: { who: { kind_b: 'x', a: 'y.z' } },
    });
    const rule = rules.find(({ id }) => id === 'order');

    expect(rule).toMatchObject({
      title: 'Title of order',
      level: 'high',
      correlation: {
        type: 'temporal_ordered',
        rules: ['b', 'a'],
        groupBy: [{ name: 'who', aliases: { b: 'x', a: 'y.z' } }],
        timespan: 86_400,
        condition: [{ relation: 'gte', value: 2 }],
      },
    });
    expect(JSON.parse(JSON.stringify(rules))).toEqual(rules);
  });

  it('silences the rules that it is about, unless a correlation generates them', () => {
    expect(silent(COUNT)).toEqual(['a']);
    expect(silent({ ...COUNT, generate: true })).toEqual([]);
    expect(silent(COUNT, { ...ORDER, id: 'order', generate: true })).toEqual([]);
    expect(silent({ ...COUNT, id: 'count' }, { ...ORDER, rules: ['count', 'b'] })).toEqual(['a', 'b', 'count']);
  });

  it('never silences rules that were loaded before', () => {
    const known = rulesOf();
    const text = textOf(COUNT).split('---\n').at(-1) ?? '';
    const load = loadSigma(text, 'own.yml', { known });

    expect(load).toMatchObject({ ok: true, rules: [...known, { id: 'corr' }] });
  });

  it('is as severe as the most severe rule that it builds on, if it does not say', () => {
    const rules = rulesOf({ ...COUNT, id: 'one', level: 'high' }, { ...ORDER, id: 'two', rules: ['a', 'one'] });

    expect(rules.find(({ id }) => id === 'two')?.level).toBe('high');
  });

  it.each([
    ['an unknown type', { ...COUNT, type: 'value_mode' }, 'sigma.wrong-type', 'expected one of event_count'],
    ['no type', { ...COUNT, type: undefined }, 'sigma.missing-field', '"type"'],
    ['no rules', { ...COUNT, rules: undefined }, 'sigma.missing-field', '"rules"'],
    ['an unknown rule', { ...COUNT, rules: ['a', 'd'] }, 'sigma.unknown-rule', '"d"'],
    ['a rule by id and by name', { ...COUNT, rules: ['a', 'kind_a'] }, 'sigma.duplicate-reference', 'The rule a'],
    ['a rule twice', { ...COUNT, rules: ['a', 'a'] }, 'sigma.duplicate-reference', '"a"'],
    ['no timespan', { ...COUNT, timespan: undefined }, 'sigma.missing-field', '"timespan"'],
    ['a timespan without unit', { ...COUNT, timespan: 5 }, 'sigma.bad-value', 'such as 90m'],
    ['a timespan of nothing', { ...COUNT, timespan: '0s' }, 'sigma.bad-value', 'such as 90m'],
    ['a timespan in months', { ...COUNT, timespan: '1M' }, 'sigma.bad-value', 'such as 90m'],
    ['a timespan beyond measure', { ...COUNT, timespan: '99999d' }, 'sigma.bad-value', 'at most 366d'],
    ['no condition', { ...COUNT, condition: undefined }, 'sigma.missing-field', '"condition"'],
    ['a count that is text', { ...COUNT, condition: 'a and b' }, 'sigma.wrong-type', 'a map such as'],
    ['a condition over a stranger', { ...ORDER, condition: 'a and c' }, 'sigma.unknown-identifier', '"c"'],
    ['half a condition', { ...ORDER, condition: 'a and' }, 'sigma.condition-syntax', 'ends here'],
    ['a condition that nothing fulfils', { ...ORDER, condition: 'not a' }, 'sigma.always-holds', 'nothing has matched'],
    ['a condition without comparison', { ...COUNT, condition: {} }, 'sigma.missing-field', 'compares nothing'],
    ['an unknown comparison', { ...COUNT, condition: { ge: 1 } }, 'sigma.unknown-field', '"ge"'],
    ['a count in quotes', { ...COUNT, condition: { gte: '3' } }, 'sigma.bad-value', 'without quotes'],
    ['half a count', { ...COUNT, condition: { gte: 1.5 } }, 'sigma.bad-value', 'a whole number'],
    ['two lower bounds', { ...COUNT, condition: { gt: 1, gte: 2 } }, 'sigma.bad-value', 'compares more than once'],
    ['an empty range', { ...COUNT, condition: { gt: 4, lt: 5 } }, 'sigma.never-holds', 'never hold'],
    ['a count of none', { ...COUNT, condition: { eq: 0 } }, 'sigma.never-holds', 'from 1'],
    ['a count beyond what is kept', { ...COUNT, condition: { gte: 2001 } }, 'sigma.never-holds', 'to 2000'],
    ['more rules than there are', { ...ORDER, condition: { gte: 3 } }, 'sigma.never-holds', 'to 2'],
    ['an empty range of sums', { ...SUM, condition: { field: 'b', gt: 1, lte: 1 } }, 'sigma.never-holds', 'never hold'],
    ['no field to sum', { ...SUM, condition: { gt: 1 } }, 'sigma.missing-field', '"field"'],
    ['two fields to sum', { ...SUM, condition: { gt: 1, field: ['x', 'y'] } }, 'sigma.wrong-type', 'several'],
    ['a field to count by', { ...COUNT, condition: { gt: 1, field: 'x' } }, 'sigma.unknown-field', '"field"'],
    [
      'a percentile of a sum',
      { ...SUM, condition: { field: 'b', gt: 1, percentile: 5 } },
      'sigma.unknown-field',
      'for value_sum',
    ],
    [
      'a percentile above 100',
      { ...SUM, type: 'value_percentile', condition: { field: 'b', gt: 1, percentile: 101 } },
      'sigma.bad-value',
      '0 to 100',
    ],
    ['an unknown field', { ...COUNT, timeframe: '5m' }, 'sigma.unknown-field', '"timeframe"'],
    ['a strange generate', { ...COUNT, generate: 'yes' }, 'sigma.wrong-type', 'true or false'],
    ['an alias of no use', { ...COUNT, aliases: { x: { a: 'b' } } }, 'sigma.unused-alias', '"x"'],
    ['an alias for a stranger', { ...COUNT, aliases: { user: { a: 'u', b: 'u' } } }, 'sigma.wrong-reference', '"b"'],
    [
      'an alias without a field',
      { ...ORDER, 'group-by': 'u', aliases: { u: { a: 'x' } } },
      'sigma.missing-field',
      'rule b',
    ],
    ['itself', { ...COUNT, rules: ['corr'] }, 'sigma.circular', 'leads back'],
  ])('refuses %s', (_, correlation, code, message) => {
    expect(problemsOf(correlation)).toEqual([
      expect.objectContaining({ file: 'test.yml', code, message: expect.stringContaining(message) }),
    ]);
  });

  it('refuses circles through others, and names taken twice', () => {
    expect(problemsOf({ ...COUNT, id: 'x', rules: ['y'] }, { ...COUNT, id: 'y', rules: ['x'] })).toEqual([
      expect.objectContaining({ code: 'sigma.circular' }),
      expect.objectContaining({ code: 'sigma.circular' }),
    ]);
    expect(problemsOf({ ...COUNT, name: 'kind_a' })).toEqual([
      expect.objectContaining({ code: 'sigma.duplicate-name' }),
    ]);
  });

  it('does not blame a reference to a rule that is there but broken', () => {
    const text = textOf(COUNT).replace('kind: a', 'kind|foo: a');

    expect(loadSigma(text, 'test.yml')).toMatchObject({ ok: false, problems: [{ code: 'sigma.unknown-modifier' }] });
  });
});
