import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createCorrelatingDetector } from '../../src/detect/correlating-detector.ts';
import { pinnedValues } from '../../src/detect/pins.ts';
import { builtinRules } from '../../src/detect/rules/builtin.ts';
import { createMemoryState } from '../../src/detect/sigma/correlation/state.ts';
import type { SigmaRule } from '../../src/detect/sigma/types.ts';
import type { CloudTrailRecord } from '../../src/model/record.ts';

// The same calls come in variants that say the same, and in others that say something else: what holds for a hit tells what has
// to hold for them.

const SAMPLES = join(import.meta.dirname, '../rules');

/** Titles of rules that may fire on a call that failed. */
const TELLS_OF_FAILURE = /\b(?:failed|refused|tried|asked|used|signed in or called)\b/u;

interface Hit {
  readonly title: string;
  readonly name: string;
  readonly records: readonly CloudTrailRecord[];
  readonly rule: SigmaRule;
}

const hits: readonly Hit[] = builtinRules
  .filter(({ silent }) => silent !== true)
  .flatMap((rule) => {
    const folder = join(SAMPLES, rule.file.replace(/\.yml$/u, ''));
    const names = readdirSync(folder).filter((name) => name.startsWith('hit-'));
    return names.map((name) => ({ title: rule.title, name, records: recordsIn(join(folder, name)), rule }));
  });

/** A rule and all that it builds on. */
function familyOf(rule: SigmaRule): readonly SigmaRule[] {
  if (!('correlation' in rule)) return [rule];
  const below = builtinRules.filter(({ id }) => rule.correlation.rules.includes(id));
  return [...new Set([rule, ...below.flatMap(familyOf)])];
}

function pins(rule: SigmaRule, field: string): boolean {
  return familyOf(rule).every((one) => !('condition' in one) || pinnedValues(one.condition, field) !== undefined);
}

function recordsIn(file: string): readonly CloudTrailRecord[] {
  const sample = JSON.parse(readFileSync(file, 'utf8')) as CloudTrailRecord | readonly CloudTrailRecord[];
  return isList(sample) ? sample : [sample];
}

function isList(sample: CloudTrailRecord | readonly CloudTrailRecord[]): sample is readonly CloudTrailRecord[] {
  return Array.isArray(sample);
}

/** Whether the rule fires on the records of the hit with something about each of them changed. */
async function fires({ rule, records }: Hit, changed: CloudTrailRecord): Promise<boolean> {
  const detector = createCorrelatingDetector(familyOf(rule), createMemoryState());
  const provenance = { source: 'test', kind: 'file' } as const;
  const outcomes = records.map((record) => detector.detect({ record: { ...record, ...changed }, provenance }));
  for (const matches of outcomes) {
    if ((await matches).some((match) => match.rule.id === rule.id)) return true;
  }
  return false;
}

const succeeded = hits.filter(({ records }) =>
  records.every((record) => (record['errorCode'] ?? record['errorMessage']) === undefined),
);

describe('a hit that is made of calls which succeeded', () => {
  it('is found among the samples', () => {
    expect(succeeded.length).toBeGreaterThan(500);
  });

  it.each(succeeded)('$title, $name: fires where exports write an empty or absent error', async (hit) => {
    expect(await fires(hit, { errorCode: null, errorMessage: null })).toBe(true);
    expect(await fires(hit, { errorCode: '', errorMessage: '' })).toBe(true);
  });

  it.each(succeeded.filter(({ title }) => !TELLS_OF_FAILURE.test(title)))(
    '$title, $name: does not fire where the calls were refused',
    async (hit) => {
      expect(await fires(hit, { errorCode: 'AccessDenied', responseElements: null })).toBe(false);
      expect(await fires(hit, { errorCode: 'Client.UnauthorizedOperation', responseElements: null })).toBe(false);
      expect(await fires(hit, { errorCode: 'Client.DryRunOperation', responseElements: null })).toBe(false);
    },
  );
});

describe('a hit', () => {
  it.each(hits.filter(({ rule }) => pins(rule, 'eventSource')))(
    '$title, $name: does not fire where another service was called',
    async (hit) => {
      expect(await fires(hit, { eventSource: 'other.amazonaws.com' })).toBe(false);
    },
  );

  it.each(hits.filter(({ rule }) => pins(rule, 'eventName')))(
    '$title, $name: does not fire where something else was called',
    async (hit) => {
      expect(await fires(hit, { eventName: 'DoSomethingElse' })).toBe(false);
    },
  );
});
