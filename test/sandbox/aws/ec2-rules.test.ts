import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  CreateTagsCommand,
  DeleteSecurityGroupCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  ModifySecurityGroupRulesCommand,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import type { IpPermission, SecurityGroupRule, SecurityGroupRuleRequest } from '@aws-sdk/client-ec2';
import { PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { assert, ipV4, ipV6, nat, oneof, property } from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createSandboxAws } from '../../../src/sandbox/aws/account.ts';
import type { SandboxAws } from '../../../src/sandbox/aws/account.ts';
import { canonicalCidr } from '../../../src/sandbox/aws/services/ec2/cidr.ts';
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
afterAll(() => aws.close());
beforeEach(async () => {
  GroupId = await newGroup();
});

async function newGroup(): Promise<string> {
  groups += 1;
  const made = await ec2.send(
    new CreateSecurityGroupCommand({ GroupName: `rules-${groups}`, Description: 'for a test' }),
  );
  return made.GroupId ?? '';
}

async function rules(): Promise<SecurityGroupRule[]> {
  const { SecurityGroupRules = [] } = await ec2.send(
    new DescribeSecurityGroupRulesCommand({ Filters: [{ Name: 'group-id', Values: [GroupId] }] }),
  );
  return SecurityGroupRules;
}

const authorize = (permission: IpPermission, more: object = {}) =>
  ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [permission], ...more }));

const byId = (...SecurityGroupRuleIds: string[]) =>
  ec2.send(new DescribeSecurityGroupRulesCommand({ SecurityGroupRuleIds }));

const modify = (SecurityGroupRuleId: string | undefined, SecurityGroupRule: SecurityGroupRuleRequest) =>
  ec2.send(
    new ModifySecurityGroupRulesCommand({ GroupId, SecurityGroupRules: [{ SecurityGroupRuleId, SecurityGroupRule }] }),
  );

describe('rules one by one', () => {
  test('have ids, descriptions and tags, in both directions', async () => {
    const { SecurityGroupRules: [made] = [] } = await authorize(
      { ...SSH, IpRanges: [{ CidrIp: '192.0.2.0/24', Description: 'office' }] },
      { TagSpecifications: [{ ResourceType: 'security-group-rule', Tags: [{ Key: 'team', Value: 'web' }] }] },
    );

    expect(await rules()).toEqual([
      expect.objectContaining({ IsEgress: true, IpProtocol: '-1', CidrIpv4: '0.0.0.0/0' }),
      expect.objectContaining({
        SecurityGroupRuleId: made?.SecurityGroupRuleId,
        SecurityGroupRuleArn: `arn:aws:ec2:us-east-1:111122223333:security-group-rule/${made?.SecurityGroupRuleId}`,
        IsEgress: false,
        CidrIpv4: '192.0.2.0/24',
        Description: 'office',
        Tags: [{ Key: 'team', Value: 'web' }],
      }),
    ]);
    await ec2.send(
      new CreateTagsCommand({ Resources: [made?.SecurityGroupRuleId ?? ''], Tags: [{ Key: 'team', Value: 'db' }] }),
    );
    expect((await byId(made?.SecurityGroupRuleId ?? '')).SecurityGroupRules?.[0]?.Tags).toEqual([
      { Key: 'team', Value: 'db' },
    ]);
  });

  test('that are not there are named', async () => {
    expect((await refusal(byId('sgr-0123456789abcdef0'))).code).toBe('InvalidSecurityGroupRuleId.NotFound');
    expect((await refusal(byId('sgr-1'))).code).toBe('InvalidSecurityGroupRuleId.Malformed');
  });

  test('a description has the letters that EC2 takes', async () => {
    const named = { ...SSH, IpRanges: [{ CidrIp: '192.0.2.0/24', Description: 'naïve' }] };

    expect((await refusal(authorize(named))).code).toBe('InvalidParameterValue');
  });
});

describe('blocks are kept in canonical form', () => {
  test.each([
    ['100.68.0.18/18', '100.68.0.0/18', 4],
    ['208.236.235.254/0', '0.0.0.0/0', 4],
    ['192.0.2.1/32', '192.0.2.1/32', 4],
    ['2001:DB8:0:0:1:0:0:1/33', '2001:db8::/33', 6],
    ['::ffff:192.0.2.1/128', '::ffff:c000:201/128', 6],
    ['::1/0', '::/0', 6],
  ] as const)('%s is %s', (given, kept, family) => {
    expect(canonicalCidr(given, family)).toBe(kept);
  });

  test('whatever the block, its canonical form is its own', () => {
    assert(
      property(
        oneof(
          ipV4().map((ip) => [ip, 4] as const),
          ipV6().map((ip) => [ip, 6] as const),
        ),
        nat(128),
        ([ip, family], length) => {
          const bits = family === 4 ? length % 33 : length;
          const once = canonicalCidr(`${ip}/${bits}`, family);
          expect(canonicalCidr(once, family)).toBe(once);
          expect(once.endsWith(`/${bits}`)).toBe(true);
        },
      ),
    );
  });

  test('so the same block in another form is a duplicate', async () => {
    await authorize({ ...SSH, IpRanges: [{ CidrIp: '100.68.0.18/18' }] });

    expect((await rules())[1]?.CidrIpv4).toBe('100.68.0.0/18');
    expect((await refusal(authorize({ ...SSH, IpRanges: [{ CidrIp: '100.68.0.0/18' }] }))).code).toBe(
      'InvalidPermission.Duplicate',
    );
  });
});

const egress = (permission: IpPermission) =>
  ec2.send(new AuthorizeSecurityGroupEgressCommand({ GroupId, IpPermissions: [permission] }));

describe('outbound rules', () => {
  test('are added and revoked apart from inbound ones', async () => {
    await authorize(SSH);
    await egress(SSH);
    const [all, , out] = await rules();

    const { RevokedSecurityGroupRules } = await ec2.send(
      new RevokeSecurityGroupEgressCommand({ GroupId, SecurityGroupRuleIds: [all?.SecurityGroupRuleId ?? ''] }),
    );

    expect(RevokedSecurityGroupRules).toMatchObject([{ IsEgress: true, IpProtocol: '-1' }]);
    expect((await rules()).map((rule) => rule.IsEgress)).toEqual([false, true]);
    expect(
      (
        await refusal(
          ec2.send(
            new RevokeSecurityGroupIngressCommand({ GroupId, SecurityGroupRuleIds: [out?.SecurityGroupRuleId ?? ''] }),
          ),
        )
      ).code,
    ).toBe('InvalidSecurityGroupRuleId.NotFound');
  });

  test('of no kind at all is a group that lets nothing out', async () => {
    await ec2.send(
      new RevokeSecurityGroupEgressCommand({
        GroupId,
        IpPermissions: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
      }),
    );

    const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [GroupId] }));
    expect(SecurityGroups?.[0]).toMatchObject({ IpPermissions: [], IpPermissionsEgress: [] });
    expect(await rules()).toEqual([]);
  });
});

describe('a rule is modified in its place', () => {
  test('it keeps its id and tags, and loses what the new one does not say', async () => {
    const { SecurityGroupRules: [made] = [] } = await authorize({
      ...SSH,
      IpRanges: [{ CidrIp: '192.0.2.0/24', Description: 'office' }],
    });

    await modify(made?.SecurityGroupRuleId, { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIpv6: '::/0' });

    const [, now] = await rules();
    expect(now).toMatchObject({ SecurityGroupRuleId: made?.SecurityGroupRuleId, FromPort: 443, CidrIpv6: '::/0' });
    expect(now).not.toHaveProperty('CidrIpv4');
    expect(now).not.toHaveProperty('Description');
  });

  test('not into one that is there, nor into one of two sources', async () => {
    await authorize(SSH);
    const { SecurityGroupRules: [other] = [] } = await authorize({ ...SSH, FromPort: 443, ToPort: 443 });
    const ssh = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIpv4: '0.0.0.0/0' };

    expect((await refusal(modify(other?.SecurityGroupRuleId, ssh))).code).toBe('InvalidPermission.Duplicate');
    expect((await refusal(modify(other?.SecurityGroupRuleId, { ...ssh, CidrIpv6: '::/0' }))).code).toBe(
      'InvalidParameterValue',
    );
    expect((await refusal(modify('sgr-0123456789abcdef0', ssh))).code).toBe('InvalidSecurityGroupRuleId.NotFound');
  });
});

test('a group that another one names cannot be deleted', async () => {
  const named = await newGroup();
  await authorize({ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: named }] });

  expect((await refusal(ec2.send(new DeleteSecurityGroupCommand({ GroupId: named })))).code).toBe(
    'DependencyViolation',
  );
});

test('naming a rule by its id needs rights on that rule as well', async () => {
  const { SecurityGroupRules: [made] = [] } = await authorize(SSH);
  const id = made?.SecurityGroupRuleId ?? '';
  const { iam } = clients(aws, aws.demo.credentials.admin);
  const allow = (...resources: string[]) =>
    iam.send(
      new PutUserPolicyCommand({
        UserName: 'trailbolt-worker',
        PolicyName: 'rules',
        PolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Action: 'ec2:RevokeSecurityGroupIngress',
              Resource: resources.map((end) => `arn:aws:ec2:us-east-1:111122223333:${end}`),
            },
          ],
        }),
      }),
    );
  const asWorker = () =>
    clients(aws, aws.demo.credentials.worker).ec2.send(
      new RevokeSecurityGroupIngressCommand({ GroupId, SecurityGroupRuleIds: [id] }),
    );

  await allow(`security-group/${GroupId}`);
  const refused = await refusal(asWorker());
  await allow(`security-group/${GroupId}`, `security-group-rule/${id}`);
  await asWorker();

  expect(refused).toMatchObject({ code: 'UnauthorizedOperation', message: expect.stringContaining(id) });
  expect((await rules()).map((rule) => rule.IsEgress)).toEqual([true]);
});
