import { TrailboltError } from '../errors.ts';
import { isObject } from '../model/json.ts';
import type { KeyFields } from '../model/prefilter.ts';
import type { CloudTrailRecord } from '../model/record.ts';
import type { IngestLimits } from './limits.ts';
import { RecordSplitter } from './record-splitter.ts';
import type { FileProblem, SplitRecord, SplitterOptions } from './split-record.ts';
import { unpack } from './unpack.ts';

/**
 * A record with the size of its JSON text in characters and the interests that the scanner's prefilter leaves possible, some fields of one of which only these are wanted, how many in a row
 * nobody wants, or what could not be read.
 */
export type ReadRecord =
  | { readonly record: CloudTrailRecord; readonly size: number; readonly possible?: Uint32Array | undefined }
  | { readonly keyFields: KeyFields }
  | { readonly skipped: number }
  | { readonly problem: TrailboltError };

const FILE_PROBLEMS: Readonly<Record<FileProblem, string>> = {
  empty: 'The object is empty; expected {"Records":[…]}.',
  'not-an-object': 'The object is not a JSON object; expected {"Records":[…]}.',
  'no-records-array': 'The object has no "Records" array.',
  malformed: 'The object is not valid JSON; the records before the fault were read.',
  truncated: 'The object ends within its JSON; the records before the cut were read.',
  'trailing-data': 'The object goes on after its JSON document; the records were read.',
};

export interface ReadOptions extends Pick<SplitterOptions, 'scanner' | 'anyList'> {
  /** Is told of unpacked bytes as they are read. */
  readonly onBytes?: (bytes: number) => void;
}

/**
 * The records of a CloudTrail file, gzip or plain, in the order of the file and in batches as they stream in. Never
 * throws: whatever cannot be read comes as a problem in its place, and what stands before and beside it is given. With a
 * scanner, records that its prefilter rules out are counted, not parsed; without one all are parsed. With `anyList`,
 * whatever is in the list is given as a record.
 */
export async function* readRecords(
  bytes: AsyncIterable<Uint8Array>,
  limits: IngestLimits,
  { scanner, anyList = false, onBytes }: ReadOptions = {},
): AsyncGenerator<readonly ReadRecord[], void, undefined> {
  const splitter = new RecordSplitter({ ...limits, scanner, anyList });
  let index = 0;
  const read = (piece: SplitRecord): ReadRecord => {
    if (!('skipped' in piece)) return readPiece(piece, index++, anyList);
    index += piece.skipped;
    return piece;
  };
  try {
    for await (const chunk of unpack(bytes, limits)) {
      onBytes?.(chunk.length);
      const split = splitter.push(chunk);
      if (split.length > 0) yield split.map(read);
      if (splitter.isBroken) break;
    }
  } catch (error) {
    yield [{ problem: asProblem(error) }];
    return;
  }
  const problem = splitter.end();
  if (problem !== undefined) {
    const details = { records: index };
    yield [{ problem: new TrailboltError(`ingest.file-${problem}`, FILE_PROBLEMS[problem], { details }) }];
  }
}

function readPiece(piece: Exclude<SplitRecord, { skipped: number }>, index: number, anyValue: boolean): ReadRecord {
  if ('keyFields' in piece) return piece;
  if ('problem' in piece) {
    const what = piece.problem === 'record-too-large' ? 'larger' : 'nested deeper';
    return unreadable(`ingest.${piece.problem}`, `Record ${index} is ${what} than allowed.`, index);
  }
  let value: unknown;
  try {
    value = JSON.parse(piece.text);
  } catch {
    // The parser's message quotes the record; records do not belong in logs.
    return unreadable('ingest.record-unreadable', `Record ${index} is not valid JSON.`, index);
  }
  if (!anyValue && !isObject(value))
    return unreadable('ingest.record-unreadable', `Record ${index} is not a JSON object.`, index);
  return { record: value as CloudTrailRecord, size: piece.text.length, possible: piece.possible };
}

function unreadable(code: string, message: string, index: number): ReadRecord {
  return { problem: new TrailboltError(code, message, { details: { index } }) };
}

function asProblem(error: unknown): TrailboltError {
  if (error instanceof TrailboltError) return error;
  return new TrailboltError('ingest.object-unreadable', 'The object could not be read to its end.', { cause: error });
}
