import { describe, expect, it } from 'vitest';
import {
  ACCOUNT,
  BUCKET,
  eventBridge,
  ingest,
  KEY,
  logs,
  objectCreated,
  record,
  s3Notification,
  snsEnvelope,
  sns,
  sqs,
  trailFile,
} from './support.ts';

const NOTICE = { s3Bucket: BUCKET, s3ObjectKey: [KEY] };
const FROM_S3 = { source: 'trail', kind: 's3', bucket: BUCKET, key: KEY };
const CALL = eventBridge('AWS API Call via CloudTrail', 'aws.ec2', record('e-1'));

describe('envelopes', () => {
  it.each([
    ['S3 notification to Lambda', { Records: [s3Notification(KEY)] }],
    ['S3 notification in SQS', sqs({ Records: [s3Notification(KEY)] })],
    ['S3 notification in SNS in SQS', sqs(snsEnvelope({ Records: [s3Notification(KEY)] }))],
    ['S3 notification from SNS to Lambda', sns({ Records: [s3Notification(KEY)] })],
    ['Object Created from EventBridge to Lambda', objectCreated(KEY)],
    ['Object Created from EventBridge in SQS', sqs(objectCreated(KEY))],
    ["CloudTrail's notice in SNS in SQS", sqs(snsEnvelope(NOTICE))],
    ["CloudTrail's notice, raw, in SQS", sqs(NOTICE)],
    ["CloudTrail's notice from SNS to Lambda", sns(NOTICE)],
  ])('%s', async (_name, event) => {
    const { result, consumed } = await ingest(event);

    expect(consumed).toEqual([{ record: record('e-1'), provenance: FROM_S3 }]);
    expect(result).toEqual({
      counts: { items: 1, records: 1, refused: {}, skipped: {}, failed: 0 },
      failures: [],
      refusals: [],
    });
  });

  it.each([
    ['to Lambda', CALL],
    ['in SQS', sqs(CALL)],
    ['from SNS to Lambda', sns(CALL)],
    ['in SNS in SQS', sqs(snsEnvelope(CALL))],
  ])('API call from EventBridge %s', async (_name, event) => {
    const { consumed } = await ingest(event, { files: {} });

    expect(consumed).toEqual([{ record: record('e-1'), provenance: { source: 'bus', kind: 'eventbridge' } }]);
  });

  it.each([
    ['AWS Console Sign In via CloudTrail', 'aws.signin'],
    ['AWS Console Signin via CloudTrail', 'aws.signin'],
    ['AWS Console Action via CloudTrail', 'aws.console'],
    ['AWS Service Event via CloudTrail', 'aws.kms'],
    ['AWS Insight via CloudTrail', 'aws.cloudtrail'],
  ])('%s from EventBridge', async (detailType, source) => {
    const direct = await ingest(eventBridge(detailType, source, record('e-1')));
    const queued = await ingest(sqs(eventBridge(detailType, source, record('e-1'))));

    expect([...direct.ids, ...queued.ids]).toEqual(['e-1', 'e-1']);
  });

  it('CloudWatch Logs subscription', async () => {
    const event = logs([JSON.stringify(record('e-1')), JSON.stringify(record('e-2'))]);

    const { consumed } = await ingest(event);

    const provenance = { source: 'group', kind: 'logs', logGroup: 'trail/events' };
    expect(consumed).toEqual([
      { record: record('e-1'), provenance },
      { record: record('e-2'), provenance },
    ]);
  });

  it('takes every object that one notice names', async () => {
    const second = KEY.replace('Mu0KsOhtH1ar15ZZ', 'Zz0KsOhtH1ar15AA');
    const files = {
      [`${BUCKET}/${KEY}`]: trailFile(record('e-1'), record('e-2')),
      [`${BUCKET}/${second}`]: trailFile(record('e-3')),
    };

    const { ids, result } = await ingest(sqs({ s3Bucket: BUCKET, s3ObjectKey: [KEY, second] }), { files });

    expect(ids).toEqual(['e-1', 'e-2', 'e-3']);
    expect(result.counts).toMatchObject({ items: 1, records: 3 });
  });

  it("decodes keys of S3 notifications as a form's, and leaves those of CloudTrail and EventBridge as they are", async () => {
    const folder = `our trail+100%/${KEY}`;
    const source = { kind: 's3', name: 'trail', accounts: [ACCOUNT], bucket: BUCKET } as const;
    const announcers = ['arn:aws:sqs:eu-central-1:111122223333:trail'];
    const options = {
      files: { [`${BUCKET}/${folder}`]: trailFile(record('e-1')) },
      sources: [{ ...source, prefix: 'our trail+100%', announcers }],
    };
    const encoded = encodeURIComponent(folder).replaceAll('%2F', '/').replaceAll('%20', '+');

    const notified = await ingest(sqs({ Records: [s3Notification(encoded)] }), options);
    const noticed = await ingest(sqs({ s3Bucket: BUCKET, s3ObjectKey: [folder] }), options);
    const created = await ingest(sqs(objectCreated(folder)), options);

    expect([notified.ids, noticed.ids, created.ids]).toEqual([['e-1'], ['e-1'], ['e-1']]);
  });

  it('reads files of an organization trail, of Insights and of network activity, and plain JSON', async () => {
    const keys = [
      KEY.replace('AWSLogs/', 'AWSLogs/o-exampleorgid/'),
      KEY.replace('/CloudTrail/', '/CloudTrail-Insight/'),
      KEY.replace('/CloudTrail/', '/CloudTrail-NetworkActivity/'),
      KEY.replace('.json.gz', '.json'),
    ];
    const files = Object.fromEntries(
      keys.map((key, index) => {
        const text = JSON.stringify({ Records: [record(`e-${index}`)] });
        return [`${BUCKET}/${key}`, key.endsWith('.gz') ? trailFile(record(`e-${index}`)) : Buffer.from(text)];
      }),
    );

    const { ids } = await ingest(sqs({ s3Bucket: BUCKET, s3ObjectKey: keys }), { files });

    expect(ids).toEqual(['e-0', 'e-1', 'e-2', 'e-3']);
  });

  it.each([
    ['s3:TestEvent', 'test-event', sqs({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: BUCKET })],
    ['s3:TestEvent in SNS', 'test-event', sns({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: BUCKET })],
    ["CloudTrail's validation message", 'test-event', sqs(snsEnvelope('CloudTrail validation message.'))],
    ['control message', 'control-message', logs([], { messageType: 'CONTROL_MESSAGE', owner: 'CloudwatchLogs' })],
    ['deleted object', 'not-created', sqs({ Records: [s3Notification(KEY, { eventName: 'ObjectRemoved:Delete' })] })],
    [
      'deleted object through EventBridge',
      'not-created',
      sqs({ ...objectCreated(KEY), 'detail-type': 'Object Deleted' }),
    ],
    ['state change event', 'not-cloudtrail', eventBridge('EC2 Instance State-change Notification', 'aws.ec2', {})],
  ])('passes over %s', async (_name, reason, event) => {
    const { result, ids } = await ingest(event);

    expect(ids).toEqual([]);
    expect(result.counts).toEqual({ items: 1, records: 0, refused: {}, skipped: { [reason]: 1 }, failed: 0 });
  });

  it('passes over digests and foreign files one by one', async () => {
    const digest = KEY.replaceAll('CloudTrail', 'CloudTrail-Digest');
    const keys = [digest, `AWSLogs/${ACCOUNT}/Config/eu-central-1/2026/11/23/x.json.gz`, 'AWSLogs/', 'notes.txt', KEY];

    const { result, ids } = await ingest(sqs({ s3Bucket: BUCKET, s3ObjectKey: keys }));

    expect(ids).toEqual(['e-1']);
    expect(result.counts).toMatchObject({ skipped: { digest: 1, 'not-cloudtrail': 3 }, refused: {}, failed: 0 });
  });
});
