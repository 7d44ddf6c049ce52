import { describe, expect, it } from 'vitest';
import { loadSigma } from '../../../src/detect/sigma/load.ts';
import { loadOne, problemsOf } from './helpers.ts';

const GOOD = `title: CloudTrail was stopped
id: 929a690e-bef0-4204-a928-ef5e620d6fcc
status: test
description: |
  Why it
  matters.
author: Ana
date: 2026-01-02
references: [https://example.com]
falsepositives: [Maintenance]
level: high
tags: [attack.T1562.008]
logsource: { product: aws, service: cloudtrail, definition: management events }
detection:
  stopped: { eventName: StopLogging }
  condition: stopped
trailbolt: { what-to-do: Start it again., count: [1, true, null] }
`;

/** `line:column code` of every problem, which is what people navigate by. */
function places(text: string): string[] {
  return problemsOf(text).map(({ line, column, code }) => `${line}:${column} ${code}`);
}

function detection(...lines: readonly string[]): string {
  return ['title: T', 'logsource: {}', 'detection:', ...lines.map((line) => `  ${line}`), ''].join('\n');
}

describe('loadSigma', () => {
  it('reads every field of a rule', () => {
    expect(loadOne(GOOD)).toEqual({
      id: '929a690e-bef0-4204-a928-ef5e620d6fcc',
      title: 'CloudTrail was stopped',
      level: 'high',
      status: 'test',
      description: 'Why it\nmatters.',
      author: 'Ana',
      date: '2026-01-02',
      references: ['https://example.com'],
      falsePositives: ['Maintenance'],
      tags: ['attack.t1562.008'],
      logsource: { product: 'aws', service: 'cloudtrail' },
      custom: { trailbolt: { 'what-to-do': 'Start it again.', count: [1, true, null] } },
      condition: {
        op: 'test',
        search: 'stopped',
        test: { field: 'eventName', operator: { kind: 'equals', value: 'StopLogging', cased: false } },
      },
      file: 'test.yml',
    });
  });

  it('gives rules that survive JSON', () => {
    const rule = loadOne(GOOD);

    expect(JSON.parse(JSON.stringify(rule))).toEqual(rule);
  });

  it('makes id and level where the rule gives none', () => {
    const text = detection('s: { a: 1 }', 'condition: s').replace('title: T', 'title: My Rule, again!');

    expect(loadOne(text)).toMatchObject({ id: 'my-rule-again', level: 'medium' });
  });

  it('takes a key with nothing behind it for absent, and words in any case', () => {
    const text = detection('s: { a: 1 }', 'condition: s');
    const keys = ['id', 'name', 'description', 'author', 'date', 'references', 'falsepositives', 'tags', 'taxonomy'];
    const rule = loadOne(`${keys.map((key) => `${key}:\n`).join('')}level: High\nstatus: TEST\n${text}`);

    expect(rule).toMatchObject({
      id: 't',
      level: 'high',
      status: 'test',
      references: [],
      falsePositives: [],
      tags: [],
    });
    expect(rule).not.toHaveProperty('name');
    expect(places(text.replace('title: T', 'title:'))).toEqual(['1:7 sigma.wrong-type']);
  });

  it('reads every document and leaves out empty ones', () => {
    const other = GOOD.replace('id: 9', 'id: 8');
    const load = loadSigma(`---\n${GOOD}---\n# nothing\n---\n${other}---\n`, 'test.yml');

    expect(load.ok && load.rules.length).toBe(2);
  });

  it('reads files as Windows writes them, with the places unchanged', () => {
    const text = detection('s: { a: 1 }', 'condition: s and t');

    expect(loadOne(`\uFEFF${GOOD.replaceAll('\n', '\r\n')}`)).toEqual({ ...loadOne(GOOD) });
    expect(places(`\uFEFF${text.replaceAll('\n', '\r\n')}`)).toEqual(['5:20 sigma.unknown-identifier']);
    expect(places(text.replaceAll('\n  ', '\n\t'))).toContain('4:1 sigma.yaml');
  });

  it('loads no rule of a file of which one is bad', () => {
    expect(places(`${GOOD}---\n${detection('s: { a: 1 }', 'condition: t')}`)).toEqual([
      '23:14 sigma.unknown-identifier',
    ]);
  });

  it('reports all problems at once, in the order of the file', () => {
    const text = detection(
      's:',
      '  a|foo: 1',
      '  b|re: "("',
      '  c|cidr: 1.2.3.400/8',
      '  d|lt: "5"',
      '  e|all: x',
      '  f: []',
      '  g|contains|base64: y',
      '  h|i: z',
      '  i|contains|re: z',
      '  j: { k: l }',
      '  k|exists: 1',
      '  l|contains: null',
      '  m: [[1]]',
      '  n|fieldref: "a*"',
      '  o|contains|contains: x',
      '  p|neq|exists: true',
      'q: { "|startswith": x }',
      'condition: s and (t or',
    );

    expect(places(`level: severe\n${text}`)).toEqual([
      '1:8 sigma.wrong-type',
      '6:5 sigma.unknown-modifier',
      '7:11 sigma.bad-regex',
      '8:13 sigma.bad-cidr',
      '9:11 sigma.bad-value',
      '10:5 sigma.modifier-combination',
      '11:5 sigma.wrong-type',
      '12:5 sigma.modifier-combination',
      '13:5 sigma.modifier-combination',
      '14:5 sigma.modifier-combination',
      '15:5 sigma.wrong-type',
      '16:15 sigma.bad-value',
      '17:17 sigma.bad-value',
      '18:9 sigma.wrong-type',
      '19:17 sigma.bad-value',
      '20:5 sigma.modifier-combination',
      '21:5 sigma.modifier-combination',
      '22:8 sigma.modifier-combination',
      '23:21 sigma.unknown-identifier',
    ]);
  });

  it('says what it found and what was expected', () => {
    expect(problemsOf(detection('s: { a|startwith: x }', 'condition: s'))).toEqual([
      {
        file: 'test.yml',
        line: 4,
        column: 8,
        code: 'sigma.unknown-modifier',
        message: expect.stringMatching(/^Unknown modifier "startwith"; expected one of contains, startswith, /u),
      },
    ]);
  });

  it.each([
    ['no document', '', '1:1 sigma.empty'],
    ['a list', '- x', '1:1 sigma.wrong-type'],
    ['no YAML', 'a: [1', '1:6 sigma.yaml'],
    ['a key twice', detection('s: { a: 1 }', 's: { b: 1 }', 'condition: s'), '5:3 sigma.duplicate-key'],
    ['an unknown tag', 'a: !!js/function x', '1:4 sigma.yaml'],
    ['a key that is a list', '? [a]\n: b', '1:3 sigma.yaml'],
    ['two kinds in one', 'title: T\ncorrelation: {}\nfilter: {}', '3:1 sigma.wrong-type'],
    ['a taxonomy of its own', `taxonomy: mine\n${detection('s: { a: 1 }', 'condition: s')}`, '1:11 sigma.unsupported'],
    ['an id twice', `${GOOD}---\n${GOOD}`, '20:5 sigma.duplicate-id'],
    ['a collection', 'action: global\ntitle: T', '1:1 sigma.unsupported'],
    ['no condition', detection('s: { a: 1 }'), '3:1 sigma.missing-field'],
    ['an empty condition', detection('s: { a: 1 }', "condition: ''"), '5:14 sigma.wrong-type'],
    ['an empty map', detection('s: {}', 'condition: s'), '4:6 sigma.wrong-type'],
    ['an empty list', detection('s: []', 'condition: s'), '4:3 sigma.wrong-type'],
    ['an aggregation', detection('s: { a: 1 }', 'condition: s | count() > 5'), '5:16 sigma.unsupported'],
  ])('refuses %s', (_, text, place) => {
    expect(places(text)).toContain(place);
  });

  it('refuses a rule without title, logsource and detection, naming each', () => {
    expect(problemsOf('level: low').map(({ message }) => message)).toEqual([
      expect.stringContaining('"title"'),
      expect.stringContaining('"logsource"'),
      expect.stringContaining('"detection"'),
    ]);
  });

  it('points into a condition that is written over several lines at its start', () => {
    const text = detection('s: { a: 1 }', 'condition: >-', '  s and', '  t');

    expect(places(text)).toEqual(['5:14 sigma.unknown-identifier']);
  });

  it('refuses aliases that multiply, and aliases of themselves', () => {
    const levels = Array.from({ length: 9 }, (_, level) => {
      const inner = level === 0 ? 'x' : `*a${level - 1}`;
      return `k${level}: &a${level} [${Array.from({ length: 10 }, () => inner).join(', ')}]`;
    });

    expect(places(levels.join('\n'))).toEqual(['1:1 sigma.too-large']);
    expect(places('k: &a [*a]')).toEqual(['1:1 sigma.too-large']);
  });

  it('refuses what nests too deep, and files that are too large', () => {
    expect(places(`k: ${'['.repeat(60)}${']'.repeat(60)}`)).toEqual(['1:1 sigma.too-large']);
    expect(problemsOf('['.repeat(50_000)).length).toBeGreaterThan(0);
    expect(places(`# ${'x'.repeat(1024 * 1024)}`)).toEqual(['1:1 sigma.too-large']);
    expect(places(detection('s: { a: 1 }', `condition: ${'('.repeat(60)}s${')'.repeat(60)}`))).toEqual([
      '5:65 sigma.too-large',
    ]);
  });

  it('refuses an alias without an anchor, and any number of them at once', () => {
    expect(places(detection('s: { a: *v }', 'condition: s'))).toEqual(['4:11 sigma.yaml']);
    expect(places('- *v\n'.repeat(100_000))).toEqual(['1:3 sigma.yaml']);
  });

  it('takes an alias for the last anchor of that name', () => {
    const rule = loadOne(detection('s: { a: &v x, b: *v, c: &v y, d: *v }', 'condition: s'));

    expect([...JSON.stringify(rule.condition).matchAll(/"value":"(.)"/gu)].map(([, value]) => value).join('')).toBe(
      'xxyy',
    );
  });

  it('refuses a file of more documents than anybody writes', () => {
    expect(places('---\na: 1\n'.repeat(1001))).toEqual(['2001:1 sigma.too-large']);
  });

  it('understands aliases of values', () => {
    const rule = loadOne(detection('s: { a: &v [x, y], b: *v }', 'condition: s'));

    expect(JSON.stringify(rule.condition).match(/"value":"x"/gu)).toHaveLength(2);
  });
});
