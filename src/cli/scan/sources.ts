import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { describeError } from '../../errors.ts';
import { findFiles } from './find-files.ts';
import { replayable } from './replayable.ts';
import type { Open } from './replayable.ts';

/** Something to read records from. Plain data but for standard input, so that it can be handed to another thread. */
export type ScanSource =
  | { readonly kind: 'file'; readonly name: string; readonly bytes: number }
  | {
      readonly kind: 's3';
      readonly name: string;
      readonly bucket: string;
      readonly key: string;
      readonly bytes: number;
    }
  | { readonly kind: 'stream'; readonly name: string; readonly stream: Readable; readonly bytes: number };

export type FoundSource = ScanSource | { readonly path: string; readonly problem: string };

/** Names of the files that a folder or bucket is searched for. */
export const TRAIL_FILE = /\.(?:json|ndjson|jsonl)(?:\.gz)?$/iu;

/** Beside the records' folders lie the digests that prove them whole. */
const DIGEST = /(?:^|[/\\])CloudTrail-Digest[/\\]/u;

const S3 = /^s3:\/\/([^/]+)(?:\/(.*))?$/su;

/** Most bytes that are read of a file at once: nearly all files are shorter. */
const READ_BYTES = 4 * 1024 * 1024;

/** What paths stand for, in their order and within a path in the order of names; what holds nothing is a problem. */
export async function* findSources(paths: readonly string[], stdin: Readable): AsyncGenerator<FoundSource> {
  for (const path of paths) {
    if (path === '-') {
      yield { kind: 'stream', name: 'standard input', stream: stdin, bytes: 0 };
      continue;
    }
    const [, bucket, prefix = ''] = S3.exec(path) ?? [];
    let found = false;
    for await (const source of bucket === undefined ? filesAt(path) : objectsAt(path, bucket, prefix)) {
      found = true;
      yield source;
    }
    if (!found) yield { path, problem: 'The folder holds no file named .json, .ndjson or .jsonl.' };
  }
}

async function* filesAt(path: string): AsyncGenerator<FoundSource> {
  for await (const found of findFiles(path, TRAIL_FILE)) {
    if ('problem' in found) yield found;
    else if (found.file === path || !DIGEST.test(found.file))
      yield { kind: 'file', name: found.file, bytes: await sizeOf(found.file) };
  }
}

/** Only to show how far the scan is: whoever opens the file finds out if it is not there. */
async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch {
    return 0;
  }
}

async function* objectsAt(path: string, bucket: string, prefix: string): AsyncGenerator<FoundSource> {
  const [{ createS3Client }, { listObjects }] = await Promise.all([
    import('../../adapters/aws/s3-client.ts'),
    import('../../adapters/aws/list-objects.ts'),
  ]);
  try {
    for await (const { key, size } of listObjects(createS3Client(), bucket, prefix)) {
      if (key !== prefix && (!TRAIL_FILE.test(key) || DIGEST.test(key))) continue;
      yield { kind: 's3', name: `s3://${bucket}/${key}`, bucket, key, bytes: size };
    }
  } catch (error) {
    yield { path, problem: describeError(error) };
  }
}

export function openSource(source: ScanSource): Open {
  switch (source.kind) {
    case 'file':
      return () => readFile(source.name);
    case 's3':
      return () => openObject(source.bucket, source.key);
    case 'stream':
      return replayable(source.stream);
  }
}

/** Reads without waiting in between: going through the event loop takes longer than the disk does. */
async function* readFile(path: string): AsyncGenerator<Uint8Array, void, undefined> {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    for (;;) {
      // One byte more than is left finds the end; a pipe has no size.
      const part = Buffer.allocUnsafeSlow(Math.min(READ_BYTES, Math.max(size, 4096) + 1));
      const bytes = readSync(file, part);
      if (bytes === 0) return;
      yield part.subarray(0, bytes);
    }
  } finally {
    closeSync(file);
  }
}

async function* openObject(bucket: string, key: string): AsyncGenerator<Uint8Array> {
  const [{ createS3Client }, { createTrailObjects }] = await Promise.all([
    import('../../adapters/aws/s3-client.ts'),
    import('../../adapters/aws/trail-objects.ts'),
  ]);
  yield* await createTrailObjects({ client: createS3Client() }).open(bucket, key);
}
