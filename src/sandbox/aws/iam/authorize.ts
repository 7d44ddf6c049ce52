import type { Call, Demand } from '../operation.ts';
import { groupsOf } from '../state/account.ts';
import type { AccountState } from '../state/account.ts';
import { callerArn } from '../state/principals.ts';
import type { Caller, Principal, Role } from '../state/principals.ts';
import type { PolicyDocument } from './document.ts';
import { evaluate, evaluateResource, evaluateTrust } from './evaluate.ts';
import type { Effect, Question, TrustedCaller } from './evaluate.ts';
import { requestContext } from './request-context.ts';

/** Whether the caller's own policies allow it, and why not, as access-denied messages put it. */
export type Verdict =
  { readonly allowed: true } | { readonly allowed: false; readonly explicit: boolean; readonly message: string };

/**
 * "Policy evaluation logic", IAM User Guide: identity policies or the resource's own, narrowed by a session policy; the root
 * user may all that the resource does not deny.
 */
export function authorize(call: Call, demand: Demand): Verdict {
  const { caller, account } = call;
  const question = { action: demand.action, resource: demand.resource, context: requestContext(call, demand) };
  const resource = demand.policy === undefined ? 'none' : evaluateResource(demand.policy, namesOf(call), question);
  if (resource === 'deny') {
    const message = `${refused(call, demand)} with an explicit deny in a resource-based policy`;
    return { allowed: false, explicit: true, message };
  }
  if (demand.policyDecides === true && !letsIn(call, demand)) {
    const message = `${refused(call, demand)} because no resource-based policy allows the ${demand.action} action`;
    return { allowed: false, explicit: false, message };
  }
  if (caller.kind === 'root') return { allowed: true };
  const identity = evaluate(identityPolicies(account, caller), question);
  const boundary = boundaryEffect(account, caller, question);
  const session: Effect =
    caller.kind === 'role' && caller.session.policy !== undefined
      ? evaluate([caller.session.policy], question)
      : 'allow';
  const allowed = identity === 'allow' || (identity === 'none' && resource === 'allow');
  if (allowed && session === 'allow' && boundary === 'allow') return { allowed: true };
  const explicit = identity === 'deny' || session === 'deny' || boundary === 'deny';
  return { allowed: false, explicit, message: denial(call, demand, { identity, session, boundary }) };
}

/** Whether a role's own policies allow it, for an AWS service that uses the role. */
export function roleMay(account: AccountState, role: Role, action: string, resource: string): boolean {
  return evaluate(policiesOf(account, [role]), { action, resource, context: new Map() }) === 'allow';
}

/** Whether the resource's own policy allows it to the caller, or leaves it to the policies that his account gives him. */
export function letsIn(call: Call, { action, resource, policy, context }: Demand): boolean {
  if (policy === undefined) return false;
  const demand = { action, resource, ...(context === undefined ? {} : { context }) };
  const trust = evaluateTrust(policy, namesOf(call), { action, resource, context: requestContext(call, demand) });
  return trust === 'named' || trust === 'account';
}

/** "Troubleshoot access denied error messages", IAM User Guide. */
function denial(call: Call, demand: Demand, effects: Record<'identity' | 'session' | 'boundary', Effect>): string {
  const { identity, session, boundary } = effects;
  const what = refused(call, demand);
  if (identity === 'deny') return `${what} with an explicit deny in an identity-based policy`;
  if (session === 'deny') return `${what} with an explicit deny in a session policy`;
  if (boundary === 'deny') return `${what} with an explicit deny in a permissions boundary`;
  if (identity === 'allow' && session === 'allow')
    return `${what} because no permissions boundary allows the ${demand.action} action`;
  const kind = identity === 'allow' ? 'session' : 'identity-based';
  return `${what} because no ${kind} policy allows the ${demand.action} action`;
}

/** "Permissions boundaries for IAM entities", IAM User Guide: it limits what a role may do, and grants nothing by itself. */
function boundaryEffect(account: AccountState, caller: Caller, question: Question): Effect {
  const arn = caller.kind === 'role' ? caller.session.role.boundary : undefined;
  if (arn === undefined) return 'allow';
  const document = account.managedPolicies.get(arn)?.document;
  return document === undefined ? 'none' : evaluate([document], question);
}

function refused(call: Call, { action, resource }: Demand): string {
  const who = callerArn(call.caller, call.account.id);
  return `User: ${who} is not authorized to perform: ${action} on resource: ${resource}`;
}

function namesOf({ caller, account }: Call): TrustedCaller {
  const arn = callerArn(caller, account.id);
  return { account: account.id, arns: caller.kind === 'role' ? [arn, caller.session.role.arn] : [arn] };
}

function identityPolicies(account: AccountState, caller: Exclude<Caller, { kind: 'root' }>): readonly PolicyDocument[] {
  const principals: readonly Principal[] =
    caller.kind === 'user' ? [caller.user, ...groupsOf(account, caller.user.name)] : [caller.session.role];
  return policiesOf(account, principals);
}

function policiesOf(account: AccountState, principals: readonly Principal[]): readonly PolicyDocument[] {
  return principals.flatMap((principal) => {
    const attached = [...principal.attached].map((arn) => account.managedPolicies.get(arn)?.document);
    const inline = [...principal.inline.values()].map((policy) => policy.document);
    return [...attached.filter((document) => document !== undefined), ...inline];
  });
}
