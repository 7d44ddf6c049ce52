import { readFile } from 'node:fs/promises';
import { TrailboltError } from '../errors.ts';
import type { Policy } from '../model/policy.ts';
import type { Log } from '../ports/log.ts';

/** The policy is read again after this, in milliseconds. */
const FRESH_MS = 30_000;

/**
 * The policy at `file:<path>` or `s3://<bucket>/<key>`, read again now and then. When a newer one cannot be read or is
 * wrong, the last good one stays in force and the log says so; a process that never had a good one fails.
 *
 * @param options.actions the ids that approval rules may name, for processes that decide.
 */
export function createPolicySource(
  location: string,
  log: Log,
  options: { readonly actions?: readonly string[]; readonly now?: () => number } = {},
): () => Promise<Policy> {
  const { actions, now = Date.now } = options;
  let good: Policy | undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<Policy> | undefined;

  async function read(): Promise<Policy> {
    try {
      // The parser comes with a schema and YAML library: loaded while the text is on its way, not at a cold start.
      const [text, { parsePolicy }] = await Promise.all([fetchText(location), import('../config/policy.ts')]);
      good = parsePolicy(text, location, actions);
    } catch (error) {
      if (good === undefined) throw error;
      log.error('policy.kept-last-good', error, { location, digest: good.digest });
    }
    readAt = now();
    return good;
  }

  return async () => {
    if (good !== undefined && now() - readAt < FRESH_MS) return good;
    reading ??= read().finally(() => {
      reading = undefined;
    });
    return reading;
  };
}

async function fetchText(location: string): Promise<string> {
  try {
    if (location.startsWith('file:')) return await readFile(location.slice('file:'.length), 'utf8');
    const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/(.+)$/.exec(location) ?? [];
    const [{ GetObjectCommand }, { createS3Client }] = await Promise.all([
      import('@aws-sdk/client-s3'),
      import('./aws/s3-client.ts'),
    ]);
    const object = await createS3Client().send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return (await object.Body?.transformToString('utf-8')) ?? '';
  } catch (cause) {
    throw new TrailboltError('policy.unreadable', `The policy at ${location} cannot be read.`, { cause });
  }
}
