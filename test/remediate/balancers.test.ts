import { DescribeInstancesCommand, RunInstancesCommand } from '@aws-sdk/client-ec2';
import type { Instance } from '@aws-sdk/client-ec2';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { TargetTypeEnum } from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, test } from 'vitest';
import { isolateInstance } from '../../src/remediate/actions/isolate-instance.ts';
import { stopInstance } from '../../src/remediate/actions/stop-instance.ts';
import { terminateInstance } from '../../src/remediate/actions/terminate-instance.ts';
import { actionScene } from './action-scene.ts';

const MOMENT = 60_000;
const scene = actionScene(stopInstance);
const type = 'AWS::EC2::Instance';

async function launch(): Promise<Instance> {
  const { ec2 } = scene.admin;
  const { Instances: [made] = [] } = await ec2.send(
    new RunInstancesCommand({
      ImageId: scene.aws.demo.imageId,
      InstanceType: 't3.small',
      MinCount: 1,
      MaxCount: 1,
    }),
  );
  scene.aws.control.advance(MOMENT);
  const InstanceIds = [made?.InstanceId ?? ''];
  const { Reservations: [one] = [] } = await ec2.send(new DescribeInstancesCommand({ InstanceIds }));
  return one?.Instances?.[0] ?? {};
}

/** A target group with these targets, behind a load balancer of the same name or behind none. */
async function group(
  of: Instance,
  targets: readonly (string | undefined)[],
  { balanced = true, as = 'instance' }: { readonly balanced?: boolean; readonly as?: TargetTypeEnum } = {},
): Promise<string> {
  const { elbv2 } = scene.admin;
  const name = `shop-${crypto.randomUUID().slice(0, 8)}`;
  const { TargetGroups: [made] = [] } = await elbv2.send(
    new CreateTargetGroupCommand({ Name: name, Protocol: 'TCP', Port: 443, VpcId: of.VpcId, TargetType: as }),
  );
  const TargetGroupArn = made?.TargetGroupArn ?? '';
  if (balanced) {
    const { LoadBalancers: [balancer] = [] } = await elbv2.send(
      new CreateLoadBalancerCommand({ Name: name, Type: 'network', Subnets: [of.SubnetId ?? ''] }),
    );
    const DefaultActions = [{ Type: 'forward' as const, TargetGroupArn }];
    const LoadBalancerArn = balancer?.LoadBalancerArn;
    await elbv2.send(new CreateListenerCommand({ LoadBalancerArn, Protocol: 'TCP', Port: 443, DefaultActions }));
  }
  const Targets = targets.map((Id) => ({ Id }));
  await elbv2.send(new RegisterTargetsCommand({ TargetGroupArn, Targets }));
  return name;
}

async function warnings(of: Instance): Promise<readonly string[]> {
  const { warnings: said } = await scene.plan({ type, id: of.InstanceId ?? '' });
  return said.filter((one) => /target|balancer/.test(one));
}

describe('a plan for an instance behind a load balancer says', () => {
  test('that what it serves fails, where it is the only healthy target', async () => {
    const instance = await launch();
    const name = await group(instance, [instance.InstanceId]);
    scene.aws.control.advance(MOMENT);

    expect(await warnings(instance)).toEqual([
      `It is the only healthy target in target group ${name} (load balancer ${name}): what that serves fails.`,
    ]);
  });

  test('who gets its traffic, where there are others', async () => {
    const [instance, second, third] = [await launch(), await launch(), await launch()];
    const two = await group(instance, [instance.InstanceId, second.InstanceId]);
    const three = await group(instance, [instance.InstanceId, second.InstanceId, third.InstanceId]);
    scene.aws.control.advance(MOMENT);

    expect(await warnings(instance)).toEqual([
      `It is in target group ${two} (load balancer ${two}): the other healthy target gets its traffic.`,
      `It is in target group ${three} (load balancer ${three}): the 2 other healthy targets get its traffic.`,
    ]);
    expect(await warnings(third)).toHaveLength(1);
  });

  test('the same where it is registered by its address', async () => {
    const instance = await launch();
    const name = await group(instance, [instance.PrivateIpAddress], { as: 'ip' });
    scene.aws.control.advance(MOMENT);

    expect(await warnings(instance)).toEqual([
      `It is the only healthy target in target group ${name} (load balancer ${name}): what that serves fails.`,
    ]);
  });

  test('how it is, where it gets no traffic now', async () => {
    const instance = await launch();
    const name = await group(instance, [instance.InstanceId]);

    expect(await warnings(instance)).toEqual([
      `It is in target group ${name} (load balancer ${name}), and initial now.`,
    ]);
  });

  test('nothing of groups that no load balancer uses, and nothing where it is in none', async () => {
    const [instance, other] = [await launch(), await launch()];
    await group(instance, [instance.InstanceId], { balanced: false });
    scene.aws.control.advance(MOMENT);

    expect(await warnings(instance)).toEqual([]);
    expect(await warnings(other)).toEqual([]);
  });

  test('that it could not be read, and nobody is kept from acting by that', async () => {
    const instance = await launch();
    scene.aws.control.faults.fail('elasticloadbalancing:DescribeTargetGroups', 1, {
      code: 'AccessDenied',
      status: 403,
    });

    const planned = await scene.plan({ type, id: instance.InstanceId ?? '' });

    expect(planned.warnings).toContain('Whether a load balancer sends traffic to it could not be read.');
    expect(planned.blocked).toBeUndefined();
  });

  test('it once: it is not read again before each step', async () => {
    const instance = await launch();
    await group(instance, [instance.InstanceId]);
    const planned = await scene.plan({ type, id: instance.InstanceId ?? '' });
    const before = scene.aws.control.faults.calls('elasticloadbalancing:DescribeTargetHealth');

    await scene.plan({ type, id: instance.InstanceId ?? '', planned });

    expect(before).toBeGreaterThan(0);
    expect(scene.aws.control.faults.calls('elasticloadbalancing:DescribeTargetHealth')).toBe(before);
  });
});

test('one plan asks once, for however many instances', async () => {
  const [first, second] = [await launch(), await launch()];
  const ids = [first, second].map(({ InstanceId = '' }) => InstanceId);
  await group(first, ids);
  const { faults } = scene.aws.control;
  const asked = () => [
    faults.calls('elasticloadbalancing:DescribeTargetGroups'),
    faults.calls('elasticloadbalancing:DescribeTargetHealth'),
  ];
  await scene.plan({ type, id: ids[0] ?? '' });
  const [groups = 0, health = 0] = asked();
  await scene.plan({ type, id: ids[0] ?? '' });
  const [moreGroups = 0, moreHealth = 0] = asked();

  const planned = await scene.planAll(ids.map((id) => ({ type, id })));

  expect(planned.every(({ warnings: said }) => said.some((one) => one.includes('target group')))).toBe(true);
  expect(asked()).toEqual([moreGroups + (moreGroups - groups), moreHealth + (moreHealth - health)]);
});

test.each([stopInstance, terminateInstance, isolateInstance])('$id may read what it takes', ({ permissions }) => {
  expect(permissions.read).toEqual(
    expect.arrayContaining(['elasticloadbalancing:DescribeTargetGroups', 'elasticloadbalancing:DescribeTargetHealth']),
  );
});
