import type { PlanTarget } from '../../model/plan.ts';
import type { AwsSession } from '../../ports/aws.ts';
import type { DoneTarget, Procedure, StepContext, StepResult, StepSpec, Verification } from '../action.ts';
import { lastPart } from '../aws/belongings.ts';
import { isRevocation, isThere } from '../aws/revocations.ts';
import { findRole, unknownRole } from '../aws/roles.ts';
import { unlessMissing } from '../aws/users.ts';

/** Takes off the boundary that ended sessions, or puts the one before back, and deletes its policy. */
export const restoreSessions: Procedure<DoneTarget> = {
  title: { one: 'Let older sessions go on', many: 'Let older sessions of roles go on' },
  risk: 'disruptive',
  permissions: {
    read: ['iam:GetPolicy', 'iam:GetRole'],
    act: ['iam:DeletePolicy', 'iam:DeleteRolePermissionsBoundary', 'iam:PutRolePermissionsBoundary'],
  },

  plan: (session, done) => Promise.all(done.map((of) => planOne(session, of))),

  effects: (targets) =>
    targets.map(({ id, material }) =>
      material['before'] === null
        ? `Sessions of ${id} that were ended, and have not run out, can be used again.`
        : `Of the sessions of ${id} those that an earlier request ended stay ended; the others can be used again.`,
    ),

  limits: () => ['Whoever stole such a session can use it again, too.'],

  steps: (target) => [...boundaryStep(target), ...policyStep(target)],

  expected: ({ material }, done) => ({
    ...material,
    ...(done.includes('boundary') ? { boundary: material['before'] ?? null } : {}),
  }),

  async run(session: AwsSession, { target, step }: StepContext): Promise<StepResult> {
    const policy = text(target, 'policy');
    if (step.id === 'policy') {
      const answer = await unlessMissing(session.call('iam:DeletePolicy', { PolicyArn: policy }));
      const requestId = answer?.requestId;
      return { result: 'policy deleted', ...(requestId === undefined ? {} : { requestId }) };
    }
    const before = target.material['before'];
    const { requestId } =
      typeof before === 'string'
        ? await session.call('iam:PutRolePermissionsBoundary', { RoleName: target.id, PermissionsBoundary: before })
        : await session.call('iam:DeleteRolePermissionsBoundary', { RoleName: target.id });
    return { result: 'boundary taken off', ...(requestId === undefined ? {} : { requestId }) };
  },

  async verify(session: AwsSession, { target, step }: StepContext): Promise<Verification> {
    if (step.id === 'policy') {
      return (await isThere(session, text(target, 'policy')))
        ? { state: 'not-begun', sentence: 'the policy is still there' }
        : { state: 'done', sentence: 'the policy is gone' };
    }
    const role = await findRole(session, target.id);
    if (role === undefined) return { state: 'gone', sentence: 'IAM no longer lists it' };
    return (role.boundary ?? null) === target.material['before']
      ? { state: 'done', sentence: 'the boundary is as it was before' }
      : { state: 'not-begun', sentence: 'the boundary is still set' };
  },
};

function boundaryStep({ arn, material }: PlanTarget): readonly StepSpec[] {
  if (material['boundary'] !== material['policy']) return [];
  return [
    {
      id: 'boundary',
      title: material['before'] === null ? 'Take the boundary off' : 'Put the boundary before back',
      permissions: [
        material['before'] === null ? 'iam:DeleteRolePermissionsBoundary' : 'iam:PutRolePermissionsBoundary',
      ],
      resources: [arn],
    },
  ];
}

function policyStep(target: PlanTarget): readonly StepSpec[] {
  if (target.material['made'] !== true) return [];
  const policy = text(target, 'policy');
  return [
    { id: 'policy', title: `Delete ${lastPart(policy)}`, permissions: ['iam:DeletePolicy'], resources: [policy] },
  ];
}

async function planOne(session: AwsSession, { target, steps, planned }: DoneTarget): Promise<PlanTarget> {
  const role = await findRole(session, target.id);
  if (role === undefined) return unknownRole(session, target.id);
  const recorded = steps['policy']?.data?.['policyArn'];
  const policy = typeof recorded === 'string' && isRevocation(recorded) ? recorded : '';
  // When it is read again its own steps may have deleted it.
  const made = planned === undefined ? policy !== '' && (await isThere(session, policy)) : planned.material['made'];
  const before = planned === undefined ? await boundaryBefore(session, target) : planned.material['before'];
  const set = policy !== '' && role.boundary === policy;
  const blocked =
    role.id === target.material['roleId']
      ? set || made === true
        ? undefined
        : 'Its permissions boundary is no longer the one that this request set.'
      : 'It is another role of the same name: the one whose sessions were ended was deleted.';
  return {
    type: 'AWS::IAM::Role',
    id: target.id,
    arn: role.arn,
    facts: [set ? 'older sessions are denied' : 'older sessions are not denied by this request any more'],
    material: {
      role: role.arn,
      roleId: role.id,
      boundary: role.boundary ?? null,
      policy,
      made: made ?? false,
      before: before ?? null,
    },
    tags: role.tags,
    warnings: [],
    ...(blocked === undefined ? {} : { blocked }),
  };
}

/** The boundary that an earlier request had set, where that request was not undone meanwhile. */
async function boundaryBefore(session: AwsSession, target: PlanTarget): Promise<string | null> {
  const before = text(target, 'boundary');
  return isRevocation(before) && (await isThere(session, before)) ? before : null;
}

function text({ material }: PlanTarget, key: string): string {
  const value = material[key];
  return typeof value === 'string' ? value : '';
}
