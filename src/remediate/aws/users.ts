import type { AccessKeyMetadata, Tag } from '@aws-sdk/client-iam';
import type { Target } from '../../model/alert.ts';
import { partitionOf } from '../../model/partition.ts';
import type { PlanTarget, TargetTag } from '../../model/plan.ts';
import type { AwsSession } from '../../ports/aws.ts';
import { isAwsError } from './answers.ts';

const NO_ENTITY = 'NoSuchEntityException';

/** A user as IAM has it. The id is that of this user alone: whoever is made anew under the name has another. */
export interface FoundUser {
  readonly name: string;
  readonly arn: string;
  readonly id: string;
  readonly tags: readonly TargetTag[];
}

/** The user, or undefined where IAM says that there is none. */
export async function findUser(session: AwsSession, name: string): Promise<FoundUser | undefined> {
  const answer = await unlessMissing(session.call('iam:GetUser', { UserName: name }));
  const user = answer?.output.User;
  if (user?.Arn === undefined || user.UserId === undefined) return undefined;
  return { name: user.UserName ?? name, arn: user.Arn, id: user.UserId, tags: targetTags(user.Tags) };
}

/** The user's access keys; none where IAM knows no such user. */
export async function keysOf(session: AwsSession, user: string): Promise<readonly AccessKeyMetadata[]> {
  // A user has two at most, so there is no second page.
  const answer = await unlessMissing(session.call('iam:ListAccessKeys', { UserName: user }));
  return answer?.output.AccessKeyMetadata ?? [];
}

/** Since when the user has had a password for the console; undefined where there is none. */
export async function passwordSince(session: AwsSession, user: string): Promise<Date | undefined> {
  const answer = await unlessMissing(session.call('iam:GetLoginProfile', { UserName: user }));
  return answer?.output.LoginProfile?.CreateDate;
}

/** A target that IAM does not know. */
export function unknownUser({ region, account }: AwsSession, name: string): PlanTarget {
  return {
    type: 'AWS::IAM::User',
    id: name,
    arn: `arn:${partitionOf(region)}:iam::${account}:user/${name}`,
    facts: [],
    material: { user: name, exists: false },
    warnings: [],
    blocked: 'IAM does not know this user (any more).',
  };
}

/** Is it a user, by a name that IAM takes? */
export function isUser({ type, id }: Target): boolean {
  return type === 'AWS::IAM::User' && /^[\w+=,.@-]{1,64}$/.test(id);
}

export function targetTags(tags: readonly Tag[] | undefined): readonly TargetTag[] {
  return (tags ?? []).map(({ Key = '', Value = '' }) => ({ key: Key, value: Value }));
}

/** What IAM answers, or undefined where it says that what was asked about is not there. */
export async function unlessMissing<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isAwsError(error, NO_ENTITY)) return undefined;
    throw error;
  }
}
