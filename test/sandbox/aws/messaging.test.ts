import { GetObjectCommand, HeadBucketCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { CreateTopicCommand, ListTopicsCommand, PublishBatchCommand, PublishCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSandboxAws } from '../../../src/sandbox/aws/account.ts';
import type { SandboxAws } from '../../../src/sandbox/aws/account.ts';
import { clients, refusal } from './support.ts';
import type { Clients } from './support.ts';

let aws: SandboxAws;
let admin: Clients;
let worker: Clients;

beforeAll(async () => {
  aws = await createSandboxAws({ lookupLagMs: 0, lookupsPerSecond: 1000, deliveryMs: 24 * 3_600_000 });
  admin = clients(aws, aws.demo.credentials.admin);
  worker = clients(aws, aws.demo.credentials.worker);
});

afterAll(() => aws.close());

test('every name carries the account of the sandbox', async () => {
  const { queues, alertsTopicArn } = aws.demo;
  const { Attributes } = await worker.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: queues.jobs.url, AttributeNames: ['All'] }),
  );
  const { QueueUrl } = await worker.sqs.send(new GetQueueUrlCommand({ QueueName: 'trailbolt-jobs' }));
  const { QueueUrls } = await admin.sqs.send(new ListQueuesCommand({}));
  const { Topics } = await admin.sns.send(new ListTopicsCommand({}));

  expect(queues.jobs).toEqual({
    name: 'trailbolt-jobs',
    url: `${aws.url}/111122223333/trailbolt-jobs`,
    arn: 'arn:aws:sqs:us-east-1:111122223333:trailbolt-jobs',
  });
  expect(QueueUrl).toBe(queues.jobs.url);
  expect(QueueUrls).toContain(queues.trail.url);
  expect(Attributes).toMatchObject({
    QueueArn: queues.jobs.arn,
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: queues.jobsDead.arn, maxReceiveCount: '5' }),
  });
  expect(Topics?.map((topic) => topic.TopicArn)).toContain(alertsTopicArn);
});

test('a published message arrives in its envelope, with its attributes and not a letter changed', async () => {
  // Account ids in what people send are theirs, whatever the sandbox does with those in names.
  const Message =
    'for 000000000000 and 111122223333: arn:aws:sns:us-east-1:000000000000:x "TopicArn":"arn:aws:sns:us-east-1:000000000000:y"';
  const { Successful, Failed } = await worker.sns.send(
    new PublishBatchCommand({
      TopicArn: aws.demo.alertsTopicArn,
      PublishBatchRequestEntries: [
        { Id: 'one', Message, MessageAttributes: { severity: { DataType: 'String', StringValue: 'high' } } },
      ],
    }),
  );
  expect(Failed).toEqual([]);

  const { Messages = [] } = await worker.sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: aws.demo.queues.notify.url,
      WaitTimeSeconds: 5,
      MessageSystemAttributeNames: ['SenderId'],
    }),
  );

  expect(JSON.parse(Messages[0]?.Body ?? '')).toMatchObject({
    Type: 'Notification',
    MessageId: Successful?.[0]?.MessageId,
    TopicArn: aws.demo.alertsTopicArn,
    Message,
    MessageAttributes: { severity: { Type: 'String', Value: 'high' } },
    UnsubscribeURL: expect.stringContaining('arn:aws:sns:us-east-1:111122223333:trailbolt-alerts:'),
  });
  expect(Messages[0]?.Attributes).toEqual({ SenderId: '111122223333' });
});

test('a message sent straight to a queue comes back byte for byte', async () => {
  const MessageBody = '{"Type":"Job","account":"000000000000","ünïcode":"<!channel>"}';
  await worker.sqs.send(new SendMessageCommand({ QueueUrl: aws.demo.queues.jobs.url, MessageBody }));

  const { Messages } = await worker.sqs.send(new ReceiveMessageCommand({ QueueUrl: aws.demo.queues.jobs.url }));

  expect(Messages?.[0]?.Body).toBe(MessageBody);
});

test('a message that is received too often goes to the dead letters', async () => {
  const { url: QueueUrl } = aws.demo.queues.jobs;
  await worker.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'poison' }));
  for (let i = 0; i < 6; i++) {
    await worker.sqs.send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 0, MaxNumberOfMessages: 10 }));
  }

  const { Messages } = await worker.sqs.send(
    new ReceiveMessageCommand({ QueueUrl: aws.demo.queues.jobsDead.url, MaxNumberOfMessages: 10 }),
  );

  expect(Messages?.map((message) => message.Body)).toContain('poison');
});

test('queues and topics belong to their Region', async () => {
  const frankfurt = clients(aws, aws.demo.credentials.admin, 'eu-central-1');

  expect((await refusal(frankfurt.sqs.send(new GetQueueUrlCommand({ QueueName: 'trailbolt-jobs' })))).code).toMatch(
    /QueueDoesNotExist|NonExistentQueue/,
  );
  expect(
    (
      await refusal(
        frankfurt.sqs.send(new SendMessageCommand({ QueueUrl: aws.demo.queues.jobs.url, MessageBody: 'x' })),
      )
    ).code,
  ).toMatch(/QueueDoesNotExist|NonExistentQueue/);
  const { QueueUrl } = await frankfurt.sqs.send(new CreateQueueCommand({ QueueName: 'trailbolt-jobs' }));
  const { Attributes } = await frankfurt.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  expect(Attributes?.QueueArn).toBe('arn:aws:sqs:eu-central-1:111122223333:trailbolt-jobs');
});

test('objects keep their bytes and their names', async () => {
  const Key = 'folder/some name+with (signs) & ünïcode.bin';
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
  await admin.s3.send(new PutObjectCommand({ Bucket: aws.demo.trail.bucket, Key, Body: bytes }));

  const { Body } = await admin.s3.send(new GetObjectCommand({ Bucket: aws.demo.trail.bucket, Key }));

  expect(Buffer.from((await Body?.transformToByteArray()) ?? [])).toEqual(bytes);
  expect(await admin.s3.send(new HeadObjectCommand({ Bucket: aws.demo.trail.bucket, Key }))).toMatchObject({
    ContentLength: 256,
  });
  await expect(admin.s3.send(new HeadBucketCommand({ Bucket: aws.demo.trail.bucket }))).resolves.toBeDefined();
});

const putMegabytes = (megabytes: number) =>
  admin.s3.send(
    new PutObjectCommand({
      Bucket: aws.demo.trail.bucket,
      Key: 'large',
      Body: Buffer.alloc(megabytes * 1024 * 1024, 'x'),
    }),
  );

test('a large object passes, a huge one does not', async () => {
  await putMegabytes(8);
  expect((await refusal(putMegabytes(13))).status).toBe(413);
});

test('what changes queues, topics and buckets is recorded', async () => {
  await admin.sns.send(new CreateTopicCommand({ Name: 'another' }));
  await admin.sns.send(new PublishCommand({ TopicArn: aws.demo.alertsTopicArn, Message: 'x' }));
  const names = async (source: string) => {
    const { Events = [] } = await admin.cloudtrail.send(
      new LookupEventsCommand({
        LookupAttributes: [{ AttributeKey: 'EventSource', AttributeValue: source }],
        StartTime: new Date(Date.now() - 7 * 24 * 60 * 60_000),
      }),
    );
    return new Set(Events.map((event) => event.EventName));
  };

  expect(await names('sns.amazonaws.com')).toEqual(new Set(['CreateTopic', 'ListTopics']));
  expect(await names('sqs.amazonaws.com')).toEqual(new Set());
  expect(await names('s3.amazonaws.com')).toEqual(new Set(['GetBucketLocation']));
});
