import type { PlanTarget } from '../../model/plan.ts';
import type { AwsSession } from '../../ports/aws.ts';
import type { Action, StepContext, StepResult, Verification } from '../action.ts';
import { findUser, isUser, passwordSince, unknownUser } from '../aws/users.ts';
import { atMinute } from '../aws/words.ts';

/** Takes the password for the console from a user. */
export const removeLoginProfile: Action = {
  id: 'remove-login-profile',
  title: { one: 'Remove console password', many: 'Remove console passwords of users' },
  risk: 'disruptive',
  writes: 'iam',
  undo: 'none',
  undoNote: 'AWS tells nobody a password, so nobody can restore it: the user gets a new one by hand.',
  permissions: { read: ['iam:GetUser', 'iam:GetLoginProfile'], act: ['iam:DeleteLoginProfile'] },

  // Of the actor's own user it is too little: that one is quarantined.
  appliesTo: (target) => isUser(target) && target.actor !== true,

  after: ['CreateLoginProfile', 'UpdateLoginProfile'],

  plan: (session, targets) => Promise.all(targets.map(({ id }) => planOne(session, id))),

  effects: (targets) => targets.map(({ id }) => `Nobody signs in to the console as ${id} any more.`),

  limits: () => [
    'Whoever is signed in stays signed in, for up to 12 hours: Quarantine user ends that.',
    'Access keys of the user stay usable, and whoever may can set a password again.',
  ],

  steps: ({ arn }) => [
    { id: 'remove', title: 'Remove the password', permissions: ['iam:DeleteLoginProfile'], resources: [arn] },
  ],

  async run(session: AwsSession, { target }: StepContext): Promise<StepResult> {
    const { requestId } = await session.call('iam:DeleteLoginProfile', { UserName: target.id });
    return { result: 'password removed', ...(requestId === undefined ? {} : { requestId }) };
  },

  async verify(session: AwsSession, { target }: StepContext): Promise<Verification> {
    const since = await passwordSince(session, target.id);
    return since === undefined
      ? { state: 'done', sentence: 'no console password' }
      : { state: 'not-begun', sentence: `still has a console password, since ${atMinute(since)}` };
  },
};

async function planOne(session: AwsSession, name: string): Promise<PlanTarget> {
  const user = await findUser(session, name);
  if (user === undefined) return unknownUser(session, name);
  const since = await passwordSince(session, name);
  return {
    type: 'AWS::IAM::User',
    id: name,
    arn: user.arn,
    facts: [since === undefined ? 'no console password' : `console password since ${atMinute(since)}`],
    // Deleted and set anew it is another password, perhaps the owner's.
    material: { user: user.arn, userId: user.id, passwordSince: since?.toISOString() ?? null },
    tags: user.tags,
    warnings: [],
    ...(since === undefined ? { blocked: 'It has no console password.' } : {}),
  };
}
