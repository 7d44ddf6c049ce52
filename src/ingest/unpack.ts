import { constants, createGunzip, type Gunzip } from 'node:zlib';
import { TrailboltError } from '../errors.ts';
import type { IngestLimits } from './limits.ts';

/** Packed bytes given to zlib at once: at deflate's best, 1032:1, they become 16 MiB that are held before a check. */
const SLICE_BYTES = 16 * 1024;

/** First byte of every gzip stream (RFC 1952, section 2.3.1); no JSON text begins with it. */
const GZIP = 0x1f;

/**
 * The unpacked bytes of an object: gunzipped where they are gzip, as they are where they are not (some pipelines
 * rewrite CloudTrail's files as plain `.json`). A stream that ends early gives what it has: its reader sees the cut.
 * @throws TrailboltError `ingest.too-large` or `ingest.bomb` above the limits, `ingest.corrupt-gzip`.
 */
export async function* unpack(
  packed: AsyncIterable<Uint8Array>,
  limits: Pick<IngestLimits, 'unpackedBytes' | 'ratio' | 'ratioFromBytes'>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const gauge = createGauge(limits);
  let gunzip: Inflater | undefined;
  let first = true;
  try {
    for await (const chunk of packed) {
      if (chunk.length === 0) continue;
      if (first) gunzip = chunk[0] === GZIP ? createInflater() : undefined;
      first = false;
      if (gunzip === undefined) {
        gauge.add(chunk.length, chunk.length);
        yield chunk;
        continue;
      }
      for (let at = 0; at < chunk.length; at += SLICE_BYTES) {
        const slice = chunk.subarray(at, at + SLICE_BYTES);
        for (const part of await gunzip.write(slice)) {
          gauge.add(0, part.length);
          yield part;
        }
        gauge.add(slice.length, 0);
      }
    }
    for (const part of (await gunzip?.end()) ?? []) {
      gauge.add(0, part.length);
      yield part;
    }
    gunzip?.check();
  } finally {
    gunzip?.destroy();
  }
}

interface Inflater {
  /** What came out so far. After corrupt data: what came out before it; the failure shows in `check`. */
  write(slice: Uint8Array): Promise<readonly Uint8Array[]>;
  end(): Promise<readonly Uint8Array[]>;
  check(): void;
  destroy(): void;
}

/**
 * zlib's stream driven by hand. Iterating over it would drop what it has already unpacked when it meets corrupt data,
 * and would hold an unbounded part of a bomb.
 */
function createInflater(): Inflater {
  // Flushing at the end, in place of finishing, makes a cut stream give all that it holds, not an error without data.
  const stream: Gunzip = createGunzip({ chunkSize: 64 * 1024, finishFlush: constants.Z_SYNC_FLUSH });
  let parts: Uint8Array[] = [];
  let failure: unknown;
  stream.on('data', (part: Uint8Array) => parts.push(part));
  // Nothing calls back for a write during which the data proves corrupt, or for one after the end of the gzip data.
  const over = new Promise<void>((resolve) => {
    stream.once('error', (error) => {
      failure = error;
      resolve();
    });
    stream.once('end', resolve);
  });

  const taken = (): readonly Uint8Array[] => {
    const before = parts;
    parts = [];
    return before;
  };
  return {
    async write(slice) {
      await Promise.race([over, new Promise<void>((resolve) => stream.write(slice, () => resolve()))]);
      return taken();
    },
    async end() {
      stream.end();
      await over;
      return taken();
    },
    check() {
      if (failure === undefined) return;
      throw new TrailboltError('ingest.corrupt-gzip', 'The object is not intact gzip.', { cause: failure });
    },
    destroy: () => void stream.destroy(),
  };
}

function createGauge(limits: Pick<IngestLimits, 'unpackedBytes' | 'ratio' | 'ratioFromBytes'>) {
  let packed = 0;
  let unpacked = 0;
  return {
    add(packedBytes: number, unpackedBytes: number): void {
      packed += packedBytes;
      unpacked += unpackedBytes;
      if (unpacked > limits.unpackedBytes) {
        throw new TrailboltError(
          'ingest.too-large',
          `The object unpacks to more than the ${limits.unpackedBytes} bytes that are allowed.`,
        );
      }
      // The slice in work counts as packed only afterwards, hence its allowance here.
      if (unpacked > limits.ratioFromBytes && unpacked > (packed + SLICE_BYTES) * limits.ratio) {
        throw new TrailboltError(
          'ingest.bomb',
          `The object unpacks to more than ${limits.ratio} times its size, as no CloudTrail file does.`,
        );
      }
    },
  };
}
