import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { TrailboltError } from '../../src/errors.ts';
import { createIngest } from '../../src/ingest/ingest.ts';
import { batchItemFailures, deadLetters } from '../../src/ingest/result.ts';
import {
  bucket,
  BUCKET,
  eventBridge,
  ingest,
  KEY,
  logs,
  objectCreated,
  record,
  s3Notification,
  sns,
  SOURCES,
  sqs,
  trailFile,
} from './support.ts';

const at = (name: string) => `${BUCKET}/${keyOf(name)}`;
const keyOf = (name: string) => KEY.replace('Mu0KsOhtH1ar15ZZ', name);
const notice = (...names: readonly string[]) => ({ s3Bucket: BUCKET, s3ObjectKey: names.map(keyOf) });

/** Random hex does not compress, so that a cut or a flipped bit falls in the middle of the records. */
const noisy = (count: number) =>
  Array.from({ length: count }, (_value, index) =>
    record(`e-${index}`, {
      noise: Array.from({ length: 20 }, (_v, n) => ((index + 1) * (n + 7919) * 2654435761) >>> 0),
    }),
  );

describe('failures', () => {
  it('fails the message whose object is corrupt, and no other', async () => {
    const files = {
      [at('good')]: trailFile(record('e-1')),
      [at('bad')]: Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6, 7]),
    };

    const { result, ids } = await ingest(sqs(notice('bad'), notice('good'), notice('gone')), { files });

    expect(ids).toEqual(['e-1']);
    expect(batchItemFailures(result)).toEqual({
      batchItemFailures: [{ itemIdentifier: 'm-0' }, { itemIdentifier: 'm-2' }],
    });
    expect(result.failures.map(({ code }) => code)).toEqual(['ingest.corrupt-gzip', 'trail.object-missing']);
    expect(result.counts).toMatchObject({ items: 3, records: 1, failed: 2 });
    expect(deadLetters(result)).toEqual([]);
  });

  it('consumes the good objects of a message of which one is bad, and fails the message as one', async () => {
    const files = {
      [at('first')]: trailFile(record('e-1')),
      [at('bad')]: Buffer.from('{"Records":'),
      [at('last')]: trailFile(record('e-2')),
    };

    const { result, ids } = await ingest(sqs(notice('first', 'bad', 'last')), { files });

    expect(ids).toEqual(['e-1', 'e-2']);
    expect(result.failures).toMatchObject([{ item: 'm-0', transport: 'sqs', code: 'ingest.file-truncated' }]);
  });

  it.each([
    ['SNS', sns(notice('gone'))],
    ['S3', { Records: [s3Notification(keyOf('gone'))] }],
    ['EventBridge', objectCreated(keyOf('gone'))],
    ['CloudWatch Logs', { awslogs: { data: 'bm90IGd6aXA=' } }],
    ['a form that AWS does not use', { hello: 'world' }],
    ['no object', null],
    ['records without an envelope', { Records: [record('e-1')] }],
  ])('keeps what failed from %s for the dead-letter queue, with its reason', async (_name, event) => {
    const { result } = await ingest(event, { files: {} });

    const [letter, ...others] = deadLetters(result);
    expect(others).toEqual([]);
    expect(letter?.reason).toMatch(/^TrailboltError: [A-Z]/);
    const single = event !== null && 'Records' in event ? event.Records[0] : event;
    expect(letter?.payload).toEqual(single);
    expect(batchItemFailures(result)).toEqual({ batchItemFailures: [] });
  });

  it.each([
    ['text', 'hello', 'ingest.message-not-json'],
    ['a number', '7', 'ingest.envelope-unknown'],
    ['an unknown object', { a: 1 }, 'ingest.envelope-unknown'],
    ['a notice without bucket', { s3ObjectKey: [KEY] }, 'ingest.notice-unreadable'],
    ['a notice with a number as key', { s3Bucket: BUCKET, s3ObjectKey: [7] }, 'ingest.notice-unreadable'],
    ['a notification without key', { Records: [s3Notification(KEY, { s3: {} })] }, 'ingest.notification-unreadable'],
    ['a notification with a broken key', { Records: [s3Notification('%E0%A4%A')] }, 'ingest.notification-unreadable'],
    ['Object Created without key', { ...objectCreated(KEY), detail: {} }, 'ingest.notification-unreadable'],
    ['an event without record', eventBridge('AWS API Call via CloudTrail', 'aws.ec2', 'x'), 'ingest.event-unreadable'],
    ['envelopes without end', wrapped(9), 'ingest.envelope-too-deep'],
  ])('fails a message with %s', async (_name, body, code) => {
    const { result } = await ingest(sqs(body));

    expect(result.failures).toMatchObject([{ item: 'm-0', code }]);
  });

  it('gives the records before a cut, and fails', async () => {
    const records = noisy(200);
    const whole = trailFile(...records);
    const files = { [at('cut')]: whole.subarray(0, Math.floor(whole.length / 2)) };

    const { result, ids } = await ingest(sqs(notice('cut')), { files });

    expect(ids.length).toBeGreaterThan(50);
    expect(ids).toEqual(records.slice(0, ids.length).map(({ eventID }) => eventID));
    expect(result.failures).toMatchObject([{ code: 'ingest.file-truncated' }]);
  });

  it('fails a file whose checksum does not hold', async () => {
    const bytes = trailFile(...noisy(20));
    bytes.writeUInt32LE(0, bytes.length - 8);

    const { result, ids } = await ingest(sqs(notice('bad')), { files: { [at('bad')]: bytes } });

    expect(ids.length).toBeGreaterThan(10);
    expect(result.failures).toMatchObject([{ code: 'ingest.corrupt-gzip' }]);
  });

  it('sets a bad record aside and takes its neighbours', async () => {
    const good = [record('e-1'), record('e-2')].map((one) => JSON.stringify(one));
    const deep = `{"a":${'['.repeat(300)}${']'.repeat(300)}}`;
    const large = JSON.stringify({ eventID: 'big', filler: 'x'.repeat(20_000) });
    const text = `{"Records":[${[good[0], '{"a":tru}', '7', deep, large, good[1]].join(',')}]}`;

    const { result, ids } = await ingest(sqs(notice('mixed')), {
      files: { [at('mixed')]: gzipSync(text) },
      limits: { recordBytes: 10_000 },
    });

    expect(ids).toEqual(['e-1', 'e-2']);
    const [failure] = result.failures;
    expect(failure?.code).toBe('ingest.record-unreadable');
    expect(failure?.reason).toMatch(
      /Record 1 is not valid JSON.*Record 2 is not a JSON object.*Record 3 is nested deeper.*Record 4 is larger/,
    );
  });

  it('sets a bad log event aside and takes its neighbours', async () => {
    const event = logs([JSON.stringify(record('e-1')), '{', JSON.stringify(record('e-2'))]);

    const { result, ids } = await ingest(event);

    expect(ids).toEqual(['e-1', 'e-2']);
    expect(result.failures).toMatchObject([{ transport: 'logs', code: 'ingest.record-unreadable' }]);
  });

  it.each([
    ['a bomb', { ratioFromBytes: 1000 }, 'ingest.bomb'],
    ['more than is allowed', { unpackedBytes: 5000 }, 'ingest.too-large'],
  ])('stops reading %s', async (_name, limits, code) => {
    const bomb = gzipSync(Buffer.concat([Buffer.from('{"Records":['), Buffer.alloc(30_000_000, ' ')]), { level: 9 });

    const { result } = await ingest(sqs(notice('bomb'), notice('good')), {
      files: { [at('bomb')]: bomb, [at('good')]: gzipSync('{"Records":[]}') },
      limits,
    });

    expect(result.failures).toMatchObject([{ item: 'm-0', code }]);
  });

  it('bounds a logs delivery too', async () => {
    const { result } = await ingest(logs([' '.repeat(100_000)]), { limits: { logsBytes: 10_000 } });

    expect(result.failures).toMatchObject([{ code: 'ingest.logs-unreadable' }]);
  });

  it('does not quote what it could not read', async () => {
    const data = gzipSync('hunter2hunter2{"password":"hunter2"}').toString('base64');

    const { result } = await ingest({ awslogs: { data } });

    expect(result.failures).toMatchObject([{ code: 'ingest.logs-unreadable' }]);
    expect(JSON.stringify(result)).not.toContain('hunter2');
  });

  it('tells a million bad records in a few words', async () => {
    const text = `{"Records":[${'7,'.repeat(100_000)}7]}`;

    const { result } = await ingest(sqs(notice('bad')), { files: { [at('bad')]: Buffer.from(text) } });

    expect(result.failures[0]?.reason).toMatch(/and 99996 more$/);
    expect(result.failures[0]?.reason.length).toBeLessThan(1000);
  });

  it('hands records on in bounded chunks that never mix items', async () => {
    const files = { [at('a')]: trailFile(...noisy(5)), [at('b')]: trailFile(...noisy(2)) };

    const byCount = await ingest(sqs(notice('a'), notice('b')), { files, limits: { chunkRecords: 2 } });
    const bySize = await ingest(sqs(notice('a')), { files, limits: { chunkBytes: 1 } });

    expect(byCount.chunks.map((chunk) => chunk.length)).toEqual([2, 2, 1, 2]);
    expect(bySize.chunks.map((chunk) => chunk.length)).toEqual([1, 1, 1, 1, 1]);
  });

  it('fails the item whose records the consumer does not take, and goes on with the next', async () => {
    const files = { [at('a')]: trailFile(record('e-1')), [at('b')]: trailFile(record('e-2')) };
    const run = createIngest({ sources: SOURCES, objects: bucket(files) });

    const result = await run(sqs(notice('a'), notice('b')), async (records) => {
      await Promise.resolve();
      if (records[0]?.record['eventID'] === 'e-1') throw new TrailboltError('alerts.not-published', 'Not published.');
    });

    expect(result.failures).toMatchObject([{ item: 'm-0', code: 'alerts.not-published' }]);
    expect(result.counts).toMatchObject({ records: 1, failed: 1 });
  });

  it('fails the item when the object cannot be read to its end', async () => {
    const whole = trailFile(...noisy(200));
    const run = createIngest({
      sources: SOURCES,
      objects: {
        open: () => Promise.resolve(breaking(whole.subarray(0, 8000))),
      },
    });
    const taken: unknown[] = [];

    const result = await run(sqs(notice('a')), async (records) => {
      await Promise.resolve();
      taken.push(...records);
    });

    expect(taken.length).toBeGreaterThan(0);
    expect(result.failures).toMatchObject([{ code: 'ingest.object-unreadable' }]);
  });
});

async function* breaking(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
  await Promise.resolve();
  throw new Error('connection reset');
}

function wrapped(times: number): unknown {
  let body: unknown = { Event: 's3:TestEvent' };
  for (let count = 0; count < times; count++) body = { Type: 'Notification', Message: JSON.stringify(body) };
  return body;
}
