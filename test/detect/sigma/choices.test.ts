import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { compile } from '../../../src/detect/sigma/compile.ts';
import { loadSigma } from '../../../src/detect/sigma/load.ts';
import type { Placeholders } from '../../../src/detect/sigma/placeholders.ts';
import type { SigmaMatcher } from '../../../src/detect/sigma/types.ts';
import { problemsOf, ruleText } from './helpers.ts';

/** A block of the page: a detection with events, a rule with what it loads as, or detections that are refused. */
interface Block {
  readonly section: string;
  /** The detection as written: reading and writing it anew would lose how numbers were written. */
  readonly detection: string;
  readonly placeholders?: Placeholders;
  readonly filter?: unknown;
  readonly yes?: readonly unknown[];
  readonly no?: readonly unknown[];
  readonly rule?: Readonly<Record<string, unknown>>;
  readonly loads?: unknown;
  readonly refused?: Readonly<Record<string, readonly unknown[]>>;
}

const page = readFileSync(join(import.meta.dirname, '../../../docs/sigma.md'), 'utf8');

const blocks: readonly Block[] = page.split(/^### /mu).flatMap((section) =>
  [...section.matchAll(/^```yaml\n(.*?)^```$/gmsu)].map(([, block = '']) => ({
    section: section.split('\n', 1)[0] ?? '',
    detection: /^when:(.*?)^(?:yes|placeholders|filter):/msu.exec(block)?.[1] ?? '',
    ...(parse(block) as Partial<Block>),
  })),
);

const vectors = blocks.filter(({ yes }) => yes !== undefined);
const metadata = blocks.filter(({ rule }) => rule !== undefined);
const refused = blocks.flatMap((block) =>
  Object.entries(block.refused ?? {}).flatMap(([code, detections]) =>
    detections.map((detection) => ({ code, detection })),
  ),
);

function matcherOf({ detection, placeholders = {}, filter }: Block): SigmaMatcher {
  const rule = `title: Vector\nlogsource: {}\ndetection:${detection}`;
  const filters = filter === undefined ? '' : `---\n${stringify({ title: 'Filter', logsource: {}, filter })}`;
  const load = loadSigma(rule + filters, 'docs/sigma.md', { placeholders });
  if (!load.ok) throw new Error(stringify(load.problems));
  const [loaded] = load.rules;
  if (loaded === undefined || !('condition' in loaded)) throw new Error('No rule was loaded.');
  return compile(loaded);
}

describe('docs/sigma.md', () => {
  it('has vectors for every choice', () => {
    const [, choices = ''] = /^## Choices\n(.*?)^## /msu.exec(page) ?? [];
    const sections = choices.split(/^### /mu).slice(1);

    expect(sections.length).toBeGreaterThan(10);
    expect(sections.filter((section) => !section.includes('```yaml\n'))).toEqual([]);
    expect(vectors.filter(({ yes = [], no = [] }) => yes.length === 0 || no.length === 0)).toEqual([]);
    expect(blocks.length).toBe(vectors.length + metadata.length + blocks.filter((block) => block.refused).length);
  });

  it.each(vectors)('$section: $detection', (vector) => {
    const matcher = matcherOf(vector);

    expect(vector.yes?.filter((event) => !matcher.matches(event))).toEqual([]);
    expect(vector.no?.filter((event) => matcher.matches(event))).toEqual([]);
  });

  it.each(metadata)('$section: $rule', ({ rule, loads }) => {
    const detection = { s: { a: 1 }, condition: 's' };

    const load = loadSigma(stringify({ ...rule, logsource: {}, detection }), 'docs/sigma.md');

    expect(load).toMatchObject({ ok: true, rules: [loads] });
  });

  it.each(refused)('refuses $detection with $code', ({ code, detection }) => {
    expect(problemsOf(ruleText(detection))).toEqual([expect.objectContaining({ code })]);
  });
});
