import type { PlanTarget } from '../../model/plan.ts';
import type { AwsSession } from '../../ports/aws.ts';
import type { Action, DoneTarget } from '../action.ts';
import { attachedTo, setDenied, verifyDenied } from '../aws/deny-all.ts';
import { findRole, isRole, unknownRole, usedInWords, whyUnchangeable } from '../aws/roles.ts';

const READS = ['iam:GetRole', 'iam:ListAttachedRolePolicies'] as const;

/** Takes every right from a role, and so from all of its sessions, by one managed policy that denies all. */
export const quarantineRole: Action = {
  id: 'quarantine-role',
  title: { one: 'Quarantine role', many: 'Quarantine roles' },
  risk: 'disruptive',
  writes: 'iam',
  undo: 'exact',
  undoNote: 'The policy AWSDenyAll is detached again; the role has exactly the rights it had.',
  permissions: { read: READS, act: ['iam:AttachRolePolicy'] },

  appliesTo: isRole,

  after: ['AttachRolePolicy', 'CreateRole', 'PutRolePolicy', 'UpdateAssumeRolePolicy'],

  plan: (session, targets) => Promise.all(targets.map(({ id }) => planOne(session, id))),

  effects: (targets) =>
    targets.map(
      ({ id }) =>
        `Nobody may do anything as ${id} any more, not even in sessions that are open now: AWS’s policy AWSDenyAll is attached.`,
    ),

  limits: () => [
    'Sessions of other roles that were assumed from this one stay valid until they end, for up to an hour each.',
    'What was done as this role stays: keys and users that it created, other roles that it changed.',
    'IAM takes some seconds until a change holds everywhere.',
  ],

  steps: ({ arn }) => [
    { id: 'attach', title: 'Attach AWSDenyAll', permissions: ['iam:AttachRolePolicy'], resources: [arn] },
  ],
  run: (session, { target }) => setDenied(session, 'role', target, true),
  verify: (session, { target }) => verifyDenied(session, 'role', target, true),

  reverse: {
    title: { one: 'Release role', many: 'Release roles' },
    risk: 'disruptive',
    permissions: { read: READS, act: ['iam:DetachRolePolicy'] },
    plan: (session, done) => Promise.all(done.map((of) => planReverse(session, of))),
    effects: (targets) => targets.map(({ id }) => `${id} has its rights again: AWSDenyAll is detached.`),
    limits: () => ['Sessions that were opened meanwhile, or before and are still valid, can be used again.'],
    steps: ({ arn }) => [
      { id: 'detach', title: 'Detach AWSDenyAll', permissions: ['iam:DetachRolePolicy'], resources: [arn] },
    ],
    run: (session, { target }) => setDenied(session, 'role', target, false),
    verify: (session, { target }) => verifyDenied(session, 'role', target, false),
  },
};

async function planOne(session: AwsSession, name: string): Promise<PlanTarget> {
  const found = await roleTarget(session, name);
  if (found.blocked !== undefined) return found;
  return found.material['denied'] === true
    ? { ...found, blocked: 'It is quarantined already: AWSDenyAll is attached.' }
    : { ...found, warnings: [...found.warnings, 'What runs with it stops: instances, functions, people.'] };
}

async function planReverse(session: AwsSession, { target }: DoneTarget): Promise<PlanTarget> {
  const found = await roleTarget(session, target.id);
  if (found.blocked !== undefined) return found;
  if (found.material['roleId'] !== target.material['roleId']) {
    return { ...found, blocked: 'It is another role of the same name: the one in quarantine was deleted.' };
  }
  return found.material['denied'] === true ? found : { ...found, blocked: 'AWSDenyAll is no longer attached to it.' };
}

async function roleTarget(session: AwsSession, name: string): Promise<PlanTarget> {
  const role = await findRole(session, name);
  const attached = role === undefined ? undefined : await attachedTo(session, 'role', name);
  if (role === undefined || attached === undefined) return unknownRole(session, name);
  const blocked = whyUnchangeable(role);
  return {
    type: 'AWS::IAM::Role',
    id: name,
    arn: role.arn,
    facts: [attached.denied ? 'in quarantine' : 'not in quarantine', usedInWords(role)],
    material: { role: role.arn, roleId: role.id, denied: attached.denied },
    tags: role.tags,
    warnings: attached.warnings,
    ...(blocked === undefined ? {} : { blocked }),
  };
}
