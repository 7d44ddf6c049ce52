import type { IamInstanceProfileAssociation } from '@aws-sdk/client-ec2';
import { partitionOf } from '../../model/partition.ts';
import type { AwsSession } from '../../ports/aws.ts';
import { isAwsError } from './answers.ts';

/** Instance profiles of an instance: one at most, and none while it is being taken away. */
export async function profileOf(
  session: AwsSession,
  by: { readonly association?: string; readonly instance?: string },
): Promise<IamInstanceProfileAssociation | undefined> {
  try {
    const { output } = await session.call('ec2:DescribeIamInstanceProfileAssociations', {
      ...(by.association === undefined ? {} : { AssociationIds: [by.association] }),
      ...(by.instance === undefined ? {} : { Filters: [{ Name: 'instance-id', Values: [by.instance] }] }),
    });
    return output.IamInstanceProfileAssociations?.find(
      ({ AssociationId, InstanceId, State }) =>
        State !== 'disassociating' &&
        State !== 'disassociated' &&
        (by.association === undefined || AssociationId === by.association) &&
        (by.instance === undefined || InstanceId === by.instance),
    );
  } catch (error) {
    if (isAwsError(error, 'InvalidAssociationID.NotFound')) return undefined;
    throw error;
  }
}

/** The role in a profile, which whoever associates the profile passes on; undefined where the profile is gone or empty. */
export async function roleOf(session: AwsSession, profileArn: string): Promise<string | undefined> {
  try {
    const name = profileArn.split('/').at(-1) ?? '';
    const { output } = await session.call('iam:GetInstanceProfile', { InstanceProfileName: name });
    return output.InstanceProfile?.Roles?.[0]?.Arn;
  } catch (error) {
    if (isAwsError(error, 'NoSuchEntity', 'NoSuchEntityException')) return undefined;
    throw error;
  }
}

export function instanceArnOf({ region, account }: AwsSession, id: string): string {
  return `arn:${partitionOf(region)}:ec2:${region}:${account}:instance/${id}`;
}
