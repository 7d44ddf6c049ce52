import type { JsonObject } from '../../../model/json.ts';
import { callerArn, callerId } from '../state/principals.ts';
import type { Caller } from '../state/principals.ts';

/** `userIdentity` of a record ("CloudTrail userIdentity element", AWS CloudTrail User Guide). */
export function userIdentity(caller: Caller, account: string): JsonObject {
  const base = {
    principalId: callerId(caller, account),
    arn: callerArn(caller, account),
    accountId: account,
    accessKeyId: caller.accessKeyId,
  };
  if (caller.kind === 'root') return { type: 'Root', ...base };
  if (caller.kind === 'user') {
    return {
      type: 'IAMUser',
      ...base,
      userName: caller.user.name,
      ...(caller.console === undefined ? {} : { sessionContext: { attributes: attributesOf(caller.console) } }),
    };
  }
  const { session } = caller;
  return {
    type: 'AssumedRole',
    ...base,
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: session.role.id,
        arn: session.role.arn,
        accountId: account,
        userName: session.role.name,
      },
      attributes: attributesOf({ ...session, mfa: false }),
      ...(session.sourceIdentity === undefined ? {} : { sourceIdentity: session.sourceIdentity }),
    },
    ...(session.invokedBy === undefined ? {} : { invokedBy: session.invokedBy }),
  };
}

function attributesOf({ createdAt, mfa }: { readonly createdAt: number; readonly mfa: boolean }): JsonObject {
  return { creationDate: isoSeconds(createdAt), mfaAuthenticated: String(mfa) };
}

/** `Username` of LookupEvents: for a role it is the session name, which its caller chose. */
export function lookupUsername(caller: Caller): string {
  if (caller.kind === 'root') return 'root';
  return caller.kind === 'user' ? caller.user.name : caller.session.name;
}

/** CloudTrail writes times in whole seconds. */
export function isoSeconds(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}
