import { partitionOf } from '../../model/partition.ts';
import type { PlanTarget } from '../../model/plan.ts';
import type { AwsSession } from '../../ports/aws.ts';
import type { StepResult, Verification } from '../action.ts';
import { unlessMissing } from './users.ts';

/** "Managed policies attached to an IAM user or role: 10" unless AWS was asked for more ("IAM and AWS STS quotas"). */
const ATTACHED = 10;

/**
 * AWS's own policy that denies everything. It is there in every account and nobody in it can edit or delete it, which no
 * policy of the account's own can say.
 */
function denyAllArn(region: string): string {
  return `arn:${partitionOf(region)}:iam::aws:policy/AWSDenyAll`;
}

export interface Attached {
  readonly denied: boolean;
  readonly warnings: readonly string[];
}

/** What is attached to a user or role, or undefined where IAM says that it is gone. */
export async function attachedTo(
  session: AwsSession,
  kind: 'user' | 'role',
  name: string,
): Promise<Attached | undefined> {
  const arns = await arnsAttachedTo(session, kind, name);
  if (arns === undefined) return undefined;
  const denied = arns.includes(denyAllArn(session.region));
  const full = !denied && arns.length >= ATTACHED;
  return {
    denied,
    warnings: full ? [`${arns.length} managed policies are attached to it: IAM may refuse one more.`] : [],
  };
}

/** Attaching twice is attaching once, and so is detaching where IAM says that it is not attached. */
export async function setDenied(
  session: AwsSession,
  kind: 'user' | 'role',
  target: PlanTarget,
  denied: boolean,
): Promise<StepResult> {
  const policy = { PolicyArn: denyAllArn(session.region) };
  const input = kind === 'user' ? { UserName: target.id, ...policy } : { RoleName: target.id, ...policy };
  const { requestId } = await session.call(PERMISSIONS[kind][denied ? 'attach' : 'detach'], input);
  const result = denied ? 'AWSDenyAll attached' : 'AWSDenyAll detached';
  return { result, ...(requestId === undefined ? {} : { requestId }) };
}

export async function verifyDenied(
  session: AwsSession,
  kind: 'user' | 'role',
  target: PlanTarget,
  denied: boolean,
): Promise<Verification> {
  const now = await attachedTo(session, kind, target.id);
  if (now === undefined) return { state: 'gone', sentence: 'IAM no longer lists it' };
  const sentence = now.denied ? 'AWSDenyAll is attached' : 'AWSDenyAll is not attached';
  return { state: now.denied === denied ? 'done' : 'not-begun', sentence };
}

/** What can have managed policies attached. */
export type Holder = 'user' | 'role' | 'group';

const PERMISSIONS = {
  user: { attach: 'iam:AttachUserPolicy', detach: 'iam:DetachUserPolicy' },
  role: { attach: 'iam:AttachRolePolicy', detach: 'iam:DetachRolePolicy' },
} as const;

/** ARNs of the managed policies of a user, role or group, or undefined where IAM says that it is gone. */
export async function arnsAttachedTo(
  session: AwsSession,
  kind: Holder,
  name: string,
): Promise<readonly string[] | undefined> {
  const arns: string[] = [];
  let Marker: string | undefined;
  do {
    const page = Marker === undefined ? {} : { Marker };
    const answer = await unlessMissing(LIST[kind](session, name, page));
    if (answer === undefined) return undefined;
    arns.push(...(answer.output.AttachedPolicies ?? []).flatMap(({ PolicyArn: arn }) => arn ?? []));
    Marker = answer.output.IsTruncated === true ? answer.output.Marker : undefined;
  } while (Marker !== undefined);
  return arns;
}

const LIST = {
  user: (session: AwsSession, UserName: string, page: object) =>
    session.call('iam:ListAttachedUserPolicies', { UserName, ...page }),
  role: (session: AwsSession, RoleName: string, page: object) =>
    session.call('iam:ListAttachedRolePolicies', { RoleName, ...page }),
  group: (session: AwsSession, GroupName: string, page: object) =>
    session.call('iam:ListAttachedGroupPolicies', { GroupName, ...page }),
} as const;
