import type { PlanTarget } from '../../model/plan.ts';
import type { AwsSession } from '../../ports/aws.ts';
import type { Action, ActionTarget, DoneTarget, StepContext, StepResult, Verification } from '../action.ts';
import { keyArn, keyTarget, setStatus, statusOf, userArn, verifyStatus } from '../aws/access-keys.ts';

const READS = ['iam:GetAccessKeyLastUsed', 'iam:GetUser', 'iam:ListAccessKeys'] as const;

/** Makes a long-term access key useless, and can give it back as it was. */
export const deactivateAccessKey: Action = {
  id: 'deactivate-access-key',
  title: { one: 'Deactivate access key', many: 'Deactivate access keys' },
  risk: 'disruptive',
  writes: 'iam',
  undo: 'exact',
  undoNote: 'The key is activated again; nothing else about it changes.',
  permissions: { read: READS, act: ['iam:UpdateAccessKey'] },

  // Temporary keys (ASIA…) cannot be deactivated.
  appliesTo: (target) => target.type === 'AWS::IAM::AccessKey' && /^AKIA[A-Z0-9]{12,124}$/.test(target.id),

  after: ['UpdateAccessKey'],

  plan: (session, targets) => Promise.all(targets.map((target) => planOne(session, target))),

  effects: (targets) =>
    targets.map(({ id, name }) => `Every call that ${name ?? 'its user'} signs with ${id} is refused from now on.`),

  limits: () => [
    'Temporary credentials that were made from it stay valid, for up to 36 hours: Quarantine user cuts those too.',
    'Sessions of roles that were assumed with it stay valid until they end, for up to 12 hours.',
    'A console password and other keys of the user stay usable. IAM takes some seconds until a change holds everywhere.',
  ],

  steps: (target) => [
    { id: 'deactivate', title: 'Deactivate', permissions: ['iam:UpdateAccessKey'], resources: [userArn(target)] },
  ],
  run: (session, step) => setStatus(session, step.target, 'Inactive'),
  verify: (session, step) => verifyStatus(session, step.target, 'Inactive'),

  reverse: {
    title: { one: 'Reactivate access key', many: 'Reactivate access keys' },
    risk: 'disruptive',
    permissions: { read: READS, act: ['iam:UpdateAccessKey'] },
    plan: (session, done) => Promise.all(done.map((of) => planReverse(session, of))),
    effects: (targets) => targets.map(({ id }) => `${id} is accepted again, whoever holds its secret.`),
    limits: () => ['If the secret is known to others, make the user a new key instead.'],
    steps: (target) => [
      { id: 'reactivate', title: 'Reactivate', permissions: ['iam:UpdateAccessKey'], resources: [userArn(target)] },
    ],
    run: (session: AwsSession, step: StepContext): Promise<StepResult> => setStatus(session, step.target, 'Active'),
    verify: (session: AwsSession, step: StepContext): Promise<Verification> =>
      verifyStatus(session, step.target, 'Active'),
  },
};

async function planOne(session: AwsSession, target: ActionTarget): Promise<PlanTarget> {
  if (isRoots(target)) {
    return {
      type: target.type,
      id: target.id,
      arn: keyArn(session, target.id),
      facts: ['of the root user'],
      material: { accessKeyId: target.id, root: true },
      warnings: [],
      blocked:
        'It is the root user’s, whose keys no role can change. Sign in as root and delete it, or remove the root credentials from the management account of the organisation.',
    };
  }
  const found = await keyTarget(session, target.id);
  const status = statusOf(found);
  if (found.blocked !== undefined || status === 'Active') return found;
  return { ...found, blocked: 'It is inactive already.' };
}

async function planReverse(session: AwsSession, { target }: DoneTarget): Promise<PlanTarget> {
  const found = await keyTarget(session, target.id);
  if (found.blocked !== undefined) return found;
  if (found.material['user'] !== target.material['user'])
    return { ...found, blocked: 'It belongs to another user now.' };
  return statusOf(found) === 'Inactive' ? found : { ...found, blocked: 'It is active already.' };
}

/** Only a record tells: IAM answers nobody about the root user's keys. Found once, it is in the plan's material. */
function isRoots({ id, records, planned }: ActionTarget): boolean {
  return (
    planned?.material['root'] === true || records.some(({ actor }) => actor.type === 'Root' && actor.accessKeyId === id)
  );
}
