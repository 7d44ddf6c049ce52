import {
  CreateSnapshotCommand,
  CreateTagsCommand,
  DescribeSnapshotsCommand,
  DescribeVolumesCommand,
} from '@aws-sdk/client-ec2';
import { LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSandboxAws, type SandboxAws } from '../../../src/sandbox/aws/account.ts';
import { eventually } from '../../support/eventually.ts';
import { clients, refusal, type Clients } from './support.ts';

let aws: SandboxAws;
let admin: Clients;
let volumes: readonly string[];

beforeAll(async () => {
  aws = await createSandboxAws({ transitionMs: 200, lookupLagMs: 0 });
  admin = clients(aws, aws.demo.credentials.admin);
  const { Volumes: all = [] } = await admin.ec2.send(new DescribeVolumesCommand({}));
  volumes = all.map(({ VolumeId: id = '' }) => id);
});
afterAll(async () => aws?.close());

const RUN = { Key: 'trailbolt:run', Value: 'request-1' };
const tagged = [{ ResourceType: 'snapshot' as const, Tags: [RUN] }];

test('a snapshot is pending at first, complete in a while, and found by its tags', async () => {
  const [volume = ''] = volumes;
  const made = await admin.ec2.send(
    new CreateSnapshotCommand({ VolumeId: volume, Description: 'before', TagSpecifications: tagged }),
  );

  expect(made).toMatchObject({ VolumeId: volume, State: 'pending', OwnerId: aws.demo.account, Tags: [RUN] });
  expect(made.SnapshotId).toMatch(/^snap-[0-9a-f]{17}$/);
  await eventually(async () => {
    const found = await admin.ec2.send(
      new DescribeSnapshotsCommand({
        OwnerIds: ['self'],
        Filters: [{ Name: 'tag:trailbolt:run', Values: ['request-1'] }],
      }),
    );
    expect(found.Snapshots).toMatchObject([{ SnapshotId: made.SnapshotId, State: 'completed', Progress: '100%' }]);
  });
});

test('its record names the volume, the tags and the snapshot, as EC2 writes them', async () => {
  const [, volume = ''] = volumes;
  const made = await admin.ec2.send(new CreateSnapshotCommand({ VolumeId: volume, TagSpecifications: tagged }));

  const { Events: [event] = [] } = await admin.cloudtrail.send(
    new LookupEventsCommand({
      LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: made.SnapshotId }],
    }),
  );

  const record = JSON.parse(event?.CloudTrailEvent ?? '{}') as Record<string, unknown>;
  expect(record).toMatchObject({
    eventName: 'CreateSnapshot',
    requestParameters: {
      volumeId: volume,
      tagSpecificationSet: { items: [{ resourceType: 'snapshot', tags: [{ key: RUN.Key, value: RUN.Value }] }] },
    },
    responseElements: { snapshotId: made.SnapshotId, volumeId: volume, status: 'pending', ownerId: aws.demo.account },
  });
});

test('a second one of the same volume has to wait for the first', async () => {
  const volume = volumes[2] ?? '';
  await admin.ec2.send(new CreateSnapshotCommand({ VolumeId: volume }));

  const refused = await refusal(admin.ec2.send(new CreateSnapshotCommand({ VolumeId: volume })));

  expect(refused.code).toBe('SnapshotCreationPerVolumeRateExceeded');
});

test.each([
  [new CreateSnapshotCommand({ VolumeId: 'vol-0123456789abcdef0' }), 'InvalidVolume.NotFound'],
  [new CreateSnapshotCommand({ VolumeId: 'vol-0123456789abcdef0', DryRun: true }), 'InvalidVolume.NotFound'],
])('what is not there is not saved', async (command, code) => {
  expect((await refusal(admin.ec2.send(command))).code).toBe(code);
});

test('a snapshot that is not there is not described', async () => {
  const call = admin.ec2.send(new DescribeSnapshotsCommand({ SnapshotIds: ['snap-0123456789abcdef0'] }));

  expect((await refusal(call)).code).toBe('InvalidSnapshot.NotFound');
});

test('needs the right on the volume, on snapshots, and to tag what it makes', async () => {
  const volume = volumes[3] ?? '';
  const { ciDeploy } = aws.demo.credentials;
  const caller = clients(aws, ciDeploy);
  const arn = `arn:aws:ec2:us-east-1:${aws.demo.account}:volume/${volume}`;
  const snapshots = 'arn:aws:ec2:us-east-1::snapshot/*';
  const allow = (statements: readonly object[]) =>
    admin.iam.send(
      new PutUserPolicyCommand({
        UserName: 'ci-deploy',
        PolicyName: 'snapshots',
        PolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Deny', Action: 'ec2:CreateTags', NotResource: snapshots },
            ...statements.map((statement) => ({ Effect: 'Allow', ...statement })),
          ],
        }),
      }),
    );
  const take = () => caller.ec2.send(new CreateSnapshotCommand({ VolumeId: volume, TagSpecifications: tagged }));

  await allow([{ Action: 'ec2:CreateSnapshot', Resource: arn }]);
  expect((await refusal(take())).message).toContain(
    'ec2:CreateSnapshot on resource: arn:aws:ec2:us-east-1::snapshot/*',
  );
  await allow([{ Action: 'ec2:CreateSnapshot', Resource: [arn, snapshots] }]);
  const made = await take();

  // As it is made, the policy of ci-deploy lets it be tagged; afterwards by CreateTags as well, since it names no condition.
  await caller.ec2.send(
    new CreateTagsCommand({ Resources: [made.SnapshotId ?? ''], Tags: [{ Key: 'a', Value: 'b' }] }),
  );
});
