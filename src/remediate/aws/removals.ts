import type { PlanTarget } from '../../model/plan.ts';
import type { AwsSession } from '../../ports/aws.ts';
import type { StepResult, Verification } from '../action.ts';
import { belongingsOf, lastPart } from './belongings.ts';
import { findUser } from './users.ts';

/** Makes the call of a removal, by its id. What is gone already IAM refuses; the run looks before it repeats a call. */
export async function callRemoval(session: AwsSession, target: PlanTarget, id: string): Promise<StepResult> {
  const { requestId } = await send(session, target.id, id);
  return { result: 'removed', ...(requestId === undefined ? {} : { requestId }) };
}

/** A user, or what hung on it, that IAM no longer lists is gone, whoever took it. */
export async function verifyRemoval(session: AwsSession, target: PlanTarget, id: string): Promise<Verification> {
  const user = await findUser(session, target.id);
  if (user === undefined || user.id !== target.material['userId']) {
    return { state: 'done', sentence: 'IAM no longer lists the user' };
  }
  if (id === 'delete') return { state: 'not-begun', sentence: 'still there' };
  const { keys, password, attached, inline, groups } = await belongingsOf(session, target.id);
  const left = [
    ...keys.map((name) => `key ${name}`),
    ...(password ? ['password'] : []),
    ...attached.map((name) => `detach ${name}`),
    ...inline.map((name) => `inline ${name}`),
    ...groups.map((name) => `group ${name}`),
  ];
  return left.includes(id)
    ? { state: 'not-begun', sentence: 'still there' }
    : { state: 'done', sentence: 'IAM no longer lists it' };
}

async function send(
  session: AwsSession,
  UserName: string,
  id: string,
): Promise<{ readonly requestId: string | undefined }> {
  const [kind = '', ...rest] = id.split(' ');
  const name = rest.join(' ');
  switch (kind) {
    case 'key':
      return session.call('iam:DeleteAccessKey', { UserName, AccessKeyId: name });
    case 'password':
      return session.call('iam:DeleteLoginProfile', { UserName });
    case 'detach':
      return session.call('iam:DetachUserPolicy', { UserName, PolicyArn: name });
    case 'inline':
      return session.call('iam:DeleteUserPolicy', { UserName, PolicyName: name });
    case 'group':
      return session.call('iam:RemoveUserFromGroup', { UserName, GroupName: lastPart(name) });
    default:
      return session.call('iam:DeleteUser', { UserName });
  }
}
