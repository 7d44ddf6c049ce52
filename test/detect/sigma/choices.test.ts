import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { compile } from '../../../src/detect/sigma/compile.ts';
import { loadSigma } from '../../../src/detect/sigma/load.ts';
import type { Placeholders } from '../../../src/detect/sigma/placeholders.ts';
import type { SigmaMatcher } from '../../../src/detect/sigma/types.ts';

interface Vector {
  readonly section: string;
  /** The detection as written: reading and writing it anew would lose how numbers were written. */
  readonly detection: string;
  readonly placeholders?: Placeholders;
  readonly yes: readonly unknown[];
  readonly no: readonly unknown[];
}

const page = readFileSync(join(import.meta.dirname, '../../../docs/sigma.md'), 'utf8');

/** The vectors on the page, with the heading above each. */
const vectors: readonly Vector[] = page.split(/^### /mu).flatMap((section) =>
  [...section.matchAll(/^```yaml\n(.*?)^```$/gmsu)].map(([, block = '']) => ({
    section: section.split('\n', 1)[0] ?? '',
    detection: /^when:(.*?)^(?:yes|placeholders):/msu.exec(block)?.[1] ?? '',
    ...(parse(block) as Pick<Vector, 'yes' | 'no' | 'placeholders'>),
  })),
);

function matcherOf(detection: string, placeholders: Placeholders): SigmaMatcher {
  const load = loadSigma(`title: Vector\nlogsource: {}\ndetection:${detection}`, 'docs/sigma.md', { placeholders });
  if (!load.ok) throw new Error(stringify(load.problems));
  const [rule] = load.rules;
  if (rule === undefined || !('condition' in rule)) throw new Error('No rule was loaded.');
  return compile(rule);
}

describe('docs/sigma.md', () => {
  it('has vectors for every choice', () => {
    expect(new Set(vectors.map(({ section }) => section)).size).toBeGreaterThan(10);
    expect(vectors.filter(({ yes, no }) => yes.length === 0 || no.length === 0)).toEqual([]);
  });

  it.each(vectors)('$section: $detection', ({ detection, placeholders = {}, yes, no }) => {
    const matcher = matcherOf(detection, placeholders);

    expect(yes.filter((event) => !matcher.matches(event))).toEqual([]);
    expect(no.filter((event) => matcher.matches(event))).toEqual([]);
  });
});
