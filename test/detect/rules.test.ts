import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createCorrelatingDetector } from '../../src/detect/correlating-detector.ts';
import { createDetector } from '../../src/detect/detector.ts';
import { builtinRules } from '../../src/detect/rules/builtin.ts';
import type { SigmaRule } from '../../src/detect/sigma/types.ts';
import { createMemoryState } from '../../src/detect/sigma/correlation/state.ts';
import type { AlertRule } from '../../src/model/alert.ts';
import type { CloudTrailRecord } from '../../src/model/record.ts';

const RULES = join(import.meta.dirname, '../../src/detect/rules');
const SAMPLES = join(import.meta.dirname, '../rules');

const FILE = { source: 'test', kind: 'file' } as const;

function slugOf(rule: SigmaRule): string {
  return rule.file.replace(/\.yml$/u, '');
}

type Sample = CloudTrailRecord | readonly CloudTrailRecord[];

/** Rules that give hits of their own; the others are parts of the correlations that refer to them. */
const rules = builtinRules.filter(({ silent }) => silent !== true);

const detector = createDetector(builtinRules);

/** The rules that fire on a sample: a record, or a list of records for a correlation or a rule with `first_seen`. */
async function firedOn(sample: Sample): Promise<readonly AlertRule[]> {
  if (!isList(sample)) return detector.detect({ record: sample, provenance: FILE }).map(({ rule }) => rule);
  const correlating = createCorrelatingDetector(builtinRules, createMemoryState());
  const fired: AlertRule[] = [];
  for (const record of sample) {
    const matches = await correlating.detect({ record, provenance: FILE });
    fired.push(...matches.map(({ rule }) => rule));
  }
  return fired;
}

function isList(sample: Sample): sample is readonly CloudTrailRecord[] {
  return Array.isArray(sample);
}

function samplesOf(slug: string): { name: string; sample: Sample }[] {
  return readdirSync(join(SAMPLES, slug)).map((name) => ({
    name,
    sample: JSON.parse(readFileSync(join(SAMPLES, slug, name), 'utf8')) as Sample,
  }));
}

describe('the list of built-in rules', () => {
  it('holds every rule file of the folder', () => {
    const files = readdirSync(RULES).filter((name) => name.endsWith('.yml'));

    expect([...new Set(builtinRules.map((rule) => rule.file))].toSorted()).toEqual(files.toSorted());
  });

  it('has samples for every rule and no samples for others', () => {
    expect(readdirSync(SAMPLES).toSorted()).toEqual([...new Set(rules.map(slugOf))].toSorted());
  });

  it('survives JSON, as the build stores it', () => {
    expect(JSON.parse(JSON.stringify(builtinRules))).toEqual(builtinRules);
  });

  it('has ids and titles of its own for every rule', () => {
    expect(new Set(builtinRules.map(({ id }) => id)).size).toBe(builtinRules.length);
    expect(new Set(builtinRules.map(({ title }) => title)).size).toBe(builtinRules.length);
  });
});

describe.each(rules.map((rule) => ({ slug: slugOf(rule), rule })))('rule $slug', ({ slug, rule }) => {
  const samples = samplesOf(slug);

  it('says what a person needs to know', async () => {
    const hit = samples.find(({ name }) => name.startsWith('hit-'))?.sample ?? {};
    const alertRule = (await firedOn(hit)).find(({ id }) => id === rule.id);

    expect(rule.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u);
    if ('logsource' in rule) expect(rule.logsource).toEqual({ product: 'aws', service: 'cloudtrail' });
    expect(rule.status).toMatch(/^(?:stable|test|experimental)$/u);
    expect(alertRule).toMatchObject({
      description: expect.stringMatching(/\w.*\.$/u),
      whatToDo: expect.stringMatching(/\w.*\.$/u),
      attack: expect.arrayContaining([expect.stringMatching(/^T\d{4}(?:\.\d{3})?$/u)]),
      falsePositives: expect.arrayContaining([expect.stringMatching(/\w/u)]),
    });
    // On such a card nobody can be asked: whoever took over an access may answer as well.
    if (rule.level === 'high' || rule.level === 'critical')
      expect(alertRule?.whatToDo).not.toMatch(/\bask (?:the actor|who)/iu);
    expect(rule.tags.some((tag) => /^attack\.[a-z]+(?:-[a-z]+)*$/u.test(tag))).toBe(true);
  });

  /** What looks at several records has no call of its own that could fail. */
  const kinds = 'logsource' in rule && rule.firstSeen === undefined ? ['hit', 'miss', 'failed'] : ['hit', 'miss'];

  it.each(kinds)('has a %s sample', (kind) => {
    expect(samples.filter(({ name }) => name.startsWith(`${kind}-`))).not.toEqual([]);
  });

  it.each(samples)('$name', async ({ name, sample }) => {
    const expected = name.startsWith('hit-');

    const fired = await firedOn(sample);

    expect(fired.some(({ id }) => id === rule.id)).toBe(expected);
  });

  it.each(samples.filter(({ name }) => name.startsWith('failed-')))('$name is a failed call', ({ sample }) => {
    expect([sample].flat().every((record) => record['errorCode'] ?? record['errorMessage'])).toBeTruthy();
  });
});
