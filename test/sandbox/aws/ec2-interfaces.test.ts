import {
  AttachNetworkInterfaceCommand,
  CreateNetworkInterfaceCommand,
  CreateSecurityGroupCommand,
  DeleteNetworkInterfaceCommand,
  DeleteSecurityGroupCommand,
  DescribeInstancesCommand,
  DescribeNetworkInterfacesCommand,
  DetachNetworkInterfaceCommand,
  ModifyInstanceAttributeCommand,
  ModifyNetworkInterfaceAttributeCommand,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import type { NetworkInterface } from '@aws-sdk/client-ec2';
import { PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createSandboxAws } from '../../../src/sandbox/aws/account.ts';
import type { SandboxAws } from '../../../src/sandbox/aws/account.ts';
import { clients, refusal, stateOf, until } from './support.ts';
import type { Clients } from './support.ts';

let aws: SandboxAws;
let ec2: Clients['ec2'];
let groups = 0;
let instance: string;
let primary: NetworkInterface;

beforeAll(async () => {
  aws = await createSandboxAws({ transitionMs: 10 });
  ec2 = clients(aws, aws.demo.credentials.admin).ec2;
});
afterAll(() => aws.close());

beforeEach(async () => {
  const { Instances: [made] = [] } = await ec2.send(
    new RunInstancesCommand({ ImageId: aws.demo.imageId, InstanceType: 't3.micro', MinCount: 1, MaxCount: 1 }),
  );
  instance = made?.InstanceId ?? '';
  await until(aws, () => stateOf(aws, instance) === 'running');
  primary = (await interfaces())[0] ?? {};
});

async function interfaces(): Promise<NetworkInterface[]> {
  const { NetworkInterfaces = [] } = await ec2.send(
    new DescribeNetworkInterfacesCommand({ Filters: [{ Name: 'attachment.instance-id', Values: [instance] }] }),
  );
  return NetworkInterfaces;
}

async function newGroup(): Promise<string> {
  groups += 1;
  const made = await ec2.send(
    new CreateSecurityGroupCommand({ GroupName: `eni-${groups}`, Description: 'for a test' }),
  );
  return made.GroupId ?? '';
}

async function newInterface(...Groups: string[]): Promise<string> {
  const { NetworkInterface: made } = await ec2.send(
    new CreateNetworkInterfaceCommand({ SubnetId: primary.SubnetId, Groups, Description: 'second' }),
  );
  return made?.NetworkInterfaceId ?? '';
}

const attach = (NetworkInterfaceId: string, DeviceIndex = 1) =>
  ec2.send(new AttachNetworkInterfaceCommand({ NetworkInterfaceId, InstanceId: instance, DeviceIndex }));

const setGroups = (NetworkInterfaceId: string | undefined, ...Groups: string[]) =>
  ec2.send(new ModifyNetworkInterfaceAttributeCommand({ NetworkInterfaceId, Groups }));

const setInstanceGroups = (...Groups: string[]) =>
  ec2.send(new ModifyInstanceAttributeCommand({ InstanceId: instance, Groups }));

const detach = (AttachmentId: string | undefined) => ec2.send(new DetachNetworkInterfaceCommand({ AttachmentId }));

const groupsOf = (one: NetworkInterface | undefined) => one?.Groups?.map((group) => group.GroupId);

describe('the primary interface', () => {
  test('comes with the instance, and shows the same groups as it', async () => {
    const { Reservations } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [instance] }));

    expect(primary).toMatchObject({
      Status: 'in-use',
      OwnerId: '111122223333',
      RequesterManaged: false,
      Attachment: { InstanceId: instance, DeviceIndex: 0, DeleteOnTermination: true, Status: 'attached' },
      Association: { PublicIp: Reservations?.[0]?.Instances?.[0]?.PublicIpAddress },
    });
    expect(Reservations?.[0]?.Instances?.[0]).toMatchObject({
      SecurityGroups: primary.Groups,
      NetworkInterfaces: [{ NetworkInterfaceId: primary.NetworkInterfaceId, Groups: primary.Groups }],
    });
  });

  test('takes other groups, all at once, and is found by them', async () => {
    const first = await newGroup();
    const second = await newGroup();

    await setGroups(primary.NetworkInterfaceId, first, second);

    expect(groupsOf((await interfaces())[0])).toEqual([first, second]);
    const byGroup = async (Name: string) =>
      (await ec2.send(new DescribeInstancesCommand({ Filters: [{ Name, Values: [first] }] }))).Reservations?.flatMap(
        (one) => one.Instances?.map(({ InstanceId }) => InstanceId),
      );
    expect(await byGroup('instance.group-id')).toEqual([instance]);
    expect(await byGroup('network-interface.group-id')).toEqual([instance]);
  });

  test('cannot be without a group, in more than five, or in one that is not there', async () => {
    const { NetworkInterfaceId: id } = primary;
    const six = await Promise.all(Array.from({ length: 6 }, newGroup));

    expect((await refusal(setGroups(id))).code).toBe('InvalidParameterCombination');
    expect((await refusal(setGroups(id, 'sg-0123456789abcdef0'))).code).toBe('InvalidGroup.NotFound');
    expect((await refusal(setGroups(id, ...six))).code).toBe('SecurityGroupsPerInterfaceLimitExceeded');
    expect((await refusal(setGroups('eni-0123456789abcdef0', six[0] ?? ''))).code).toBe(
      'InvalidNetworkInterfaceID.NotFound',
    );
    expect((await refusal(setGroups('eni-x', six[0] ?? ''))).code).toBe('InvalidNetworkInterfaceId.Malformed');
  });

  test('goes with the instance', async () => {
    await ec2.send(new TerminateInstancesCommand({ InstanceIds: [instance] }));
    await until(aws, () => stateOf(aws, instance) === 'terminated');

    expect(await interfaces()).toEqual([]);
  });
});

describe('a second interface', () => {
  test('is attached, has groups of its own, and outlives the instance', async () => {
    const group = await newGroup();
    const second = await newInterface(group);
    const { AttachmentId } = await attach(second);

    expect((await interfaces()).map(groupsOf)).toEqual([groupsOf(primary), [group]]);
    expect((await refusal(ec2.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId: second })))).code).toBe(
      'InvalidNetworkInterface.InUse',
    );
    await ec2.send(new DetachNetworkInterfaceCommand({ AttachmentId }));
    expect(await interfaces()).toHaveLength(1);
    await attach(second);
    await ec2.send(new TerminateInstancesCommand({ InstanceIds: [instance] }));
    await until(aws, () => stateOf(aws, instance) === 'terminated');
    await ec2.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId: second }));
  });

  test('makes the instance refuse groups by its own name', async () => {
    const group = await newGroup();
    await setInstanceGroups(group);
    expect(groupsOf((await interfaces())[0])).toEqual([group]);

    await attach(await newInterface());

    expect(await refusal(setInstanceGroups(group))).toMatchObject({
      code: 'InvalidInstanceID',
      message: expect.stringContaining('multiple interfaces'),
    });
  });

  test('has its device index for itself, and one instance', async () => {
    const second = await newInterface();
    await attach(second);
    const third = await newInterface();

    expect((await refusal(attach(third))).code).toBe('InvalidParameterValue');
    expect((await refusal(attach(second, 2))).code).toBe('InvalidNetworkInterface.InUse');
  });

  test('can be detached, the primary one cannot', async () => {
    expect((await refusal(detach(primary.Attachment?.AttachmentId))).code).toBe('OperationNotPermitted');
    expect((await refusal(detach('eni-attach-0123456789abcdef0'))).code).toBe('InvalidAttachmentID.NotFound');
  });
});

describe('a group in use', () => {
  test('cannot be deleted until no interface has it', async () => {
    const group = await newGroup();
    await setGroups(primary.NetworkInterfaceId, group);
    const remove = () => ec2.send(new DeleteSecurityGroupCommand({ GroupId: group }));

    expect((await refusal(remove())).code).toBe('DependencyViolation');
    await setGroups(primary.NetworkInterfaceId, groupsOf(primary)?.[0] ?? '');
    expect(await remove()).toMatchObject({ Return: true, GroupId: group });
    expect((await refusal(remove())).code).toBe('InvalidGroup.NotFound');
  });

  test('cannot be deleted where it is the default of its VPC', async () => {
    const [group] = groupsOf(primary) ?? [];

    expect((await refusal(ec2.send(new DeleteSecurityGroupCommand({ GroupId: group })))).code).toBe('CannotDelete');
  });
});

test('rights on the interface are not enough: each group that it gets needs them', async () => {
  const group = await newGroup();
  const { iam } = clients(aws, aws.demo.credentials.admin);
  const allow = (...resources: string[]) =>
    iam.send(
      new PutUserPolicyCommand({
        UserName: 'trailbolt-worker',
        PolicyName: 'interfaces',
        PolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Action: 'ec2:ModifyNetworkInterfaceAttribute',
              Resource: resources.map((end) => `arn:aws:ec2:us-east-1:111122223333:${end}`),
            },
          ],
        }),
      }),
    );
  const asWorker = () =>
    clients(aws, aws.demo.credentials.worker).ec2.send(
      new ModifyNetworkInterfaceAttributeCommand({
        NetworkInterfaceId: primary.NetworkInterfaceId,
        Groups: [group],
      }),
    );

  await allow(`network-interface/${primary.NetworkInterfaceId}`);
  const refused = await refusal(asWorker());
  await allow(`network-interface/${primary.NetworkInterfaceId}`, `security-group/${group}`);
  await asWorker();

  expect(refused).toMatchObject({ code: 'UnauthorizedOperation', message: expect.stringContaining(group) });
  expect(groupsOf((await interfaces())[0])).toEqual([group]);
});
