import { describe, expect, it } from 'vitest';
import { batchItemFailures } from '../../src/ingest/result.ts';
import type { Source } from '../../src/model/source.ts';
import {
  ACCOUNT,
  BUCKET,
  BUCKET_ARN,
  eventBridge,
  ingest,
  KEY,
  logs,
  objectCreated,
  QUEUE,
  record,
  s3Notification,
  snsEnvelope,
  sns,
  SOURCES,
  sqs,
  STRANGER,
  trailFile,
} from './support.ts';

const call = (source: string, account = ACCOUNT, detail = record('e-1')) =>
  eventBridge('AWS API Call via CloudTrail', source, detail, account);

const [s3Source, logsSource, busSource] = SOURCES;
const withS3 = (more: object): readonly Source[] => [{ ...s3Source, ...more } as Source];
const withBus = (more: object): readonly Source[] => [{ ...busSource, ...more } as Source];

describe('refusals', () => {
  it.each([
    ['queue of no source', 'announcer-not-configured', sqs(NOTICE()), withS3({ announcers: [BUCKET_ARN] })],
    ['topic of no source', 'announcer-not-configured', sns(NOTICE(), 'arn:aws:sns:eu-central-1:9:x'), SOURCES],
    ['bucket that may not announce itself', 'announcer-not-configured', s3Direct(), withS3({ announcers: [QUEUE] })],
    [
      'EventBridge without a configured rule',
      'announcer-not-configured',
      objectCreated(KEY),
      withS3({ announcers: [QUEUE] }),
    ],
    ['no announcer at all', 'announcer-not-configured', sqs(NOTICE()), withS3({ announcers: [] })],
    [
      "another source's queue",
      'announcer-not-configured',
      sqs(NOTICE()),
      [...withS3({ announcers: [] }), ...withBus({})],
    ],
    ['bucket of no source', 'bucket-not-configured', sqs({ s3Bucket: 'evil', s3ObjectKey: [KEY] }), SOURCES],
    ['file before the prefix', 'prefix-not-configured', sqs(NOTICE()), withS3({ prefix: 'ours' })],
    ['file behind another prefix', 'prefix-not-configured', sqs(NOTICE(`theirs/${KEY}`)), withS3({ prefix: 'ours' })],
    ['file of an unknown account', 'account-not-configured', sqs(NOTICE(KEY.replaceAll(ACCOUNT, STRANGER))), SOURCES],
    ['source not of AWS', 'event-source-not-aws', call('my.app'), SOURCES],
    ['source that only looks like AWS', 'event-source-not-aws', call('awsx.ec2'), SOURCES],
    ['forged Object Created', 'event-source-not-aws', { ...objectCreated(KEY), source: 'my.app' }, SOURCES],
    ['event of an unknown account', 'account-not-configured', call('aws.ec2', STRANGER), SOURCES],
    ['event without a configured rule', 'announcer-not-configured', call('aws.ec2'), withBus({ announcers: [QUEUE] })],
    ['event in a queue for objects', 'announcer-not-configured', sqs(call('aws.ec2')), withS3({})],
    ['log group of no source', 'log-group-not-configured', logs([], { logGroup: 'other' }), SOURCES],
    ["stranger's log group of the same name", 'log-group-not-configured', logs([], { owner: STRANGER }), SOURCES],
    [
      'logs delivery sent through a queue',
      'announcer-not-configured',
      sqs(logs([JSON.stringify(record('e-1'))])),
      SOURCES,
    ],
    ['no source at all', 'announcer-not-configured', sqs(NOTICE()), []],
  ])('%s', async (_name, reason, event, sources) => {
    const { result, ids } = await ingest(event, { sources });

    expect(ids).toEqual([]);
    expect(result.counts).toEqual({ items: 1, records: 0, refused: { [reason]: 1 }, skipped: {}, failed: 0 });
    expect(result.refusals).toMatchObject([{ reason }]);
    expect(batchItemFailures(result)).toEqual({ batchItemFailures: [] });
  });

  it('believes the queue, not the topic that a message in it names', async () => {
    const { result } = await ingest(sqs(snsEnvelope(NOTICE())), {
      sources: withS3({ announcers: [snsEnvelope('').TopicArn] }),
    });

    expect(result.counts.refused).toEqual({ 'announcer-not-configured': 1 });
  });

  it("refuses records of a stranger's account, or of none, in a file, and takes the others", async () => {
    const forged = record('e-9', { recipientAccountId: STRANGER });
    const files = { [`${BUCKET}/${KEY}`]: trailFile(record('e-1'), forged, { eventID: 'e-8' }, record('e-2')) };

    const { result, ids } = await ingest(sqs(NOTICE()), { files });

    expect(ids).toEqual(['e-1', 'e-2']);
    expect(result.counts).toMatchObject({ refused: { 'record-account-not-configured': 2 }, records: 2, failed: 0 });
  });

  it.each([
    ['EventBridge', call('aws.ec2', ACCOUNT, record('e-9', { recipientAccountId: STRANGER }))],
    ['logs', logs([JSON.stringify(record('e-9', { recipientAccountId: STRANGER }))])],
  ])("refuses a record of a stranger's account from %s", async (_name, event) => {
    const { result, ids } = await ingest(event);

    expect(ids).toEqual([]);
    expect(result.counts).toMatchObject({ refused: { 'record-account-not-configured': 1 }, failed: 0 });
  });

  it('takes the source whose accounts fit, where several share a bucket and queue', async () => {
    const sources = [...withS3({ name: 'first', accounts: [STRANGER] }), ...withS3({ name: 'second' })];

    const { consumed } = await ingest(sqs(NOTICE()), { sources });

    expect(consumed.map(({ provenance }) => provenance.source)).toEqual(['second']);
  });

  it('does not read what lies in a queue of no source', async () => {
    const { result } = await ingest(sqs('{ not json'), {
      sources: [logsSource].filter((source) => source !== undefined),
    });

    expect(result.counts).toMatchObject({ refused: { 'announcer-not-configured': 1 }, failed: 0 });
  });

  it('counts every refusal and tells the first hundred', async () => {
    const keys = Array.from({ length: 250 }, (_value, index) => KEY.replaceAll(ACCOUNT, String(900000000000 + index)));

    const { result } = await ingest(sqs({ s3Bucket: BUCKET, s3ObjectKey: keys }));

    expect(result.counts.refused).toEqual({ 'account-not-configured': 250 });
    expect(result.refusals).toHaveLength(100);
  });
});

function NOTICE(key = KEY) {
  return { s3Bucket: BUCKET, s3ObjectKey: [key] };
}

function s3Direct() {
  return { Records: [s3Notification(KEY)] };
}
