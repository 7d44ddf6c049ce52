import { gzipSync } from 'node:zlib';
import { TrailboltError } from '../../src/errors.ts';
import { createIngest } from '../../src/ingest/ingest.ts';
import type { IngestLimits } from '../../src/ingest/limits.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { SourcedRecord } from '../../src/model/record.ts';
import type { Source } from '../../src/model/source.ts';
import type { TrailObjects } from '../../src/ports/trail-source.ts';

export const ACCOUNT = '111122223333';
export const STRANGER = '999988887777';
export const BUCKET = 'example-trail';
export const QUEUE = 'arn:aws:sqs:eu-central-1:111122223333:trail';
const TOPIC = 'arn:aws:sns:eu-central-1:111122223333:trail';
const RULE = 'arn:aws:events:eu-central-1:111122223333:rule/trail';
export const BUCKET_ARN = `arn:aws:s3:::${BUCKET}`;
export const KEY = `AWSLogs/${ACCOUNT}/CloudTrail/eu-central-1/2026/11/23/${ACCOUNT}_CloudTrail_eu-central-1_20261123T0740Z_Mu0KsOhtH1ar15ZZ.json.gz`;

export const SOURCES: readonly Source[] = [
  {
    kind: 's3',
    name: 'trail',
    accounts: [ACCOUNT],
    bucket: BUCKET,
    prefix: '',
    announcers: [QUEUE, TOPIC, RULE, BUCKET_ARN],
  },
  { kind: 'logs', name: 'group', accounts: [ACCOUNT], logGroup: 'trail/events', owner: ACCOUNT },
  { kind: 'eventbridge', name: 'bus', accounts: [ACCOUNT], announcers: [QUEUE, TOPIC, RULE] },
];

export function record(eventID: string, more: JsonObject = {}): JsonObject {
  return {
    eventVersion: '1.11',
    eventID,
    eventTime: '2026-11-23T07:38:12Z',
    eventSource: 'ec2.amazonaws.com',
    eventName: 'StopInstances',
    awsRegion: 'eu-central-1',
    recipientAccountId: ACCOUNT,
    userIdentity: { type: 'IAMUser', arn: `arn:aws:iam::${ACCOUNT}:user/ana`, accountId: ACCOUNT, userName: 'ana' },
    ...more,
  };
}

export function trailFile(...records: readonly unknown[]): Buffer {
  return gzipSync(JSON.stringify({ Records: records }));
}

/** A bucket in memory; `open` streams in small pieces, as a network does. */
export function bucket(files: Readonly<Record<string, Uint8Array>>, pieceBytes = 100): TrailObjects {
  return {
    open(name, key) {
      const bytes = files[`${name}/${key}`];
      if (bytes === undefined) return Promise.reject(new TrailboltError('trail.object-missing', 'No such object.'));
      return Promise.resolve(pieces(bytes, pieceBytes));
    },
  };
}

export async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) {
    await Promise.resolve();
    yield bytes.subarray(at, at + size);
  }
}

/** Ingests one event and gives the result together with everything that the consumer was handed. */
export async function ingest(
  event: unknown,
  options: {
    readonly files?: Readonly<Record<string, Uint8Array>>;
    readonly sources?: readonly Source[];
    readonly limits?: Partial<IngestLimits>;
  } = {},
) {
  const files = options.files ?? { [`${BUCKET}/${KEY}`]: trailFile(record('e-1')) };
  const run = createIngest({
    sources: options.sources ?? SOURCES,
    objects: bucket(files),
    ...(options.limits === undefined ? {} : { limits: options.limits }),
  });
  const chunks: (readonly SourcedRecord[])[] = [];
  const result = await run(event, async (records) => {
    await Promise.resolve();
    chunks.push(records);
  });
  const consumed = chunks.flat();
  return { result, chunks, consumed, ids: consumed.map(({ record: taken }) => taken['eventID']) };
}

export function s3Notification(key: string, more: JsonObject = {}, name = BUCKET): JsonObject {
  return {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: 'eu-central-1',
    eventTime: '2026-11-23T07:40:01.000Z',
    eventName: 'ObjectCreated:Put',
    responseElements: { 'x-amz-request-id': 'C3D13FE58DE4C810', 'x-amz-id-2': 'FMyUVURIY8' },
    s3: {
      s3SchemaVersion: '1.0',
      configurationId: 'trail',
      bucket: { name, ownerIdentity: { principalId: 'A3NL1KOZZKExample' }, arn: `arn:aws:s3:::${name}` },
      object: { key, size: 1024, eTag: 'd41d8cd98f00b204e9800998ecf8427e', sequencer: '0055AED6DCD90281E5' },
    },
    ...more,
  };
}

export function sqs(...bodies: readonly unknown[]) {
  return {
    Records: bodies.map((body, index) => ({
      messageId: `m-${index}`,
      receiptHandle: 'AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      attributes: { ApproximateReceiveCount: '1', SentTimestamp: '1795419601000' },
      messageAttributes: {},
      md5OfBody: 'e4e68fb7bd0e697a0ae8f1bb342846b3',
      eventSource: 'aws:sqs',
      eventSourceARN: QUEUE,
      awsRegion: 'eu-central-1',
    })),
  };
}

/** What SNS puts into a queue unless raw delivery is on. */
export function snsEnvelope(message: unknown) {
  return {
    Type: 'Notification',
    MessageId: '165545c9-2a5c-472c-8df2-7ff2be2b3b1b',
    TopicArn: TOPIC,
    Message: typeof message === 'string' ? message : JSON.stringify(message),
    Timestamp: '2026-11-23T07:40:02.000Z',
    SignatureVersion: '1',
    Signature:
      'EXAMPLEpH+DcEwjAPg8O9mY8dReBSwksfg2S7WKQcikcNKWLQjwu6A4VbeS0QHVCkhRS7fUQvi2egU3N858fiTDN6bkkOxYDVrY0Ad8L10Hs3zH81mtnPk5uvvolIC1CXGu43obcgFxeL3khZl8IKvO61GWB6jI9b5+gLPoBc1Q=',
    UnsubscribeURL: 'https://sns.eu-central-1.amazonaws.com/?Action=Unsubscribe',
  };
}

export function sns(message: unknown, topic = TOPIC) {
  return {
    Records: [
      {
        EventVersion: '1.0',
        EventSubscriptionArn: `${topic}:21be56ed-a058-49f5-8c98-aedd2564c486`,
        EventSource: 'aws:sns',
        Sns: { ...snsEnvelope(message), TopicArn: topic },
      },
    ],
  };
}

export function eventBridge(detailType: string, source: string, detail: unknown, account = ACCOUNT) {
  return {
    version: '0',
    id: '17793124-05d4-b198-2fde-7ededc63b103',
    'detail-type': detailType,
    source,
    account,
    time: '2026-11-23T07:38:20Z',
    region: 'eu-central-1',
    resources: [],
    detail,
  };
}

export function objectCreated(key: string, name = BUCKET) {
  return eventBridge('Object Created', 'aws.s3', {
    version: '0',
    bucket: { name },
    object: { key, size: 5, etag: 'b1946ac92492d2347c6235b4d2611184', sequencer: '617f08299329d189' },
    'request-id': 'N4N7GDK58NMKJ12R',
    requester: 'cloudtrail.amazonaws.com',
    reason: 'PutObject',
  });
}

export function logs(messages: readonly string[], more: JsonObject = {}) {
  const delivery = {
    messageType: 'DATA_MESSAGE',
    owner: ACCOUNT,
    logGroup: 'trail/events',
    logStream: `${ACCOUNT}_CloudTrail_eu-central-1`,
    subscriptionFilters: ['trailbolt'],
    logEvents: messages.map((message, index) => ({ id: `${index}`, timestamp: 1795419492000, message })),
    ...more,
  };
  return { awslogs: { data: gzipSync(JSON.stringify(delivery)).toString('base64') } };
}
