import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSnapshotCommand,
  CreateTagsCommand,
  DescribeInstancesCommand,
  DescribeSecurityGroupsCommand,
  DescribeVolumesCommand,
  RunInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
} from '@aws-sdk/client-ec2';
import { CreateAccessKeyCommand, DeleteAccessKeyCommand, ListUsersCommand } from '@aws-sdk/client-iam';
import { ListBucketsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { SandboxAws } from '../aws/account.ts';
import { DEMO } from '../aws/demo/demo-account.ts';
import { USUAL } from '../aws/demo/habits.ts';
import type { PlayableScenario, PlayOptions } from './scenario.ts';
import { visit, type Visitor } from './visitor.ts';

export const quietDay: PlayableScenario = {
  id: 'quiet-day',
  title: 'A quiet day',
  story: 'People and programs do what they do on any day: nothing of it should wake anybody.',

  async play(aws, options) {
    await deployment(aws, options);
    await operator(aws, options);
    await nightly(aws, options);
    await administrator(aws, options);
  },
};

/** The pipeline brings up a small machine, and marks it. */
function deployment(aws: SandboxAws, options: PlayOptions): Promise<void> {
  return visit(aws, program(aws.demo.credentials.ciDeploy, 53), options, async ({ ec2 }, step) => {
    await step('DescribeInstances', () => ec2.send(new DescribeInstancesCommand({})));
    const group = await step('DescribeSecurityGroups', () => ec2.send(internalGroup()));
    const made = await step('RunInstances', () =>
      ec2.send(
        new RunInstancesCommand({
          ImageId: aws.demo.imageId,
          InstanceType: 't3.micro',
          MinCount: 1,
          MaxCount: 1,
          SecurityGroupIds: [group?.SecurityGroups?.[0]?.GroupId ?? ''],
        }),
      ),
    );
    await step('CreateTags', () =>
      ec2.send(
        new CreateTagsCommand({
          Resources: made?.Instances?.map(({ InstanceId: id = '' }) => id) ?? [],
          Tags: [{ Key: 'Name', Value: 'worker' }],
        }),
      ),
    );
  });
}

/** The operator restarts a machine and lets a network of the house in. */
function operator(aws: SandboxAws, options: PlayOptions): Promise<void> {
  const admin = { credentials: aws.demo.credentials.admin, address: `${USUAL.office}.10`, userAgent: USUAL.cli };
  return visit(aws, admin, options, async ({ ec2 }, step) => {
    const InstanceIds = [aws.demo.instances.web2];
    await step('StopInstances', () => ec2.send(new StopInstancesCommand({ InstanceIds })));
    const found = await step('DescribeSecurityGroups', () => ec2.send(internalGroup()));
    await step(
      'AuthorizeSecurityGroupIngress',
      () =>
        ec2.send(
          new AuthorizeSecurityGroupIngressCommand({
            GroupId: found?.SecurityGroups?.[0]?.GroupId,
            IpPermissions: [
              { IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432, IpRanges: [{ CidrIp: '10.20.0.0/16' }] },
            ],
          }),
        ),
      'InvalidPermission.Duplicate',
    );
    // Starting waits for the stop to be over; a machine that still stops refuses it.
    await step('StartInstances', () => ec2.send(new StartInstancesCommand({ InstanceIds })), 'IncorrectInstanceState');
  });
}

/** Backups and reports. */
async function nightly(aws: SandboxAws, options: PlayOptions): Promise<void> {
  const { credentials, instances, reportsBucket: Bucket } = aws.demo;
  await visit(aws, program(credentials.backup, 31), options, async ({ ec2 }, step) => {
    const found = await step('DescribeVolumes', () =>
      ec2.send(new DescribeVolumesCommand({ Filters: [{ Name: 'attachment.instance-id', Values: [instances.db1] }] })),
    );
    const VolumeId = found?.Volumes?.[0]?.VolumeId;
    await step(
      'CreateSnapshot',
      () => ec2.send(new CreateSnapshotCommand({ VolumeId, Description: 'nightly' })),
      'SnapshotCreationPerVolumeRateExceeded',
    );
  });
  await visit(aws, program(credentials.reportsApp, 42), options, async ({ s3 }, step) => {
    await step('ListBuckets', () => s3.send(new ListBucketsCommand({})));
    await step('PutObject', () =>
      s3.send(new PutObjectCommand({ Bucket, Key: 'reports/today.csv', Body: 'customer,total\n' })),
    );
  });
}

/** Ada looks after the account and changes her key, as everybody should. */
function administrator(aws: SandboxAws, options: PlayOptions): Promise<void> {
  const ada = { credentials: aws.demo.credentials.ada, address: `${USUAL.office}.12`, userAgent: USUAL.cli };
  return visit(aws, ada, options, async ({ iam, sts }, step) => {
    await step('GetCallerIdentity', () => sts.send(new GetCallerIdentityCommand({})));
    await step('ListUsers', () => iam.send(new ListUsersCommand({})));
    const made = await step('CreateAccessKey', () => iam.send(new CreateAccessKeyCommand({})));
    await step('DeleteAccessKey', () =>
      iam.send(new DeleteAccessKeyCommand({ AccessKeyId: made?.AccessKey?.AccessKeyId })),
    );
  });
}

/** Not the default group: what an attack did to that is no part of a quiet day. */
function internalGroup(): DescribeSecurityGroupsCommand {
  return new DescribeSecurityGroupsCommand({ Filters: [{ Name: 'group-name', Values: [DEMO.internalGroup] }] });
}

function program(credentials: Visitor['credentials'], host: number): Visitor {
  return { credentials, address: `${USUAL.programs}.${host}`, userAgent: USUAL.boto };
}
