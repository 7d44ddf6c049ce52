import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  DeregisterTargetsCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { CreateTargetGroupCommandInput, TargetHealth } from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSandboxAws } from '../../../src/sandbox/aws/account.ts';
import type { SandboxAws } from '../../../src/sandbox/aws/account.ts';
import { clients, newestRecord, refusal } from './support.ts';
import type { Clients } from './support.ts';

let aws: SandboxAws;
let admin: Clients;
let VpcId: string;
let SubnetId: string;
let Id: string;

beforeEach(async () => {
  aws = await createSandboxAws({ lookupLagMs: 0, lookupsPerSecond: 1000, transitionMs: 60_000 });
  admin = clients(aws, aws.demo.credentials.admin);
  Id = aws.demo.instances.web1;
  const { Reservations: [one] = [] } = await admin.ec2.send(new DescribeInstancesCommand({ InstanceIds: [Id] }));
  ({ VpcId = '', SubnetId = '' } = one?.Instances?.[0] ?? {});
});
afterEach(() => aws.close());

async function targetGroup(more: Partial<CreateTargetGroupCommandInput> = {}): Promise<string> {
  const { TargetGroups: [made] = [] } = await admin.elbv2.send(
    new CreateTargetGroupCommand({ Name: 'shop', Protocol: 'TCP', Port: 443, VpcId, ...more }),
  );
  return made?.TargetGroupArn ?? '';
}

async function balancer(more: object = {}): Promise<string> {
  const { LoadBalancers: [made] = [] } = await admin.elbv2.send(
    new CreateLoadBalancerCommand({ Name: 'shop', Type: 'network', Subnets: [SubnetId], ...more }),
  );
  return made?.LoadBalancerArn ?? '';
}

async function listen(LoadBalancerArn: string, TargetGroupArn: string, more: object = {}): Promise<void> {
  const DefaultActions = [{ Type: 'forward' as const, TargetGroupArn }];
  await admin.elbv2.send(
    new CreateListenerCommand({ LoadBalancerArn, Protocol: 'TCP', Port: 443, DefaultActions, ...more }),
  );
}

async function register(TargetGroupArn: string, target = Id): Promise<void> {
  await admin.elbv2.send(new RegisterTargetsCommand({ TargetGroupArn, Targets: [{ Id: target }] }));
}

async function health(TargetGroupArn: string): Promise<(TargetHealth | undefined)[]> {
  const found = await admin.elbv2.send(new DescribeTargetHealthCommand({ TargetGroupArn }));
  return (found.TargetHealthDescriptions ?? []).map((one) => one.TargetHealth);
}

test('a target is healthy a moment after it is registered, as long as a load balancer sends something there', async () => {
  const [group, one] = [await targetGroup(), await balancer()];
  await register(group);
  expect(await health(group)).toMatchObject([{ State: 'unused', Reason: 'Target.NotInUse' }]);

  await listen(one, group);
  expect(await health(group)).toMatchObject([{ State: 'initial', Reason: 'Elb.RegistrationInProgress' }]);
  aws.control.advance(60_000);
  expect(await health(group)).toEqual([{ State: 'healthy' }]);
  const { TargetGroups } = await admin.elbv2.send(new DescribeTargetGroupsCommand({ LoadBalancerArn: one }));
  expect(TargetGroups).toMatchObject([
    { TargetGroupArn: group, TargetGroupName: 'shop', TargetType: 'instance', VpcId, LoadBalancerArns: [one] },
  ]);

  await admin.elbv2.send(new DeregisterTargetsCommand({ TargetGroupArn: group, Targets: [{ Id }] }));
  expect(await health(group)).toEqual([]);
  const asked = new DescribeTargetHealthCommand({ TargetGroupArn: group, Targets: [{ Id }] });
  expect((await admin.elbv2.send(asked)).TargetHealthDescriptions).toMatchObject([
    { TargetHealth: { State: 'unused', Reason: 'Target.NotRegistered' } },
  ]);
});

describe('is refused', () => {
  test.each([
    ['a name with what is not in names', { Name: 'shop_1' }, 'ValidationError'],
    ['another network', { VpcId: 'vpc-0123456789abcdef0' }, 'ValidationError'],
    ['a protocol that there is not', { Protocol: 'SMTP' }, 'ValidationError'],
  ])('a target group with %s', async (_what, more, code) => {
    expect((await refusal(targetGroup(more as object))).code).toBe(code);
  });

  test('a second one of a name', async () => {
    await targetGroup();
    await balancer();
    expect((await refusal(targetGroup({ Port: 80 }))).code).toBe('DuplicateTargetGroupNameException');
    expect((await refusal(balancer())).code).toBe('DuplicateLoadBalancerNameException');
  });

  test('a load balancer in a subnet of nobody, or an application’s in one zone', async () => {
    expect((await refusal(balancer({ Subnets: ['subnet-0123456789abcdef0'] }))).code).toBe('SubnetNotFoundException');
    expect((await refusal(balancer({ Type: 'application' }))).code).toBe('ValidationError');
  });

  test('a listener twice, of the wrong protocol, or for what is not there', async () => {
    const [group, one] = [await targetGroup(), await balancer()];
    await listen(one, group);
    expect((await refusal(listen(one, group))).code).toBe('DuplicateListenerException');
    expect((await refusal(listen(one, group, { Protocol: 'HTTP', Port: 80 }))).code).toBe('ValidationError');
    expect((await refusal(listen(`${one}0`, group))).code).toBe('LoadBalancerNotFoundException');
    expect((await refusal(listen(one, `${group}0`, { Port: 80 }))).code).toBe('TargetGroupNotFoundException');
  });

  test('a target that is no instance here, or no private address', async () => {
    expect((await refusal(register(await targetGroup(), 'i-0123456789abcdef0'))).code).toBe('InvalidTargetException');
    const addresses = await targetGroup({ Name: 'addresses', TargetType: 'ip' });
    expect((await refusal(register(addresses, '203.0.113.4'))).code).toBe('InvalidTargetException');
    await register(addresses, '172.31.0.7');
  });

  test('whoever has no right', async () => {
    const group = await targetGroup();
    const { elbv2 } = clients(aws, aws.demo.credentials.dave);

    expect(
      await refusal(elbv2.send(new RegisterTargetsCommand({ TargetGroupArn: group, Targets: [{ Id }] }))),
    ).toMatchObject({
      code: 'AccessDenied',
      message: expect.stringContaining(`elasticloadbalancing:RegisterTargets on resource: ${group}`),
    });
  });
});

test('its records say what was made', async () => {
  const TargetGroupArn = await targetGroup();

  expect(await newestRecord(admin, 'CreateTargetGroup')).toMatchObject({
    eventSource: 'elasticloadbalancing.amazonaws.com',
    requestParameters: { name: 'shop', protocol: 'TCP', port: 443, vpcId: VpcId },
    responseElements: { targetGroups: [{ targetGroupArn: TargetGroupArn, targetGroupName: 'shop' }] },
  });
});
