import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { TrailboltError } from '../../errors.ts';
import { INGEST_LIMITS } from '../../ingest/limits.ts';
import type { IngestLimits } from '../../ingest/limits.ts';
import { readRecords } from '../../ingest/read-records.ts';
import type { ReadOptions } from '../../ingest/read-records.ts';
import { unpack } from '../../ingest/unpack.ts';
import type { KeyFields } from '../../model/prefilter.ts';
import { jsonFault } from './json-fault.ts';
import type { Open } from './replayable.ts';
import { unwrap } from './unwrap.ts';
import type { Unwrapped } from './unwrap.ts';

/** A record, what was read of one without parsing, how many in a row no rule could match, or a sentence about what is neither. */
export type Found = Unwrapped | { readonly keyFields: KeyFields } | { readonly skipped: number };

export type SourceOptions = Pick<ReadOptions, 'scanner' | 'onBytes'>;

/** On one machine nobody waits for an answer in time: only a bomb is too large. */
const SCAN_LIMITS: IngestLimits = { ...INGEST_LIMITS, unpackedBytes: 64 * 1024 ** 3 };

const LINES_FILE = /\.(?:ndjson|jsonl)(?:\.gz)?$/iu;

/** First byte of gzip data (RFC 1952); no JSON begins with it. */
const GZIP = 0x1f;

/** A document that is no list is held whole, and so is one to find a fault's place in: this much of it, in bytes. */
const DOCUMENT_BYTES = 16 * 1024 * 1024;

/** What the reader of trail files says of a file that has another shape. */
const OTHER_SHAPE = new Set(['ingest.file-not-an-object', 'ingest.file-no-records-array', 'ingest.file-trailing-data']);

/** What may have a place in the file that is worth finding. */
const HAS_PLACE = new Set(['ingest.file-malformed', 'ingest.file-truncated', 'ingest.record-unreadable']);

/**
 * The records of a file, whatever of the known shapes it has, in batches. Never throws: what cannot be read comes as a
 * problem in its place, and the rest is given.
 */
export async function* readSource(
  name: string,
  open: Open,
  options: SourceOptions,
): AsyncGenerator<readonly Found[], void, undefined> {
  try {
    if (!LINES_FILE.test(name)) {
      yield* readTrailFile(open, options);
      return;
    }
    yield* readLines(open, options);
    await assertWhole(open);
  } catch (error) {
    yield [{ problem: sentenceOf(error) }];
  }
}

async function* readTrailFile(open: Open, options: SourceOptions): AsyncGenerator<readonly Found[]> {
  let records = 0;
  let faults = 0;
  for await (const batch of readRecords(open(), SCAN_LIMITS, { ...options, anyList: true })) {
    const found: Found[] = [];
    for (const read of batch) {
      if ('record' in read) {
        records += 1;
        const { record, possible } = read;
        for (const one of unwrap(record))
          found.push('record' in one && one.record === record ? { record, possible } : one);
      } else if (!('problem' in read)) {
        records += 'skipped' in read ? read.skipped : 1;
        found.push(read);
      } else if (records === 0 && OTHER_SHAPE.has(read.problem.code)) {
        yield* readDocument(open, options);
      } else {
        // A place costs another reading, so only the first fault gets one.
        found.push({ problem: faults === 0 ? await withPlace(read.problem, open) : sentenceOf(read.problem) });
        faults += 1;
      }
    }
    if (found.length > 0) yield found;
  }
}

/** What is no list of records: one of them, or lines. */
async function* readDocument(open: Open, options: SourceOptions): AsyncGenerator<readonly Found[]> {
  const { text, isWhole } = await beginningOf(open);
  const parsed = isWhole
    ? parseJson(text)
    : { problem: 'The file is neither a list of records nor one record a line.' };
  if ('value' in parsed) {
    yield [...unwrap(parsed.value)];
    return;
  }
  const firstLine = text.trimStart().split('\n', 1)[0] ?? '';
  if (firstLine.length < text.trim().length && 'value' in parseJson(firstLine)) yield* readLines(open, options);
  else yield [parsed];
}

async function* readLines(open: Open, { onBytes }: SourceOptions): AsyncGenerator<readonly Found[]> {
  let number = 0;
  for await (const line of linesOf(unpack(open(), SCAN_LIMITS), onBytes)) {
    number += 1;
    if (line.trim() === '') continue;
    const parsed = parseJson(line, number);
    if ('problem' in parsed) yield [parsed];
    else {
      yield unwrap(parsed.value)
        .map((found) => ('problem' in found ? { problem: `Line ${number}: ${found.problem}` } : found))
        .toArray();
    }
  }
}

/**
 * A gzip file that was cut still unpacks up to the cut. JSON that ends there is broken JSON; lines may end there and look
 * complete.
 */
async function assertWhole(open: Open): Promise<void> {
  if (!(await isGzip(open()))) return;
  const nowhere = new Writable({ write: (_part, _encoding, done) => done() });
  try {
    await pipeline(open(), createGunzip(), nowhere);
  } catch (cause) {
    throw new TrailboltError('scan.cut-gzip', 'The gzip data is cut or corrupt; what came before was read.', { cause });
  }
}

async function isGzip(bytes: AsyncIterable<Uint8Array>): Promise<boolean> {
  for await (const chunk of bytes) {
    if (chunk.length > 0) return chunk[0] === GZIP;
  }
  return false;
}

async function* linesOf(
  bytes: AsyncIterable<Uint8Array>,
  onBytes: SourceOptions['onBytes'],
): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of bytes) {
    onBytes?.(chunk.length);
    const [first = '', ...lines] = decoder.decode(chunk, { stream: true }).split('\n');
    rest += first;
    const last = lines.pop();
    if (last !== undefined) {
      yield rest;
      rest = last;
    }
    if (rest.length > DOCUMENT_BYTES) {
      throw new TrailboltError('scan.line-too-long', 'A line is longer than any record; expected one record per line.');
    }
    yield* lines;
  }
  yield rest + decoder.decode();
}

function parseJson(text: string, line?: number): { readonly value: unknown } | { readonly problem: string } {
  try {
    return { value: JSON.parse(text) };
  } catch {
    const place = jsonFault(text);
    const where = place === undefined ? '' : ` at line ${line ?? place.line}, column ${place.column}`;
    return { problem: `Not valid JSON${where}.` };
  }
}

/** Adds the place to a problem of a whole file, if the file is small enough to look again. */
async function withPlace(problem: TrailboltError, open: Open): Promise<string> {
  if (!HAS_PLACE.has(problem.code)) return sentenceOf(problem);
  try {
    const { text, isWhole } = await beginningOf(open);
    const place = isWhole ? jsonFault(text) : undefined;
    if (place !== undefined) {
      return `${problem.message} The fault is at line ${place.line}, column ${place.column}.`;
    }
  } catch {
    // The problem itself is told; only its place stays unknown.
  }
  return sentenceOf(problem);
}

/** The text of a file as far as it may be held. */
async function beginningOf(open: Open): Promise<{ readonly text: string; readonly isWhole: boolean }> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of unpack(open(), SCAN_LIMITS)) {
    bytes += chunk.length;
    if (bytes > DOCUMENT_BYTES) return { text, isWhole: false };
    text += decoder.decode(chunk, { stream: true });
  }
  return { text: text + decoder.decode(), isWhole: true };
}

function sentenceOf(error: unknown): string {
  if (error instanceof TrailboltError) {
    const cause = error.cause instanceof Error ? ` (${error.cause.message})` : '';
    return `${error.message}${cause}`;
  }
  return error instanceof Error ? error.message : 'The file cannot be read.';
}
