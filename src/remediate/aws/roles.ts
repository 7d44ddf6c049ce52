import type { Target } from '../../model/alert.ts';
import type { JsonObject } from '../../model/json.ts';
import { partitionOf } from '../../model/partition.ts';
import type { PlanTarget, TargetTag } from '../../model/plan.ts';
import type { AwsSession } from '../../ports/aws.ts';
import { parseTrust } from './trust.ts';
import { targetTags, unlessMissing } from './users.ts';
import { atMinute } from './words.ts';

/** A role as IAM has it. The id is that of this role alone: one that is made anew under the name has another. */
interface FoundRole {
  readonly name: string;
  readonly path: string;
  readonly arn: string;
  readonly id: string;
  readonly tags: readonly TargetTag[];
  /** IAM looks back 400 days, and some hours late. */
  readonly usedAt: Date | undefined;
  readonly usedIn: string | undefined;
  /** ARN of its permissions boundary. */
  readonly boundary: string | undefined;
  /** How long its sessions may last, in seconds. */
  readonly maxSeconds: number;
  /** Who may assume it. */
  readonly trust: JsonObject | undefined;
  readonly createdAt: Date | undefined;
}

/** The roles that the target stack makes: without them nothing could be undone. */
const OWN = /^Trailbolt(?:Read|Act|ActIam)$/;

/** The role, or undefined where IAM says that there is none. */
export async function findRole(session: AwsSession, name: string): Promise<FoundRole | undefined> {
  const answer = await unlessMissing(session.call('iam:GetRole', { RoleName: name }));
  const role = answer?.output.Role;
  if (role?.Arn === undefined || role.RoleId === undefined) return undefined;
  return {
    name: role.RoleName ?? name,
    path: role.Path ?? '/',
    arn: role.Arn,
    id: role.RoleId,
    tags: targetTags(role.Tags),
    usedAt: role.RoleLastUsed?.LastUsedDate,
    usedIn: role.RoleLastUsed?.Region,
    boundary: role.PermissionsBoundary?.PermissionsBoundaryArn,
    maxSeconds: role.MaxSessionDuration ?? 3600,
    // IAM URL-encodes policies in its answers (API_GetRole).
    trust: parseTrust(decodeURIComponent(role.AssumeRolePolicyDocument ?? '')),
    createdAt: role.CreateDate,
  };
}

/** Is it a role, by a name that IAM takes? */
export function isRole({ type, id }: Pick<Target, 'type' | 'id'>): boolean {
  return type === 'AWS::IAM::Role' && /^[\w+=,.@-]{1,64}$/.test(id);
}

/** A target that IAM does not know. */
export function unknownRole({ region, account }: AwsSession, name: string): PlanTarget {
  return {
    type: 'AWS::IAM::Role',
    id: name,
    arn: `arn:${partitionOf(region)}:iam::${account}:role/${name}`,
    facts: [],
    material: { role: name, exists: false },
    warnings: [],
    blocked: 'IAM does not know this role (any more).',
  };
}

export function usedInWords({ usedAt, usedIn }: FoundRole): string {
  return usedAt === undefined ? 'not used lately' : `last used ${atMinute(usedAt)}, ${usedIn ?? 'unknown Region'}`;
}

/** Why nobody but AWS, or nobody here, may change the role, and what to do instead. */
export function whyUnchangeable({ name, path }: FoundRole): string | undefined {
  if (path.startsWith('/aws-service-role/')) {
    return 'It is a service-linked role, which only its AWS service can change. Stop what it does in that service, or delete the role there.';
  }
  if (path.startsWith('/aws-reserved/')) {
    return 'It belongs to IAM Identity Center, which alone can change it. Remove the person’s assignment to this account there, or take rights from the permission set.';
  }
  return OWN.test(name) ? 'It is one of Trailbolt’s own roles: nothing could be undone without it.' : undefined;
}
