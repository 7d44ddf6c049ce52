import type { Instance, Tag } from '@aws-sdk/client-ec2';
import { partitionOf } from '../../model/partition.ts';
import type { PlanTarget, TargetTag } from '../../model/plan.ts';
import type { AwsSession } from '../../ports/aws.ts';
import { isAwsError } from './answers.ts';

/** An instance as EC2 lists it, or undefined where EC2 says that there is none. */
export async function findInstance(session: AwsSession, id: string): Promise<Instance | undefined> {
  try {
    const { output } = await session.call('ec2:DescribeInstances', { InstanceIds: [id] });
    return output.Reservations?.flatMap((reservation) => reservation.Instances ?? []).find(
      (instance) => instance.InstanceId === id,
    );
  } catch (error) {
    if (isAwsError(error, 'InvalidInstanceID.NotFound')) return undefined;
    throw error;
  }
}

/** Is it protected from being terminated, or from being stopped? */
export async function isProtected(
  session: AwsSession,
  id: string,
  attribute: 'disableApiTermination' | 'disableApiStop',
): Promise<boolean> {
  const { output } = await session.call('ec2:DescribeInstanceAttribute', { InstanceId: id, Attribute: attribute });
  const value = attribute === 'disableApiStop' ? output.DisableApiStop : output.DisableApiTermination;
  return value?.Value === true;
}

export function instanceArn({ region, account }: AwsSession, id: string): string {
  return `arn:${partitionOf(region)}:ec2:${region}:${account}:instance/${id}`;
}

/** A target that EC2 does not list. Launched seconds ago it may not be there yet. */
export function unknownInstance(session: AwsSession, id: string): PlanTarget {
  return {
    type: 'AWS::EC2::Instance',
    id,
    arn: instanceArn(session, id),
    facts: [],
    material: { instanceId: id, exists: false },
    warnings: [],
    blocked: 'EC2 does not know this instance (any more).',
    settling: true,
  };
}

/** What all plans for instances say of one. */
export function instanceFacts(instance: Instance): string[] {
  return [
    instance.State?.Name ?? 'unknown',
    instance.InstanceType ?? 'unknown type',
    ...(instance.LaunchTime === undefined
      ? []
      : [`launched ${instance.LaunchTime.toISOString().slice(0, 16).replace('T', ' ')} UTC`]),
    ...(instance.PublicIpAddress === undefined ? [] : [`public address ${instance.PublicIpAddress}`]),
    ...(instance.IamInstanceProfile?.Arn === undefined
      ? []
      : [`instance profile ${instance.IamInstanceProfile.Arn.split('/').at(-1) ?? ''}`]),
  ];
}

export function tagValue(tags: readonly Tag[] | undefined, key: string): string | undefined {
  return tags?.find((tag) => tag.Key === key)?.Value;
}

/** Tags as a plan has them. */
export function targetTags(tags: readonly Tag[] | undefined): readonly TargetTag[] {
  return (tags ?? []).map(({ Key: key = '', Value: value = '' }) => ({ key, value }));
}

/** Who else counts on it, by the tags that AWS's own services set. */
export function owners(instance: Instance): {
  /** Launches another where one is missing. */
  readonly autoScalingGroup: string | undefined;
  /** Sentences for people. */
  readonly warnings: readonly string[];
} {
  const tags = instance.Tags ?? [];
  const stack = tagValue(tags, 'aws:cloudformation:stack-name');
  const cluster =
    tagValue(tags, 'eks:cluster-name') ??
    tagValue(tags, 'aws:eks:cluster-name') ??
    tags
      .find((tag) => tag.Key?.startsWith('kubernetes.io/cluster/') === true)
      ?.Key?.split('/')
      .at(-1);
  const ecs = tagValue(tags, 'aws:ecs:clusterName') ?? tagValue(tags, 'ecs:cluster-name');
  return {
    autoScalingGroup: tagValue(tags, 'aws:autoscaling:groupName'),
    warnings: [
      ...(stack === undefined ? [] : [`It belongs to CloudFormation stack ${stack}, which will drift.`]),
      ...(cluster === undefined
        ? []
        : [`It is a node of Kubernetes cluster ${cluster}: what runs on it is moved or lost.`]),
      ...(ecs === undefined && tagValue(tags, 'AmazonECSManaged') === undefined
        ? []
        : [`It runs tasks of ECS${ecs === undefined ? '' : ` cluster ${ecs}`}, which are moved or lost.`]),
    ],
  };
}

/** The account of its owner where that is another one: its network is shared with this account. */
export function foreignOwner(instance: Instance, account: string): string | undefined {
  const owner = instance.NetworkInterfaces?.[0]?.OwnerId;
  return owner === undefined || owner === account ? undefined : owner;
}
