import type { PlanTarget } from '../../model/plan.ts';
import type { AwsPermission, AwsSession } from '../../ports/aws.ts';
import type { Action, StepContext, StepResult, Verification } from '../action.ts';
import { tagsFrom } from '../aws/carriers.ts';
import { lastPart } from '../aws/belongings.ts';
import { arnsAttachedTo, type Holder } from '../aws/deny-all.ts';
import { findHolder, holderArn } from '../aws/holders.ts';
import { REVOKE_PATH } from '../aws/revocations.ts';

/** Trailbolt's own name for an attachment: who has the policy, and its ARN. */
const ID = /^(user|role|group)\/([\w+=,.@-]{1,128})\/(arn:[a-z-]+:iam::(?:aws|\d{12}):policy\/[\w+=,.@/-]+)$/;

/** What only takes rights away: detaching it gives them back. */
const DENYING = /\/AWS(?:DenyAll|CompromisedKeyQuarantine\w*)$/;

const DETACH: Readonly<Record<Holder, AwsPermission>> = {
  user: 'iam:DetachUserPolicy',
  role: 'iam:DetachRolePolicy',
  group: 'iam:DetachGroupPolicy',
};

/** Detaches the managed policy that a record attached to a user, role or group, and no other. */
export const detachPolicy: Action = {
  id: 'detach-policy',
  title: { one: 'Detach policy', many: 'Detach policies' },
  risk: 'disruptive',
  writes: 'iam',
  undo: 'none',
  undoNote:
    'Trailbolt may attach no policy but the one that denies everything: with any other it could give anybody any right. Attach it again in IAM.',
  permissions: {
    read: [
      'iam:GetGroup',
      'iam:GetRole',
      'iam:GetUser',
      'iam:ListAttachedGroupPolicies',
      'iam:ListAttachedRolePolicies',
      'iam:ListAttachedUserPolicies',
    ],
    act: Object.values(DETACH),
  },

  appliesTo: ({ type, id }) => type === 'AWS::IAM::AttachedPolicy' && ID.test(id),

  after: ['AttachGroupPolicy', 'AttachRolePolicy', 'AttachUserPolicy'],

  plan: (session, targets) => Promise.all(targets.map(({ id }) => planOne(session, id))),

  effects: (targets) =>
    targets.map(({ id }) => {
      const { kind, name, policy } = parse(id);
      const whom = kind === 'group' ? `Every user of group ${name}` : `${kind === 'user' ? 'User' : 'Role'} ${name}`;
      return `${whom} loses the rights that ${lastPart(policy)} gives, also in sessions that are open now; no other policy is touched.`;
    }),

  limits: () => [
    'What was done with these rights stays: keys, users and roles that were made, policies that were changed.',
    'The same rights by another way stay: inline policies, groups, other managed policies. Look at what else the case lists.',
    'Whoever attached it can do so again: quarantine them as well.',
  ],

  steps: ({ id, arn }) => {
    const { kind, policy } = parse(id);
    return [
      {
        id: 'detach',
        title: `Detach ${lastPart(policy)}`,
        permissions: [DETACH[kind]],
        resources: [arn],
        policies: [policy],
      },
    ];
  },

  async run(session: AwsSession, { target }: StepContext): Promise<StepResult> {
    const { kind, name, policy: PolicyArn } = parse(target.id);
    const { requestId } = await (kind === 'user'
      ? session.call('iam:DetachUserPolicy', { UserName: name, PolicyArn })
      : kind === 'role'
        ? session.call('iam:DetachRolePolicy', { RoleName: name, PolicyArn })
        : session.call('iam:DetachGroupPolicy', { GroupName: name, PolicyArn }));
    return { result: 'attached → detached', ...(requestId === undefined ? {} : { requestId }) };
  },

  async verify(session: AwsSession, { target }: StepContext): Promise<Verification> {
    const { kind, name, policy } = parse(target.id);
    const attached = await arnsAttachedTo(session, kind, name);
    if (attached === undefined) return { state: 'gone', sentence: `IAM no longer lists the ${kind}` };
    return attached.includes(policy)
      ? { state: 'not-begun', sentence: 'still attached' }
      : { state: 'done', sentence: 'not attached any more' };
  },
};

/** What carries the policy, as CloudFormation calls it. */
const TYPES = { user: 'AWS::IAM::User', role: 'AWS::IAM::Role', group: 'AWS::IAM::Group' } as const;

async function planOne(session: AwsSession, id: string): Promise<PlanTarget> {
  const { kind, name, policy } = parse(id);
  const base = { type: 'AWS::IAM::AttachedPolicy', id, name: `${lastPart(policy)} on ${kind} ${name}` };
  const holder = await findHolder(session, kind, name);
  const attached = holder === undefined ? undefined : await arnsAttachedTo(session, kind, name);
  if (holder === undefined || attached === undefined) {
    return {
      ...base,
      arn: holderArn(session, kind, name),
      facts: [],
      material: { holder: name, policy, exists: false },
      warnings: [],
      blocked: `IAM does not know this ${kind} (any more).`,
    };
  }
  const there = attached.includes(policy);
  const others = attached.length - (there ? 1 : 0);
  const blocked = holder.unchangeable ?? whyNot(policy, there);
  return {
    ...base,
    arn: holder.arn,
    facts: [
      holder.fact,
      there ? `${policy} attached` : `${policy} not attached`,
      others === 0
        ? 'no other managed policy'
        : `${others} other managed polic${others === 1 ? 'y stays' : 'ies stay'}`,
    ],
    material: { holder: holder.arn, holderId: holder.id, policy, attached: there },
    ...tagsFrom({ type: TYPES[kind], names: [name], tags: holder.tags }),
    warnings: DENYING.test(policy)
      ? [
          'This policy takes rights away: detaching it gives them back. Make sure that nobody attached it as a quarantine.',
        ]
      : [],
    ...(blocked === undefined ? {} : { blocked }),
  };
}

function whyNot(policy: string, attached: boolean): string | undefined {
  if (!attached) return 'It is not attached (any more).';
  return policy.includes(`:policy${REVOKE_PATH}`)
    ? 'Trailbolt made this policy to end sessions: undo that request instead.'
    : undefined;
}

function parse(id: string): { readonly kind: Holder; readonly name: string; readonly policy: string } {
  const [, kind = 'user', name = '', policy = ''] = ID.exec(id) ?? [];
  return { kind: kind as Holder, name, policy };
}
