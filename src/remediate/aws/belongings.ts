import type { JsonObject } from '../../model/json.ts';
import type { PlanTarget } from '../../model/plan.ts';
import type { AwsPermission, AwsSession } from '../../ports/aws.ts';
import { arnsAttachedTo } from './deny-all.ts';
import { keysOf, passwordSince, unlessMissing } from './users.ts';

/** What hangs on a user and has to go before IAM deletes it ("DeleteUser", IAM API Reference). Names, sorted. */
interface Belongings {
  readonly keys: readonly string[];
  readonly password: boolean;
  readonly attached: readonly string[];
  readonly inline: readonly string[];
  /** ARNs. */
  readonly groups: readonly string[];
  readonly devices: readonly string[];
}

/** One call that takes something from a user, or deletes it. The id tells what: `key AKIA…`, `delete`. */
interface Removal {
  readonly id: string;
  readonly title: string;
  readonly permission: AwsPermission;
  readonly resource: string;
}

export async function belongingsOf(session: AwsSession, user: string): Promise<Belongings> {
  const of = { UserName: user, MaxItems: 1000 };
  const [keys, since, attached, inline, groups, devices] = await Promise.all([
    keysOf(session, user),
    passwordSince(session, user),
    arnsAttachedTo(session, 'user', user),
    unlessMissing(session.call('iam:ListUserPolicies', of)),
    unlessMissing(session.call('iam:ListGroupsForUser', of)),
    unlessMissing(session.call('iam:ListMFADevices', of)),
  ]);
  return {
    keys: keys.flatMap(({ AccessKeyId: id }) => id ?? []).toSorted(),
    password: since !== undefined,
    attached: [...(attached ?? [])].toSorted(),
    inline: [...(inline?.output.PolicyNames ?? [])].toSorted(),
    groups: (groups?.output.Groups ?? []).flatMap(({ Arn: arn }) => arn ?? []).toSorted(),
    devices: (devices?.output.MFADevices ?? []).flatMap(({ SerialNumber: serial }) => serial ?? []).toSorted(),
  };
}

export function inWords(it: Belongings): string[] {
  return [
    ...it.keys.map((id) => `access key ${id}`),
    ...(it.password ? ['its console password'] : []),
    ...it.attached.map((arn) => `policy ${lastPart(arn)} attached`),
    ...it.inline.map((name) => `inline policy ${name}`),
    ...it.groups.map((arn) => `membership of ${lastPart(arn)}`),
    ...it.devices.map((serial) => `MFA device ${lastPart(serial)}`),
  ];
}

/** Keys and password first: what can be used goes before what only keeps IAM from deleting. */
export function removalsOf({ material, arn }: PlanTarget): readonly Removal[] {
  const names = (key: string): readonly string[] => {
    const value = material[key];
    return Array.isArray(value) ? value.filter((name) => typeof name === 'string') : [];
  };
  const removal = (id: string, title: string, permission: AwsPermission, resource = arn): Removal => ({
    id,
    title,
    permission,
    resource,
  });
  return [
    ...names('keys').map((id) => removal(`key ${id}`, `Delete access key ${id}`, 'iam:DeleteAccessKey')),
    ...(material['password'] === true
      ? [removal('password', 'Remove the console password', 'iam:DeleteLoginProfile')]
      : []),
    ...names('attached').map((one) => removal(`detach ${one}`, `Detach ${lastPart(one)}`, 'iam:DetachUserPolicy')),
    ...names('inline').map((name) => removal(`inline ${name}`, `Delete inline policy ${name}`, 'iam:DeleteUserPolicy')),
    ...names('groups').map((group) =>
      removal(`group ${group}`, `Remove from ${lastPart(group)}`, 'iam:RemoveUserFromGroup', group),
    ),
    removal('delete', 'Delete the user', 'iam:DeleteUser'),
  ];
}

/** The material once these removals are done. */
export function without({ material }: PlanTarget, done: readonly string[]): JsonObject {
  const gone = new Set(done);
  const left = (key: string, kind: string): JsonObject[string] => {
    const value = material[key];
    return Array.isArray(value) ? value.filter((name) => !gone.has(`${kind} ${String(name)}`)) : (value ?? null);
  };
  return {
    ...material,
    keys: left('keys', 'key'),
    password: material['password'] === true && !gone.has('password'),
    attached: left('attached', 'detach'),
    inline: left('inline', 'inline'),
    groups: left('groups', 'group'),
  };
}

export function lastPart(arn: string): string {
  return arn.split('/').at(-1) ?? arn;
}
