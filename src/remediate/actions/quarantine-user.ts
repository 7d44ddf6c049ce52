import type { PlanTarget } from '../../model/plan.ts';
import type { AwsSession } from '../../ports/aws.ts';
import type { Action, DoneTarget } from '../action.ts';
import { attachedTo, setDenied, verifyDenied } from '../aws/deny-all.ts';
import { findUser, isUser, keysOf, passwordSince, unknownUser } from '../aws/users.ts';

const READS = ['iam:GetUser', 'iam:ListAttachedUserPolicies'] as const;

/** Takes every right from a user by one managed policy that denies all, and can take it off again. */
export const quarantineUser: Action = {
  id: 'quarantine-user',
  title: { one: 'Quarantine user', many: 'Quarantine users' },
  risk: 'disruptive',
  writes: 'iam',
  undo: 'exact',
  undoNote: 'The policy AWSDenyAll is detached again; the user has exactly the rights it had.',
  permissions: { read: [...READS, 'iam:ListAccessKeys', 'iam:GetLoginProfile'], act: ['iam:AttachUserPolicy'] },

  appliesTo: isUser,

  after: [
    'AddUserToGroup',
    'AttachUserPolicy',
    'CreateAccessKey',
    'CreateLoginProfile',
    'DeleteUserPermissionsBoundary',
    'PutUserPolicy',
    'UpdateAccessKey',
    'UpdateLoginProfile',
  ],

  plan: (session, targets) => Promise.all(targets.map(({ id }) => planOne(session, id))),

  effects: (targets) =>
    targets.map(
      ({ id }) =>
        `${id} may do nothing any more, with a key, a password or temporary credentials of its own: AWS’s policy AWSDenyAll is attached.`,
    ),

  limits: () => [
    'Sessions of roles that the user assumed before stay valid until they end, for up to 12 hours: quarantine those roles, or wait.',
    'What the user made stays: keys and users that it created, roles that it changed.',
    'IAM takes some seconds until a change holds everywhere.',
  ],

  steps: ({ arn }) => [
    { id: 'attach', title: 'Attach AWSDenyAll', permissions: ['iam:AttachUserPolicy'], resources: [arn] },
  ],
  run: (session, { target }) => setDenied(session, 'user', target, true),
  verify: (session, { target }) => verifyDenied(session, 'user', target, true),

  reverse: {
    title: { one: 'Release user', many: 'Release users' },
    risk: 'disruptive',
    permissions: { read: READS, act: ['iam:DetachUserPolicy'] },
    plan: (session, done) => Promise.all(done.map((of) => planReverse(session, of))),
    effects: (targets) => targets.map(({ id }) => `${id} has its rights again: AWSDenyAll is detached.`),
    limits: () => ['Whoever holds a key or the password of the user can use them again.'],
    steps: ({ arn }) => [
      { id: 'detach', title: 'Detach AWSDenyAll', permissions: ['iam:DetachUserPolicy'], resources: [arn] },
    ],
    run: (session, { target }) => setDenied(session, 'user', target, false),
    verify: (session, { target }) => verifyDenied(session, 'user', target, false),
  },
};

async function planOne(session: AwsSession, name: string): Promise<PlanTarget> {
  const found = await userTarget(session, name);
  if (found.blocked !== undefined) return found;
  if (found.material['denied'] === true) {
    return { ...found, blocked: 'It is quarantined already: AWSDenyAll is attached.' };
  }
  const active = (await keysOf(session, name)).filter((key) => key.Status === 'Active').length;
  const password = (await passwordSince(session, name)) !== undefined;
  const keys = active === 0 ? 'no active key' : `${active} active ${active === 1 ? 'key' : 'keys'}`;
  const warnings = active === 0 ? [] : ['What runs with its keys stops.'];
  return {
    ...found,
    facts: [...found.facts, keys, password ? 'has a console password' : 'no console password'],
    warnings: [...found.warnings, ...warnings],
  };
}

/** Only a policy that the run attached is taken off: where it was there before, nothing was planned. */
async function planReverse(session: AwsSession, { target }: DoneTarget): Promise<PlanTarget> {
  const found = await userTarget(session, target.id);
  if (found.blocked !== undefined) return found;
  if (found.material['userId'] !== target.material['userId']) {
    return { ...found, blocked: 'It is another user of the same name: the one in quarantine was deleted.' };
  }
  return found.material['denied'] === true ? found : { ...found, blocked: 'AWSDenyAll is no longer attached to it.' };
}

async function userTarget(session: AwsSession, name: string): Promise<PlanTarget> {
  const user = await findUser(session, name);
  const attached = user === undefined ? undefined : await attachedTo(session, 'user', name);
  if (user === undefined || attached === undefined) return unknownUser(session, name);
  return {
    type: 'AWS::IAM::User',
    id: name,
    arn: user.arn,
    facts: [attached.denied ? 'in quarantine' : 'not in quarantine'],
    material: { user: user.arn, userId: user.id, denied: attached.denied },
    tags: user.tags,
    warnings: attached.warnings,
  };
}
