import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundle } from '../../src/build/bundle.ts';
import { BUDGETS_KIB, LAMBDAS, TARGETS } from '../../src/build/targets.ts';
import { weightOf } from '../../src/build/weight.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trailbolt-budgets-'));
});

afterAll(() => rm(folder, { recursive: true }));

/** Clients of services that only the worker calls, and then only for some jobs. */
const WORKER_ONLY =
  /node_modules\/@aws-sdk\/client-(ec2|iam|kms|cloudtrail|elastic-load-balancing-v2|guardduty|rds|lambda)\//;

describe.each(LAMBDAS)('the bundle of %s', (name) => {
  let metafile: Metafile;
  const target = TARGETS.find((candidate) => candidate.name === name);
  const entry = target?.entries['index'] ?? '';

  beforeAll(async () => {
    if (target === undefined) throw new Error(`The build has no target ${name}.`);
    metafile = await bundle(target, folder);
  });

  test('is within its budget', () => {
    const { cold } = weightOf(metafile, entry);

    expect(cold).toBeGreaterThan(10 * 1024);
    expect(cold / 1024).toBeLessThanOrEqual(BUDGETS_KIB[name] ?? Infinity);
  });

  test(`holds no client that only the worker needs${name === 'worker' ? ' at its start' : ''}`, () => {
    const { files } = weightOf(metafile, entry);
    const outputs = name === 'worker' ? files : Object.keys(metafile.outputs);
    const inputs = outputs.flatMap((file) => Object.keys(metafile.outputs[file]?.inputs ?? {}));

    expect(inputs).toContain(entry);
    expect(inputs.filter((input) => WORKER_ONLY.test(input))).toEqual([]);
  });

  test('has the database of networks beside it where it makes cards, and nowhere else', () => {
    const files = readdirSync(join(folder, target?.folder ?? ''));

    expect(files.includes('networks.mmdb')).toBe(name === 'notify' || name === 'worker');
  });

  test('holds no part of the sandbox and no rule that is still to be read', () => {
    const inputs = Object.keys(metafile.inputs);

    expect(inputs.filter((input) => input.startsWith('src/sandbox/') || input.endsWith('.yml'))).toEqual([]);
  });
});
