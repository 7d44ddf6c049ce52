import { readFile } from 'node:fs/promises';
import { TrailboltError } from '../errors.ts';
import type { Policy } from '../model/policy.ts';
import type { Log } from '../ports/log.ts';
import type { PolicyInForce, PolicyReading } from '../ports/policy-in-force.ts';

/** The policy is read again after this, in milliseconds. */
const FRESH_MS = 30_000;

/**
 * The policy at `file:<path>` or `s3://<bucket>/<key>`, read again now and then. When a newer one cannot be read or is
 * wrong, the last good one stays in force and the log says so; a process that never had a good one fails.
 *
 * @param options.actions the ids that approval rules may name, for processes that decide.
 * @param options.triggers what automations may name, likewise.
 */
export function createPolicySource(
  location: string,
  log: Log,
  options: {
    readonly actions?: readonly string[];
    readonly triggers?: readonly string[];
    readonly now?: () => number;
  } = {},
): PolicyInForce {
  const { actions, triggers, now = Date.now } = options;
  let good: Policy | undefined;
  let last: PolicyReading = { at: Number.NEGATIVE_INFINITY };
  let reading: Promise<Policy> | undefined;

  async function read(): Promise<Policy> {
    const at = now();
    try {
      // The parser comes with a schema and YAML library: loaded while the text is on its way, not at a cold start.
      const [text, { parsePolicy }] = await Promise.all([fetchText(location), import('../config/policy.ts')]);
      good = parsePolicy(text, location, actions, triggers);
      last = { at };
    } catch (error) {
      if (good === undefined) throw error;
      // Said once: what is wrong stays wrong until somebody mends it.
      const problem = error instanceof TrailboltError ? error.message : 'The policy cannot be read.';
      if (last.problem !== problem) log.error('policy.kept-last-good', error, { location, digest: good.digest });
      last = { at, problem };
    }
    return good;
  }

  const source = async (): Promise<Policy> => {
    if (good !== undefined && now() - last.at < FRESH_MS) return good;
    reading ??= read().finally(() => {
      reading = undefined;
    });
    return reading;
  };
  return Object.assign(source, { reading: () => last });
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
