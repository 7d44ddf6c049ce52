import type { Instance, Tag } from '@aws-sdk/client-ec2';
import { TrailboltError } from '../../errors.ts';
import type { Target } from '../../model/alert.ts';
import { partitionOf } from '../../model/partition.ts';
import type { PlanTarget } from '../../model/plan.ts';
import type { AwsSession } from '../../ports/aws.ts';
import type { Action, Verification } from '../action.ts';

/** The only answer of EC2 that says that there is no such instance; any other 404 may be a proxy's. */
const NOT_LISTED = 'InvalidInstanceID.NotFound';

const GONE = new Set(['shutting-down', 'terminated']);

/** Ends instances for good. No undo: the plan says what is lost with each. */
export const terminateInstance: Action = {
  id: 'terminate-instance',
  title: { one: 'Terminate instance', many: 'Terminate instances' },
  risk: 'destructive',
  writes: 'resources',
  undo: 'none',
  undoNote: 'A terminated instance cannot be brought back.',
  permissions: {
    read: ['ec2:DescribeInstances', 'ec2:DescribeInstanceAttribute'],
    act: ['ec2:TerminateInstances'],
  },

  appliesTo: (target) => target.type === 'AWS::EC2::Instance' && /^i-[0-9a-f]{8,17}$/.test(target.id),

  async plan(session, targets) {
    const planned: PlanTarget[] = [];
    for (const target of targets) planned.push(await planOne(session, target));
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

  steps: ({ arn }) => [
    { id: 'terminate', title: 'Terminate', permissions: ['ec2:TerminateInstances'], resources: [arn] },
  ],

  async run(session, { target }) {
    const { output, requestId } = await session.call('ec2:TerminateInstances', { InstanceIds: [target.id] });
    const change = output.TerminatingInstances?.find((entry) => entry.InstanceId === target.id);
    const result = `${change?.PreviousState?.Name ?? 'unknown'} → ${change?.CurrentState?.Name ?? 'unknown'}`;
    return { result, ...(requestId === undefined ? {} : { requestId }) };
  },

  async verify(session, { target }): Promise<Verification> {
    const instance = await findInstance(session, target.id);
    const state = instance?.State?.Name;
    // EC2 forgets a terminated instance after about an hour, and does not know a new one at once.
    if (instance === undefined) return { state: 'gone', sentence: 'EC2 no longer lists it' };
    if (state === 'terminated') return { state: 'done', sentence: 'terminated' };
    if (state === 'shutting-down') return { state: 'pending', sentence: 'shutting down' };
    return { state: 'not-begun', sentence: `still ${state ?? 'in an unknown state'}` };
  },
};

async function planOne(session: AwsSession, target: Target): Promise<PlanTarget> {
  const arn = `arn:${partitionOf(session.region)}:ec2:${session.region}:${session.account}:instance/${target.id}`;
  const instance = await findInstance(session, target.id);
  if (instance === undefined) {
    return {
      type: target.type,
      id: target.id,
      arn,
      facts: [],
      material: { instanceId: target.id, exists: false },
      warnings: [],
      blocked: 'EC2 does not know this instance (any more).',
      // Launched seconds ago it may not be listed yet.
      settling: true,
    };
  }
  const state = instance.State?.Name ?? 'unknown';
  const name = tagValue(instance.Tags, 'Name');
  const group = tagValue(instance.Tags, 'aws:autoscaling:groupName');
  const stack = tagValue(instance.Tags, 'aws:cloudformation:stack-name');
  const protection = GONE.has(state) ? false : await isProtected(session, target.id);
  const volumes = (instance.BlockDeviceMappings ?? []).map((mapping) => ({
    id: mapping.Ebs?.VolumeId ?? 'unknown',
    deleted: mapping.Ebs?.DeleteOnTermination ?? false,
  }));
  const blocked = blockedBy({
    state,
    group,
    protection,
    owner: instance.NetworkInterfaces?.[0]?.OwnerId,
    account: session.account,
  });
  return {
    type: target.type,
    id: target.id,
    arn,
    ...(name === undefined ? {} : { name }),
    facts: [
      state,
      instance.InstanceType ?? 'unknown type',
      ...(instance.LaunchTime === undefined
        ? []
        : [`launched ${instance.LaunchTime.toISOString().slice(0, 16).replace('T', ' ')} UTC`]),
      ...(instance.PublicIpAddress === undefined ? [] : [`public address ${instance.PublicIpAddress}`]),
      ...(instance.IamInstanceProfile?.Arn === undefined
        ? []
        : [`instance profile ${instance.IamInstanceProfile.Arn.split('/').at(-1) ?? ''}`]),
      volumesInWords(volumes),
    ],
    material: {
      instanceId: target.id,
      launchTime: instance.LaunchTime?.toISOString() ?? null,
      imageId: instance.ImageId ?? null,
      // Stopped meanwhile: somebody has acted, and has to be asked first.
      state,
      autoScalingGroup: group ?? null,
      terminationProtection: protection,
      volumes: volumes.map((volume) => `${volume.id}:${volume.deleted}`).toSorted(),
      instanceStore: instance.RootDeviceType === 'instance-store',
    },
    warnings: [
      ...(instance.RootDeviceType === 'instance-store'
        ? ['Its root disk is an instance store: everything on it is lost.']
        : []),
      ...(volumes.some((volume) => volume.deleted)
        ? ['No snapshot is taken of volumes that are deleted with it.']
        : []),
      ...(stack === undefined ? [] : [`It belongs to CloudFormation stack ${stack}, which will drift.`]),
    ],
    ...(blocked === undefined ? {} : { blocked }),
    ...(state === 'pending' ? { settling: true as const } : {}),
  };
}

function volumesInWords(volumes: readonly { readonly deleted: boolean }[]): string {
  const deleted = volumes.filter((volume) => volume.deleted).length;
  const all = `${volumes.length} volume${volumes.length === 1 ? '' : 's'}`;
  if (volumes.length === 0) return 'no volumes';
  return deleted === volumes.length ? `${all}, deleted with it` : `${all}, ${deleted} of them deleted with it`;
}

function blockedBy(seen: {
  state: string;
  group: string | undefined;
  protection: boolean;
  owner: string | undefined;
  account: string;
}): string | undefined {
  if (GONE.has(seen.state)) return `It is already ${seen.state}.`;
  // EC2 lists the volumes only when it runs, and a plan must name what is lost.
  if (seen.state === 'pending') return 'It is still starting; open the plan again in a moment.';
  if (seen.owner !== undefined && seen.owner !== seen.account) return `It belongs to account ${seen.owner}.`;
  if (seen.protection) return 'Termination protection is on; somebody with the right has to lift it first.';
  if (seen.group !== undefined)
    return `Auto-scaling group ${seen.group} would launch another at once; change the group instead.`;
  return undefined;
}

function losses(targets: readonly PlanTarget[]): string[] {
  const deleted = targets
    .flatMap((target) => (Array.isArray(target.material['volumes']) ? target.material['volumes'] : []))
    .filter((volume) => String(volume).endsWith(':true'));
  return deleted.length === 0
    ? []
    : [
        `${deleted.length} volume${deleted.length === 1 ? ' is' : 's are'} deleted with ${targets.length === 1 ? 'it' : 'them'}.`,
      ];
}

async function findInstance(session: AwsSession, id: string): Promise<Instance | undefined> {
  try {
    const { output } = await session.call('ec2:DescribeInstances', { InstanceIds: [id] });
    return output.Reservations?.flatMap((reservation) => reservation.Instances ?? []).find(
      (instance) => instance.InstanceId === id,
    );
  } catch (error) {
    if (error instanceof TrailboltError && error.details['awsCode'] === NOT_LISTED) return undefined;
    throw error;
  }
}

async function isProtected(session: AwsSession, id: string): Promise<boolean> {
  const { output } = await session.call('ec2:DescribeInstanceAttribute', {
    InstanceId: id,
    Attribute: 'disableApiTermination',
  });
  return output.DisableApiTermination?.Value === true;
}

function tagValue(tags: readonly Tag[] | undefined, key: string): string | undefined {
  return tags?.find((tag) => tag.Key === key)?.Value;
}
