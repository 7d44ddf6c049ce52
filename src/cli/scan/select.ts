import { createMatching } from '../../detect/detector.ts';
import { timeOf } from '../../detect/identity.ts';
import { rulePrefilter } from '../../detect/prefilter/prefilter.ts';
import type { Wanted } from '../../detect/prefilter/prefilter.ts';
import type { SigmaExpression, SigmaRule } from '../../detect/sigma/types.ts';
import { INGEST_LIMITS } from '../../ingest/limits.ts';
import { RecordScanner } from '../../ingest/scanner/record-scanner.ts';
import type { KeyFields } from '../../model/prefilter.ts';
import type { CloudTrailRecord } from '../../model/record.ts';
import { readSource } from './read-source.ts';
import type { Open } from './replayable.ts';
import { openSource } from './sources.ts';
import type { ScanSource } from './sources.ts';

/** What to look for. Plain data, so that it can be handed to another thread. */
export interface Selection {
  readonly rules: readonly SigmaRule[];
  /** Unix milliseconds. */
  readonly since?: number;
  readonly until?: number;
}

/** A part of what a file holds. */
export interface Batch {
  /** Records read, those that no rule matches included. */
  readonly records: number;
  /** Records that some rule matches, or may match, in the order of the file. */
  readonly matched: readonly Candidate[];
  /** Sentences about what could not be read; of one file the first few. */
  readonly problems: readonly string[];
  /** How many there were. */
  readonly problemCount: number;
  /** Bytes as stored, and unpacked. */
  readonly packed: number;
  readonly unpacked: number;
}

export type Candidate =
  | {
      readonly record: CloudTrailRecord;
      /** Which rules could match, by their place among those about CloudTrail; absent where nobody knows. */
      readonly possible?: Uint32Array | undefined;
    }
  /** Read without parsing: no rule that could match looks at more. */
  | { readonly keyFields: KeyFields };

/** Reads a file, part after part. */
export type Select = (source: ScanSource) => AsyncGenerator<Batch, void, undefined>;

/** Problems told of one file; the others are counted. */
const PROBLEMS_PER_FILE = 5;

/** A part ends when it holds so many matches, or so much was read for it. */
const BATCH_MATCHES = 200;
const BATCH_BYTES = 16 * 1024 * 1024;

const lacks = (field: string): SigmaExpression => ({
  op: 'test',
  test: { field, operator: { kind: 'exists', expected: false } },
});

/** What is no record may have one inside, and is a problem otherwise: as `unwrap` sees it. */
const WRAPPED: Wanted = { wants: 'record', condition: { op: 'and', of: [lacks('eventName'), lacks('eventSource')] } };

/**
 * Finds the records that rules match; without `isSure`, some that only may match are among them, to be told by whoever tries
 * the rules anyway. Values remembered of one file help with the next.
 */
export function createSelect({ rules, since = -Infinity, until = Infinity }: Selection, isSure: boolean): Select {
  const always = since === -Infinity && until === Infinity;
  const prefilter = rulePrefilter(rules, { others: [WRAPPED], keyFieldsSuffice: true, mayLeaveOut: !always });
  const scanner = new RecordScanner(INGEST_LIMITS, prefilter);
  const matches = isSure ? createMatches(rules) : () => true;
  const isInTime = (time: number | undefined): boolean => time !== undefined && time >= since && time < until;
  const isSelected = (candidate: Candidate): boolean =>
    (always || isInTime(timeOf('record' in candidate ? candidate.record : candidate.keyFields))) && matches(candidate);

  return async function* select(source) {
    let batch = emptyBatch();
    let told = 0;
    const open = counted(openSource(source), (bytes) => (batch.packed += bytes));
    const onBytes = (bytes: number): void => {
      batch.unpacked += bytes;
    };
    for await (const found of readSource(source.name, open, { scanner, onBytes })) {
      for (const one of found) {
        if ('skipped' in one) batch.records += one.skipped;
        else if ('problem' in one) {
          told += 1;
          batch.problemCount += 1;
          if (told <= PROBLEMS_PER_FILE) batch.problems.push(one.problem);
        } else {
          batch.records += 1;
          if (isSelected(one)) batch.matched.push(one);
        }
      }
      if (batch.matched.length < BATCH_MATCHES && batch.unpacked < BATCH_BYTES) continue;
      yield batch;
      batch = emptyBatch();
    }
    yield batch;
  };
}

/** Tells whether any rule matches; of what records have in common that is told once. */
function createMatches(rules: readonly SigmaRule[]): (candidate: Candidate) => boolean {
  const matching = createMatching(rules);
  const known = new WeakMap<CloudTrailRecord, boolean>();
  return (candidate) => {
    if ('record' in candidate) return matching(candidate.record, candidate.possible).length > 0;
    const { shared, possible, own } = candidate.keyFields;
    if (own !== undefined) return matching({ ...shared, ...own }, possible).length > 0;
    const matches = known.get(shared) ?? matching(shared, possible).length > 0;
    known.set(shared, matches);
    return matches;
  };
}

function emptyBatch() {
  const matched: Candidate[] = [];
  const problems: string[] = [];
  return { records: 0, matched, problems, problemCount: 0, packed: 0, unpacked: 0 };
}

function counted(open: Open, onBytes: (bytes: number) => void): Open {
  return async function* counting() {
    for await (const chunk of open()) {
      onBytes(chunk.length);
      yield chunk;
    }
  };
}
