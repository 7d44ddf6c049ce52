import { createReadStream } from 'node:fs';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { TrailboltError } from '../../errors.ts';
import { INGEST_LIMITS } from '../../ingest/limits.ts';
import { readRecords } from '../../ingest/read-records.ts';
import { unpack } from '../../ingest/unpack.ts';
import { jsonFault } from './json-fault.ts';
import { unwrap } from './unwrap.ts';
import type { Found } from './unwrap.ts';

/** Names of the files that a folder is searched for. */
export const TRAIL_FILE = /\.(?:json|ndjson|jsonl)(?:\.gz)?$/iu;

const LINES_FILE = /\.(?:ndjson|jsonl)(?:\.gz)?$/iu;

/** Opens the bytes anew at each call: some shapes show only after a first look. */
export type Open = () => AsyncIterable<Uint8Array>;

/** First byte of gzip data (RFC 1952); no JSON begins with it. */
const GZIP = 0x1f;

/** Files that are not `{"Records":[…]}` are held whole; this much text of them, in bytes. */
const DOCUMENT_BYTES = 128 * 1024 * 1024;

/** What the reader of trail files says of a file that has another shape. */
const OTHER_SHAPE = new Set(['ingest.file-not-an-object', 'ingest.file-no-records-array', 'ingest.file-trailing-data']);

/** What may have a place in the file that is worth finding. */
const HAS_PLACE = new Set(['ingest.file-malformed', 'ingest.file-truncated', 'ingest.record-unreadable']);

/** A stream read once and held, as it cannot be opened again. */
export async function heldBytes(stream: AsyncIterable<Uint8Array>): Promise<Open> {
  const chunks = await Array.fromAsync(stream);
  return () => asAsync(chunks);
}

/**
 * The records of a file, whatever of the known shapes it has. Never throws: what cannot be read comes as a problem in
 * its place, and the rest is given.
 */
export async function* readFile(name: string, open: Open = () => createReadStream(name)): AsyncGenerator<Found> {
  try {
    if (!LINES_FILE.test(name)) {
      yield* readTrailFile(open);
      return;
    }
    yield* readLines(open());
    await assertWhole(open);
  } catch (error) {
    yield { problem: sentenceOf(error) };
  }
}

async function* readTrailFile(open: Open): AsyncGenerator<Found> {
  let records = 0;
  let faults = 0;
  for await (const batch of readRecords(open(), INGEST_LIMITS)) {
    for (const read of batch) {
      if ('record' in read) {
        records += 1;
        yield* unwrap(read.record);
      } else if (records === 0 && OTHER_SHAPE.has(read.problem.code)) {
        yield* readDocument(await textOf(open()));
      } else {
        // A place costs another reading, so only the first fault gets one.
        yield { problem: faults === 0 ? await withPlace(read.problem, open) : sentenceOf(read.problem) };
        faults += 1;
      }
    }
  }
}

async function* readDocument(text: string): AsyncGenerator<Found> {
  const parsed = parseJson(text);
  if ('value' in parsed) {
    yield* unwrap(parsed.value);
    return;
  }
  const firstLine = text.trimStart().split('\n', 1)[0] ?? '';
  if (firstLine.length < text.trim().length && 'value' in parseJson(firstLine)) yield* readLines([Buffer.from(text)]);
  else yield { problem: parsed.problem };
}

async function* readLines(bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<Found> {
  let number = 0;
  for await (const line of linesOf(unpack(asAsync(bytes), INGEST_LIMITS))) {
    number += 1;
    if (line.trim() === '') continue;
    const parsed = parseJson(line, number);
    if ('problem' in parsed) {
      yield parsed;
      continue;
    }
    for (const found of unwrap(parsed.value)) {
      yield 'problem' in found ? { problem: `Line ${number}: ${found.problem}` } : found;
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

async function* linesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of bytes) {
    const [first = '', ...lines] = decoder.decode(chunk, { stream: true }).split('\n');
    rest += first;
    const last = lines.pop();
    if (last !== undefined) {
      yield rest;
      rest = last;
    }
    if (rest.length > INGEST_LIMITS.recordBytes * 8) {
      throw new TrailboltError('scan.line-too-long', 'A line is longer than any record; expected one record per line.');
    }
    yield* lines;
  }
  yield rest + decoder.decode();
}

async function* asAsync(bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* bytes;
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
    const place = jsonFault(await textOf(open()));
    if (place !== undefined) return `${problem.message} The fault is at line ${place.line}, column ${place.column}.`;
  } catch {
    // The problem itself is told; only its place stays unknown.
  }
  return sentenceOf(problem);
}

async function textOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of unpack(bytes, { ...INGEST_LIMITS, unpackedBytes: DOCUMENT_BYTES })) {
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function sentenceOf(error: unknown): string {
  if (error instanceof TrailboltError) {
    const cause = error.cause instanceof Error ? ` (${error.cause.message})` : '';
    return `${error.message}${cause}`;
  }
  return error instanceof Error ? error.message : 'The file cannot be read.';
}
