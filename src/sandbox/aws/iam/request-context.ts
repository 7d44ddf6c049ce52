import type { Call, Demand } from '../operation.ts';
import { callerArn, callerId } from '../state/principals.ts';
import type { Caller } from '../state/principals.ts';
import type { RequestContext } from './condition.ts';

/** Global condition keys of a call and the action's own ("AWS global condition context keys", IAM User Guide). */
export function requestContext(call: Call, demand: Demand): RequestContext {
  const { account, caller } = call;
  const context = new Map<string, readonly string[]>();
  const put = (key: string, value: string | readonly string[] | undefined): void => {
    if (value !== undefined) context.set(key.toLowerCase(), typeof value === 'string' ? [value] : value);
  };
  put('aws:PrincipalArn', principalArn(caller, account.id));
  put('aws:PrincipalAccount', account.id);
  put('aws:PrincipalType', { root: 'Account', user: 'User', role: 'AssumedRole' }[caller.kind]);
  put('aws:userid', callerId(caller, account.id));
  put('aws:SourceIp', call.sourceIp);
  put('aws:UserAgent', call.userAgent);
  put('aws:SecureTransport', 'true');
  put('aws:ViaAWSService', 'false');
  put('aws:RequestedRegion', call.region);
  put('aws:CurrentTime', new Date(call.now).toISOString());
  put('aws:EpochTime', String(Math.floor(call.now / 1000)));
  if (caller.kind === 'user') {
    put('aws:username', caller.user.name);
    if (caller.console !== undefined) {
      put('aws:TokenIssueTime', new Date(caller.console.createdAt).toISOString());
      put('aws:MultiFactorAuthPresent', String(caller.console.mfa));
    }
    for (const [key, value] of caller.user.tags) put(`aws:PrincipalTag/${key}`, value);
  }
  if (caller.kind === 'role') {
    const { session } = caller;
    put('aws:SourceIdentity', session.sourceIdentity);
    put('aws:TokenIssueTime', new Date(session.createdAt).toISOString());
    put('aws:MultiFactorAuthPresent', 'false');
    for (const [key, value] of [...session.role.tags, ...session.tags]) put(`aws:PrincipalTag/${key}`, value);
  }
  for (const [key, value] of Object.entries(demand.context ?? {})) put(key, value);
  return context;
}

/** For a role session it is the ARN of the role, not of the session. */
function principalArn(caller: Caller, account: string): string {
  return caller.kind === 'role' ? caller.session.role.arn : callerArn(caller, account);
}
