import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createDetector } from '../../src/detect/detector.ts';
import { builtinRules } from '../../src/detect/rules/builtin.ts';
import type { SigmaRule } from '../../src/detect/sigma/types.ts';
import type { CloudTrailRecord } from '../../src/model/record.ts';

const RULES = join(import.meta.dirname, '../../src/detect/rules');
const SAMPLES = join(import.meta.dirname, '../rules');

const FILE = { source: 'test', kind: 'file' } as const;

const detector = createDetector(builtinRules);

function slugOf(rule: SigmaRule): string {
  return rule.file.replace(/\.yml$/u, '');
}

function firedOn(record: CloudTrailRecord): string[] {
  return detector.detect({ record, provenance: FILE }).map(({ rule }) => rule.id);
}

function samplesOf(slug: string): { name: string; record: CloudTrailRecord }[] {
  return readdirSync(join(SAMPLES, slug)).map((name) => ({
    name,
    record: JSON.parse(readFileSync(join(SAMPLES, slug, name), 'utf8')) as CloudTrailRecord,
  }));
}

describe('the list of built-in rules', () => {
  it('holds every rule file of the folder', () => {
    const files = readdirSync(RULES).filter((name) => name.endsWith('.yml'));

    expect(builtinRules.map((rule) => rule.file).toSorted()).toEqual(files.toSorted());
  });

  it('has samples for every rule and no samples for others', () => {
    expect(readdirSync(SAMPLES).toSorted()).toEqual(builtinRules.map(slugOf).toSorted());
  });

  it('survives JSON, as the build stores it', () => {
    expect(JSON.parse(JSON.stringify(builtinRules))).toEqual(builtinRules);
  });

  it('has ids and titles of its own for every rule', () => {
    expect(new Set(builtinRules.map(({ id }) => id)).size).toBe(builtinRules.length);
    expect(new Set(builtinRules.map(({ title }) => title)).size).toBe(builtinRules.length);
  });
});

describe.each(builtinRules.map((rule) => ({ slug: slugOf(rule), rule })))('rule $slug', ({ slug, rule }) => {
  const samples = samplesOf(slug);

  it('says what a person needs to know', () => {
    const [alertRule] = createDetector([rule])
      .detect({ record: samples.find(({ name }) => name.startsWith('hit-'))?.record ?? {}, provenance: FILE })
      .map((match) => match.rule);

    expect(rule.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u);
    expect(rule.logsource).toEqual({ product: 'aws', service: 'cloudtrail' });
    expect(rule.status).toMatch(/^(?:stable|test|experimental)$/u);
    expect(alertRule).toMatchObject({
      description: expect.stringMatching(/\w.*\.$/u),
      whatToDo: expect.stringMatching(/\w.*\.$/u),
      attack: expect.arrayContaining([expect.stringMatching(/^T\d{4}(?:\.\d{3})?$/u)]),
      falsePositives: expect.arrayContaining([expect.stringMatching(/\w/u)]),
    });
    expect(rule.tags.some((tag) => /^attack\.[a-z]+(?:-[a-z]+)*$/u.test(tag))).toBe(true);
  });

  it.each(['hit', 'miss', 'failed'])('has a %s sample', (kind) => {
    expect(samples.filter(({ name }) => name.startsWith(`${kind}-`))).not.toEqual([]);
  });

  it.each(samples)('$name', ({ name, record }) => {
    const expected = name.startsWith('hit-');

    expect(firedOn(record).includes(rule.id)).toBe(expected);
  });

  it.each(samples.filter(({ name }) => name.startsWith('failed-')))('$name is a failed call', ({ record }) => {
    expect(record['errorCode'] ?? record['errorMessage']).toBeDefined();
  });
});
