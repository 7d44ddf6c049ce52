import type { Role as RoleView, Tag, User as UserView } from '@aws-sdk/client-iam';
import type { Call, Demand } from '../../operation.ts';
import type { AccountState } from '../../state/account.ts';
import type { Principal, Role, User } from '../../state/principals.ts';
import { noSuchRole, noSuchUser, unmodifiable, validationError } from './refusals.ts';

export function userArn(call: Call, name: string): string {
  return call.account.users.get(name)?.arn ?? `arn:aws:iam::${call.account.id}:user/${name}`;
}

export function roleArn(call: Call, name: string): string {
  return call.account.roles.get(name)?.arn ?? `arn:aws:iam::${call.account.id}:role/${name}`;
}

export function findUser(account: AccountState, name: string): User {
  const user = account.users.get(name);
  if (user === undefined) throw noSuchUser(name);
  return user;
}

export function findRole(account: AccountState, name: string): Role {
  const role = account.roles.get(name);
  if (role === undefined) throw noSuchRole(name);
  return role;
}

/**
 * A role, for a call that changes it. Those of AWS services and of Identity Center only AWS changes ("Service-linked roles",
 * IAM User Guide; "Permission sets", IAM Identity Center User Guide).
 *
 * @throws AwsRefusal `UnmodifiableEntity`.
 */
export function findModifiableRole(account: AccountState, name: string): Role {
  const role = findRole(account, name);
  if (/^\/(?:aws-service-role|aws-reserved)\//.test(role.path)) throw unmodifiable(role.name);
  return role;
}

/** "If you do not specify a user name, IAM determines the user name implicitly" from the key that signed the request. */
export function nameOrCaller(name: string | undefined, call: Call): string {
  if (name !== undefined) return name;
  if (call.caller.kind === 'user') return call.caller.user.name;
  throw validationError('Must specify userName when calling with non-User credentials');
}

/** A demand on a user, with its tags as condition keys. */
export function onUser(action: string, name: string, call: Call, context: Demand['context'] = {}): readonly Demand[] {
  return [
    { action, resource: userArn(call, name), context: { ...tagContext(call.account.users.get(name)), ...context } },
  ];
}

export function onRole(action: string, name: string, call: Call, context: Demand['context'] = {}): readonly Demand[] {
  return [
    { action, resource: roleArn(call, name), context: { ...tagContext(call.account.roles.get(name)), ...context } },
  ];
}

function tagContext(principal: Principal | undefined): Record<string, string> {
  return Object.fromEntries([...(principal?.tags ?? [])].map(([key, value]) => [`aws:ResourceTag/${key}`, value]));
}

export function viewUser(user: User): UserView {
  return {
    Path: user.path,
    UserName: user.name,
    UserId: user.id,
    Arn: user.arn,
    CreateDate: new Date(user.createdAt),
    ...(user.tags.size === 0 ? {} : { Tags: viewTags(user.tags) }),
  };
}

/** IAM URL-encodes the policy documents in its answers (RFC 3986; API_GetRole). */
export function viewRole(role: Role): RoleView {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: new Date(role.createdAt),
    AssumeRolePolicyDocument: encodeDocument(role.trust.text),
    ...(role.description === undefined ? {} : { Description: role.description }),
    MaxSessionDuration: role.maxSessionDuration,
    ...(role.boundary === undefined
      ? {}
      : {
          PermissionsBoundary: {
            PermissionsBoundaryType: 'PermissionsBoundaryPolicy',
            PermissionsBoundaryArn: role.boundary,
          },
        }),
    ...(role.tags.size === 0 ? {} : { Tags: viewTags(role.tags) }),
  };
}

export function encodeDocument(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

function viewTags(tags: ReadonlyMap<string, string>): Tag[] {
  return [...tags].map(([Key, Value]) => ({ Key, Value }));
}

/** One page: IAM's lists take `MaxItems` and a `Marker` ("Paginating", IAM API Reference), 100 a page unless asked. */
export function listPage<T>(
  items: readonly T[],
  input: { readonly Marker?: string | undefined; readonly MaxItems?: number | undefined },
): { readonly items: T[]; readonly IsTruncated: boolean; readonly Marker?: string } {
  const size = input.MaxItems ?? 100;
  if (size < 1 || size > 1000) {
    throw validationError(
      `1 validation error detected: Value '${size}' at 'maxItems' failed to satisfy constraint: Member must have value between 1 and 1000`,
    );
  }
  const start = input.Marker === undefined ? 0 : Number(Buffer.from(input.Marker, 'base64url').toString('utf8'));
  if (!Number.isInteger(start)) throw validationError('Invalid Marker.');
  const end = start + size;
  const more = end < items.length;
  return {
    items: items.slice(start, end),
    IsTruncated: more,
    ...(more ? { Marker: Buffer.from(String(end)).toString('base64url') } : {}),
  };
}
