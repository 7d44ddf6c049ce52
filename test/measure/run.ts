import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { findFiles } from '../../src/cli/scan/find-files.ts';
import { readSource } from '../../src/cli/scan/read-source.ts';
import { openSource, TRAIL_FILE } from '../../src/cli/scan/sources.ts';
import { builtinRules } from '../../src/detect/rules/builtin.ts';
import type { Level } from '../../src/model/level.ts';
import { LEVELS } from '../../src/model/level.ts';
import type { CloudTrailRecord } from '../../src/model/record.ts';
import { group, measure, namedAt, perThousand, rulesOf } from './measure.ts';
import type { Measured } from './measure.ts';
import { TECHNIQUES } from './techniques.ts';

// `npm run measure -- <folder>`: what the built-in rules find in real logs. The folder holds `attacks/` (a log for each attack,
// named after it), `ordinary/` and `mixed/` (a folder for each source); any of them may be missing. Prints its tables and
// writes nothing. Each file is a world of its own: correlations do not reach from one to another.

async function* recordsOf(file: string): AsyncGenerator<CloudTrailRecord> {
  for await (const batch of readSource(file, openSource({ kind: 'file', name: file, bytes: 0 }), {})) {
    for (const found of batch) if ('record' in found) yield found.record;
  }
}

async function filesOf(path: string): Promise<readonly string[]> {
  const found = await Array.fromAsync(findFiles(path, TRAIL_FILE));
  return found.flatMap((one) => ('file' in one ? [one.file] : []));
}

async function measureFiles(files: readonly string[]): Promise<readonly Measured[]> {
  const measured: Measured[] = [];
  for (const file of files) measured.push(await measure(builtinRules, recordsOf(file)));
  return measured;
}

function foldersOf(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

async function printAttacks(folder: string): Promise<void> {
  const files = await filesOf(folder);
  const found = { medium: 0, named: 0, known: 0 };
  console.log(`${'attack'.padEnd(62)} records  named at       rules`);
  for (const file of files) {
    const log = basename(file).replace(TRAIL_FILE, '');
    const measured = await measure(builtinRules, recordsOf(file));
    const rules = rulesOf(measured);
    const techniques = TECHNIQUES[log];
    const named = namedAt(rules, techniques ?? []);
    if (atLeastMedium(rules[0]?.level)) found.medium += 1;
    if (techniques !== undefined) found.known += 1;
    if (atLeastMedium(named)) found.named += 1;
    const told = techniques === undefined ? '?' : (named ?? 'none');
    const levels = rules.map(({ level, title }) => `${level}: ${title}`);
    console.log(`${log.padEnd(62)} ${String(measured.records).padStart(7)}  ${told.padEnd(13)}  ${levels.join(' | ')}`);
  }
  console.log(`\n${found.medium} of ${files.length} attack logs fire a rule at medium or above.`);
  console.log(`${found.named} of ${found.known} fire one at medium or above that names their technique.\n`);
}

async function printOrdinary(folder: string, name: string): Promise<void> {
  const files = await filesOf(join(folder, name));
  const measured = await measureFiles(files);
  const records = measured.reduce((sum, one) => sum + one.records, 0);
  const { alerts, hourly } = group(measured);
  const perFile = measured.reduce((sum, one) => sum + group([one]).alerts.length, 0);
  const rate = (count: number): string => perThousand(count, records).toFixed(2);
  console.log(`${name}: ${records} records in ${files.length} files`);
  console.log(`  grouped by rule, account and root actor  ${alerts.length}, ${rate(alerts.length)} per 1,000 records`);
  console.log(`  the same, in each file by itself         ${perFile}, ${rate(perFile)} per 1,000 records`);
  console.log(`  the same, in each hour by itself         ${hourly}, ${rate(hourly)} per 1,000 records`);
  for (const level of LEVELS.toReversed()) {
    const titles = alerts.filter((alert) => alert.level === level).map(({ title }) => title);
    if (titles.length > 0) console.log(`    ${level}: ${rate(titles.length)}  ${titles.join(' | ')}`);
  }
}

function atLeastMedium(level: Level | undefined): boolean {
  return level !== undefined && LEVELS.indexOf(level) >= LEVELS.indexOf('medium');
}

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error('Expected a folder with attacks, ordinary and mixed logs: npm run measure -- <folder>');
  process.exitCode = 2;
} else {
  await printAttacks(join(folder, 'attacks'));
  for (const kind of ['ordinary', 'mixed']) {
    for (const source of foldersOf(join(folder, kind))) await printOrdinary(join(folder, kind), source);
  }
}
