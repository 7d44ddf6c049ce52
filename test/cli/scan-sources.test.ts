import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { startFauxqs } from 'fauxqs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createS3Client } from '../../src/adapters/aws/s3-client.ts';
import { scan } from '../../src/cli/scan.ts';
import type { ScanPrograms } from '../../src/cli/scan.ts';

const WORKER = new URL('../../src/entry/scan-worker.ts', import.meta.url);

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trailbolt-scan-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function put(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  return path;
}

interface RunOptions extends ScanPrograms {
  readonly stdin?: Readable;
  readonly isTTY?: boolean;
}

async function run(args: readonly string[], { stdin, isTTY = false, ...programs }: RunOptions = {}) {
  const texts = { out: '', err: '' };
  const collector = (name: 'out' | 'err'): Writable =>
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        texts[name] += chunk.toString();
        done();
      },
    });
  const stderr = Object.assign(collector('err'), { isTTY });
  const code = await scan(args, { ...(stdin && { stdin }), stdout: collector('out'), stderr }, programs);
  const ids = texts.out.split('\n').flatMap((line) => (args.includes('ndjson') && line !== '' ? [idOf(line)] : []));
  return { code, ...texts, ids };
}

function idOf(line: string): unknown {
  return (JSON.parse(line) as { readonly eventID: unknown }).eventID;
}

function recordOf(eventID: string, eventName = 'StopLogging', eventTime = '2026-03-02T09:00:00Z') {
  return {
    eventVersion: '1.10',
    userIdentity: { type: 'AssumedRole', arn: 'arn:aws:sts::111122223333:assumed-role/Deploy/ana' },
    eventTime,
    eventSource: 'cloudtrail.amazonaws.com',
    eventName,
    awsRegion: 'eu-central-1',
    eventID,
    recipientAccountId: '111122223333',
  };
}

const trail = (...records: readonly unknown[]): string => JSON.stringify({ Records: records });

const LOW_RULE = `title: Trails were looked at
id: looked
level: low
logsource: { product: aws, service: cloudtrail }
detection: { s: { eventName: DescribeTrails }, condition: s }
`;

describe('trailbolt scan', () => {
  it('reads with several threads what it reads with one, in the same order', async () => {
    const rule = await put(
      'looked.yml',
      `${LOW_RULE}---
title: Trails were looked at three times
id: three
correlation: { type: event_count, rules: [looked], group-by: [awsRegion], timespan: 1h, condition: { gte: 3 }, generate: true }
level: medium
`,
    );
    for (let file = 0; file < 20; file += 1) {
      const records = Array.from({ length: 300 }, (_, index) =>
        recordOf(
          `${file}-${index}`,
          index % 50 === 0 ? 'StopLogging' : file > 16 && index === 7 ? 'DescribeTrails' : 'Quiet',
        ),
      );
      await put(`trail/${String(file).padStart(2, '0')}.json.gz`, gzipSync(trail(...records)));
    }
    await put('trail/05-cut.json', trail(recordOf('cut')).slice(0, -4));
    await put('trail/06-all.json', trail(...Array.from({ length: 1500 }, (_, index) => recordOf(`all-${index}`))));
    const args = [join(folder, 'trail'), '--format', 'ndjson', '--rules', rule];

    const one = await run([...args, '--threads', '1'], { worker: WORKER });
    const three = await run([...args, '--threads', '3'], { worker: WORKER });

    expect(three.ids).toHaveLength(20 * 6 + 3 + 1 + 1500);
    expect(three.out).toBe(one.out);
    expect(three.out).toContain('Trails were looked at three times');
    expect({ ...three, err: withoutRate(three.err) }).toEqual({ ...one, err: withoutRate(one.err) });
    expect(one.err).toContain('22 files, 7500 records, 1624 matches; 1 file not read, or not to the end');
  });

  it('keeps to a time and a level', async () => {
    const rule = await put('looked.yml', LOW_RULE);
    const file = await put(
      'a.json',
      trail(
        recordOf('early', 'StopLogging', '2026-03-01T23:59:59Z'),
        recordOf('first', 'StopLogging', '2026-03-02T00:00:00Z'),
        recordOf('low', 'DescribeTrails', '2026-03-02T12:00:00Z'),
        recordOf('last', 'StopLogging', '2026-03-02T23:59:59Z'),
        recordOf('late', 'StopLogging', '2026-03-03T00:00:00Z'),
        { ...recordOf('never'), eventTime: undefined },
      ),
    );
    const args = [file, '--format', 'ndjson', '--rules', rule];

    expect((await run(args)).ids).toEqual(['early', 'first', 'low', 'last', 'late', 'never']);
    expect((await run([...args, '--since', '2026-03-02', '--until', '2026-03-03'])).ids).toEqual([
      'first',
      'low',
      'last',
    ]);
    expect((await run([...args, '--since', '2026-03-02T23:59:59+00:00'])).ids).toEqual(['last', 'late']);
    expect((await run([...args, '--until', '2026-03-02', '--level', 'medium'])).ids).toEqual(['early']);
    expect((await run([...args, '--level', 'high', '--since', '2026-03-02', '--until', '2026-03-03'])).ids).toEqual([
      'first',
      'last',
    ]);
    expect((await run([...args, '--since', '1d'])).ids).toEqual([]);
  });

  it('finds what is new since a time, even if the same was there earlier that day', async () => {
    const rule = await put(
      'new.yml',
      `title: An API was used that never was before
id: new-api
level: low
logsource: { product: aws, service: cloudtrail }
detection: { s: { eventSource: cloudtrail.amazonaws.com }, condition: s }
first_seen: { values: [eventName], timespan: 30d, learning: 0d }
`,
    );
    const file = await put(
      'a.json',
      trail(
        recordOf('morning', 'ListTrails', '2026-03-02T09:00:00Z'),
        recordOf('noon', 'ListTrails', '2026-03-02T12:00:00Z'),
        recordOf('evening', 'ListTrails', '2026-03-02T18:00:00Z'),
      ),
    );
    const args = [file, '--format', 'ndjson', '--no-builtin', '--rules', rule];

    expect((await run(args)).ids).toEqual(['morning']);
    expect((await run([...args, '--since', '2026-03-02T10:00:00Z'])).ids).toEqual(['noon']);
  });

  it.each([
    ['a time that is none', ['--since', 'yesterday'], '--since is "yesterday"; expected a time'],
    ['a time that never was', ['--until', '2026-13-45'], '--until is "2026-13-45"'],
    ['times the wrong way round', ['--since', '2026-03-02', '--until', '2026-03-01'], 'Nothing lies between'],
    ['an unknown level', ['--level', 'urgent'], 'Unknown level "urgent"; expected one of informational'],
    ['no threads', ['--threads', '0'], '--threads is "0"; expected a number from 1 to 64.'],
  ])('refuses %s', async (_, args, message) => {
    const { code, err } = await run(['x', ...args]);

    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  it('prints one JSON document on request', async () => {
    const some = await put('some.json', trail(recordOf('a'), recordOf('b')));
    const none = await put('none.json', trail());

    expect(JSON.parse((await run([some, '--format', 'json'])).out)).toMatchObject([{ eventID: 'a' }, { eventID: 'b' }]);
    expect(JSON.parse((await run([none, '--format', 'json'])).out)).toEqual([]);
  });

  it('shows how far it is on a terminal only, and takes that away', async () => {
    const file = await put('a.json', trail(recordOf('a')));

    const shown = await run([file], { isTTY: true });
    const hidden = await run([file]);

    // The bar, its end, and what comes after; the match stands on standard output.
    expect(shown.err.split('\r\u001B[K')).toEqual([
      '',
      expect.stringMatching(/^\[#+ *\] \d+ % .* MB$/u),
      expect.stringMatching(/^1 file, 1 record/u),
    ]);
    expect(hidden.err).not.toContain('\u001B');
  });

  it('reads lists and trails from standard input as they come, however long', async () => {
    const record = JSON.stringify({ ...recordOf('x', 'Quiet'), pad: 'x'.repeat(100_000) });
    function* long(open: string, close: string): Generator<Buffer> {
      yield Buffer.from(`${open}${JSON.stringify(recordOf('first'))}`);
      for (let index = 0; index < 400; index += 1) yield Buffer.from(`,${record}`);
      yield Buffer.from(`,${JSON.stringify(recordOf('last'))}${close}`);
    }

    for (const [open, close] of [
      ['{"Records":[', ']}'],
      ['[', ']'],
    ] as const) {
      const { code, ids, err } = await run(['-', '--format', 'ndjson'], { stdin: Readable.from(long(open, close)) });
      expect({ code, ids }).toEqual({ code: 0, ids: ['first', 'last'] });
      expect(err).toContain('1 file, 402 records, 2 matches\n');
    }
  });

  it('refuses a bomb, says so, and reads the other files', async () => {
    await put('a.json.gz', gzipSync(`{"Records":[${JSON.stringify(recordOf('a'))},"${'x'.repeat(40_000_000)}"]}`));
    await put('b.json', trail(recordOf('b')));

    const { code, ids, err } = await run([folder, '--format', 'ndjson']);

    expect(code).toBe(1);
    expect(ids).toEqual(['a', 'b']);
    expect(err).toContain('The object unpacks to more than 250 times its size, as no CloudTrail file does.');
  });

  it('reads a record of 256 KB, and says where one is larger than any', async () => {
    const large = { ...recordOf('large'), requestParameters: { text: 'x'.repeat(256 * 1024) } };
    const huge = { ...recordOf('huge'), requestParameters: { text: 'x'.repeat(5 * 1024 * 1024) } };
    await put('a.json', trail(large, huge, recordOf('after')));

    const { code, ids, err } = await run([folder, '--format', 'ndjson']);

    expect(code).toBe(1);
    expect(ids).toEqual(['large', 'after']);
    expect(err).toContain('Record 1 is larger than allowed.');
  });

  it('reads buckets, prefix by prefix', async () => {
    const server = await startFauxqs({ port: 0, logger: false });
    try {
      for (const [name, value] of Object.entries({
        AWS_ENDPOINT_URL: `http://127.0.0.1:${server.port}`,
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
      })) {
        vi.stubEnv(name, value);
      }
      const client = createS3Client();
      await client.send(new CreateBucketCommand({ Bucket: 'logs' }));
      for (const [Key, Body] of [
        ['AWSLogs/1/CloudTrail/b.json.gz', gzipSync(trail(recordOf('b')))],
        ['AWSLogs/1/CloudTrail/a.json', Buffer.from(trail(recordOf('a')))],
        ['AWSLogs/1/CloudTrail-Digest/d.json.gz', gzipSync('{}')],
        ['AWSLogs/2/CloudTrail/c.json', Buffer.from(trail(recordOf('c')))],
        ['AWSLogs/2/notes.txt', Buffer.from('not for us')],
      ] as const) {
        await client.send(new PutObjectCommand({ Bucket: 'logs', Key, Body }));
      }

      const all = await run(['s3://logs', '--format', 'ndjson']);
      const some = await run(['s3://logs/AWSLogs/2/', '--format', 'ndjson']);
      const gone = await run(['s3://nowhere/x', '--format', 'ndjson']);

      expect(all).toMatchObject({ code: 0, ids: ['a', 'b', 'c'] });
      expect(all.out).toContain('"file":"s3://logs/AWSLogs/1/CloudTrail/a.json"');
      expect(some).toMatchObject({ code: 0, ids: ['c'] });
      expect(gone.code).toBe(1);
      expect(gone.err).toContain('The bucket nowhere cannot be listed: NoSuchBucket.');
    } finally {
      vi.unstubAllEnvs();
      await server.stop();
    }
  });
});

/** The last line says how long it took. */
function withoutRate(text: string): string {
  return text.replace(/[\d.]+ s, .*\n$/u, '');
}
