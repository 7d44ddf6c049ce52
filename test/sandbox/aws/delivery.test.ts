import { gunzipSync } from 'node:zlib';
import {
  DeleteTrailCommand,
  GetTrailStatusCommand,
  LookupEventsCommand,
  PutEventSelectorsCommand,
  StartLoggingCommand,
  StopLoggingCommand,
} from '@aws-sdk/client-cloudtrail';
import { DescribeInstancesCommand, StopInstancesCommand } from '@aws-sdk/client-ec2';
import { CreateUserCommand } from '@aws-sdk/client-iam';
import {
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  CreateBucketCommand,
} from '@aws-sdk/client-s3';
import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSandboxAws } from '../../../src/sandbox/aws/account.ts';
import type { SandboxAws } from '../../../src/sandbox/aws/account.ts';
import { clients } from './support.ts';
import type { Clients } from './support.ts';

let aws: SandboxAws;
let admin: Clients;
let worker: Clients;

beforeEach(async () => {
  // Never by itself: tests say when.
  aws = await createSandboxAws({ deliveryMs: 24 * 3_600_000, lookupLagMs: 0 });
  admin = clients(aws, aws.demo.credentials.admin);
  worker = clients(aws, aws.demo.credentials.worker);
});

afterEach(() => aws.close());

interface LogFile {
  readonly key: string;
  readonly records: readonly Record<string, unknown>[];
}

/** What CloudTrail announced, read the way Trailbolt reads it: queue, envelope, notice, object. */
async function receive(): Promise<LogFile[]> {
  const QueueUrl = aws.demo.queues.trail.url;
  const files: LogFile[] = [];
  for (;;) {
    const { Messages = [] } = await worker.sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    if (Messages.length === 0) return files;
    for (const { Body = '', ReceiptHandle } of Messages) {
      const envelope = JSON.parse(Body) as { TopicArn: string; Message: string };
      expect(envelope.TopicArn).toBe(aws.demo.trail.topicArn);
      const notice = JSON.parse(envelope.Message) as { s3Bucket: string; s3ObjectKey: string[] };
      for (const key of notice.s3ObjectKey) {
        const { Body: object, ContentEncoding } = await worker.s3.send(
          new GetObjectCommand({ Bucket: notice.s3Bucket, Key: key }),
        );
        expect(ContentEncoding).toBe('gzip');
        const bytes = (await object?.transformToByteArray()) ?? new Uint8Array();
        const { Records } = JSON.parse(gunzipSync(bytes).toString('utf8')) as { Records: LogFile['records'] };
        files.push({ key, records: Records });
      }
      await worker.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }
}

async function flushed(): Promise<{ key: string; names: unknown[]; ids: unknown[] }[]> {
  await aws.control.delivery.flush();
  return (await receive()).map(({ key, records }) => ({
    key,
    names: records.map((record) => record['eventName']),
    ids: records.map((record) => record['eventID']),
  }));
}

test('events travel in gzip objects, one for each Region, announced to the queue', async () => {
  const frankfurt = clients(aws, aws.demo.credentials.dave, 'eu-central-1').ec2;
  await clients(aws, aws.demo.credentials.dave).ec2.send(
    new StopInstancesCommand({ InstanceIds: [aws.demo.instances.web1] }),
  );
  await frankfurt.send(new DescribeInstancesCommand({}));
  // IAM is global: its events belong to us-east-1, wherever the call came from.
  await clients(aws, aws.demo.credentials.admin, 'eu-central-1').iam.send(new CreateUserCommand({ UserName: 'eve' }));

  const files = await flushed();

  expect(files.map(({ names }) => names)).toEqual([['StopInstances', 'CreateUser'], ['DescribeInstances']]);
  expect(files[0]?.key).toMatch(
    /^AWSLogs\/111122223333\/CloudTrail\/us-east-1\/\d{4}\/\d\d\/\d\d\/111122223333_CloudTrail_us-east-1_\d{8}T\d{4}Z_[A-Za-z0-9]{16}\.json\.gz$/,
  );
  expect(files[1]?.key).toContain('/CloudTrail/eu-central-1/');
});

test('nothing of the past is delivered, and what is delivered is not delivered again', async () => {
  expect(await flushed()).toEqual([]);
  await admin.ec2.send(new DescribeInstancesCommand({}));
  expect(await flushed()).toHaveLength(1);
  expect(await flushed()).toEqual([]);
});

test('the last event of a stopped trail is StopLogging; the history goes on', async () => {
  await admin.cloudtrail.send(new StopLoggingCommand({ Name: 'org-trail' }));
  await admin.ec2.send(new StopInstancesCommand({ InstanceIds: [aws.demo.instances.web1] }));

  expect((await flushed()).map(({ names }) => names)).toEqual([['StopLogging']]);
  const { Events } = await admin.cloudtrail.send(new LookupEventsCommand({ MaxResults: 1 }));
  expect(Events?.[0]?.EventName).toBe('StopInstances');

  await admin.cloudtrail.send(new StartLoggingCommand({ Name: 'org-trail' }));
  await admin.ec2.send(new DescribeInstancesCommand({}));
  expect((await flushed()).map(({ names }) => names)).toEqual([['DescribeInstances']]);
});

test('a deleted trail still delivers its end', async () => {
  await admin.cloudtrail.send(new DeleteTrailCommand({ Name: 'org-trail' }));
  await admin.ec2.send(new DescribeInstancesCommand({}));

  expect((await flushed()).map(({ names }) => names)).toEqual([['DeleteTrail']]);
});

test.each([
  [{ EventSelectors: [{ ReadWriteType: 'WriteOnly' as const }] }, ['StopInstances']],
  [{ EventSelectors: [{ ReadWriteType: 'ReadOnly' as const }] }, ['DescribeInstances']],
  [{ EventSelectors: [{ IncludeManagementEvents: false }] }, undefined],
  [{ EventSelectors: [{ ExcludeManagementEventSources: ['ec2.amazonaws.com'] }] }, undefined],
  [
    {
      AdvancedEventSelectors: [
        {
          FieldSelectors: [
            { Field: 'eventCategory', Equals: ['Management'] },
            { Field: 'readOnly', Equals: ['false'] },
          ],
        },
      ],
    },
    ['StopInstances'],
  ],
])('selectors %j', async (selectors, names) => {
  await admin.cloudtrail.send(new PutEventSelectorsCommand({ TrailName: 'org-trail', ...selectors }));
  await flushed();
  await admin.ec2.send(new StopInstancesCommand({ InstanceIds: [aws.demo.instances.web1] }));
  await admin.ec2.send(new DescribeInstancesCommand({}));

  expect((await flushed())[0]?.names).toEqual(names);
});

test('messages and objects are data events: neither in history nor delivered', async () => {
  await admin.s3.send(new PutObjectCommand({ Bucket: aws.demo.trail.bucket, Key: 'note', Body: 'x' }));
  await admin.s3.send(new CreateBucketCommand({ Bucket: 'another' }));

  expect((await flushed()).map(({ names }) => names)).toEqual([['CreateBucket']]);
});

test('CloudTrail may deliver twice, late, or after a while', async () => {
  aws.control.delivery.duplicate(1);
  await admin.ec2.send(new DescribeInstancesCommand({}));
  const [first, second] = await flushed();
  expect(first?.key).not.toBe(second?.key);
  expect(first?.ids).toEqual(second?.ids);

  aws.control.delivery.hold();
  await admin.ec2.send(new DescribeInstancesCommand({}));
  expect(await flushed()).toEqual([]);
  aws.control.delivery.release();
  expect(await flushed()).toHaveLength(1);
});

test('a bucket that is gone is told by the status, and nothing is lost once it is back', async () => {
  const Bucket = aws.demo.trail.bucket;
  for (const { Key } of (await admin.s3.send(new ListObjectsV2Command({ Bucket }))).Contents ?? []) {
    await admin.s3.send(new DeleteObjectCommand({ Bucket, Key }));
  }
  await admin.s3.send(new DeleteBucketCommand({ Bucket }));
  expect(await flushed()).toEqual([]);
  const status = await admin.cloudtrail.send(new GetTrailStatusCommand({ Name: 'org-trail' }));
  expect(status.LatestDeliveryError).toBe('NoSuchBucket');

  await admin.s3.send(new CreateBucketCommand({ Bucket }));
  const files = await flushed();

  expect(files[0]?.names).toEqual(['DeleteBucket', 'GetTrailStatus', 'CreateBucket']);
  expect(
    (await admin.cloudtrail.send(new GetTrailStatusCommand({ Name: 'org-trail' }))).LatestDeliveryError,
  ).toBeUndefined();
});

test('deliveries come by themselves', async () => {
  const own = await createSandboxAws({ deliveryMs: 10 });
  try {
    await clients(own, own.demo.credentials.admin).ec2.send(new DescribeInstancesCommand({}));

    const { Messages } = await clients(own, own.demo.credentials.worker).sqs.send(
      new ReceiveMessageCommand({ QueueUrl: own.demo.queues.trail.url, WaitTimeSeconds: 20 }),
    );

    expect(Messages).toHaveLength(1);
  } finally {
    await own.close();
  }
});
