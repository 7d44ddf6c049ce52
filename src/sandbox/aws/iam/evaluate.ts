import type { PolicyDocument, Statement } from './document.ts';
import { holds, substitute } from './condition.ts';
import type { RequestContext } from './condition.ts';
import { matchesWildcard } from './wildcard.ts';

/** What a call asks to do to one resource. */
export interface Question {
  /** `ec2:TerminateInstances`. */
  readonly action: string;
  /** ARN, or `*` where the service knows no resources for the action. */
  readonly resource: string;
  readonly context: RequestContext;
}

export type Effect = 'allow' | 'deny' | 'none';

/** What the policies together say: an explicit deny beats an allow; silence is neither. */
export function evaluate(policies: Iterable<PolicyDocument>, question: Question): Effect {
  let effect: Effect = 'none';
  for (const policy of policies) {
    for (const statement of policy.statements) {
      if (!applies(statement, question)) continue;
      if (statement.effect === 'Deny') return 'deny';
      effect = 'allow';
    }
  }
  return effect;
}

function applies(statement: Statement, { action, resource, context }: Question): boolean {
  const { actions, resources } = statement;
  // Actions are matched without regard to case, resources with ("IAM JSON policy elements: Action", IAM User Guide).
  const acts = actions.patterns.some((pattern) => matchesWildcard(pattern, action, { ignoreCase: true }));
  if (acts === actions.not) return false;
  if (resources !== undefined) {
    const covers = resources.patterns.some((pattern) => matchesWildcard(substitute(pattern, context), resource));
    if (covers === resources.not) return false;
  }
  return statement.conditions.every((test) => holds(test, context));
}

/**
 * What a resource's own policy says to a caller of the same account ("Identity-based policies and resource-based
 * policies", IAM User Guide). An allow for the account as a whole leaves it to the caller's policies, so it is silence.
 */
export function evaluateResource(policy: PolicyDocument, caller: TrustedCaller, question: Question): Effect {
  let effect: Effect = 'none';
  for (const statement of policy.statements) {
    const match = matchPrincipal(statement, caller);
    if (match === 'none' || !applies(statement, question)) continue;
    if (statement.effect === 'Deny') return 'deny';
    if (match === 'named' || statement.principals?.any === true) effect = 'allow';
  }
  return effect;
}

/** A principal under all names by which the policy of a role or another resource may know it. */
export interface TrustedCaller {
  readonly account: string;
  /** ARNs that name exactly this caller: user ARN, or session ARN and role ARN. */
  readonly arns: readonly string[];
}

/** `named`: the policy allows this very principal; `account`: it leaves the decision to the caller's account. */
export type Trust = 'named' | 'account' | 'deny' | 'none';

export function evaluateTrust(policy: PolicyDocument, caller: TrustedCaller, question: Question): Trust {
  let trust: Trust = 'none';
  for (const statement of policy.statements) {
    const match = matchPrincipal(statement, caller);
    if (match === 'none' || !applies(statement, question)) continue;
    if (statement.effect === 'Deny') return 'deny';
    if (match === 'named' || trust === 'none') trust = match;
  }
  return trust;
}

/**
 * "AWS JSON policy elements: Principal", IAM User Guide: an account id or its root ARN stands for the account, which then
 * has to allow the action to its principals by their own policies.
 */
function matchPrincipal(statement: Statement, caller: TrustedCaller): 'named' | 'account' | 'none' {
  const { principals } = statement;
  if (principals === undefined) return 'none';
  if (principals.aws.some((arn) => caller.arns.includes(arn))) return 'named';
  const whole = [caller.account, `arn:aws:iam::${caller.account}:root`];
  return principals.any || principals.aws.some((name) => whole.includes(name)) ? 'account' : 'none';
}
