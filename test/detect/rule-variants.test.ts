import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createDetector } from '../../src/detect/detector.ts';
import { builtinRules } from '../../src/detect/rules/builtin.ts';
import type { CloudTrailRecord } from '../../src/model/record.ts';

// The same call comes in variants that say the same: what holds for a hit holds for them.

const SAMPLES = join(import.meta.dirname, '../rules');

/** Titles of rules that may fire on a call that failed. */
const TELLS_OF_FAILURE = /\b(?:failed|refused|tried|asked|introduced|used|signed in or called)\b/u;

const detector = createDetector(builtinRules);

interface Hit {
  readonly title: string;
  readonly name: string;
  readonly record: CloudTrailRecord;
  readonly fires: (record: CloudTrailRecord) => boolean;
}

const hits: readonly Hit[] = builtinRules
  .filter((rule) => 'condition' in rule && rule.silent !== true)
  .flatMap(({ id, title, file }) => {
    const folder = join(SAMPLES, file.replace(/\.yml$/u, ''));
    const names = readdirSync(folder).filter((name) => name.startsWith('hit-'));
    return names.flatMap((name) => {
      const sample = JSON.parse(readFileSync(join(folder, name), 'utf8')) as CloudTrailRecord | readonly unknown[];
      if (isList(sample)) return [];
      return [{ title, name, record: sample, fires: (record) => firesOn(id, record) }];
    });
  });

function firesOn(id: string, record: CloudTrailRecord): boolean {
  return detector.detect({ record, provenance: { source: 'test', kind: 'file' } }).some(({ rule }) => rule.id === id);
}

function isList(sample: CloudTrailRecord | readonly unknown[]): sample is readonly unknown[] {
  return Array.isArray(sample);
}

const succeeded = hits.filter(
  ({ record }) => record['errorCode'] === undefined && record['errorMessage'] === undefined,
);

describe('a hit that is a call which succeeded', () => {
  it('is found among the samples', () => {
    expect(succeeded.length).toBeGreaterThan(300);
  });

  it.each(succeeded)('$title, $name: fires where exports write an empty or absent error', ({ record, fires }) => {
    expect(fires({ ...record, errorCode: null, errorMessage: null })).toBe(true);
    expect(fires({ ...record, errorCode: '', errorMessage: '' })).toBe(true);
  });

  it.each(succeeded.filter(({ title }) => !TELLS_OF_FAILURE.test(title)))(
    '$title, $name: does not fire where the call was refused',
    ({ record, fires }) => {
      expect(fires({ ...record, errorCode: 'AccessDenied', responseElements: null })).toBe(false);
      expect(fires({ ...record, errorCode: 'Client.UnauthorizedOperation', responseElements: null })).toBe(false);
      expect(fires({ ...record, errorCode: 'Client.DryRunOperation', responseElements: null })).toBe(false);
    },
  );
});
