import type { Instance } from '@aws-sdk/client-ec2';
import type { PlanTarget } from '../../model/plan.ts';
import type { AwsSession } from '../../ports/aws.ts';
import type { Action, StepResult, StepSpec, Verification } from '../action.ts';
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
import { snapshotSteps, snapshotVolume, takeSnapshot, verifySnapshot } from '../aws/snapshots.ts';
import { stop, verifyStopped } from '../aws/stop-call.ts';

const GONE = new Set(['shutting-down', 'terminated']);

/** Ends instances for good: stopped first where EC2 can, with a snapshot of every volume that would be deleted. */
export const terminateInstance: Action = {
  id: 'terminate-instance',
  title: { one: 'Terminate instance', many: 'Terminate instances' },
  risk: 'destructive',
  writes: 'resources',
  undo: 'none',
  undoNote: 'A terminated instance cannot be brought back; from the snapshots its disks can.',
  permissions: {
    read: [...BALANCER_READS, 'ec2:DescribeInstances', 'ec2:DescribeInstanceAttribute', 'ec2:DescribeSnapshots'],
    act: ['ec2:StopInstances', 'ec2:CreateSnapshot', 'ec2:CreateTags', 'ec2:TerminateInstances'],
  },

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
    `${targets.length === 1 ? 'The instance is' : `${targets.length} instances are`} terminated.`,
    ...losses(targets),
  ],

  limits: () => [
    'Credentials that the instance handed out stay valid until they expire.',
    'Whoever launched it can launch again: deactivate the access key as well.',
  ],

  steps: (target): readonly StepSpec[] => [
    ...(target.material['stoppedFirst'] === true
      ? [{ id: 'stop', title: 'Stop', permissions: ['ec2:StopInstances' as const], resources: [target.arn] }]
      : []),
    ...snapshotSteps(target, deletedVolumes(target)),
    { id: 'terminate', title: 'Terminate', permissions: ['ec2:TerminateInstances'], resources: [target.arn] },
  ],

  expected: ({ material }, done) =>
    done.includes('stop') ? { ...material, state: 'stopped', stoppedFirst: false } : material,

  async run(session, context): Promise<StepResult> {
    const { step, target } = context;
    const volume = snapshotVolume(step);
    if (volume !== undefined) return takeSnapshot(session, context, volume);
    return step.id === 'stop' ? stop(session, target) : terminate(session, target);
  },

  async verify(session, context): Promise<Verification> {
    const { step, target } = context;
    const volume = snapshotVolume(step);
    if (volume !== undefined) return verifySnapshot(session, context, volume);
    return step.id === 'stop' ? verifyStopped(session, target) : verifyTerminated(session, target);
  },
};

async function terminate(session: AwsSession, { id }: PlanTarget): Promise<StepResult> {
  const { output, requestId } = await session.call('ec2:TerminateInstances', { InstanceIds: [id] });
  const change = output.TerminatingInstances?.find((entry) => entry.InstanceId === id);
  const result = `${change?.PreviousState?.Name ?? 'unknown'} → ${change?.CurrentState?.Name ?? 'unknown'}`;
  return { result, ...(requestId === undefined ? {} : { requestId }) };
}

async function verifyTerminated(session: AwsSession, { id }: PlanTarget): Promise<Verification> {
  const instance = await findInstance(session, id);
  const state = instance?.State?.Name;
  // EC2 forgets a terminated instance after about an hour, and does not know a new one at once.
  if (instance === undefined) return { state: 'gone', sentence: 'EC2 no longer lists it' };
  if (state === 'terminated') return { state: 'done', sentence: 'terminated' };
  if (state === 'shutting-down') return { state: 'pending', sentence: 'shutting down' };
  return { state: 'not-begun', sentence: `still ${state ?? 'in an unknown state'}` };
}

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
  const protection = !GONE.has(state) && (await isProtected(session, id, 'disableApiTermination'));
  const volumes = (instance.BlockDeviceMappings ?? []).map((mapping) => ({
    id: mapping.Ebs?.VolumeId ?? 'unknown',
    deleted: mapping.Ebs?.DeleteOnTermination ?? false,
  }));
  const blocked = blockedBy(instance, { state, autoScalingGroup, protection, account: session.account });
  // What people were told of it is not told again before a step.
  const balanced = again || blocked !== undefined ? [] : await balancers(instance);
  return {
    type: 'AWS::EC2::Instance',
    id,
    arn: instanceArn(session, id),
    ...(name === undefined ? {} : { name }),
    facts: [...instanceFacts(instance), volumesInWords(volumes)],
    material: {
      instanceId: id,
      launchTime: instance.LaunchTime?.toISOString() ?? null,
      imageId: instance.ImageId ?? null,
      // Stopped meanwhile: somebody has acted, and has to be asked first.
      state,
      autoScalingGroup: autoScalingGroup ?? null,
      terminationProtection: protection,
      volumes: volumes.map((volume) => `${volume.id}:${volume.deleted}`).toSorted(),
      stoppedFirst:
        state === 'running' && canBeStopped(instance) && !(await isProtected(session, id, 'disableApiStop')),
    },
    tags: targetTags(instance.Tags),
    warnings: [...balanced, ...ownWarnings(instance), ...warnings],
    ...(blocked === undefined ? {} : { blocked }),
    ...(state === 'pending' || state === 'stopping' ? { settling: true as const } : {}),
  };
}

/** EC2 stops neither what has no disk to stop to, nor most Spot instances. */
function canBeStopped(instance: Instance): boolean {
  return instance.RootDeviceType !== 'instance-store' && instance.InstanceLifecycle !== 'spot';
}

function ownWarnings(instance: Instance): readonly string[] {
  return [
    ...(instance.RootDeviceType === 'instance-store'
      ? ['Its root disk is an instance store: everything on it is lost.']
      : []),
    ...(instance.InstanceLifecycle === 'spot'
      ? ['It is a Spot instance: if its request is persistent, AWS launches another, so cancel the request as well.']
      : []),
    ...(canBeStopped(instance)
      ? []
      : ['It is not stopped before the snapshots: they hold what its disks hold while it runs.']),
  ];
}

function volumesInWords(volumes: readonly { readonly deleted: boolean }[]): string {
  const deleted = volumes.filter((volume) => volume.deleted).length;
  const all = `${volumes.length} volume${volumes.length === 1 ? '' : 's'}`;
  if (volumes.length === 0) return 'no volumes';
  return deleted === volumes.length ? `${all}, deleted with it` : `${all}, ${deleted} of them deleted with it`;
}

function blockedBy(
  instance: Instance,
  seen: {
    readonly state: string;
    readonly autoScalingGroup: string | undefined;
    readonly protection: boolean;
    readonly account: string;
  },
): string | undefined {
  const owner = foreignOwner(instance, seen.account);
  if (GONE.has(seen.state)) return `It is already ${seen.state}.`;
  // EC2 lists the volumes only when it runs, and a plan must name what is lost.
  if (seen.state === 'pending') return 'It is still starting; open the plan again in a moment.';
  if (owner !== undefined) return `It belongs to account ${owner}.`;
  if (seen.protection) return 'Termination protection is on; somebody with the right has to lift it first.';
  if (seen.autoScalingGroup !== undefined)
    return `Auto-scaling group ${seen.autoScalingGroup} would launch another at once; change the group instead.`;
  return undefined;
}

function deletedVolumes(target: PlanTarget): readonly string[] {
  const volumes = target.material['volumes'];
  return (Array.isArray(volumes) ? volumes : [])
    .map(String)
    .filter((volume) => volume.endsWith(':true'))
    .map((volume) => volume.slice(0, -':true'.length));
}

function losses(targets: readonly PlanTarget[]): string[] {
  const deleted = targets.flatMap(deletedVolumes).length;
  if (deleted === 0) return [];
  const one = deleted === 1;
  return [
    `${deleted} volume${one ? ' is' : 's are'} deleted with ${targets.length === 1 ? 'it' : 'them'}.`,
    `First ${one ? 'a snapshot of it is' : 'snapshots of all of them are'} taken, which ${one ? 'stays and costs' : 'stay and cost'} money until somebody deletes ${one ? 'it' : 'them'}.`,
  ];
}
