import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SigmaRule } from '../../detect/sigma/types.ts';
import { visible } from '../scan/print.ts';
import { loadRules, WrongUse } from './command.ts';
import type { RulesContext } from './command.ts';
import { firing } from './fires.ts';

interface Sample {
  readonly path: string;
  readonly expected: 'hit' | 'miss';
}

/**
 * `trailbolt rules test`: runs rules over the samples beside them. The samples of `own.yml` are `own.samples/hit-*.json` and
 * `own.samples/miss-*.json`, each one event or a list of them. Exit code 0 when all are as expected, 1 when some are not.
 */
export async function test({
  positionals,
  rules: paths,
  builtin,
  policy,
  format,
  out,
  err,
}: RulesContext): Promise<number> {
  const files = [...positionals, ...paths];
  if (files.length === 0)
    throw new WrongUse('No rules given; expected rule files or folders with samples beside them.');
  const all = await loadRules({ rules: files, builtin, policy });
  const own = Map.groupBy(all, ({ file }) => file);
  const counts = { samples: 0, failed: 0, without: 0 };
  for (const [file, rules] of own) {
    const samples = await samplesOf(file);
    // Built-in rules are named without their folder, and were tested when they were built.
    if (samples.length === 0 && isGiven(file, files)) counts.without += 1;
    for (const sample of samples) {
      const problem = await problemOf(sample, rules, all);
      counts.samples += 1;
      if (problem !== undefined) counts.failed += 1;
      const line = { file, sample: sample.path, expected: sample.expected, ok: problem === undefined, problem };
      const text = `${problem === undefined ? 'ok  ' : 'FAIL'}  ${sample.path}${problem === undefined ? '' : `: ${problem}`}`;
      await out.print(format === 'ndjson' ? `${JSON.stringify(line)}\n` : `${visible(text)}\n`);
    }
  }
  await err.print(
    `${counts.samples} samples, ${counts.failed} not as expected; ${counts.without} rule files have no samples\n`,
  );
  return counts.failed === 0 ? 0 : 1;
}

function isGiven(file: string, paths: readonly string[]): boolean {
  return paths.some((path) => file === path || file.startsWith(join(path, '/')));
}

async function samplesOf(file: string): Promise<readonly Sample[]> {
  const folder = file.replace(/\.ya?ml$/iu, '.samples');
  const names = await namesIn(folder);
  return names.flatMap((name) => {
    const expected = /^(hit|miss)-.*\.json$/u.exec(name)?.[1];
    return expected === 'hit' || expected === 'miss' ? [{ path: join(folder, name), expected }] : [];
  });
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).toSorted((a, b) => (a < b ? -1 : 1));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw new WrongUse(`The samples in ${folder} cannot be read: ${error instanceof Error ? error.message : ''}`);
  }
}

/** What is wrong with a sample; a file of several rules is hit by any of them. */
async function problemOf(
  { path, expected }: Sample,
  rules: readonly SigmaRule[],
  all: readonly SigmaRule[],
): Promise<string | undefined> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    return `The sample cannot be read: ${error instanceof Error ? error.message : 'unknown error'}.`;
  }
  const fired = await firing(all, Array.isArray(value) ? value : [value]);
  const hit = rules.filter(({ id, silent }) => fired.has(id) && silent !== true);
  if (expected === 'hit') return hit.length > 0 ? undefined : 'no rule of the file fires';
  return hit.length === 0 ? undefined : `fires ${hit.map(({ title }) => JSON.stringify(title)).join(', ')}`;
}
