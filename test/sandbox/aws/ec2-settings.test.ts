import {
  AssociateIamInstanceProfileCommand,
  CreateImageCommand,
  CreateSnapshotCommand,
  DeleteSnapshotCommand,
  DeregisterImageCommand,
  DescribeIamInstanceProfileAssociationsCommand,
  DescribeImageAttributeCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeSnapshotAttributeCommand,
  DescribeSnapshotsCommand,
  DescribeVolumesCommand,
  DisassociateIamInstanceProfileCommand,
  ModifyImageAttributeCommand,
  ModifyInstanceMetadataOptionsCommand,
  ModifySnapshotAttributeCommand,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import type { CreateVolumePermissionModifications, LaunchPermissionModifications } from '@aws-sdk/client-ec2';
import { PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createSandboxAws } from '../../../src/sandbox/aws/account.ts';
import type { SandboxAws } from '../../../src/sandbox/aws/account.ts';
import { clients, refusal, stateOf, until } from './support.ts';
import type { Clients } from './support.ts';

let aws: SandboxAws;
let ec2: Clients['ec2'];

beforeAll(async () => {
  aws = await createSandboxAws({ transitionMs: 10 });
  ec2 = clients(aws, aws.demo.credentials.admin).ec2;
});
afterAll(() => aws.close());

async function launch(more: object = {}): Promise<string> {
  const { Instances: [made] = [] } = await ec2.send(
    new RunInstancesCommand({ ImageId: aws.demo.imageId, InstanceType: 't3.micro', MinCount: 1, MaxCount: 1, ...more }),
  );
  const id = made?.InstanceId ?? '';
  await until(aws, () => stateOf(aws, id) === 'running');
  return id;
}

async function described(id: string) {
  const { Reservations } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
  return Reservations?.[0]?.Instances?.[0];
}

const setMetadata = (InstanceId: string, more: object) =>
  ec2.send(new ModifyInstanceMetadataOptionsCommand({ InstanceId, ...more }));

const associations = async (id: string) =>
  (
    await ec2.send(
      new DescribeIamInstanceProfileAssociationsCommand({ Filters: [{ Name: 'instance-id', Values: [id] }] }),
    )
  ).IamInstanceProfileAssociations ?? [];

const associate = (InstanceId: string, from = ec2) =>
  from.send(new AssociateIamInstanceProfileCommand({ InstanceId, IamInstanceProfile: { Name: 'web-server' } }));

const disassociate = (AssociationId: string | undefined) =>
  ec2.send(new DisassociateIamInstanceProfileCommand({ AssociationId }));

const imageNamed = (Name: string) =>
  refusal(ec2.send(new CreateImageCommand({ InstanceId: aws.demo.instances.web1, Name })));

describe('metadata options', () => {
  test('are as the launch asked, then as they were changed, one without the others', async () => {
    const id = await launch({ MetadataOptions: { HttpTokens: 'optional', HttpPutResponseHopLimit: 3 } });
    expect((await described(id))?.MetadataOptions).toMatchObject({
      HttpTokens: 'optional',
      HttpPutResponseHopLimit: 3,
    });

    const { InstanceMetadataOptions } = await setMetadata(id, { HttpTokens: 'required' });

    expect(InstanceMetadataOptions).toMatchObject({ State: 'pending', HttpTokens: 'required' });
    expect((await described(id))?.MetadataOptions).toMatchObject({
      State: 'applied',
      HttpTokens: 'required',
      HttpPutResponseHopLimit: 3,
      HttpEndpoint: 'enabled',
    });
  });

  test('take no nonsense', async () => {
    const id = await launch();

    expect((await refusal(setMetadata(id, { HttpTokens: 'maybe' }))).code).toBe('InvalidParameterValue');
    expect((await refusal(setMetadata(id, { HttpPutResponseHopLimit: 65 }))).code).toBe('InvalidParameterValue');
    expect((await refusal(setMetadata(id, {}))).code).toBe('InvalidParameterCombination');
    expect((await refusal(setMetadata('i-0123456789abcdef0', { HttpTokens: 'required' }))).code).toBe(
      'InvalidInstanceID.NotFound',
    );
  });
});

describe('an instance profile', () => {
  test('is taken away and given back', async () => {
    const id = await launch({ IamInstanceProfile: { Name: 'web-server' } });
    const [before] = await associations(id);
    expect(before).toMatchObject({ InstanceId: id, State: 'associated' });
    expect((await refusal(associate(id))).code).toBe('IncorrectState');

    await disassociate(before?.AssociationId);

    expect(await associations(id)).toEqual([]);
    expect(await described(id)).not.toHaveProperty('IamInstanceProfile');
    expect((await refusal(disassociate(before?.AssociationId))).code).toBe('InvalidAssociationID.NotFound');
    const { IamInstanceProfileAssociation: again } = await associate(id);
    expect(again).toMatchObject({ IamInstanceProfile: before?.IamInstanceProfile, State: 'associating' });
    expect(again?.AssociationId).not.toBe(before?.AssociationId);
  });

  test('has a role, which the caller must be allowed to pass', async () => {
    const id = await launch();
    const allow = (...statements: object[]) =>
      clients(aws, aws.demo.credentials.admin).iam.send(
        new PutUserPolicyCommand({
          UserName: 'trailbolt-worker',
          PolicyName: 'profiles',
          PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: statements }),
        }),
      );
    const may = { Effect: 'Allow', Action: 'ec2:AssociateIamInstanceProfile', Resource: '*' };
    const pass = {
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource: 'arn:aws:iam::111122223333:role/web-server',
      Condition: { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } },
    };
    const { ec2: asWorker } = clients(aws, aws.demo.credentials.worker);

    await allow(may);
    const refused = await refusal(associate(id, asWorker));
    await allow(may, pass);
    await associate(id, asWorker);

    expect(refused.message).toContain('iam:PassRole');
    expect(await associations(id)).toHaveLength(1);
  });
});

describe('an image of its own', () => {
  let ImageId: string;
  let images = 0;

  beforeEach(async () => {
    images += 1;
    const made = await ec2.send(
      new CreateImageCommand({ InstanceId: aws.demo.instances.web1, Name: `golden ${images}` }),
    );
    ImageId = made.ImageId ?? '';
  });

  const modify = (LaunchPermission: LaunchPermissionModifications, id = ImageId) =>
    ec2.send(new ModifyImageAttributeCommand({ ImageId: id, LaunchPermission }));
  const deregister = () => ec2.send(new DeregisterImageCommand({ ImageId }));
  const shared = async () =>
    (await ec2.send(new DescribeImageAttributeCommand({ ImageId, Attribute: 'launchPermission' }))).LaunchPermissions;

  test('is listed as the account’s, and can be launched', async () => {
    const { Images = [] } = await ec2.send(new DescribeImagesCommand({ Owners: ['self'] }));

    expect(Images.map((image) => image.ImageId)).toContain(ImageId);
    expect(Images.every((image) => image.OwnerId === '111122223333' && image.Public === false)).toBe(true);
    expect(await launch({ ImageId })).toMatch(/^i-/);
  });

  test('is shared with accounts, organisations or all, each once, and taken back one by one', async () => {
    const organization = { OrganizationArn: 'arn:aws:organizations::444455556666:organization/o-a1b2c3d4e5' };
    await modify({ Add: [{ UserId: '444455556666' }, { UserId: '444455556666' }, { Group: 'all' }, organization] });
    expect(await shared()).toEqual([{ UserId: '444455556666' }, { Group: 'all' }, organization]);
    const { Images } = await ec2.send(new DescribeImagesCommand({ ImageIds: [ImageId] }));
    expect(Images?.[0]?.Public).toBe(true);

    await modify({ Remove: [{ Group: 'all' }, { UserId: '777788889999' }] });

    expect(await shared()).toEqual([{ UserId: '444455556666' }, organization]);
  });

  test('of somebody else is not to be shared', async () => {
    expect((await refusal(modify({ Add: [{ Group: 'all' }] }, aws.demo.imageId))).code).toBe('AuthFailure');
    expect((await refusal(modify({ Add: [{ Group: 'all' }] }, 'ami-0123456789abcdef0'))).code).toBe(
      'InvalidAMIID.NotFound',
    );
    expect((await refusal(modify({ Add: [{ UserId: '12' }] }))).code).toBe('InvalidAMIAttributeItemValue');
  });

  test('has a name that no other has', async () => {
    expect((await imageNamed(`golden ${images}`)).code).toBe('InvalidAMIName.Duplicate');
    expect((await imageNamed('x')).code).toBe('InvalidAMIName.Malformed');
  });

  test('is gone once it is deregistered', async () => {
    await deregister();

    expect((await refusal(deregister())).code).toBe('InvalidAMIID.NotFound');
    expect((await refusal(shared())).code).toBe('InvalidAMIID.NotFound');
  });
});

describe('a snapshot', () => {
  test('is shared with accounts or all, taken back one by one, and deleted', async () => {
    const { Volumes: [volume] = [] } = await ec2.send(new DescribeVolumesCommand({}));
    const { SnapshotId } = await ec2.send(new CreateSnapshotCommand({ VolumeId: volume?.VolumeId }));
    const modify = (CreateVolumePermission: CreateVolumePermissionModifications) =>
      ec2.send(new ModifySnapshotAttributeCommand({ SnapshotId, CreateVolumePermission }));
    const shared = async () =>
      (await ec2.send(new DescribeSnapshotAttributeCommand({ SnapshotId, Attribute: 'createVolumePermission' })))
        .CreateVolumePermissions;

    expect(await shared()).toEqual([]);
    await modify({ Add: [{ UserId: '444455556666' }, { Group: 'all' }] });
    await modify({ Remove: [{ Group: 'all' }] });
    expect(await shared()).toEqual([{ UserId: '444455556666' }]);
    const older = (more: object) =>
      ec2.send(new ModifySnapshotAttributeCommand({ SnapshotId, Attribute: 'createVolumePermission', ...more }));
    await older({ OperationType: 'remove', UserIds: ['444455556666'] });
    await older({ OperationType: 'add', GroupNames: ['all'] });
    expect(await shared()).toEqual([{ Group: 'all' }]);
    expect((await refusal(older({}))).code).toBe('InvalidParameterCombination');
    expect((await refusal(older({ UserIds: ['444455556666'] }))).code).toBe('InvalidParameterValue');
    expect((await refusal(modify({ Add: [{ UserId: 'me' }] }))).code).toBe('InvalidAMIAttributeItemValue');
    await ec2.send(new DeleteSnapshotCommand({ SnapshotId }));
    expect((await refusal(shared())).code).toBe('InvalidSnapshot.NotFound');
    expect((await refusal(ec2.send(new DescribeSnapshotsCommand({ SnapshotIds: [SnapshotId ?? ''] })))).code).toBe(
      'InvalidSnapshot.NotFound',
    );
  });
});
