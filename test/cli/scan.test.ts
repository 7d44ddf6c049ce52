import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scan } from '../../src/cli/scan.ts';

const STOPPED = {
  eventVersion: '1.10',
  userIdentity: { type: 'AssumedRole', arn: 'arn:aws:sts::111122223333:assumed-role/Deploy/ana' },
  eventTime: '2026-03-02T09:00:01Z',
  eventSource: 'cloudtrail.amazonaws.com',
  eventName: 'StopLogging',
  awsRegion: 'eu-central-1',
  requestParameters: { name: 'main' },
  responseElements: null,
  eventID: '11111111-0000-4000-8000-000000000001',
  recipientAccountId: '111122223333',
};

const QUIET = { ...STOPPED, eventName: 'DescribeTrails', eventID: '11111111-0000-4000-8000-000000000002' };

const OWN_RULE = `title: Trails were looked at
id: own
level: low
logsource: { product: aws, service: cloudtrail }
detection: { s: { eventName: DescribeTrails }, condition: s }
`;

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

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly matches: readonly Record<string, unknown>[];
}

async function run(args: readonly string[], stdin?: string): Promise<Outcome> {
  const stdout = collector();
  const stderr = collector();
  const input = stdin === undefined ? {} : { stdin: Readable.from([Buffer.from(stdin)]) };
  const code = await scan(args, { ...input, stdout: stdout.stream, stderr: stderr.stream });
  const out = stdout.text();
  const lines = args.includes('ndjson') ? out.split('\n').filter((line) => line !== '') : [];
  return { code, out, err: stderr.text(), matches: lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

function collector(): { readonly stream: Writable; text(): string } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  return { stream, text: () => Buffer.concat(chunks).toString('utf8') };
}

const json = (value: unknown): string => JSON.stringify(value);
const looked = (record: unknown): unknown => ({ EventId: 'x', EventName: 'x', CloudTrailEvent: json(record) });
const delivered = (record: unknown): unknown => ({
  version: '0',
  'detail-type': 'AWS API Call via CloudTrail',
  source: 'aws.cloudtrail',
  detail: record,
});

describe('trailbolt scan', () => {
  it('prints each match as one line of JSON', async () => {
    const file = await put('trail.json', json({ Records: [STOPPED, QUIET] }));

    const { code, matches, err } = await run([file, '--format', 'ndjson']);

    expect(code).toBe(0);
    expect(matches).toEqual([
      {
        rule: { id: expect.any(String), title: 'CloudTrail was stopped or deleted', level: 'high' },
        eventID: '11111111-0000-4000-8000-000000000001',
        eventTime: '2026-03-02T09:00:01Z',
        eventName: 'StopLogging',
        eventSource: 'cloudtrail.amazonaws.com',
        account: '111122223333',
        region: 'eu-central-1',
        actor: 'arn:aws:iam::111122223333:role/Deploy',
        errorCode: null,
        file,
      },
    ]);
    expect(err).toMatch(
      /^1 file, 2 records, 1 match\n {7}1 {2}high {11}CloudTrail was stopped or deleted\n[\d.]+ s, [\d,]+ records\/s, [\d.]+ MB\/s unpacked\n$/u,
    );
  });

  it.each([
    ['the file of a trail', json({ Records: [QUIET, STOPPED] })],
    ['the file of a trail with more beside', json({ version: 1, Records: [QUIET, STOPPED], more: [{}] })],
    ['an array', json([QUIET, STOPPED])],
    ['an array over several lines', JSON.stringify([QUIET, STOPPED], null, 2)],
    ['one record', json(STOPPED)],
    ['one record over several lines', JSON.stringify(STOPPED, null, 2)],
    ['one record per line', `${json(QUIET)}\n${json(STOPPED)}\n`],
    ['one record per line, with empty and Windows lines', `\n${json(QUIET)}\r\n\r\n${json(STOPPED)}`],
    ['one file of a trail per line', `${json({ Records: [] })}\n${json({ Records: [STOPPED] })}\n`],
    ['an answer of LookupEvents', json({ Events: [looked(QUIET), looked(STOPPED)], NextToken: 'x' })],
    ['one event of LookupEvents per line', `${json(looked(QUIET))}\n${json(looked(STOPPED))}\n`],
    ['an EventBridge event', json(delivered(STOPPED))],
    ['an array of EventBridge events', json([delivered(QUIET), delivered(STOPPED)])],
    ['an array of arrays of anything', json([[looked(QUIET)], { Records: [delivered(STOPPED)] }])],
  ])('understands %s', async (_, content) => {
    const plain = await put('a.json', content);
    const packed = await put('a.json.gz', gzipSync(content));

    const fromPlain = await run([plain, '--format', 'ndjson']);
    const fromPacked = await run([packed, '--format', 'ndjson']);
    const fromInput = await run(['-', '--format', 'ndjson'], content);

    for (const outcome of [fromPlain, fromPacked, fromInput]) {
      expect(outcome.err).toMatch(/^1 file, [12] records?, 1 match\n/u);
      expect(outcome.matches).toEqual([expect.objectContaining({ eventID: STOPPED.eventID })]);
      expect(outcome.code).toBe(0);
    }
  });

  it('looks through folders for trail files, and for nothing else', async () => {
    await put('AWSLogs/1/b.json.gz', gzipSync(json({ Records: [STOPPED] })));
    await put('AWSLogs/1/a.json', json({ Records: [STOPPED] }));
    await put('lines/c.ndjson', json(STOPPED));
    await put('lines/d.jsonl.gz', gzipSync(json(STOPPED)));
    await put('notes.txt', 'not for us');
    await symlink(folder, join(folder, 'AWSLogs/loop'));

    const { code, matches } = await run([folder, '--format', 'ndjson']);

    expect(code).toBe(0);
    expect(matches.map(({ file }) => String(file).slice(folder.length + 1))).toEqual([
      'AWSLogs/1/a.json',
      'AWSLogs/1/b.json.gz',
      'lines/c.ndjson',
      'lines/d.jsonl.gz',
    ]);
  });

  it('leaves out the digests that lie beside the records, unless one is asked for', async () => {
    const digest = json({ awsAccountId: '111122223333', digestStartTime: '2026-03-02T09:00:00Z', logFiles: [] });
    const asked = await put(
      'AWSLogs/111122223333/CloudTrail-Digest/eu-central-1/2026/03/02/d.json.gz',
      gzipSync(digest),
    );
    await put('AWSLogs/111122223333/CloudTrail/eu-central-1/2026/03/02/a.json', json({ Records: [STOPPED] }));

    const whole = await run([folder, '--format', 'ndjson']);
    const alone = await run([asked, '--format', 'ndjson']);

    expect(whole).toMatchObject({ code: 0, matches: [{ eventName: 'StopLogging' }] });
    expect(whole.err).toMatch(/^1 file, 1 record, /u);
    expect(alone.code).toBe(1);
  });

  it('tells what it cannot read, and reads the rest', async () => {
    const packed = gzipSync(json({ Records: [QUIET, STOPPED] }));
    await put('a-corrupt.json.gz', Buffer.concat([packed.subarray(0, 20), Buffer.alloc(20, 7), packed.subarray(40)]));
    await put('b-bad-record.json', `{"Records":[${json(STOPPED)},\n{"eventName": x}]}`);
    await put('c-cut.json', `{"Records":[${json(STOPPED)},\n{"eventName": "`);
    await put('d-bad-array.json', `[${json(STOPPED)},\n  oops]`);
    await put('e-bad-line.jsonl', `${json(STOPPED)}\n{"eventName" 1}\n${json(STOPPED)}\n`);
    const lines = gzipSync(`${json(STOPPED)}\n`.repeat(3));
    await put('f-cut-lines.jsonl.gz', lines.subarray(0, lines.length - 8));
    await put('g-empty.json', '');
    await put('h-other.json', '{"name":"x"}');
    await put('i-good.json', json(STOPPED));

    const { code, err, matches } = await run([folder, join(folder, 'gone'), '--format', 'ndjson']);

    const told = err.replaceAll(`${folder}/`, '').split('\n');
    expect(code).toBe(1);
    expect(told).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^a-corrupt\.json\.gz: The object is not intact gzip/u),
        expect.stringMatching(/^b-bad-record\.json: .*line 2, column 15\.$/u),
        expect.stringMatching(/^c-cut\.json: .*line 2, column 15\.$/u),
        expect.stringMatching(/^d-bad-array\.json: .*line 2, column 3\.$/u),
        'e-bad-line.jsonl: Not valid JSON at line 2, column 14.',
        expect.stringMatching(/^f-cut-lines\.jsonl\.gz: The gzip data is cut/u),
        expect.stringMatching(/^g-empty\.json: The object is empty/u),
        expect.stringMatching(/^h-other\.json: Found an object with neither "eventName" nor "eventSource"/u),
        expect.stringMatching(/^gone: ENOENT/u),
        '9 files, 9 records, 9 matches; 9 files not read, or not to the end',
      ]),
    );
    expect(matches.map(({ file }) => String(file).slice(folder.length + 1, folder.length + 2)).join('')).toBe(
      'bcdeefffi',
    );
  });

  it('counts problems of a file that has many', async () => {
    const file = await put('a.jsonl', 'x\n'.repeat(8));

    const { err } = await run([file]);

    expect(err).toMatch(/line 5, column 1\.\n.*: 3 more problems\.\n/u);
  });

  it('finds fields of any type and size', async () => {
    const hostile = {
      ...STOPPED,
      eventTime: 5,
      eventID: null,
      awsRegion: { a: 1 },
      recipientAccountId: ['x'],
      userIdentity: 'nobody',
      errorCode: undefined,
      userAgent: 'x'.repeat(200_000),
    };
    const file = await put('a.json', json([hostile]));

    const { code, matches } = await run([file, '--format', 'ndjson']);

    expect(code).toBe(0);
    expect(matches).toEqual([
      expect.objectContaining({ eventTime: null, eventID: null, region: null, account: null, actor: null }),
    ]);
  });

  it('prints a table by default, which no record can break', async () => {
    const hostile = { ...STOPPED, awsRegion: 'eu\u001B[31m\n\u202Ered', recipientAccountId: '1'.repeat(500) };
    const file = await put('a.json', json([STOPPED, hostile]));

    const { out } = await run([file]);

    expect(out.split('\n')).toEqual([
      'TIME                  LEVEL          ACCOUNT       REGION          ACTOR                                         EVENT                         RULE',
      '2026-03-02T09:00:01Z  high           111122223333  eu-central-1    arn:aws:iam::111122223333:role/Deploy         StopLogging                   CloudTrail was stopped or deleted',
      '2026-03-02T09:00:01Z  high           11111111111…  eu�[31m��red    arn:aws:iam::111122223333:role/Deploy         StopLogging                   CloudTrail was stopped or deleted',
      '',
    ]);
  });

  it('leaves nothing in its JSON that steers a terminal', async () => {
    const file = await put('a.json', json([{ ...STOPPED, awsRegion: '\u009B31m\u202E\u2028' }]));

    const { out, matches } = await run([file, '--format', 'ndjson']);

    expect(out).toMatch(/^[\x20-\x7E]*\n$/u);
    expect(matches[0]?.['region']).toBe('\u009B31m\u202E\u2028');
  });

  it('runs rules of the user beside the built-in ones, or alone', async () => {
    const file = await put('a.json', json([STOPPED, QUIET]));
    const rules = dirname(await put('rules/deep/own.yml', OWN_RULE));

    const both = await run([file, '--format', 'ndjson', '--rules', rules]);
    const alone = await run([file, '--format', 'ndjson', '--rules', join(rules, 'own.yml'), '--no-builtin']);

    expect(both.matches.map(({ eventName }) => eventName)).toEqual(['StopLogging', 'DescribeTrails']);
    expect(alone.matches.map(({ rule }) => rule)).toEqual([
      { id: 'own', title: 'Trails were looked at', level: 'low' },
    ]);
  });

  it('takes the placeholders of rules from the policy', async () => {
    const file = await put('a.json', json([STOPPED, QUIET]));
    const rules = await put('own.yml', OWN_RULE.replace(/eventName: \w+/u, "eventName|expand: '%lookups%'"));
    const policy = await put(
      'policy.yaml',
      json({
        version: 1,
        workspace: 'T0EXAMPLE',
        channels: { alerts: 'C0ALERTS' },
        accounts: [{ id: '111122223333', alias: 'production' }],
        placeholders: { lookups: ['Describe*'] },
      }),
    );

    const { matches } = await run([file, '--format', 'ndjson', '--rules', rules, '--no-builtin', '--policy', policy]);

    expect(matches.map(({ eventName }) => eventName)).toEqual(['DescribeTrails']);
    expect(await run([file, '--rules', rules])).toMatchObject({ code: 2, err: expect.stringContaining('%lookups%') });
    expect(await run([file, '--policy', 'gone'])).toMatchObject({ code: 2, err: expect.stringContaining('gone') });
  });

  it('says which rules it leaves out', async () => {
    const file = await put('a.json', json([QUIET]));
    const rules = await put('own.yml', OWN_RULE.replace('product: aws', 'product: windows'));

    const { err, matches } = await run([file, '--format', 'ndjson', '--rules', rules, '--no-builtin']);

    expect(err).toContain('1 of 1 rules are about other log sources and were left out.\n');
    expect(matches).toEqual([]);
  });

  it.each([
    ['no file', [], 'No file given'],
    ['an unknown option', ['x', '--colour'], "Unknown option '--colour'"],
    ['an unknown format', ['x', '--format', 'xml'], 'Unknown format "xml"; expected table, ndjson, json.'],
    ['no rules', ['x', '--no-builtin'], 'No rules to run'],
    ['rules that are not there', ['x', '--rules', 'gone.yml'], 'gone.yml'],
  ])('refuses %s', async (_, args, message) => {
    const { code, err, out } = await run(args);

    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(out).toBe('');
  });

  it('scans nothing when a rule does not load', async () => {
    const file = await put('a.json', json([STOPPED]));
    const bad = await put('bad.yml', OWN_RULE.replace('eventName:', 'eventName|foo:'));
    const twice = await put('twice.yml', `${OWN_RULE}---\n${OWN_RULE}`);
    await mkdir(join(folder, 'empty'));

    const outcomes = [bad, twice, join(folder, 'empty')].map((rules) => run([file, '--rules', rules]));

    expect(await Promise.all(outcomes)).toEqual([
      expect.objectContaining({
        code: 2,
        out: '',
        err: expect.stringContaining('bad.yml:5:19 sigma.unknown-modifier'),
      }),
      expect.objectContaining({
        code: 2,
        out: '',
        err: expect.stringContaining('sigma.duplicate-id: The id "own" already'),
      }),
      expect.objectContaining({ code: 2, out: '', err: expect.stringContaining('holds no rule') }),
    ]);
  });

  it('tells of a folder without trail files', async () => {
    await mkdir(join(folder, 'empty'));

    const { code, err } = await run([join(folder, 'empty')]);

    expect(code).toBe(1);
    expect(err).toContain('The folder holds no file named .json, .ndjson or .jsonl.');
  });

  it('prints its help', async () => {
    const { code, out } = await run(['--help']);

    expect(code).toBe(0);
    expect(out).toMatch(/^Usage: trailbolt scan .*Exit codes:\n {2}0 .*\n {2}1 .*\n {2}2 /su);
  });

  it('stops quietly when nobody reads any more', async () => {
    const file = await put('a.json', json([STOPPED, STOPPED]));
    const stdout = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })),
    });
    const stderr = collector();

    const code = await scan([file, '--format', 'ndjson'], { stdout, stderr: stderr.stream });

    expect(code).toBe(0);
  });
});
