import type { PlanTarget } from '../../model/plan.ts';
import type { AwsSession } from '../../ports/aws.ts';
import type { Action, Verification } from '../action.ts';
import { findRole, isRole, unknownRole, usedInWords, whyUnchangeable } from '../aws/roles.ts';
import {
  isRevocation,
  makeRevocation,
  policyFrom,
  revocationPattern,
  setRevocation,
  verifyRevocation,
} from '../aws/revocations.ts';
import { restoreSessions } from '../reverse/restore-sessions.ts';

/**
 * Ends the sessions of a role that are open now, by a permissions boundary that denies everything to those issued before.
 * A boundary can only take rights away, whatever is written in it: docs/architecture.md says why it is none of the ways in
 * which IAM's console does this.
 */
export const revokeSessions: Action = {
  id: 'revoke-sessions',
  title: { one: 'Revoke sessions', many: 'Revoke sessions of roles' },
  risk: 'disruptive',
  writes: 'iam',
  undo: 'exact',
  undoNote:
    'The permissions boundary is taken off again, or the one before is put back; sessions that have not ended meanwhile can be used again.',
  permissions: { read: ['iam:GetPolicy', 'iam:GetRole'], act: ['iam:CreatePolicy', 'iam:PutRolePermissionsBoundary'] },
  reverse: restoreSessions,

  appliesTo: isRole,

  after: ['AssumeRole', 'AttachRolePolicy', 'CreateRole', 'PutRolePolicy', 'UpdateAssumeRolePolicy'],

  plan: (session, targets) => Promise.all(targets.map(({ id }) => planOne(session, id))),

  effects: (targets) =>
    targets.map(
      ({ id }) =>
        `Nobody may do anything in a session of ${id} that was opened before the run: a permissions boundary denies it. New sessions have the rights that the role has now.`,
    ),

  limits: () => [
    'New sessions are not stopped: whoever may assume the role, or runs on what has it, opens one at once. Restore the trust policy, isolate the instance or quarantine the role as well.',
    'Sessions of other roles that were assumed from these stay valid until they end, for up to an hour each.',
    'AWS services that act through the role get new credentials by themselves and go on.',
    'What was done in these sessions stays. IAM takes some seconds until a change holds everywhere.',
  ],

  steps: ({ arn }) => [
    {
      id: 'policy',
      title: 'Make the policy that ends older sessions',
      permissions: ['iam:CreatePolicy'],
      resources: [],
      creates: [revocationPattern(arn)],
    },
    {
      id: 'boundary',
      title: 'Set it as permissions boundary',
      permissions: ['iam:PutRolePermissionsBoundary'],
      resources: [arn],
    },
  ],

  async run(session, context) {
    if (context.step.id === 'policy') return makeRevocation(session, context);
    return setRevocation(session, context.target, policyFrom(context.earlier['policy']));
  },

  async verify(session, context): Promise<Verification> {
    if (context.step.id === 'policy') return verifyRevocation(session, context);
    const role = await findRole(session, context.target.id);
    if (role === undefined) return { state: 'gone', sentence: 'IAM no longer lists it' };
    return role.boundary === policyFrom(context.earlier['policy'])
      ? { state: 'done', sentence: 'the boundary is set' }
      : { state: 'not-begun', sentence: 'the boundary is not set' };
  },
};

async function planOne(session: AwsSession, name: string): Promise<PlanTarget> {
  const role = await findRole(session, name);
  if (role === undefined) return unknownRole(session, name);
  const foreign = role.boundary !== undefined && !isRevocation(role.boundary);
  const blocked =
    whyUnchangeable(role) ??
    (foreign
      ? `It has a permissions boundary already, ${role.boundary}, and can have one only. Quarantine role takes the rights of all its sessions.`
      : undefined);
  return {
    type: 'AWS::IAM::Role',
    id: name,
    arn: role.arn,
    facts: [
      `its sessions last up to ${role.maxSeconds / 3600} hours`,
      usedInWords(role),
      ...(isRevocation(role.boundary) ? ['older sessions were revoked once before'] : []),
    ],
    material: { role: role.arn, roleId: role.id, boundary: role.boundary ?? null },
    tags: role.tags,
    warnings: [
      'What runs with it is denied everything until it gets new credentials: an instance for hours unless its profile is associated anew, a function or task until it starts anew, people until they sign in again.',
    ],
    ...(blocked === undefined ? {} : { blocked }),
  };
}
