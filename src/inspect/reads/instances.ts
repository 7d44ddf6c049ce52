import type { Instance } from '@aws-sdk/client-ec2';
import { TrailboltError } from '../../errors.ts';
import type { RecordSummary } from '../../model/alert.ts';
import type { AwsSession } from '../../ports/aws.ts';
import { targetsOf } from '../inspector.ts';

export const INSTANCE = 'AWS::EC2::Instance';
/** A setting of an instance as a target of its own: it has the instance's id. */
const SETTING = 'AWS::EC2::InstanceMetadataOptions';

/** What the record's instances are now. */
export interface SeenInstances {
  /** Those that run or may run again. */
  readonly instances: readonly (Instance & { readonly InstanceId: string })[];
  /** Some are not listed yet, or still starting: their addresses and disks are not known. */
  readonly settling: boolean;
}

/** Reads the instances that a record launched or changed, each by itself: one that is gone must not hide the others. */
export async function readInstances(session: AwsSession, record: RecordSummary): Promise<SeenInstances> {
  const ids = new Set([INSTANCE, SETTING].flatMap((type) => targetsOf(record, type).map(({ id }) => id)));
  const found = await Promise.all([...ids].map((id) => readInstance(session, id)));
  const instances = found.flatMap((instance) =>
    instance?.InstanceId === undefined || isGone(instance) ? [] : [{ ...instance, InstanceId: instance.InstanceId }],
  );
  const settling = found.some((instance) => instance === undefined || instance.State?.Name === 'pending');
  return { instances, settling };
}

async function readInstance(session: AwsSession, id: string): Promise<Instance | undefined> {
  try {
    const { output } = await session.call('ec2:DescribeInstances', { InstanceIds: [id] });
    return output.Reservations?.flatMap((reservation) => reservation.Instances ?? []).find(
      (instance) => instance.InstanceId === id,
    );
  } catch (error) {
    // Launched seconds ago it may not be listed yet; long gone it is not listed any more.
    if (error instanceof TrailboltError && error.code === 'aws.not-found') return undefined;
    throw error;
  }
}

function isGone(instance: Instance): boolean {
  return instance.State?.Name === 'terminated' || instance.State?.Name === 'shutting-down';
}

/** The addresses by which the internet reaches it: IPv6 addresses are always public. */
export function publicAddresses(instance: Instance): readonly string[] {
  const interfaces = instance.NetworkInterfaces ?? [];
  const found = [
    instance.PublicIpAddress,
    ...interfaces.map((one) => one.Association?.PublicIp),
    ...interfaces.flatMap((one) => one.Ipv6Addresses ?? []).map((one) => one.Ipv6Address),
  ];
  return [...new Set(found.flatMap((address) => (address === undefined || address === '' ? [] : [address])))];
}

/** The security groups of all its interfaces. */
export function groupIds(instance: Instance): readonly string[] {
  const groups = [
    ...(instance.SecurityGroups ?? []),
    ...(instance.NetworkInterfaces ?? []).flatMap((one) => one.Groups ?? []),
  ];
  return [...new Set(groups.flatMap((group) => group.GroupId ?? []))];
}
