import { Readable } from 'node:stream';
import type { Writable } from 'node:stream';
import { createCorrelatingDetector } from '../detect/correlating-detector.ts';
import type { CorrelatingDetector } from '../detect/correlating-detector.ts';
import { fitsCloudTrail } from '../detect/detector.ts';
import { readRuleFiles } from '../detect/load-rules.ts';
import { builtinRules } from '../detect/rules/builtin.ts';
import { createMemoryState } from '../detect/sigma/correlation/state.ts';
import type { SigmaRule } from '../detect/sigma/types.ts';
import { TrailboltError } from '../errors.ts';
import { levelRank } from '../model/level.ts';
import type { Match } from '../model/match.ts';
import type { Provenance } from '../model/record.ts';
import { policyPlaceholders } from './policy-placeholders.ts';
import { findRuleFiles } from './rules/rule-files.ts';
import { createOutput } from './scan/output.ts';
import { readOptions, SCAN_HELP } from './scan/options.ts';
import type { ScanOptions } from './scan/options.ts';
import { visible } from './scan/print.ts';
import { createPrinter } from './scan/printer.ts';
import type { Printer } from './scan/printer.ts';
import { createProgress } from './scan/progress.ts';
import type { Progress } from './scan/progress.ts';
import { readAll } from './scan/run.ts';
import type { Candidate } from './scan/select.ts';
import { findSources } from './scan/sources.ts';
import { createTally, rateLine, tallyLines } from './scan/tally.ts';
import type { Tally } from './scan/tally.ts';

export interface ScanIo {
  /** Read for the path `-`. */
  readonly stdin?: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable & { readonly isTTY?: boolean };
}

export interface ScanPrograms {
  /** What further threads run; absent where there are to be none. */
  readonly worker?: URL;
}

/**
 * `trailbolt scan`: runs rules over CloudTrail files. Gives the exit code: 0 when everything was read, 1 when some file was
 * not, 2 for wrong use or rules that do not load.
 */
export async function scan(args: readonly string[], io: ScanIo, programs: ScanPrograms = {}): Promise<number> {
  const out = createPrinter(io.stdout);
  const err = createPrinter(io.stderr);
  try {
    const options = readOptions(args, Date.now());
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
    const start = performance.now();
    const tally = await scanPaths(options, rules.rules, { ...io, ...programs }, out, err);
    await err.print(tallyLines(tally) + rateLine(tally, (performance.now() - start) / 1000));
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
  io: ScanIo & ScanPrograms,
  out: Printer,
  err: Printer,
): Promise<Tally> {
  const { since, until } = options;
  const others = rules.filter((rule) => !fitsCloudTrail(rule)).length;
  if (others > 0) {
    await err.print(`${others} of ${rules.length} rules are about other log sources and were left out.\n`);
  }
  const sources = await Array.fromAsync(findSources(options.paths, io.stdin ?? Readable.from([])));
  const bytes = sources.reduce((sum, source) => sum + ('bytes' in source ? source.bytes : 0), 0);
  const progress = createProgress(err, io.stderr.isTTY === true, bytes);
  const state = createMemoryState();
  const visit: Visit = {
    detector: createCorrelatingDetector(rules, state),
    tally: createTally(rules),
    progress,
    isShown: ({ rule }) => levelRank(rule.level) >= levelRank(options.level),
    print: async (match) => {
      await progress.clear();
      await output.match(match);
    },
    tell: async (sentence) => {
      await progress.clear();
      await err.print(`${visible(sentence)}\n`);
    },
  };
  const output = createOutput(out, options.format);
  await output.begin();
  const selection = { rules, ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) };
  for await (const found of readAll(sources, selection, { entry: io.worker, count: options.threads })) {
    if (out.closed) break;
    if ('problem' in found) {
      visit.tally.failedFiles += 1;
      await visit.tell(`${found.path}: ${found.problem}`);
    } else await scanFile(found.source.name, found.parts, visit);
  }
  await progress.clear();
  await output.end();
  if (state.dropped > 0) {
    const windows = `${state.dropped} groups of records were given up`;
    await err.print(`There was more to correlate than fits into memory: ${windows}, so correlations may be missing.\n`);
  }
  return visit.tally;
}

interface Visit {
  readonly detector: CorrelatingDetector;
  readonly tally: Tally;
  readonly progress: Progress;
  readonly isShown: (match: Match) => boolean;
  readonly print: (match: Match) => Promise<void>;
  readonly tell: (sentence: string) => Promise<void>;
}

type FileParts = Extract<
  ReturnType<typeof readAll> extends AsyncGenerator<infer Part> ? Part : never,
  { parts: unknown }
>['parts'];

async function scanFile(file: string, parts: FileParts, visit: Visit): Promise<void> {
  const { tally, progress } = visit;
  const provenance = { source: 'file', kind: 'file', key: file } as const;
  let problems = 0;
  let told = 0;
  tally.files += 1;
  for await (const part of parts) {
    tally.records += part.records;
    tally.packed += part.packed;
    tally.unpacked += part.unpacked;
    problems += part.problemCount;
    told += part.problems.length;
    await progress.show(tally.packed, tally.files);
    for (const problem of part.problems) await visit.tell(`${file}: ${problem}`);
    for (const candidate of part.matched) {
      const detected = detect(candidate, visit.detector, provenance);
      const matches = detected instanceof Promise ? await detected : detected;
      if (matches.length > 0) await tell(matches, visit);
    }
  }
  if (problems > told) await visit.tell(`${file}: ${problems - told} more problems.`);
  if (problems > 0) tally.failedFiles += 1;
}

function detect(
  candidate: Candidate,
  detector: CorrelatingDetector,
  provenance: Provenance,
): ReturnType<CorrelatingDetector['detect']> {
  if ('keyFields' in candidate) return detector.detectFields(candidate.keyFields, provenance);
  return detector.detect({ record: candidate.record, provenance }, candidate.possible);
}

async function tell(matches: readonly Match[], { isShown, tally, print }: Visit): Promise<void> {
  for (const match of matches) {
    // The same record in two files completes a correlation, or is new, but once.
    if ((match.correlated ?? match.firstSeen)?.repeated === true || !isShown(match)) continue;
    tally.count(match.rule.id);
    await print(match);
  }
}
