import {
  AuthorizeSecurityGroupIngressCommand,
  DescribeInstancesCommand,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createSandboxAws } from '../../../src/sandbox/aws/account.ts';
import type { SandboxAws } from '../../../src/sandbox/aws/account.ts';
import { clients } from './support.ts';

let aws: SandboxAws;

beforeEach(async () => {
  aws = await createSandboxAws();
});

afterEach(() => aws.close());

test('the environment is all that a program needs', async () => {
  const { accessKeyId, secretAccessKey } = aws.demo.credentials.worker;
  for (const [name, value] of Object.entries({
    ...aws.endpoints,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  })) {
    vi.stubEnv(name, value);
  }

  const identity = await new STSClient().send(new GetCallerIdentityCommand({}));

  vi.unstubAllEnvs();
  expect(identity.Arn).toBe('arn:aws:iam::111122223333:user/trailbolt-worker');
});

test('the demo has instances, users and a trail, made by people in the past', () => {
  const { account, alias, instances, users, trails, groups, records } = aws.snapshot();

  expect({ account, alias }).toEqual({ account: '111122223333', alias: 'sandbox-production' });
  expect(instances.map(({ name, state, terminationProtection }) => ({ name, state, terminationProtection }))).toEqual([
    { name: 'web-1', state: 'running', terminationProtection: false },
    { name: 'web-2', state: 'running', terminationProtection: false },
    { name: 'db-1', state: 'running', terminationProtection: true },
    { name: 'api', state: 'running', terminationProtection: false },
  ]);
  expect(instances.every((instance) => instance.launchedAt < Date.now() - 24 * 3_600_000)).toBe(true);
  expect(instances[3]?.launchedBy).toContain('AWSServiceRoleForAutoScaling');
  expect(users.map((user) => user.name)).toEqual([
    'admin',
    'dave',
    'ci-deploy',
    'ada',
    'vic',
    'mira',
    'metrics-vendor',
    'backup',
    'reports-app',
    'jonas',
    'ben',
    'trailbolt-worker',
  ]);
  expect(users[1]).toEqual({
    name: 'dave',
    keys: [{ id: aws.demo.credentials.dave.accessKeyId, status: 'Active' }],
    policies: ['dave'],
    password: false,
    mfa: false,
    groups: [],
  });
  expect(trails).toEqual([{ name: 'org-trail', logging: true }]);
  expect(groups.filter((group) => group.openToWorld.length > 0).map(({ name }) => name)).toEqual(['ssh-test']);
  expect(records[0]).toMatchObject({ eventName: 'StartLogging', actor: 'arn:aws:iam::111122223333:user/admin' });
});

test('an autoscaled instance says so by its tag', async () => {
  const { ec2 } = clients(aws, aws.demo.credentials.dave);

  const { Reservations } = await ec2.send(
    new DescribeInstancesCommand({ Filters: [{ Name: 'tag:aws:autoscaling:groupName', Values: ['api'] }] }),
  );

  expect(Reservations?.[0]?.Instances?.[0]?.InstanceId).toBe(aws.demo.instances.autoscaled);
});

test('changes are told and seen', async () => {
  const { ec2 } = clients(aws, aws.demo.credentials.dave);
  let told = 0;
  const stop = aws.onChange(() => {
    told += 1;
  });
  const [group] = aws.snapshot().groups;

  await ec2.send(
    new RunInstancesCommand({ ImageId: aws.demo.imageId, InstanceType: 't3.micro', MinCount: 1, MaxCount: 1 }),
  );
  await ec2.send(
    new AuthorizeSecurityGroupIngressCommand({
      GroupId: group?.id,
      IpPermissions: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
    }),
  );

  expect(told).toBeGreaterThan(0);
  const { instances, groups, records } = aws.snapshot();
  expect(instances.at(-1)).toMatchObject({
    type: 't3.micro',
    state: 'pending',
    region: 'us-east-1',
    launchedBy: 'arn:aws:iam::111122223333:user/dave',
  });
  expect(groups[0]?.openToWorld).toEqual(['all traffic from 0.0.0.0/0']);
  expect(records.slice(0, 2).map((record) => record.eventName)).toEqual([
    'AuthorizeSecurityGroupIngress',
    'RunInstances',
  ]);
  stop();
});

test('two accounts do not know each other', async () => {
  const other = await createSandboxAws();
  try {
    expect(other.url).not.toBe(aws.url);
    expect(other.demo.credentials.dave.accessKeyId).not.toBe(aws.demo.credentials.dave.accessKeyId);
    await expect(
      clients(other, aws.demo.credentials.dave).sts.send(new GetCallerIdentityCommand({})),
    ).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
  } finally {
    await other.close();
  }
});
