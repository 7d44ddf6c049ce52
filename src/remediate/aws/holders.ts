import { partitionOf } from '../../model/partition.ts';
import type { TargetTag } from '../../model/plan.ts';
import type { AwsSession } from '../../ports/aws.ts';
import type { Holder } from './deny-all.ts';
import { findRole, usedInWords, whyUnchangeable } from './roles.ts';
import { findUser, unlessMissing } from './users.ts';

/** A user, role or group as IAM has it, for what is done to its policies. */
interface FoundHolder {
  readonly arn: string;
  /** Of this one alone: one that is made anew under the name has another. */
  readonly id: string;
  /** Groups have none. */
  readonly tags: readonly TargetTag[];
  /** Who is concerned, in a short phrase. */
  readonly fact: string;
  /** Why nobody here may change it. */
  readonly unchangeable: string | undefined;
}

/** The holder, or undefined where IAM says that there is none. */
export async function findHolder(session: AwsSession, kind: Holder, name: string): Promise<FoundHolder | undefined> {
  if (kind === 'group') return findGroup(session, name);
  if (kind === 'user') {
    const user = await findUser(session, name);
    return user === undefined ? undefined : { ...user, fact: `user ${name}`, unchangeable: undefined };
  }
  const role = await findRole(session, name);
  if (role === undefined) return undefined;
  return { ...role, fact: `role ${name}, ${usedInWords(role)}`, unchangeable: whyUnchangeable(role) };
}

async function findGroup(session: AwsSession, name: string): Promise<FoundHolder | undefined> {
  const answer = await unlessMissing(session.call('iam:GetGroup', { GroupName: name, MaxItems: 1000 }));
  const group = answer?.output.Group;
  if (answer === undefined || group?.Arn === undefined || group.GroupId === undefined) return undefined;
  const { Users: users = [], IsTruncated: more } = answer.output;
  const many = more === true ? `more than ${users.length}` : String(users.length);
  const fact = `group ${name} of ${many} user${many === '1' ? '' : 's'}`;
  return { arn: group.Arn, id: group.GroupId, tags: [], fact, unchangeable: undefined };
}

/** The ARN that a holder would have that IAM does not know. */
export function holderArn({ region, account }: AwsSession, kind: Holder, name: string): string {
  return `arn:${partitionOf(region)}:iam::${account}:${kind}/${name}`;
}
