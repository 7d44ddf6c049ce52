import type { Instance } from '@aws-sdk/client-ec2';
import type { PlanTarget } from '../../model/plan.ts';
import type { AwsSession } from '../../ports/aws.ts';
import type { Action, StepSpec } from '../action.ts';
import { BALANCER_READS, balancerReader, type BalancerReader } from '../aws/balancers.ts';
import {
  findInstance,
  foreignOwner,
  instanceArn,
  instanceFacts,
  isProtected,
  owners,
  tagValue,
  targetTags,
  unknownInstance,
} from '../aws/instances.ts';
import { startInstance } from '../aws/start-instance.ts';
import { stop, verifyStopped } from '../aws/stop-call.ts';

/** Stops instances. Their disks stay; the undo starts them again. */
export const stopInstance: Action = {
  id: 'stop-instance',
  title: { one: 'Stop instance', many: 'Stop instances' },
  risk: 'disruptive',
  writes: 'resources',
  undo: 'partial',
  undoNote:
    'It is started again, with its volumes and private addresses. A public address that is not elastic will be another one; what was in memory or on instance-store volumes is lost.',
  permissions: {
    read: [...BALANCER_READS, 'ec2:DescribeInstances', 'ec2:DescribeInstanceAttribute'],
    act: ['ec2:StopInstances'],
  },
  reverse: startInstance,

  appliesTo: (target) => target.type === 'AWS::EC2::Instance' && /^i-[0-9a-f]{8,17}$/.test(target.id),

  async plan(session, targets) {
    const planned: PlanTarget[] = [];
    const balancers = balancerReader(session);
    for (const { id, planned: before } of targets) {
      planned.push(await planOne(session, id, { again: before !== undefined, balancers }));
    }
    return planned;
  },

  effects: (targets) => [
    targets.length === 1
      ? 'The instance is stopped: what runs on it ends, its volumes stay.'
      : `${targets.length} instances are stopped: what runs on them ends, their volumes stay.`,
  ],

  limits: () => [
    'Credentials that the instance handed out stay valid until they expire.',
    'Whoever may start it can start it again: deactivate the access key as well.',
  ],

  steps: ({ arn }): readonly StepSpec[] => [
    { id: 'stop', title: 'Stop', permissions: ['ec2:StopInstances'], resources: [arn] },
  ],

  run: (session, { target }) => stop(session, target),
  verify: (session, { target }) => verifyStopped(session, target),
};

async function planOne(
  session: AwsSession,
  id: string,
  { again, balancers }: { readonly again: boolean; readonly balancers: BalancerReader },
): Promise<PlanTarget> {
  const instance = await findInstance(session, id);
  if (instance === undefined) return unknownInstance(session, id);
  const state = instance.State?.Name ?? 'unknown';
  const name = tagValue(instance.Tags, 'Name');
  const { autoScalingGroup, warnings } = owners(instance);
  const stopProtection = state === 'running' && (await isProtected(session, id, 'disableApiStop'));
  const blocked = blockedBy(instance, { state, autoScalingGroup, stopProtection, account: session.account });
  // What people were told of it is not told again before a step.
  const balanced = again || blocked !== undefined ? [] : await balancers(instance);
  return {
    type: 'AWS::EC2::Instance',
    id,
    arn: instanceArn(session, id),
    ...(name === undefined ? {} : { name }),
    facts: instanceFacts(instance),
    tags: targetTags(instance.Tags),
    material: {
      instanceId: id,
      launchTime: instance.LaunchTime?.toISOString() ?? null,
      imageId: instance.ImageId ?? null,
      state,
      autoScalingGroup: autoScalingGroup ?? null,
      stopProtection,
    },
    warnings: [
      ...balanced,
      ...(instance.PublicIpAddress === undefined || hasElasticAddress(instance)
        ? []
        : [`Its public address ${instance.PublicIpAddress} is given up and does not come back.`]),
      ...warnings,
    ],
    ...(blocked === undefined ? {} : { blocked }),
    ...(state === 'pending' || state === 'stopping' ? { settling: true as const } : {}),
  };
}

function hasElasticAddress(instance: Instance): boolean {
  const owner = instance.NetworkInterfaces?.[0]?.Association?.IpOwnerId;
  return owner !== undefined && owner !== 'amazon';
}

function blockedBy(
  instance: Instance,
  seen: {
    readonly state: string;
    readonly autoScalingGroup: string | undefined;
    readonly stopProtection: boolean;
    readonly account: string;
  },
): string | undefined {
  const owner = foreignOwner(instance, seen.account);
  if (seen.state === 'pending') return 'It is still starting; open the plan again in a moment.';
  if (seen.state !== 'running') return `It is already ${seen.state}.`;
  if (owner !== undefined) return `It belongs to account ${owner}.`;
  if (seen.stopProtection) return 'Stop protection is on; somebody with the right has to lift it first.';
  if (instance.RootDeviceType === 'instance-store')
    return 'Its root disk is an instance store: EC2 can only terminate such an instance.';
  if (instance.InstanceLifecycle === 'spot')
    return 'It is a Spot instance, which most requests do not let stop; terminate or isolate it instead.';
  if (seen.autoScalingGroup !== undefined)
    return `Auto-scaling group ${seen.autoScalingGroup} would terminate it and launch another; isolate it or change the group instead.`;
  return undefined;
}
