import { DescribeInstancesCommand, EC2Client, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { PublishCommand } from '@aws-sdk/client-sns';
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSandboxAws } from '../../../src/sandbox/aws/account.ts';
import type { SandboxAws } from '../../../src/sandbox/aws/account.ts';
import { clients, refusal, stateOf } from './support.ts';
import type { Clients } from './support.ts';

let aws: SandboxAws;
let admin: Clients;

beforeEach(async () => {
  aws = await createSandboxAws({ transitionMs: 60_000 });
  admin = clients(aws, aws.demo.credentials.admin);
});

afterEach(() => aws.close());

const terminate = (id: string) => admin.ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));

test('the next calls fail before anything happens, then it works again', async () => {
  const { web1 } = aws.demo.instances;
  aws.control.faults.fail('ec2:TerminateInstances', 2, { code: 'RequestLimitExceeded', status: 503 });

  expect(await refusal(terminate(web1))).toMatchObject({ code: 'RequestLimitExceeded', status: 503 });
  expect((await refusal(terminate(web1))).code).toBe('RequestLimitExceeded');
  expect(stateOf(aws, web1)).toBe('running');

  await terminate(web1);
  expect(stateOf(aws, web1)).toBe('shutting-down');
  expect(aws.control.faults.calls('ec2:TerminateInstances')).toBe(3);
  expect(aws.snapshot().records.map((record) => record.error)).toContain('Server.RequestLimitExceeded');
});

test('a real client retries what is throttled', async () => {
  aws.control.faults.fail('ec2:DescribeInstances', 1, { code: 'RequestLimitExceeded', status: 503 });
  const ec2 = new EC2Client({ endpoint: aws.url, region: 'us-east-1', credentials: aws.demo.credentials.admin });

  const { $metadata } = await ec2.send(new DescribeInstancesCommand({}));

  expect($metadata.attempts).toBe(2);
});

test('a dropped call is applied, and its caller cannot know', async () => {
  const { web1 } = aws.demo.instances;
  aws.control.faults.drop('ec2:TerminateInstances');

  const { status } = await refusal(terminate(web1));

  expect(status).toBe(0);
  expect(stateOf(aws, web1)).toBe('shutting-down');
  expect(aws.snapshot().records[0]).toMatchObject({ eventName: 'TerminateInstances' });
});

test('hooks run before and after a call is applied', async () => {
  const { web1, web2 } = aws.demo.instances;
  const seen: unknown[] = [];
  const stopBefore = aws.control.faults.before('ec2:TerminateInstances', () => void seen.push(stateOf(aws, web1)));
  aws.control.faults.after('ec2:TerminateInstances', async () => {
    await Promise.resolve();
    seen.push(stateOf(aws, web1));
  });

  await terminate(web1);
  expect(seen).toEqual(['running', 'shutting-down']);

  stopBefore();
  await terminate(web2);
  expect(seen).toHaveLength(3);
});

test('a delayed call waits and then is applied', async () => {
  const order: string[] = [];
  aws.control.faults.delay('ec2:TerminateInstances', 60);
  const slow = terminate(aws.demo.instances.web1).then(() => order.push('slow'));
  await admin.ec2.send(new DescribeInstancesCommand({})).then(() => order.push('quick'));
  await slow;

  expect(order).toEqual(['quick', 'slow']);
});

test('SNS, SQS and S3 fail as well', async () => {
  const { worker } = aws.demo.credentials;
  const { sns, sqs, s3 } = clients(aws, worker);
  const error = { code: 'InternalFailure', status: 500 };
  for (const api of ['sns:Publish', 'sqs:SendMessage', 's3:GetObject']) aws.control.faults.fail(api, 1, error);
  aws.control.faults.drop('sqs:ReceiveMessage');
  const QueueUrl = aws.demo.queues.jobs.url;

  expect(
    await refusal(sns.send(new PublishCommand({ TopicArn: aws.demo.alertsTopicArn, Message: 'x' }))),
  ).toMatchObject(error);
  expect((await refusal(sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' })))).status).toBe(500);
  expect((await refusal(s3.send(new GetObjectCommand({ Bucket: aws.demo.trail.bucket, Key: 'x' })))).status).toBe(500);
  expect((await refusal(sqs.send(new ReceiveMessageCommand({ QueueUrl })))).status).toBe(0);
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'now' }));
});

test('a reset forgets faults and counts and leaves the account alone', async () => {
  const { web1 } = aws.demo.instances;
  await terminate(web1);
  aws.control.faults.fail('ec2:DescribeInstances', 5, { code: 'RequestLimitExceeded', status: 503 });

  aws.control.reset();

  await admin.ec2.send(new DescribeInstancesCommand({}));
  expect(aws.control.faults.calls('ec2:TerminateInstances')).toBe(0);
  expect(stateOf(aws, web1)).toBe('shutting-down');
});
