import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/detect/sigma/compile.ts';
import { createCorrelator } from '../../../src/detect/sigma/correlation/engine.ts';
import { createMemoryState } from '../../../src/detect/sigma/correlation/state.ts';
import { explain } from '../../../src/detect/sigma/explain.ts';
import { loadSigma } from '../../../src/detect/sigma/load.ts';
import type { SigmaRule } from '../../../src/detect/sigma/types.ts';

const RULES = join(import.meta.dirname, '../../../src/detect/rules');

/** Rules with everything that the language has, for mutations to start from. */
const OWN = `title: All of it
id: all
name: all_of_it
logsource: { product: aws }
detection:
  a: { x|contains|all: [a, b], y|re|i: '^a+(b|c)*$', z|cidr: 10.0.0.0/8, n|gte: 5, t|hour: 7 }
  b: [{ x|wide|base64offset|contains: foo }, { y|fieldref|endswith: z }, { z|windash: -f, y|neq: null }]
  keywords: ['a*', '?']
  c: { x|expand: '%name%', y|exists: false, z: [1, true, "q", 1.10], n: null }
  condition: 1 of a* or (b and not c) and keywords or all of them
level: high
---
title: Counted
id: counted
correlation: { type: value_count, rules: [all_of_it], group-by: [x], timespan: 5m, condition: { field: y, gte: 2 } }
---
title: Ordered
id: ordered
correlation:
  type: temporal_ordered
  rules: [all, counted]
  group-by: [who]
  aliases: { who: { all: x, counted: y } }
  timespan: 1h
---
title: Filter
logsource: {}
filter: { rules: [all], s: { x: y }, condition: not s }
`;

const OPTIONS = { placeholders: { name: ['a', 'b*'] } };

const seeds = [
  OWN,
  ...readdirSync(RULES)
    .filter((name) => name.endsWith('.yml'))
    .map((name) => readFileSync(join(RULES, name), 'utf8'))
    // Some build on rules in other files.
    .filter((text) => loadSigma(text, 'seed.yml', OPTIONS).ok),
];

/** Pieces that mean something to YAML or Sigma. */
const pieces = fc.constantFrom(
  '|',
  ':',
  '- ',
  '\n',
  '\n  ',
  '[',
  ']',
  '{',
  '}',
  '*',
  '&a ',
  '*a',
  '<<: *a',
  '"',
  "'",
  '#',
  '---\n',
  '!!int ',
  '? ',
  '>-',
  '\t',

  '|all',
  '|re',
  '|base64',
  '|expand',
  '|hour',
  '|neq',
  '%name%',
  '(',
  ')',
  ' and ',
  ' not ',
  '1 of ',
  'them',
  'null',
  '-1',
  '1e999',

  '\\',
  '\0',
  '\uFEFF',
  '\uD800',
  '__proto__',
  'constructor',
  'condition',
  'correlation:',
  'filter:',
  '(a+)+$',
  '{1,1000}',
  '[^',
  '0x10',
);

interface Mutation {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

const mutations = fc.array(
  fc.record<Mutation>({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    remove: fc.oneof(fc.constant(0), fc.nat(30)),
    insert: fc.oneof(pieces, fc.string({ maxLength: 5 }), fc.constant('')),
  }),
  { minLength: 1, maxLength: 6 },
);

function mutated(text: string, changes: readonly Mutation[]): string {
  return changes.reduce((current, { at, remove, insert }) => {
    const place = Math.floor(at * current.length);
    return current.slice(0, place) + insert + current.slice(place + remove);
  }, text);
}

const values = fc.oneof(
  fc.constantFrom<unknown>('a', 'aab', '10.1.2.3', 5, null, true, '2026-01-02T07:00:00Z', [], 'Zm9v', '-f'),
  fc.jsonValue({ maxDepth: 2 }),
);
const events = fc.oneof(
  fc.dictionary(fc.constantFrom('x', 'y', 'z', 'n', 't', 'eventName', '__proto__'), values, { maxKeys: 6 }),
  fc.jsonValue({ maxDepth: 3 }),
);

async function tryAll(rules: readonly SigmaRule[], event: unknown): Promise<void> {
  const matchers = rules.flatMap((rule) => ('condition' in rule ? [compile(rule)] : []));
  const matched = matchers.filter((matcher) => {
    expect(explain(matcher.rule.condition, event).holds).toBe(matcher.matches(event));
    return matcher.matches(event);
  });
  const correlator = createCorrelator(rules, createMemoryState());
  for (const time of [0, 1000, 1000]) {
    const feeds = matched.flatMap(({ rule }) => correlator.feedsOf(rule.id, event));
    await correlator.correlate([{ id: String(time), time, feeds }]);
  }
}

describe('rule files that were tampered with', () => {
  it('load or are refused with a place in the file, and what loads runs on any event', async () => {
    let loaded = 0;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...seeds), mutations, events, async (seed, changes, event) => {
        const text = mutated(seed, changes);

        const load = loadSigma(text, 'fuzz.yml', OPTIONS);

        if (load.ok) {
          loaded += 1;
          expect(JSON.parse(JSON.stringify(load.rules))).toEqual(load.rules);
          await tryAll(load.rules, event);
        } else {
          const lines = text.split('\n').length;
          expect(load.problems.length).toBeGreaterThan(0);
          for (const { line, column, code, message } of load.problems) {
            expect(line >= 1 && line <= lines + 1 && column >= 1).toBe(true);
            expect(code).toMatch(/^sigma\.[a-z-]+$/u);
            expect(message).toMatch(/\.$/u);
          }
        }
      }),
      { numRuns: 1500 },
    );
    expect(loaded).toBeGreaterThan(50);
  });

  it('start from rules that load', () => {
    expect(loadSigma(OWN, 'seed.yml', OPTIONS)).toMatchObject({ ok: true });
    expect(seeds.length).toBeGreaterThan(10);
  });
});
