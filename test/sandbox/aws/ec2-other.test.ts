import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  CreateTagsCommand,
  DescribeImagesCommand,
  DescribeInstanceTypesCommand,
  DescribeRegionsCommand,
  DescribeSecurityGroupsCommand,
  DescribeVpcsCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import type { IpPermission } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createSandboxAws } from '../../../src/sandbox/aws/account.ts';
import type { SandboxAws } from '../../../src/sandbox/aws/account.ts';
import { clients, refusal } from './support.ts';
import type { Clients } from './support.ts';

let aws: SandboxAws;
let ec2: Clients['ec2'];
let groups = 0;
let GroupId: string;

const SSH: IpPermission = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] };

beforeAll(async () => {
  aws = await createSandboxAws();
  ec2 = clients(aws, aws.demo.credentials.admin).ec2;
});

beforeEach(async () => {
  groups += 1;
  const made = await ec2.send(
    new CreateSecurityGroupCommand({ GroupName: `group-${groups}`, Description: 'for a test' }),
  );
  GroupId = made.GroupId ?? '';
});

afterAll(() => aws.close());

const authorize = (...IpPermissions: IpPermission[]) =>
  ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));

async function permissions(): Promise<IpPermission[]> {
  const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [GroupId] }));
  return SecurityGroups?.[0]?.IpPermissions ?? [];
}

const createGroup = (GroupName: string) => ec2.send(new CreateSecurityGroupCommand({ GroupName, Description: 'x' }));

const revoke = (input: object) => ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId, ...input }));

const describeGroup = (id: string) => ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [id] }));

describe('security groups', () => {
  test('start closed inwards and open outwards', async () => {
    const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [GroupId] }));

    expect(SecurityGroups?.[0]).toMatchObject({
      GroupName: `group-${groups}`,
      OwnerId: '111122223333',
      IpPermissions: [],
      IpPermissionsEgress: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
    });
  });

  test('names are unique, and not ids', async () => {
    expect((await refusal(createGroup(`group-${groups}`))).code).toBe('InvalidGroup.Duplicate');
    expect((await refusal(createGroup('sg-mine'))).code).toBe('InvalidParameterValue');
  });

  test('a rule for each peer', async () => {
    const { Return, SecurityGroupRules } = await authorize({
      ...SSH,
      IpRanges: [{ CidrIp: '0.0.0.0/0', Description: 'all' }, { CidrIp: '192.0.2.0/24' }],
      Ipv6Ranges: [{ CidrIpv6: '::/0' }],
    });

    expect(Return).toBe(true);
    expect(SecurityGroupRules).toHaveLength(3);
    expect(SecurityGroupRules?.[0]).toMatchObject({
      SecurityGroupRuleId: expect.stringMatching(/^sgr-[0-9a-f]{17}$/),
      GroupId,
      IsEgress: false,
      IpProtocol: 'tcp',
      FromPort: 22,
      ToPort: 22,
      CidrIpv4: '0.0.0.0/0',
      Description: 'all',
    });
    expect(await permissions()).toMatchObject([
      {
        IpProtocol: 'tcp',
        FromPort: 22,
        ToPort: 22,
        IpRanges: [{ CidrIp: '0.0.0.0/0', Description: 'all' }, { CidrIp: '192.0.2.0/24' }],
        Ipv6Ranges: [{ CidrIpv6: '::/0' }],
      },
    ]);
    expect(aws.snapshot().groups.find((group) => group.id === GroupId)?.openToWorld).toEqual([
      'tcp 22 from 0.0.0.0/0',
      'tcp 22 from ::/0',
    ]);
  });

  test('the old flat form is read as well', async () => {
    await ec2.send(
      new AuthorizeSecurityGroupIngressCommand({
        GroupId,
        IpProtocol: 'udp',
        FromPort: 53,
        ToPort: 53,
        CidrIp: '192.0.2.1/32',
      }),
    );

    expect(await permissions()).toMatchObject([
      { IpProtocol: 'udp', FromPort: 53, IpRanges: [{ CidrIp: '192.0.2.1/32' }] },
    ]);
  });

  test('a rule that is there already is refused, and nothing of the request is added', async () => {
    await authorize(SSH);

    expect(await refusal(authorize({ ...SSH, FromPort: 443, ToPort: 443 }, SSH))).toMatchObject({
      code: 'InvalidPermission.Duplicate',
      message: 'the specified rule "peer: 0.0.0.0/0, TCP, from port: 22, to port: 22, ALLOW" already exists',
    });
    expect(await permissions()).toHaveLength(1);
  });

  test('revoking takes what it names and nothing else', async () => {
    const { SecurityGroupRules = [] } = await authorize(
      { ...SSH, IpRanges: [{ CidrIp: '0.0.0.0/0' }, { CidrIp: '192.0.2.0/24' }] },
      { ...SSH, FromPort: 443, ToPort: 443 },
    );

    const { RevokedSecurityGroupRules } = await revoke({ IpPermissions: [SSH] });

    expect(RevokedSecurityGroupRules).toMatchObject([{ CidrIpv4: '0.0.0.0/0', FromPort: 22 }]);
    expect(
      (await permissions()).flatMap((one) => one.IpRanges?.map((range) => `${one.FromPort} ${range.CidrIp}`)),
    ).toEqual(['22 192.0.2.0/24', '443 0.0.0.0/0']);
    expect(await revoke({ IpPermissions: [SSH] })).toMatchObject({
      Return: true,
      UnknownIpPermissions: [{ IpProtocol: 'tcp', FromPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
      RevokedSecurityGroupRules: [],
    });
    await revoke({ SecurityGroupRuleIds: [SecurityGroupRules[2]?.SecurityGroupRuleId] });
    expect((await permissions()).map((one) => one.FromPort)).toEqual([22]);
    expect((await refusal(revoke({ SecurityGroupRuleIds: ['sgr-0123456789abcdef0'] }))).code).toBe(
      'InvalidSecurityGroupRuleId.NotFound',
    );
  });

  test.each([
    [{ ...SSH, IpRanges: [{ CidrIp: 'anywhere' }] }, 'InvalidParameterValue'],
    [{ ...SSH, IpRanges: [{ CidrIp: '10.0.0.0/40' }] }, 'InvalidParameterValue'],
    [{ ...SSH, FromPort: 100, ToPort: 10 }, 'InvalidParameterValue'],
    [{ IpProtocol: 'tcp', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }, 'InvalidParameterValue'],
    [{ ...SSH, IpProtocol: 'smoke' }, 'InvalidPermission.Malformed'],
    [{ ...SSH, IpRanges: [] }, 'MissingParameter'],
    [{ ...SSH, IpRanges: [], UserIdGroupPairs: [{ GroupId: 'sg-0123456789abcdef0' }] }, 'InvalidGroup.NotFound'],
  ])('refuses %j with %s', async (permission, code) => {
    expect((await refusal(authorize(permission))).code).toBe(code);
  });

  test('sixty rules and no more', async () => {
    const ranges = Array.from({ length: 60 }, (_, index) => ({ CidrIp: `192.0.2.${index}/32` }));
    await authorize({ ...SSH, IpRanges: ranges });

    expect((await refusal(authorize(SSH))).code).toBe('RulesPerSecurityGroupLimitExceeded');
  });

  test('a group that is not there', async () => {
    expect((await refusal(describeGroup('sg-0123456789abcdef0'))).code).toBe('InvalidGroup.NotFound');
    expect((await refusal(describeGroup('sg-short'))).code).toBe('InvalidGroupId.Malformed');
  });
});

test('tags are set, replaced and reserved', async () => {
  const tag = (Resources: string[], ...Tags: { Key: string; Value: string }[]) =>
    ec2.send(new CreateTagsCommand({ Resources, Tags }));
  await tag([GroupId], { Key: 'team', Value: 'red' });
  await tag([GroupId], { Key: 'team', Value: 'blue' });

  const { SecurityGroups } = await ec2.send(
    new DescribeSecurityGroupsCommand({ Filters: [{ Name: 'tag:team', Values: ['blue'] }] }),
  );
  expect(SecurityGroups?.map((group) => group.GroupId)).toEqual([GroupId]);
  expect((await refusal(tag([GroupId], { Key: 'aws:autoscaling:groupName', Value: 'x' }))).code).toBe(
    'InvalidParameterValue',
  );
  expect((await refusal(tag(['i-0123456789abcdef0'], { Key: 'a', Value: 'b' }))).code).toBe(
    'InvalidInstanceID.NotFound',
  );
  const many = Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}`, Value: '' }));
  expect((await refusal(tag([GroupId], ...many))).code).toBe('TagLimitExceeded');
});

test('Regions, images and instance types are listed', async () => {
  const { Regions = [] } = await ec2.send(new DescribeRegionsCommand({}));
  const { Images = [] } = await ec2.send(new DescribeImagesCommand({ Owners: ['amazon'] }));
  const { InstanceTypes = [] } = await ec2.send(new DescribeInstanceTypesCommand({ InstanceTypes: ['p3.8xlarge'] }));

  expect(Regions.map((region) => region.RegionName)).toContain('eu-central-1');
  expect(Images.map((image) => image.ImageId)).toContain(aws.demo.imageId);
  expect(InstanceTypes).toMatchObject([{ VCpuInfo: { DefaultVCpus: 32 }, GpuInfo: { Gpus: [{ Count: 4 }] } }]);
  expect((await refusal(ec2.send(new DescribeRegionsCommand({ RegionNames: ['mars-1'] })))).code).toBe(
    'InvalidParameterValue',
  );
});

test('a call that the sandbox does not have names those that it has', async () => {
  const { code, message } = await refusal(ec2.send(new DescribeVpcsCommand({})));

  expect(code).toBe('InvalidAction');
  expect(message).toContain('DescribeVpcs');
  expect(message).toContain('RunInstances');
});
