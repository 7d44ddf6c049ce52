import type { JsonObject } from '../../model/json.ts';
import type { PlanTarget } from '../../model/plan.ts';
import type { AwsSession } from '../../ports/aws.ts';
import type { Action, ActionTarget, DoneTarget, StepContext, StepResult, Verification } from '../action.ts';
import { tagsFrom } from '../aws/carriers.ts';
import { findRole, unknownRole, usedInWords, whyUnchangeable } from '../aws/roles.ts';
import { sameTrust, trustedInWords } from '../aws/trust.ts';
import { kept, valueToRestore, withRestorable } from '../prior/words.ts';
import type { Restorable } from '../prior/words.ts';

const TYPE = 'AWS::IAM::AssumeRolePolicy';
const PERMISSIONS = { read: ['iam:GetRole'], act: ['iam:UpdateAssumeRolePolicy'] } as const;

/** Sets the trust policy that the plan keeps, there and back. */
const setting: Pick<Action, 'steps' | 'run' | 'verify'> = {
  steps: ({ arn }) => [
    { id: 'trust', title: 'Set the trust policy', permissions: ['iam:UpdateAssumeRolePolicy'], resources: [arn] },
  ],
  run: (session, { target }) => setTrust(session, target),
  verify: (session, context) => verifyTrust(session, context),
};

/** Sets a role's trust policy back to what it was before the record: the record itself tells only the new one. */
export const restoreTrustPolicy: Action = {
  id: 'restore-trust-policy',
  title: { one: 'Restore trust policy', many: 'Restore trust policies' },
  risk: 'disruptive',
  writes: 'iam',
  undo: 'exact',
  undoNote: 'The trust policy is put back that the run replaced: whoever it let in is let in again.',
  permissions: PERMISSIONS,
  restores: 'role-trust',

  appliesTo: ({ type, id }) => type === TYPE && /^[\w+=,.@-]{1,64}$/.test(id),

  after: ['UpdateAssumeRolePolicy'],

  plan: (session, targets) => Promise.all(targets.map((target) => planOne(session, target))),

  effects: (targets) =>
    targets.map(
      (target) =>
        `Role ${target.id} is trusted by ${trustedInWords(kept(target, 'restore'))} again, and by nobody else; now it is by ${trustedInWords(kept(target, 'now'))}.`,
    ),

  limits: () => [
    'Sessions that were opened meanwhile stay valid until they end: revoke sessions as well.',
    'Whoever changed it can do so again, and what was done as this role stays.',
    'IAM refuses a policy that names a user or role which was deleted since: then nothing changes, and the result says so.',
  ],

  ...setting,

  reverse: {
    title: { one: 'Put replaced trust policy back', many: 'Put replaced trust policies back' },
    risk: 'disruptive',
    permissions: PERMISSIONS,
    plan: (session, done) => Promise.all(done.map((of) => planReverse(session, of))),
    effects: (targets) =>
      targets.map((target) => `Role ${target.id} is trusted by ${trustedInWords(kept(target, 'restore'))} again.`),
    limits: () => ['It is the trust policy that somebody found suspicious.'],
    ...setting,
  },
};

async function setTrust(session: AwsSession, target: PlanTarget): Promise<StepResult> {
  const { requestId } = await session.call('iam:UpdateAssumeRolePolicy', {
    RoleName: target.id,
    PolicyDocument: JSON.stringify(kept(target, 'restore')),
  });
  return { result: 'trust policy set', ...(requestId === undefined ? {} : { requestId }) };
}

async function verifyTrust(session: AwsSession, { target }: StepContext): Promise<Verification> {
  const role = await findRole(session, target.id);
  if (role === undefined) return { state: 'gone', sentence: 'IAM no longer lists the role' };
  return sameTrust(role.trust ?? {}, kept(target, 'restore'))
    ? { state: 'done', sentence: `trusted by ${trustedInWords(role.trust ?? {})}` }
    : { state: 'not-begun', sentence: 'still another trust policy' };
}

async function planOne(session: AwsSession, target: ActionTarget): Promise<PlanTarget> {
  const found = await roleTarget(session, target.id);
  const { now } = found;
  if (now === undefined) return found.target;
  const before = valueToRestore(
    // What was seen of another role of that name says nothing of this one.
    { ...target, prior: (target.prior ?? []).filter(({ to }) => to >= found.createdAt) },
    (value) => sameTrust(value, now),
  );
  const same = before !== undefined && sameTrust(before.value, now);
  return complete(found.target, before, same ? 'It is as it was before already.' : undefined);
}

async function planReverse(session: AwsSession, { target, planned }: DoneTarget): Promise<PlanTarget> {
  const found = await roleTarget(session, target.id);
  if (found.now === undefined) return found.target;
  const value = kept(planned ?? target, planned === undefined ? 'now' : 'restore');
  const another = found.target.material['roleId'] !== target.material['roleId'];
  const changed = !sameTrust(found.now, kept(target, 'restore'));
  return complete(
    found.target,
    { value, source: 'as it was when the run replaced it' },
    another
      ? 'It is another role of the same name: the one that was changed was deleted.'
      : changed
        ? 'Its trust policy is no longer the one that the run set.'
        : undefined,
  );
}

function complete(target: PlanTarget, before: Restorable | undefined, whyNot: string | undefined): PlanTarget {
  return withRestorable(target, before, { whyNot, inWords: (value) => `before by ${trustedInWords(value)}` });
}

async function roleTarget(
  session: AwsSession,
  name: string,
): Promise<{ readonly target: PlanTarget; readonly now?: JsonObject; readonly createdAt: number }> {
  const role = await findRole(session, name);
  if (role === undefined) return { target: { ...unknownRole(session, name), type: TYPE }, createdAt: 0 };
  const blocked = whyUnchangeable(role);
  const now = role.trust ?? {};
  return {
    now,
    createdAt: role.createdAt?.getTime() ?? 0,
    target: {
      type: TYPE,
      id: name,
      arn: role.arn,
      name: `trust policy of ${name}`,
      facts: [usedInWords(role), `trusted now by ${trustedInWords(now)}`],
      material: { role: role.arn, roleId: role.id, now },
      ...tagsFrom({ type: 'AWS::IAM::Role', names: [name], tags: role.tags }),
      warnings: [],
      ...(blocked === undefined ? {} : { blocked }),
    },
  };
}
