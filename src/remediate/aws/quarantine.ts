import type { SecurityGroup } from '@aws-sdk/client-ec2';
import { TrailboltError } from '../../errors.ts';
import type { AwsSession } from '../../ports/aws.ts';
import type { StepContext, StepResult, Verification } from '../action.ts';
import { isAwsError } from './answers.ts';

/** Tag of the groups that instances are moved into; the grants of the acting role know it, too. */
export const QUARANTINE_TAG = 'trailbolt:quarantine';

const RUN_TAG = 'trailbolt:run';

/** Names are unique in a VPC, so whoever takes a name first cannot keep others from being isolated. */
function nameFor(requestId: string): string {
  return `trailbolt-quarantine-${requestId}`;
}

/** Lets nothing in and nothing out. A group that somebody gave rules is no quarantine any more, whatever its tag says. */
function isClosed(group: SecurityGroup): boolean {
  return (group.IpPermissions ?? []).length === 0 && (group.IpPermissionsEgress ?? []).length === 0;
}

/** Groups of a VPC that have the tag, closed or not. */
async function taggedGroups(session: AwsSession, vpcId: string): Promise<readonly SecurityGroup[]> {
  const { output } = await session.call('ec2:DescribeSecurityGroups', {
    Filters: [
      { Name: 'vpc-id', Values: [vpcId] },
      { Name: 'tag-key', Values: [QUARANTINE_TAG] },
    ],
  });
  return (output.SecurityGroups ?? []).filter((group) => group.OwnerId === session.account);
}

/** Ids of the groups of these VPCs that an instance in them is cut off by. */
export async function quarantineGroups(session: AwsSession, vpcIds: readonly string[]): Promise<ReadonlySet<string>> {
  const all = await Promise.all(vpcIds.map((vpcId) => taggedGroups(session, vpcId)));
  return new Set(all.flat().flatMap((group) => (isClosed(group) ? (group.GroupId ?? []) : [])));
}

/** The group that this run uses in a VPC: one that is closed, else the one that it made itself. */
async function groupFor(session: AwsSession, vpcId: string, requestId: string): Promise<SecurityGroup | undefined> {
  const groups = await taggedGroups(session, vpcId);
  return groups.find(isClosed) ?? groups.find((group) => group.GroupName === nameFor(requestId));
}

/** Finds the VPC's quarantine group, or makes it; as EC2 makes it, it lets everything out. */
export async function provideGroup(session: AwsSession, vpcId: string, requestId: string): Promise<StepResult> {
  const found = await groupFor(session, vpcId, requestId);
  if (found?.GroupId !== undefined) return { result: `${found.GroupId} is there`, data: { groupId: found.GroupId } };
  try {
    const { output, requestId: awsRequestId } = await session.call('ec2:CreateSecurityGroup', {
      GroupName: nameFor(requestId),
      Description: 'Lets nothing in and nothing out: for instances that Trailbolt isolates',
      VpcId: vpcId,
      TagSpecifications: [
        {
          ResourceType: 'security-group',
          Tags: [
            { Key: QUARANTINE_TAG, Value: 'true' },
            { Key: RUN_TAG, Value: requestId },
          ],
        },
      ],
    });
    const groupId = output.GroupId ?? '';
    return {
      result: `made ${groupId}`,
      data: { groupId },
      ...(awsRequestId === undefined ? {} : { requestId: awsRequestId }),
    };
  } catch (error) {
    // Made a moment ago, and not listed yet: the look that follows finds it.
    if (isAwsError(error, 'InvalidGroup.Duplicate')) return { result: 'was made already' };
    throw error;
  }
}

export async function verifyGroup(session: AwsSession, vpcId: string, requestId: string): Promise<Verification> {
  const group = await groupFor(session, vpcId, requestId);
  if (group?.GroupId === undefined) return { state: 'not-begun', sentence: 'not there' };
  return { state: 'done', sentence: `${group.GroupId} is there`, data: { groupId: group.GroupId } };
}

/** Takes from a group of this run's making the outbound rules that EC2 gave it. */
export async function closeGroup(session: AwsSession, groupId: string, requestId: string): Promise<StepResult> {
  const group = await readGroup(session, groupId);
  if (group !== undefined && isClosed(group)) return { result: 'has no rules' };
  if (group?.GroupName !== nameFor(requestId)) throw opened(groupId);
  const { requestId: awsRequestId } = await session.call('ec2:RevokeSecurityGroupEgress', {
    GroupId: groupId,
    IpPermissions: group.IpPermissionsEgress ?? [],
  });
  return { result: 'outbound rules revoked', ...(awsRequestId === undefined ? {} : { requestId: awsRequestId }) };
}

export async function verifyClosed(session: AwsSession, groupId: string): Promise<Verification> {
  const group = await readGroup(session, groupId);
  return group !== undefined && isClosed(group)
    ? { state: 'done', sentence: 'lets nothing in and nothing out' }
    : { state: 'not-begun', sentence: 'not closed' };
}

/** Moves one interface. Right before, the group is looked at: an open one would isolate from nothing. */
export async function moveInterface(session: AwsSession, interfaceId: string, groupId: string): Promise<StepResult> {
  const group = await readGroup(session, groupId);
  if (group === undefined || !isClosed(group)) throw opened(groupId);
  const { requestId } = await session.call('ec2:ModifyNetworkInterfaceAttribute', {
    NetworkInterfaceId: interfaceId,
    Groups: [groupId],
  });
  return { result: `moved into ${groupId}`, data: { groupId }, ...(requestId === undefined ? {} : { requestId }) };
}

async function readGroup(session: AwsSession, groupId: string): Promise<SecurityGroup | undefined> {
  const { output } = await session.call('ec2:DescribeSecurityGroups', {
    Filters: [{ Name: 'group-id', Values: [groupId] }],
  });
  return output.SecurityGroups?.find((group) => group.GroupId === groupId);
}

function opened(groupId: string): TrailboltError {
  return new TrailboltError(
    'aws.refused',
    `The quarantine group ${groupId} is gone or has got rules meanwhile: nothing was moved into it.`,
    { details: { groupId } },
  );
}

/** The group that an earlier step of this target has found or made for a VPC. */
export function groupOf(earlier: StepContext['earlier'], vpcId: string): string {
  const groupId = earlier[`group ${vpcId}`]?.['groupId'];
  return typeof groupId === 'string' ? groupId : '';
}
