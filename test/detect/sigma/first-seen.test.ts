import { describe, expect, it } from 'vitest';
import { loadSigma } from '../../../src/detect/sigma/load.ts';
import type { SigmaProblem, SigmaRule } from '../../../src/detect/sigma/types.ts';

const HEAD = `title: A call was new
id: new-call
logsource: { product: test }
detection: { s: { kind: a }, condition: s }
`;

const OPTIONS = { derived: ['ours.actor', 'ours.network'] };

function ruleOf(section: string): SigmaRule | undefined {
  const load = loadSigma(HEAD + section, 'own.yml', OPTIONS);
  if (!load.ok) throw new Error(JSON.stringify(load.problems));
  expect(JSON.parse(JSON.stringify(load.rules))).toEqual(load.rules);
  return load.rules[0];
}

function problemsOf(text: string): readonly SigmaProblem[] {
  const load = loadSigma(text, 'own.yml', OPTIONS);
  return load.ok ? [] : load.problems;
}

describe('the section first_seen', () => {
  it('is read to plain JSON, beside the detection', () => {
    expect(
      ruleOf('first_seen: { values: [ours.actor, eventName], group-by: account, timespan: 30d, learning: 7d }'),
    ).toMatchObject({
      id: 'new-call',
      condition: { op: 'test' },
      custom: {},
      firstSeen: { values: ['ours.actor', 'eventName'], groupBy: ['account'], timespan: 30, learning: 7 },
    });
  });

  it('needs no group and no learning period', () => {
    expect(ruleOf('first_seen: { values: eventName, timespan: 1d }')).toMatchObject({
      firstSeen: { values: ['eventName'], groupBy: [], timespan: 1, learning: 14 },
    });
    expect(ruleOf('first_seen: { values: eventName, timespan: 366d, learning: 0d }')).toMatchObject({
      firstSeen: { learning: 0 },
    });
  });

  it('stays with the rule behind a filter', () => {
    const filter = `first_seen: { values: eventName, timespan: 1d }
---
title: Not the robots
logsource: { product: test }
filter: { rules: new-call, s: { user: robot }, condition: not s }
`;

    expect(ruleOf(filter)).toMatchObject({ firstSeen: { timespan: 1 }, condition: { op: 'and' } });
  });

  it.each([
    ['no map', 'first_seen: eventName', 5, 13, 'sigma.wrong-type'],
    ['no values', 'first_seen: { timespan: 30d }', 5, 1, 'sigma.missing-field'],
    ['no timespan', 'first_seen: { values: eventName }', 5, 1, 'sigma.missing-field'],
    ['an unknown field', 'first_seen: { values: a, timespan: 30d, days: 3 }', 5, 41, 'sigma.unknown-field'],
    ['hours', 'first_seen: { values: a, timespan: 12h }', 5, 36, 'sigma.bad-value'],
    ['no days', 'first_seen: { values: a, timespan: 0d }', 5, 36, 'sigma.bad-value'],
    ['too many days', 'first_seen: { values: a, timespan: 367d }', 5, 36, 'sigma.bad-value'],
    ['a number alone', 'first_seen: { values: a, timespan: 30d, learning: 14 }', 5, 51, 'sigma.bad-value'],
    ['a value that is no name', 'first_seen: { values: [a, {}], timespan: 30d }', 5, 27, 'sigma.wrong-type'],
    ['a value twice', 'first_seen: { values: [a, a], timespan: 30d }', 5, 27, 'sigma.duplicate-reference'],
    [
      'a value of the group',
      'first_seen: { values: [a, b], group-by: b, timespan: 30d }',
      5,
      27,
      'sigma.duplicate-reference',
    ],
    ['too many values', 'first_seen: { values: [a, b, c, d, e, f, g, h, i], timespan: 30d }', 5, 48, 'sigma.bad-value'],
    ['a slip', 'first_seen: { values: ours.netwrok, timespan: 30d }', 5, 23, 'sigma.unknown-derived-field'],
  ])('is refused with %s, and where', (_what, section, line, column, code) => {
    expect(problemsOf(HEAD + section)).toEqual([
      { file: 'own.yml', line, column, code, message: expect.stringMatching(/expected .*\.$/u) },
    ]);
  });

  it.each([
    ['a correlation', 'correlation: { type: event_count }', 'sigma.wrong-type'],
    ['a filter', 'filter: { rules: any }', 'sigma.wrong-type'],
  ])('is refused beside %s', (_what, other, code) => {
    const text = `title: x\nlogsource: { product: test }\n${other}\nfirst_seen: { values: a, timespan: 1d }`;

    expect(problemsOf(text)).toMatchObject([{ line: 4, column: 1, code }]);
  });

  it('is refused without a detection', () => {
    const text = 'title: x\nlogsource: { product: test }\nfirst_seen: { values: a, timespan: 1d }';

    expect(problemsOf(text)).toMatchObject([{ code: 'sigma.missing-field' }]);
  });
});

it('names of derived fields are checked in correlations as well', () => {
  const text = `${HEAD}---
title: From many networks
correlation:
  type: value_count
  rules: new-call
  group-by: [ours.actro]
  timespan: 1h
  condition: { field: ours.net, gte: 3 }
`;

  expect(problemsOf(text)).toMatchObject([
    { line: 10, column: 14, code: 'sigma.unknown-derived-field' },
    { line: 12, column: 23, code: 'sigma.unknown-derived-field' },
  ]);
  expect(problemsOf(text.replace('actro', 'actor').replace('ours.net,', 'ours.network,'))).toEqual([]);
});
