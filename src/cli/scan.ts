import { Readable } from 'node:stream';
import type { Writable } from 'node:stream';
import { createCorrelatingDetector } from '../detect/correlating-detector.ts';
import { fitsCloudTrail } from '../detect/detector.ts';
import { readRuleFiles } from '../detect/load-rules.ts';
import { builtinRules } from '../detect/rules/builtin.ts';
import { createMemoryState } from '../detect/sigma/correlation/state.ts';
import type { SigmaRule } from '../detect/sigma/types.ts';
import { TrailboltError } from '../errors.ts';
import { policyPlaceholders } from './policy-placeholders.ts';
import { findRuleFiles } from './rules/rule-files.ts';
import { findFiles } from './scan/find-files.ts';
import { readOptions, SCAN_HELP } from './scan/options.ts';
import type { ScanOptions } from './scan/options.ts';
import { ndjsonLine, printedMatch, TABLE_HEADER, tableLine, visible } from './scan/print.ts';
import { heldBytes, readFile, TRAIL_FILE } from './scan/read-file.ts';
import type { Found } from './scan/unwrap.ts';
import { createTally, tallyLines } from './scan/tally.ts';
import type { Tally } from './scan/tally.ts';
import { createPrinter } from './scan/printer.ts';
import type { Printer } from './scan/printer.ts';

export interface ScanIo {
  /** Read for the path `-`. */
  readonly stdin?: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
}

/** Problems printed of one file; the others are counted. */
const PROBLEMS_PER_FILE = 5;

/**
 * `trailbolt scan`: runs rules over CloudTrail files. Gives the exit code: 0 when everything was read, 1 when some file was
 * not, 2 for wrong use or rules that do not load.
 */
export async function scan(args: readonly string[], io: ScanIo): Promise<number> {
  const out = createPrinter(io.stdout);
  const err = createPrinter(io.stderr);
  try {
    const options = readOptions(args);
    if ('wrong' in options) {
      await err.print(`${options.wrong}\n\n${SCAN_HELP}`);
      return 2;
    }
    if (options.help) {
      await out.print(SCAN_HELP);
      return 0;
    }
    const rules = await loadRules(options);
    if ('wrong' in rules) {
      await err.print(`${rules.wrong}\n`);
      return 2;
    }
    const tally = await scanPaths(options, rules.rules, io, out, err);
    await err.print(tallyLines(tally));
    return tally.failedFiles === 0 ? 0 : 1;
  } finally {
    out.release();
    err.release();
  }
}

async function loadRules(
  options: ScanOptions,
): Promise<{ readonly rules: readonly SigmaRule[] } | { readonly wrong: string }> {
  try {
    const found = await findRuleFiles(options.rules);
    if ('wrong' in found) return found;
    const placeholders = await policyPlaceholders(options.policy);
    const rules = readRuleFiles(found.files, '.', { known: options.builtin ? builtinRules : [], placeholders });
    return rules.length === 0 ? { wrong: 'No rules to run; expected --rules with --no-builtin.' } : { rules };
  } catch (error) {
    if (error instanceof TrailboltError) return { wrong: error.message };
    throw error;
  }
}

async function scanPaths(
  options: ScanOptions,
  rules: readonly SigmaRule[],
  io: ScanIo,
  out: Printer,
  err: Printer,
): Promise<Tally> {
  const state = createMemoryState();
  const detector = createCorrelatingDetector(rules, state);
  const tally = createTally(rules);
  const line = options.format === 'ndjson' ? ndjsonLine : tableLine;
  const others = rules.filter((rule) => !fitsCloudTrail(rule)).length;
  if (others > 0)
    await err.print(`${others} of ${rules.length} rules are about other log sources and were left out.\n`);
  if (options.format === 'table') await out.print(TABLE_HEADER);

  const scanFile = async (file: string, records: AsyncIterable<Found>): Promise<void> => {
    let problems = 0;
    tally.files += 1;
    for await (const found of records) {
      if ('problem' in found) {
        problems += 1;
        if (problems <= PROBLEMS_PER_FILE) await err.print(`${visible(file)}: ${visible(found.problem)}\n`);
        continue;
      }
      tally.records += 1;
      const sourced = { record: found.record, provenance: { source: 'file', kind: 'file', key: file } } as const;
      const { matches, correlated } = detector.detect(sourced);
      for (const match of correlated === undefined ? matches : [...matches, ...(await correlated)]) {
        // The same record in two files completes a correlation, or is new, but once.
        if ((match.correlated ?? match.firstSeen)?.repeated === true) continue;
        tally.count(match.rule.id);
        await out.print(line(printedMatch(match)));
      }
    }
    if (problems > PROBLEMS_PER_FILE) {
      await err.print(`${visible(file)}: ${problems - PROBLEMS_PER_FILE} more problems.\n`);
    }
    if (problems > 0) tally.failedFiles += 1;
  };

  for (const path of options.paths) {
    const before = tally.files + tally.failedFiles;
    if (path === '-') await scanFile('standard input', readFile('-', await heldBytes(io.stdin ?? Readable.from([]))));
    else {
      for await (const found of findFiles(path, TRAIL_FILE)) {
        if (out.closed) return tally;
        if ('file' in found) await scanFile(found.file, readFile(found.file));
        else {
          tally.failedFiles += 1;
          await err.print(`${visible(found.path)}: ${visible(found.problem)}\n`);
        }
      }
    }
    if (tally.files + tally.failedFiles === before) {
      tally.failedFiles += 1;
      await err.print(`${visible(path)}: The folder holds no file named .json, .ndjson or .jsonl.\n`);
    }
  }
  if (state.dropped > 0) {
    const windows = `${state.dropped} groups of records were given up`;
    await err.print(`There was more to correlate than fits into memory: ${windows}, so correlations may be missing.\n`);
  }
  if (state.dropped > 0) {
    await err.print(
      `There was more to correlate than is kept in memory (${state.dropped} groups were given up): matches may be missing.\n`,
    );
  }
  return tally;
}
