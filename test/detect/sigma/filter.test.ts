import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/detect/sigma/compile.ts';
import { loadSigma, loadSigmaFiles } from '../../../src/detect/sigma/load.ts';
import type { SigmaRule } from '../../../src/detect/sigma/types.ts';
import { problemsOf } from './helpers.ts';

const RULE = `title: Rule
id: rule-id
name: rule_name
logsource: { product: aws, service: cloudtrail }
detection: { s: { a: 1 }, condition: s }
`;

function filter(filterSection: string, logsource = '{ product: aws }'): string {
  return `title: Administrators\nlogsource: ${logsource}\nfilter:\n${filterSection}`;
}

const NOT_ANA = '  rules: [rule-id]\n  selection: { user: ana }\n  condition: not selection\n';

function rulesOf(text: string): readonly SigmaRule[] {
  const load = loadSigma(text, 'test.yml');
  if (!load.ok) throw new Error(JSON.stringify(load.problems));
  return load.rules;
}

function matches(text: string, event: unknown): readonly string[] {
  return rulesOf(text).flatMap((rule) => ('condition' in rule && compile(rule).matches(event) ? [rule.id] : []));
}

describe('a filter', () => {
  it.each([
    ['an id', NOT_ANA],
    ['a name', NOT_ANA.replace('rule-id', 'rule_name')],
    ['any', NOT_ANA.replace('[rule-id]', 'any')],
    ['all', NOT_ANA.replace('[rule-id]', 'All')],
    ['one rule without a list', NOT_ANA.replace('[rule-id]', 'rule-id')],
  ])('is joined with “and” to the rules given by %s', (_, section) => {
    for (const text of [`${RULE}---\n${filter(section)}`, `${filter(section)}---\n${RULE}`]) {
      expect(matches(text, { a: 1, user: 'bob' })).toEqual(['rule-id']);
      expect(matches(text, { a: 1, user: 'ana' })).toEqual([]);
      expect(matches(text, { a: 2, user: 'bob' })).toEqual([]);
    }
  });

  it('gives no rule of its own, and leaves other rules alone', () => {
    const other = RULE.replace('rule-id', 'other').replace('rule_name', 'other_name');

    expect(matches(`${RULE}---\n${other}---\n${filter(NOT_ANA)}`, { a: 1, user: 'ana' })).toEqual(['other']);
  });

  it('reads log sources without regard to case', () => {
    const any = filter(NOT_ANA.replace('[rule-id]', 'any'), '{ product: AWS, service: CloudTrail }');

    expect(matches(`${RULE}---\n${any}`, { a: 1, user: 'ana' })).toEqual([]);
  });

  it('holds for the rules of its log source only', () => {
    const any = filter(NOT_ANA.replace('[rule-id]', 'any'), '{ product: windows }');

    expect(matches(`${RULE}---\n${any}`, { a: 1, user: 'ana' })).toEqual(['rule-id']);
  });

  it('has searches of its own, whatever those of the rule are called', () => {
    const section = '  rules: any\n  s: { user: ana }\n  t: { user: eve }\n  condition: not 1 of them\n';

    expect(matches(`${RULE}---\n${filter(section)}`, { a: 1, user: 'eve' })).toEqual([]);
    expect(matches(`${RULE}---\n${filter(section)}`, { a: 1, user: 'bob' })).toEqual(['rule-id']);
  });

  it('works on rules that were loaded before, and from another file', () => {
    const known = rulesOf(RULE);

    for (const load of [
      loadSigma(filter(NOT_ANA), 'filter.yml', { known }),
      loadSigmaFiles([
        { file: 'filter.yml', text: filter(NOT_ANA) },
        { file: 'rule.yml', text: RULE },
      ]),
    ]) {
      expect(load).toMatchObject({ ok: true, rules: [{ id: 'rule-id', condition: { op: 'and' } }] });
    }
  });

  it.each([
    ['an unknown rule', NOT_ANA.replace('rule-id', 'rule-1d'), '10:11 sigma.unknown-rule'],
    ['no rules', NOT_ANA.replace('rules', '_rules'), '9:1 sigma.missing-field'],
    ['no rule in the list', NOT_ANA.replace('[rule-id]', '[]'), '10:10 sigma.wrong-type'],
    ['a rule twice', NOT_ANA.replace('[rule-id]', '[rule-id, rule-id]'), '10:20 sigma.duplicate-reference'],
    ['a broken search', NOT_ANA.replace('user', 'user|foo'), '11:16 sigma.unknown-modifier'],
    ['no condition', '  rules: any\n  s: { a: 1 }\n', '9:1 sigma.missing-field'],
  ])('is refused with %s', (_, section, place) => {
    const problems = problemsOf(`${RULE}---\n${filter(section)}`);

    expect(problems.map(({ line, column, code }) => `${line}:${column} ${code}`)).toContain(place);
  });

  it('is refused without a log source', () => {
    expect(problemsOf(filter(NOT_ANA.replace('[rule-id]', 'any')).replace(/^logsource.*\n/mu, ''))).toEqual([
      expect.objectContaining({ code: 'sigma.missing-field', message: expect.stringContaining('"logsource"') }),
    ]);
  });
});
