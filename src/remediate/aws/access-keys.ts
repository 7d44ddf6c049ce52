import type { AccessKeyMetadata } from '@aws-sdk/client-iam';
import { partitionOf } from '../../model/partition.ts';
import type { PlanTarget } from '../../model/plan.ts';
import type { AwsSession } from '../../ports/aws.ts';
import type { StepResult, Verification } from '../action.ts';
import { findUser, keysOf, unlessMissing } from './users.ts';
import { atMinute } from './words.ts';

type Status = 'Active' | 'Inactive';

/** A key as a plan for it shows it, blocked only where there is no such key any more. */
export async function keyTarget(session: AwsSession, id: string): Promise<PlanTarget> {
  const usage = await unlessMissing(session.call('iam:GetAccessKeyLastUsed', { AccessKeyId: id }));
  const name = usage?.output.UserName;
  const user = name === undefined || name === '' ? undefined : await findUser(session, name);
  const keys = user === undefined ? [] : await keysOf(session, user.name);
  const key = keys.find((one) => one.AccessKeyId === id);
  if (user === undefined || key === undefined) {
    return {
      type: 'AWS::IAM::AccessKey',
      id,
      arn: keyArn(session, id),
      facts: [],
      material: { accessKeyId: id, exists: false },
      warnings: [],
      blocked: 'IAM knows no user with this key: it is deleted, or the root user’s, which only root can delete.',
    };
  }
  const { LastUsedDate: usedAt, ServiceName: service, Region: region } = usage?.output.AccessKeyLastUsed ?? {};
  const others = keys.filter((one) => one.AccessKeyId !== id);
  const otherActive = others.filter((one) => one.Status === 'Active').length;
  return {
    type: 'AWS::IAM::AccessKey',
    id,
    arn: keyArn(session, id),
    name: user.name,
    facts: [
      key.Status === 'Active' ? 'active' : 'inactive',
      `of user ${user.name}`,
      usedAt === undefined
        ? 'never used'
        : `last used ${atMinute(usedAt)}, ${service ?? 'unknown service'}, ${region ?? 'unknown Region'}`,
      ...(key.CreateDate === undefined ? [] : [`created ${atMinute(key.CreateDate)}`]),
      othersInWords(others),
    ],
    material: {
      accessKeyId: id,
      user: user.arn,
      userId: user.id,
      status: key.Status ?? null,
    },
    tags: user.tags,
    warnings: otherActive === 0 ? ['It is the only active key of the user: what runs with it stops.'] : [],
  };
}

/** IAM has no ARNs for keys; requests, claims and audit need one that is this key's alone. Rights are about its user. */
export function keyArn({ region, account }: AwsSession, id: string): string {
  return `arn:${partitionOf(region)}:iam::${account}:access-key/${id}`;
}

export function statusOf({ material }: PlanTarget): Status | undefined {
  const status = material['status'];
  return status === 'Active' || status === 'Inactive' ? status : undefined;
}

/** Setting a status twice is setting it once. */
export async function setStatus(session: AwsSession, target: PlanTarget, status: Status): Promise<StepResult> {
  const { requestId } = await session.call('iam:UpdateAccessKey', {
    UserName: userName(target),
    AccessKeyId: target.id,
    Status: status,
  });
  const result = status === 'Active' ? 'inactive → active' : 'active → inactive';
  return { result, ...(requestId === undefined ? {} : { requestId }) };
}

export async function verifyStatus(session: AwsSession, target: PlanTarget, status: Status): Promise<Verification> {
  const key = (await keysOf(session, userName(target))).find((one) => one.AccessKeyId === target.id);
  if (key === undefined) return { state: 'gone', sentence: 'IAM no longer lists it' };
  const now = key.Status === 'Active' ? 'active' : 'inactive';
  return key.Status === status ? { state: 'done', sentence: now } : { state: 'not-begun', sentence: `still ${now}` };
}

/** ARN of the user whose key it was when the plan was made; IAM judges calls about a key by it. */
export function userArn({ material }: PlanTarget): string {
  return typeof material['user'] === 'string' ? material['user'] : '';
}

function userName(target: PlanTarget): string {
  return userArn(target).split('/').at(-1) ?? '';
}

function othersInWords(others: readonly AccessKeyMetadata[]): string {
  if (others.length === 0) return 'the user has no other key';
  const each = others.map(({ AccessKeyId: id = '', Status: status }) => `${id} (${String(status).toLowerCase()})`);
  return `the user's other key: ${each.join(', ')}`;
}
