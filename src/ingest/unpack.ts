import { constants, createGunzip, gunzipSync, type Gunzip } from 'node:zlib';
import { TrailboltError } from '../errors.ts';
import type { IngestLimits } from './limits.ts';

/** Bytes by which data goes through zlib. */
interface Pace {
  /** Packed bytes given at once. What comes of them is held until all are through, so this bounds it. */
  readonly slice: number;
  /** Unpacked bytes that come out at once. */
  readonly chunk: number;
}

/** With less at once, the way there and back takes longer than unpacking. */
const FAST: Pace = { slice: 64 * 1024, chunk: 256 * 1024 };

/** For a small object that did not unpack in one go: where data proves corrupt, what was given last is lost. */
const CAREFUL: Pace = { slice: 2 * 1024, chunk: 64 * 1024 };

/** More than Node.js ever takes from memory that several buffers share. */
const OWN_BYTES = 256 * 1024;

/** First byte of every gzip stream (RFC 1952, section 2.3.1); no JSON text begins with it. */
const GZIP = 0x1f;

/** Objects up to these sizes, packed and unpacked, are unpacked in one go: nothing is faster, and little is held. */
const WHOLE_PACKED_BYTES = 6 * 1024 * 1024;
const WHOLE_UNPACKED_BYTES = 32 * 1024 * 1024;

/**
 * The unpacked bytes of an object: gunzipped where they are gzip, as they are where they are not (some pipelines
 * rewrite CloudTrail's files as plain `.json`). A stream that ends early gives what it has: its reader sees the cut. What was
 * given is good until more is asked for.
 * @throws TrailboltError `ingest.too-large` or `ingest.bomb` above the limits, `ingest.corrupt-gzip`.
 */
export async function* unpack(
  packed: AsyncIterable<Uint8Array>,
  limits: Pick<IngestLimits, 'unpackedBytes' | 'ratio' | 'ratioFromBytes'>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const gauge = createGauge(limits);
  const { begun, rest, failure } = await readBeginning(packed);
  if (begun[0] !== GZIP) {
    for await (const chunk of following(begun, rest, failure)) {
      gauge.packed(chunk.length);
      gauge.unpacked(chunk.length);
      yield chunk;
    }
    return;
  }
  const whole = rest === undefined && failure === undefined ? unpackWhole(begun, limits) : undefined;
  if (whole !== undefined) {
    yield whole;
    giveBack(whole);
    return;
  }
  const gunzip = createInflater(gauge, rest === undefined ? CAREFUL : FAST);
  try {
    for await (const chunk of following(begun, rest, failure)) yield* gunzip.write(chunk);
    yield* gunzip.end();
  } finally {
    gunzip.destroy();
  }
}

/**
 * Frees memory at once: megabytes that wait for the collector make it run far more often than there is garbage. Only what lies
 * in memory of its own can be freed.
 */
function giveBack(bytes: Buffer): void {
  const { buffer, length } = bytes;
  const isOwn = length > OWN_BYTES && length + OWN_BYTES > buffer.byteLength;
  if (isOwn && buffer instanceof ArrayBuffer) buffer.transfer(0);
}

interface Beginning {
  /** The first bytes: all of a small object, and only the first chunk of one that is not gzip. */
  readonly begun: Buffer;
  /** What follows; absent where nothing does. */
  readonly rest?: AsyncIterator<Uint8Array>;
  /** Why nothing follows, where that is not the end. */
  readonly failure?: { readonly error: unknown };
}

async function readBeginning(packed: AsyncIterable<Uint8Array>): Promise<Beginning> {
  const rest = packed[Symbol.asyncIterator]();
  const held: Uint8Array[] = [];
  let bytes = 0;
  try {
    while (bytes <= WHOLE_PACKED_BYTES) {
      const next = await rest.next();
      if (next.done === true) return { begun: joined(held) };
      bytes += next.value.length;
      if (next.value.length > 0) held.push(next.value);
      if (held[0] !== undefined && held[0][0] !== GZIP) break;
    }
  } catch (error) {
    return { begun: joined(held), failure: { error } };
  }
  return { begun: joined(held), rest };
}

function joined(parts: readonly Uint8Array[]): Buffer {
  const [only] = parts;
  if (only === undefined || parts.length > 1) return Buffer.concat(parts);
  return Buffer.from(only.buffer, only.byteOffset, only.byteLength);
}

/** The beginning again, and what follows it. Ends the source when it is left early. */
async function* following(
  begun: Buffer,
  rest: AsyncIterator<Uint8Array> | undefined,
  failure: Beginning['failure'],
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    if (begun.length > 0) yield begun;
    if (failure !== undefined) throw failure.error;
    for (let next = await rest?.next(); next !== undefined && next.done !== true; next = await rest?.next()) {
      if (next.value.length > 0) yield next.value;
    }
  } finally {
    await rest?.return?.();
  }
}

/** Undefined for what is not intact, or larger than it may be: streamed, it gives what it can. */
function unpackWhole(
  packed: Buffer,
  limits: Pick<IngestLimits, 'unpackedBytes' | 'ratio' | 'ratioFromBytes'>,
): Buffer | undefined {
  const byRatio = Math.max(limits.ratioFromBytes, packed.length * limits.ratio);
  const most = Math.min(WHOLE_UNPACKED_BYTES, limits.unpackedBytes, byRatio);
  // The last four bytes of gzip say how much it unpacks to; the hint saves gathering parts.
  const said = packed.length < 18 ? 0 : packed.readUInt32LE(packed.length - 4);
  if (said > most) return undefined;
  try {
    return gunzipSync(packed, { maxOutputLength: most, chunkSize: Math.max(1024, said + 1) });
  } catch {
    return undefined;
  }
}

interface Inflater {
  /** Takes packed bytes and gives what came out. @throws TrailboltError after what came out before the failure. */
  write(packed: Uint8Array): AsyncGenerator<Uint8Array, void, undefined>;
  end(): AsyncGenerator<Uint8Array, void, undefined>;
  destroy(): void;
}

/**
 * zlib's stream driven by hand. Iterating over it would drop what it has already unpacked when it meets corrupt data,
 * and would hold an unbounded part of a bomb: the gauge looks at each part as it comes.
 */
function createInflater(gauge: Gauge, pace: Pace): Inflater {
  // Flushing at the end, in place of finishing, makes a cut stream give all that it holds, not an error without data.
  const stream: Gunzip = createGunzip({ chunkSize: pace.chunk, finishFlush: constants.Z_SYNC_FLUSH });
  const parts: Uint8Array[] = [];
  let failure: TrailboltError | undefined;
  // Nothing calls back for a write during which the data proves corrupt, or for one after the end of the gzip data.
  const over = new Promise<void>((resolve) => {
    const fail = (error: unknown): void => {
      failure ??=
        error instanceof TrailboltError
          ? error
          : new TrailboltError('ingest.corrupt-gzip', 'The object is not intact gzip.', { cause: error });
      resolve();
    };
    stream.on('data', (part: Uint8Array) => {
      if (failure !== undefined) return;
      try {
        gauge.unpacked(part.length);
        parts.push(part);
      } catch (error) {
        fail(error);
        stream.destroy();
      }
    });
    stream.once('error', fail);
    stream.once('end', resolve);
  });

  function* taken(): Generator<Uint8Array, void, undefined> {
    yield* parts.splice(0);
    if (failure !== undefined) throw failure;
  }
  return {
    async *write(packed) {
      for (let at = 0; at < packed.length; at += pace.slice) {
        const slice = packed.subarray(at, at + pace.slice);
        gauge.packed(slice.length);
        await Promise.race([over, new Promise<void>((resolve) => stream.write(slice, () => resolve()))]);
        yield* taken();
      }
    },
    async *end() {
      stream.end();
      await over;
      yield* taken();
    },
    destroy: () => void stream.destroy(),
  };
}

type Gauge = ReturnType<typeof createGauge>;

function createGauge(limits: Pick<IngestLimits, 'unpackedBytes' | 'ratio' | 'ratioFromBytes'>) {
  let packed = 0;
  let unpacked = 0;
  return {
    packed(bytes: number): void {
      packed += bytes;
    },
    /** @throws TrailboltError `ingest.too-large` or `ingest.bomb` */
    unpacked(bytes: number): void {
      unpacked += bytes;
      if (unpacked > limits.unpackedBytes) {
        throw new TrailboltError(
          'ingest.too-large',
          `The object unpacks to more than the ${limits.unpackedBytes} bytes that are allowed.`,
        );
      }
      if (unpacked > limits.ratioFromBytes && unpacked > packed * limits.ratio) {
        throw new TrailboltError(
          'ingest.bomb',
          `The object unpacks to more than ${limits.ratio} times its size, as no CloudTrail file does.`,
        );
      }
    },
  };
}
