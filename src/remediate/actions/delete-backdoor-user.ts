import type { PlanTarget } from '../../model/plan.ts';
import type { AwsSession } from '../../ports/aws.ts';
import type { Action, ActionTarget } from '../action.ts';
import { belongingsOf, inWords, removalsOf, without } from '../aws/belongings.ts';
import { callRemoval, verifyRemoval } from '../aws/removals.ts';
import { findUser, isUser, unknownUser } from '../aws/users.ts';

/** Deletes a user that the case's own records created, with all that hangs on it. */
export const deleteBackdoorUser: Action = {
  id: 'delete-backdoor-user',
  title: { one: 'Delete created user', many: 'Delete created users' },
  risk: 'destructive',
  writes: 'iam',
  undo: 'none',
  undoNote: 'A deleted user cannot be brought back; one of the same name is another user.',
  permissions: {
    read: [
      'iam:GetLoginProfile',
      'iam:GetUser',
      'iam:ListAccessKeys',
      'iam:ListAttachedUserPolicies',
      'iam:ListGroupsForUser',
      'iam:ListMFADevices',
      'iam:ListUserPolicies',
    ],
    act: [
      'iam:DeleteAccessKey',
      'iam:DeleteLoginProfile',
      'iam:DeleteUser',
      'iam:DeleteUserPolicy',
      'iam:DetachUserPolicy',
      'iam:RemoveUserFromGroup',
    ],
  },

  appliesTo: (target) => isUser(target) && target.created === true,

  plan: (session, targets) => Promise.all(targets.map((target) => planOne(session, target))),

  effects: (targets) =>
    targets.map(({ id, facts }) => `${id} is deleted${facts.length === 0 ? '' : `, with ${facts.join(', ')}`}.`),

  limits: () => [
    'Sessions of roles that the user assumed stay valid until they end, for up to 12 hours.',
    'SSH keys, certificates and credentials for single services keep IAM from deleting it: then all else is gone, the user stays, and the result says so.',
  ],

  steps: (target) =>
    removalsOf(target).map(({ id, title, permission, resource }) => ({
      id,
      title,
      permissions: [permission],
      resources: [resource],
    })),
  expected: without,
  run: (session, { target, step }) => callRemoval(session, target, step.id),
  verify: (session, { target, step }) => verifyRemoval(session, target, step.id),
};

async function planOne(session: AwsSession, target: ActionTarget): Promise<PlanTarget> {
  const user = await findUser(session, target.id);
  if (user === undefined) return unknownUser(session, target.id);
  const belongings = await belongingsOf(session, user.name);
  const blocked = whyNot(target, user.id, belongings.devices);
  return {
    type: 'AWS::IAM::User',
    id: user.name,
    arn: user.arn,
    facts: inWords(belongings),
    material: { user: user.arn, userId: user.id, ...belongings },
    tags: user.tags,
    warnings: [],
    ...(blocked === undefined ? {} : { blocked }),
  };
}

function whyNot(target: ActionTarget, userId: string, devices: readonly string[]): string | undefined {
  // When it is read again before a step its material tells whether it is still the same user.
  if (target.planned === undefined) {
    if (target.created !== true) return 'Only a user that the case’s own records created can be deleted.';
    const made = target.records.find(({ eventName }) => eventName === 'CreateUser')?.responseElements?.['user'];
    const id = typeof made === 'object' && made !== null && 'userId' in made ? made['userId'] : undefined;
    if (typeof id === 'string' && id !== userId) {
      return 'It is another user of the same name: the one that the record created was deleted.';
    }
  }
  return devices.length > 0 ? 'It has an MFA device: deactivate that by hand first.' : undefined;
}
