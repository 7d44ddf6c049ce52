import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  ModifySecurityGroupRulesCommand,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import type { IpPermission } from '@aws-sdk/client-ec2';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { targetsOf } from '../../src/alert/targets.ts';
import type { PlanTarget } from '../../src/model/plan.ts';
import { revokeIngress } from '../../src/remediate/actions/revoke-ingress.ts';
import type { Clients } from '../sandbox/aws/support.ts';
import { actionScene } from './action-scene.ts';

const TYPE = 'AWS::EC2::SecurityGroupIngress';
const SSH: IpPermission = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22 };

const scene = actionScene(revokeIngress);
let ec2: Clients['ec2'];
let GroupId: string;

beforeAll(() => {
  ({ ec2 } = scene.admin);
});

beforeEach(async () => {
  const made = await ec2.send(
    new CreateSecurityGroupCommand({ GroupName: `group-${crypto.randomUUID()}`, Description: 'for a test' }),
  );
  GroupId = made.GroupId ?? '';
});

async function open(...IpPermissions: IpPermission[]): Promise<string> {
  const { SecurityGroupRules: [rule] = [] } = await ec2.send(
    new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }),
  );
  return rule?.SecurityGroupRuleId ?? '';
}

function planFor(id: string, name?: string): Promise<PlanTarget> {
  return scene.plan({ type: TYPE, id, created: true, ...(name === undefined ? {} : { name }) });
}

const anywhere = { ...SSH, IpRanges: [{ CidrIp: '0.0.0.0/0', Description: 'for a moment' }] };

describe('the plan', () => {
  test('names the rule, its group and who uses the group', async () => {
    const id = await open(anywhere);
    const { Instances: [instance] = [] } = await ec2.send(
      new RunInstancesCommand({
        ImageId: scene.aws.demo.imageId,
        InstanceType: 't3.micro',
        MinCount: 1,
        MaxCount: 1,
        SecurityGroupIds: [GroupId],
      }),
    );

    const target = await planFor(id, 'tcp 22 from 0.0.0.0/0');

    expect(target.blocked).toBeUndefined();
    expect(target.facts).toEqual([
      'tcp 22 from 0.0.0.0/0',
      expect.stringMatching(`^in ${GroupId} \\(group-`),
      'described as “for a moment”',
      `used by ${instance?.InstanceId}`,
    ]);
    expect(revokeIngress.effects([target])).toEqual([
      'The rule that lets in tcp 22 from 0.0.0.0/0 is revoked; no other is touched.',
    ]);
    expect(revokeIngress.steps(target)[0]?.resources).toEqual([
      `arn:aws:ec2:us-east-1:111122223333:security-group-rule/${id}`,
      `arn:aws:ec2:us-east-1:111122223333:security-group/${GroupId}`,
    ]);
  });

  test('says which other rules keep the port open', async () => {
    const id = await open(anywhere);
    const wide = await open({ IpProtocol: 'tcp', FromPort: 0, ToPort: 1024, Ipv6Ranges: [{ CidrIpv6: '::/0' }] });
    await open({ ...SSH, FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: '0.0.0.0/0' }] });
    await open({ ...SSH, IpRanges: [{ CidrIp: '192.0.2.0/24' }] });

    expect((await planFor(id)).warnings).toEqual([`${wide} lets in tcp 0-1024 from ::/0 as well, and stays.`]);
  });

  test('leaves a rule alone that is no longer what the record added', async () => {
    const id = await open(anywhere);
    await ec2.send(
      new ModifySecurityGroupRulesCommand({
        GroupId,
        SecurityGroupRules: [{ SecurityGroupRuleId: id, SecurityGroupRule: { ...SSH, CidrIpv4: '192.0.2.0/24' } }],
      }),
    );

    const target = await planFor(id, 'tcp 22 from 0.0.0.0/0');

    expect(target.blocked).toContain('it let in tcp 22 from 0.0.0.0/0 then, and tcp 22 from 192.0.2.0/24 now');
  });

  test('says when there is no such rule', async () => {
    expect(await planFor('sgr-0123456789abcdef0')).toMatchObject({
      blocked: 'EC2 does not know this inbound rule (any more).',
      facts: [],
    });
  });
});

/** What a case says of a record that tells no ids. */
function targetsFrom(ipPermissions: object) {
  const requestParameters = { groupId: GroupId, ipPermissions };
  const eventSource = 'ec2.amazonaws.com';
  return targetsOf({
    eventSource,
    eventName: 'AuthorizeSecurityGroupIngress',
    requestParameters,
    responseElements: { _return: true },
  } as never).targets.filter(({ type }) => type === TYPE);
}

describe('a record without rule ids', () => {
  test.each([
    [{ ipRanges: { items: [{ cidrIp: '198.51.100.77/24' }] } }, { IpRanges: [{ CidrIp: '198.51.100.77/24' }] }],
    [{ ipv6Ranges: { items: [{ cidrIpv6: '2001:DB8:0::1/48' }] } }, { Ipv6Ranges: [{ CidrIpv6: '2001:DB8:0::1/48' }] }],
  ])('is met by the rule that lets in the same, however it wrote the block: %j', async (recorded, permission) => {
    await open({ ...SSH, IpRanges: [{ CidrIp: '192.0.2.0/24' }] });
    const id = await open({ ...SSH, ...permission });
    await open({ ...SSH, FromPort: 23, ToPort: 23, ...permission });
    const [named, ...others] = targetsFrom({ items: [{ ipProtocol: 'tcp', fromPort: 22, toPort: 22, ...recorded }] });

    const target = await planFor(named?.id ?? '');

    expect(others).toEqual([]);
    expect(target).toMatchObject({
      id: named?.id,
      arn: expect.stringContaining(id),
      material: { ruleId: id },
      warnings: ['The record names no rule id: this is the rule that lets in the same now.'],
    });
    expect(revokeIngress.appliesTo({ ...named, region: 'us-east-1' } as never)).toBe(true);
  });

  test('is read again by the id that was planned, not by what it lets in', async () => {
    const id = await open(anywhere);
    const [named] = targetsFrom({
      items: [{ ipProtocol: 'tcp', fromPort: 22, toPort: 22, ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] } }],
    });
    const planned = await planFor(named?.id ?? '');
    await ec2.send(
      new ModifySecurityGroupRulesCommand({
        GroupId,
        SecurityGroupRules: [{ SecurityGroupRuleId: id, SecurityGroupRule: { ...SSH, CidrIpv4: '192.0.2.0/24' } }],
      }),
    );
    await open(anywhere);

    const again = await scene.plan({ type: TYPE, id: planned.id, planned });

    expect(again.material).toMatchObject({ ruleId: id, rule: { source: '192.0.2.0/24' } });
  });

  test('and without a rule that lets in the same has nothing to revoke', async () => {
    const [named] = targetsFrom({ items: [{ ipProtocol: '-1', ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] } }] });

    expect((await planFor(named?.id ?? '')).blocked).toBe('EC2 does not know this inbound rule (any more).');
  });
});

test('is offered on inbound rules, and on nothing else', () => {
  const region = 'us-east-1';
  const applies = (id: string, more: object) => revokeIngress.appliesTo({ type: TYPE, id, region, ...more });

  expect(applies('sgr-0123456789abcdef0', { created: true })).toBe(true);
  expect(applies('sgr-0123456789abcdef0', {})).toBe(true);
  expect(applies('sg-0123456789abcdef0/tcp:22-22:0.0.0.0/0', { created: true })).toBe(true);
  expect(applies('sg-0123456789abcdef0', { created: true })).toBe(false);
  expect(applies('sgr-0123456789abcdef0', { created: true, type: 'AWS::EC2::SecurityGroupEgress' })).toBe(false);
});

describe('the undo', () => {
  test.each([
    ['0.0.0.0/0', 22, 22, ['The whole internet will reach port 22 again, as before the remedy.']],
    ['0.0.0.0/0', 0, 65_535, ['The whole internet will reach every port again, as before the remedy.']],
    ['0.0.0.0/0', 20, 25, ['The whole internet will reach ports 20 to 25 again, as before the remedy.']],
    ['192.0.2.0/24', 22, 22, []],
  ] as const)('of a rule for %s, %i to %i, warns: %j', async (CidrIp, FromPort, ToPort, warnings) => {
    const target = await planFor(await open({ IpProtocol: 'tcp', FromPort, ToPort, IpRanges: [{ CidrIp }] }));
    await scene.act(target);

    expect((await scene.planReverse(target)).warnings).toEqual(warnings);
  });
});
