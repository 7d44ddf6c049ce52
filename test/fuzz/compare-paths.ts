import { isDeepStrictEqual } from 'node:util';
import { RecordSplitter } from '../../src/ingest/record-splitter.ts';
import { RecordScanner } from '../../src/ingest/scanner/record-scanner.ts';
import type { SplitRecord } from '../../src/ingest/split-record.ts';
import { isObject } from '../../src/model/json.ts';
import { KEY_FIELDS, recordOf } from '../../src/model/prefilter.ts';
import type { Prefilter } from '../../src/model/prefilter.ts';
import type { CloudTrailRecord } from '../../src/model/record.ts';
import type { HostileFile } from './hostile-file.ts';

const LIMITS = { recordBytes: 4 * 1024 * 1024, depth: 200 };

/** What a prefilter must let through: the records for which this holds. */
export interface Setup {
  readonly prefilter: Prefilter;
  readonly isWanted: (record: CloudTrailRecord) => boolean;
  /** What rules make of a record, where they are to make the same of its key fields; else those are nothing to them. */
  readonly judge?: (record: CloudTrailRecord) => unknown;
}

export interface Comparison {
  /** Undefined where both paths give the same. */
  readonly difference: string | undefined;
  readonly skipped: number;
  readonly keyFields: number;
  readonly parsed: number;
}

/** Reads files on the fast path and by parsing everything, and says where the results differ. */
export function createComparer({ prefilter, isWanted, judge }: Setup): (file: HostileFile) => Comparison {
  const scanner = new RecordScanner(LIMITS, prefilter);
  return (file) => {
    const full = split(file, new RecordSplitter(LIMITS));
    const fast = split(file, new RecordSplitter({ ...LIMITS, scanner }));
    const counts = { skipped: 0, keyFields: 0, parsed: 0 };
    let at = 0;
    for (const piece of fast.pieces) {
      const length = 'skipped' in piece ? piece.skipped : 1;
      for (const expected of full.pieces.slice(at, at + length)) {
        const difference = differenceOf(piece, valueOf(expected), { isWanted, judge });
        if (difference !== undefined) return { ...counts, difference: `record ${at}: ${difference}` };
      }
      at += length;
      if ('skipped' in piece) counts.skipped += length;
      else if ('keyFields' in piece) counts.keyFields += 1;
      else counts.parsed += 1;
    }
    const same = at === full.pieces.length && fast.problem === full.problem;
    const told = `${at} records and ${fast.problem}, expected ${full.pieces.length} and ${full.problem}`;
    return { ...counts, difference: same ? undefined : told };
  };
}

function split({ bytes, cuts }: HostileFile, splitter: RecordSplitter) {
  const pieces: SplitRecord[] = [];
  const ends = [...cuts, bytes.length];
  for (const [index, end] of ends.entries()) pieces.push(...splitter.push(bytes.subarray(ends[index - 1] ?? 0, end)));
  return { pieces, problem: splitter.end() };
}

/** What the full path makes of a record. */
function valueOf(piece: SplitRecord): { readonly record: CloudTrailRecord } | { readonly problem: string } {
  if ('problem' in piece) return piece;
  if (!('text' in piece)) return { problem: 'not parsed' };
  try {
    const value: unknown = JSON.parse(piece.text);
    return isObject(value) ? { record: value as CloudTrailRecord } : { problem: 'no object' };
  } catch {
    return { problem: 'no JSON' };
  }
}

function differenceOf(
  piece: SplitRecord,
  expected: ReturnType<typeof valueOf>,
  { isWanted, judge }: { readonly isWanted: Setup['isWanted']; readonly judge: Setup['judge'] | undefined },
): string | undefined {
  if ('skipped' in piece || 'keyFields' in piece) {
    if (!('record' in expected)) return `passed over, but is unreadable: ${expected.problem}`;
    const { record } = expected;
    const mayBeWanted = 'keyFields' in piece && judge !== undefined;
    if (!mayBeWanted && isWanted(record)) return `passed over, but is wanted: ${JSON.stringify(record)}`;
    if (!('keyFields' in piece)) return undefined;
    const fields = recordOf(piece.keyFields);
    const names = [...new Set([...KEY_FIELDS, ...Object.keys(fields)])].filter((name) => Object.hasOwn(record, name));
    const asked = Object.fromEntries(names.map((name) => [name, record[name]]));
    if (!isDeepStrictEqual(fields, asked)) return `has other fields: ${JSON.stringify(piece)}`;
    return isDeepStrictEqual(judge?.(fields), judge?.(record))
      ? undefined
      : `is judged otherwise: ${JSON.stringify(piece)}`;
  }
  return isDeepStrictEqual(valueOf(piece), expected) ? undefined : `is something else: ${JSON.stringify(piece)}`;
}
