import {
  CreateTagsCommand,
  DescribeInstancesCommand,
  DescribeRegionsCommand,
  RunInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import {
  AttachUserPolicyCommand,
  CreateUserCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { PublishCommand } from '@aws-sdk/client-sns';
import { PurgeQueueCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSandboxAws } from '../../../src/sandbox/aws/account.ts';
import type { SandboxAws } from '../../../src/sandbox/aws/account.ts';
import { assume, clients, refusal } from './support.ts';
import type { Clients } from './support.ts';

let aws: SandboxAws;
let admin: Clients;
let dave: Clients;
let worker: Clients;

beforeAll(async () => {
  aws = await createSandboxAws();
  admin = clients(aws, aws.demo.credentials.admin);
  dave = clients(aws, aws.demo.credentials.dave);
  worker = clients(aws, aws.demo.credentials.worker);
});

afterAll(() => aws.close());

test('EC2 says UnauthorizedOperation with an encoded reason', async () => {
  const { code, status, message } = await refusal(worker.ec2.send(new DescribeInstancesCommand({})));

  expect(code).toBe('UnauthorizedOperation');
  expect(status).toBe(403);
  expect(message).toMatch(
    /^You are not authorized to perform this operation\. User: arn:aws:iam::111122223333:user\/trailbolt-worker is not authorized to perform: ec2:DescribeInstances on resource: \* because no identity-based policy allows the ec2:DescribeInstances action\. Encoded authorization failure message: [\w-]+$/,
  );
});

test('IAM, CloudTrail, SNS, SQS and S3 each say it their way', async () => {
  const iam = await refusal(dave.iam.send(new CreateUserCommand({ UserName: 'eve' })));
  const cloudtrail = await refusal(dave.cloudtrail.send(new LookupEventsCommand({})));
  const sns = await refusal(dave.sns.send(new PublishCommand({ TopicArn: aws.demo.alertsTopicArn, Message: 'x' })));
  const sqs = await refusal(worker.sqs.send(new PurgeQueueCommand({ QueueUrl: aws.demo.queues.jobs.url })));
  const s3 = await refusal(worker.s3.send(new ListObjectsV2Command({ Bucket: aws.demo.trail.bucket })));

  expect(iam).toMatchObject({
    code: 'AccessDenied',
    status: 403,
    message:
      'User: arn:aws:iam::111122223333:user/dave is not authorized to perform: iam:CreateUser on resource: arn:aws:iam::111122223333:user/eve because no identity-based policy allows the iam:CreateUser action',
  });
  expect(cloudtrail).toMatchObject({ code: 'AccessDeniedException', status: 400 });
  expect(sns).toMatchObject({ code: 'AuthorizationErrorException', status: 403 });
  expect(sqs).toMatchObject({ status: 403 });
  expect(sqs.code).toContain('AccessDenied');
  expect(s3).toMatchObject({ code: 'AccessDenied', status: 403 });
});

test('an explicit deny is named as such', async () => {
  await admin.iam.send(new CreateUserCommand({ UserName: 'denied' }));
  await admin.iam.send(
    new AttachUserPolicyCommand({ UserName: 'ci-deploy', PolicyArn: 'arn:aws:iam::aws:policy/AWSDenyAll' }),
  );

  const { ec2, sts } = clients(aws, aws.demo.credentials.ciDeploy);
  expect((await refusal(ec2.send(new DescribeRegionsCommand({})))).message).toContain(
    'with an explicit deny in an identity-based policy',
  );
  // GetCallerIdentity needs no right, not even against a deny.
  await expect(sts.send(new GetCallerIdentityCommand({}))).resolves.toMatchObject({ Account: '111122223333' });
});

test("the worker reaches Trailbolt's own queues, topic and objects and nothing else", async () => {
  await worker.sqs.send(new SendMessageCommand({ QueueUrl: aws.demo.queues.jobs.url, MessageBody: 'job' }));
  await worker.sns.send(new PublishCommand({ TopicArn: aws.demo.alertsTopicArn, Message: 'alert' }));
  const absent = await refusal(worker.s3.send(new GetObjectCommand({ Bucket: aws.demo.trail.bucket, Key: 'absent' })));

  expect(absent.code).toBe('NoSuchKey');
  expect((await refusal(worker.s3.send(new GetObjectCommand({ Bucket: 'other', Key: 'x' })))).code).toBe(
    'AccessDenied',
  );
  expect(
    (await refusal(worker.sns.send(new PublishCommand({ TopicArn: aws.demo.trail.topicArn, Message: 'x' })))).code,
  ).toBe('AuthorizationErrorException');
});

test('a session policy narrows a role to exact instances', async () => {
  const { web1, web2 } = aws.demo.instances;
  const arn = `arn:aws:ec2:us-east-1:111122223333:instance/${web1}`;
  const session = await assume(worker, {
    RoleArn: aws.demo.roles.act,
    RoleSessionName: 'run',
    SourceIdentity: 'request-1',
    Policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'ec2:TerminateInstances', Resource: arn }],
    }),
  });
  const { ec2 } = clients(aws, session);

  const other = await refusal(ec2.send(new TerminateInstancesCommand({ InstanceIds: [web1, web2] })));
  const unlisted = await refusal(ec2.send(new StopInstancesCommand({ InstanceIds: [web1] })));
  const dry = await refusal(ec2.send(new TerminateInstancesCommand({ InstanceIds: [web1], DryRun: true })));

  expect(other).toMatchObject({ code: 'UnauthorizedOperation' });
  expect(other.message).toContain(
    `instance/${web2} because no session policy allows the ec2:TerminateInstances action`,
  );
  expect(unlisted.message).toContain('no session policy');
  expect(dry).toMatchObject({ code: 'DryRunOperation', status: 412 });
});

test('a session policy cannot add what the role lacks', async () => {
  const session = await assume(worker, {
    RoleArn: aws.demo.roles.act,
    RoleSessionName: 'run',
    Policy: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }),
  });

  const { message } = await refusal(clients(aws, session).iam.send(new CreateUserCommand({ UserName: 'x' })));

  expect(message).toContain('no identity-based policy allows the iam:CreateUser action');
});

test('tags of instances and requests are conditions', async () => {
  const { web2 } = aws.demo.instances;
  await admin.ec2.send(new CreateTagsCommand({ Resources: [web2], Tags: [{ Key: 'trailbolt', Value: 'never' }] }));
  const session = await assume(worker, { RoleArn: aws.demo.roles.act, RoleSessionName: 'run' });

  const { message } = await refusal(
    clients(aws, session).ec2.send(new TerminateInstancesCommand({ InstanceIds: [web2] })),
  );

  expect(message).toContain('with an explicit deny in an identity-based policy');
});

const readerAs = async (SourceIdentity: string | undefined) =>
  clients(
    aws,
    await assume(worker, {
      RoleArn: aws.demo.roles.read,
      RoleSessionName: 'read',
      ...(SourceIdentity && { SourceIdentity }),
    }),
  ).ec2;

test('policies can ask for the source identity of the session', async () => {
  await admin.iam.send(
    new PutRolePolicyCommand({
      RoleName: 'TrailboltRead',
      PolicyName: 'by-request',
      PolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Deny',
            Action: 'ec2:*',
            Resource: '*',
            Condition: { StringNotLike: { 'aws:SourceIdentity': 'request-*' } },
          },
        ],
      }),
    }),
  );

  await expect((await readerAs('request-7')).send(new DescribeInstancesCommand({}))).resolves.toBeDefined();
  expect((await refusal((await readerAs('somebody')).send(new DescribeInstancesCommand({})))).code).toBe(
    'UnauthorizedOperation',
  );
  expect((await refusal((await readerAs(undefined)).send(new DescribeInstancesCommand({})))).code).toBe(
    'UnauthorizedOperation',
  );
});

const attachToDenied = (name: string) =>
  dave.iam.send(new AttachUserPolicyCommand({ UserName: 'denied', PolicyArn: `arn:aws:iam::aws:policy/${name}` }));

test('attaching policies can be limited to one', async () => {
  await admin.iam.send(
    new PutUserPolicyCommand({
      UserName: 'dave',
      PolicyName: 'attach-read-only',
      PolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: {
          Effect: 'Allow',
          Action: 'iam:AttachUserPolicy',
          Resource: '*',
          Condition: { ArnEquals: { 'iam:PolicyARN': 'arn:aws:iam::aws:policy/ReadOnlyAccess' } },
        },
      }),
    }),
  );

  await attachToDenied('ReadOnlyAccess');
  expect((await refusal(attachToDenied('AdministratorAccess'))).code).toBe('AccessDenied');
});

const launchWithProfile = (client: Clients) =>
  client.ec2.send(
    new RunInstancesCommand({
      ImageId: aws.demo.imageId,
      InstanceType: 't3.micro',
      MinCount: 1,
      MaxCount: 1,
      IamInstanceProfile: { Name: 'web-server' },
    }),
  );

test('giving an instance a role needs iam:PassRole', async () => {
  const { code, message } = await refusal(launchWithProfile(dave));
  expect(code).toBe('UnauthorizedOperation');
  expect(message).toContain('iam:PassRole on resource: arn:aws:iam::111122223333:role/web-server');
  await expect(launchWithProfile(admin)).resolves.toBeDefined();
});

test('the root user may do all', async () => {
  const { iam, sts } = clients(aws, aws.demo.credentials.root);

  await iam.send(new CreateUserCommand({ UserName: 'made-by-root' }));

  await expect(sts.send(new GetCallerIdentityCommand({}))).resolves.toMatchObject({
    Arn: 'arn:aws:iam::111122223333:root',
  });
});
