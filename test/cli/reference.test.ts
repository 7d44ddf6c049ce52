import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { openSqliteStore } from '../../src/adapters/local/sqlite-store.ts';
import { reference } from '../../src/cli/reference.ts';
import { TrailboltError } from '../../src/errors.ts';
import type { Store } from '../../src/ports/store.ts';
import { tellFailed } from '../../src/slack/failure.ts';
import { ManualClock } from '../cases/support.ts';

const KEY = '0f3a9c27b41e'.padEnd(40, '5');

let file: string;
let store: Store;
let logged: unknown[];

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const [out, err] = [text(stdout), text(stderr)];
  const code = await reference(args, { stdout, stderr, env: { TRAILBOLT_STORE: `sqlite:${file}` } });
  stdout.end();
  stderr.end();
  return { code, out: await out, err: await err };
}

async function fail(error: unknown): Promise<string> {
  const log = {
    info: (event: string, fields?: object) => void logged.push({ level: 'info', event, ...fields }),
    warn: () => undefined,
    error: (event: string, _error: unknown, fields?: object) => void logged.push({ level: 'error', event, ...fields }),
  };
  const about = { job: { key: KEY, last: true }, unit: 'open.plan', person: 'U0RANA' };
  let said = '';
  await tellFailed({ store, log, clock: new ManualClock() }, error, about, (sentence) => {
    said = sentence;
    return Promise.resolve();
  });
  return said;
}

beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'reference-'));
  file = join(folder, 'main.sqlite');
  store = openSqliteStore(file, { now: () => 0 });
  logged = [];
  onTestFinished(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });
});

describe('trailbolt reference', () => {
  it('knows what a person was shown, and so does the log', async () => {
    const sentence = await fail(new TrailboltError('offer.gone', 'This was decided meanwhile.'));
    const shown = /\(reference (\w+)\)$/.exec(sentence)?.[1] ?? '';

    const { code, out } = await run(shown);

    expect(code).toBe(0);
    expect(out).toContain('2026-11-23T08:30:00.000Z');
    expect(out).toContain('U0RANA');
    expect(out).toContain('open.plan');
    expect(out).toContain('offer.gone');
    expect(out).toContain('This was decided meanwhile.');
    expect(out).toContain(KEY);
    // The person's mistake, or the course of things: nobody has to look after it.
    const entry = { level: 'info', event: 'slack.unit-refused', reference: shown, key: KEY, code: 'offer.gone' };
    expect(logged).toEqual([expect.objectContaining(entry)]);
  });

  it.each([
    ['info', new TrailboltError('lookup.unclear', 'Say what to look up.')],
    ['error', new TrailboltError('aws.refused', 'AWS refused it.')],
    ['error', new TrailboltError('trail.throttled', 'The event history is asked too often.')],
    ['error', new TypeError('x is not a function')],
  ])('is found in the log at level %s for %s', async (level, error) => {
    await fail(error);

    expect(logged).toEqual([expect.objectContaining({ level, key: KEY })]);
  });

  it.each([
    [new Error('connect ECONNREFUSED 10.0.0.7:443'), /^Something failed on our side, .* Try again; /],
    [
      new TrailboltError('trail.throttled', 'The event history of 1 is asked too often.'),
      /Try again in a few minutes\./,
    ],
    [new TrailboltError('case.closed', 'Case k1 is closed; reopen it first.'), /^Case k1 is closed; reopen it first\./],
  ])('%s: the person reads what to do next', async (error, words) => {
    expect(await fail(error)).toMatch(words);
    expect(await fail(error)).not.toContain('10.0.0.7');
  });

  it('does not keep the technical reason where people can read it', async () => {
    await fail(new Error('connect ECONNREFUSED 10.0.0.7:443'));

    expect((await run(KEY.slice(0, 12))).out).not.toContain('10.0.0.7');
  });

  it('says that it knows nothing: exit code 1', async () => {
    expect(await run('000000000000')).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('Nothing is known'),
    });
  });

  it.each([[[]], [['xyz']], [['0f3a9c27b41e', 'more']], [['--port', '1']]])('%j is wrong use', async (args) => {
    expect((await run(...args)).code).toBe(2);
  });
});
