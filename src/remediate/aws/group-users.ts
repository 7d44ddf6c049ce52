import type { NetworkInterface, SecurityGroup } from '@aws-sdk/client-ec2';
import type { AwsSession } from '../../ports/aws.ts';
import { isAwsError } from './answers.ts';

/** Who uses a security group is told up to here. */
const LISTED = 5;

/** The group, or undefined where EC2 says that it is gone. */
export async function findGroup(session: AwsSession, id: string): Promise<SecurityGroup | undefined> {
  try {
    const { output } = await session.call('ec2:DescribeSecurityGroups', { GroupIds: [id] });
    return output.SecurityGroups?.find((group) => group.GroupId === id);
  } catch (error) {
    if (isAwsError(error, 'InvalidGroup.NotFound')) return undefined;
    throw error;
  }
}

/** What a group's interfaces belong to, in words: `used by i-1, i-2 and 1 other network interface`. */
export async function usersOfGroup(session: AwsSession, id: string): Promise<string> {
  const { output } = await session.call('ec2:DescribeNetworkInterfaces', {
    Filters: [{ Name: 'group-id', Values: [id] }],
    MaxResults: 1000,
  });
  const interfaces = output.NetworkInterfaces ?? [];
  if (interfaces.length === 0) return 'used by nothing';
  const named = [...new Set(interfaces.flatMap(nameOf))];
  const shown = named.slice(0, LISTED);
  const rest = named.length - shown.length;
  const more = output.NextToken === undefined || output.NextToken === '' ? String(rest) : `more than ${rest}`;
  return `used by ${shown.join(', ')}${rest > 0 ? ` and ${more} others` : ''}`;
}

/** The instance, or what else AWS says that the interface is for. */
function nameOf({ Attachment, Description, NetworkInterfaceId = '' }: NetworkInterface): string {
  if (Attachment?.InstanceId !== undefined && Attachment.InstanceId !== '') return Attachment.InstanceId;
  return Description === undefined || Description === ''
    ? NetworkInterfaceId
    : `${NetworkInterfaceId} (${Description.slice(0, 60)})`;
}
