import type { AssumeRoleRequest } from '@aws-sdk/client-sts';
import { authorize } from '../../iam/authorize.ts';
import { evaluateTrust } from '../../iam/evaluate.ts';
import { requestContext } from '../../iam/request-context.ts';
import type { Call, Demand } from '../../operation.ts';
import { AwsRefusal } from '../../refusal.ts';
import { callerArn } from '../../state/principals.ts';
import type { Role } from '../../state/principals.ts';

/** Whether a trust policy that names the caller is enough, or the caller's own policies must allow it as well. */
export type Need = 'either' | 'both';

/**
 * "Cross-account policy evaluation" and "Principal" (IAM User Guide): a trust policy that names the caller suffices; one
 * that names the account needs the caller's own policies as well; a deny in either ends it.
 *
 * @throws AwsRefusal `AccessDenied`.
 */
export function permitRole(question: {
  readonly action: string;
  readonly need: Need;
  readonly input: AssumeRoleRequest;
  readonly role: Role;
  readonly call: Call;
  readonly context: NonNullable<Demand['context']>;
}): void {
  const { action, need, input, role, call, context } = question;
  const { caller, account } = call;
  if (caller.kind === 'root') {
    throw new AwsRefusal('AccessDenied', 'Roles may not be assumed by root accounts.', { status: 403 });
  }
  const demand: Demand = { action, resource: role.arn, context };
  const arns = caller.kind === 'user' ? [caller.user.arn] : [caller.session.arn, caller.session.role.arn];
  const trust = evaluateTrust(
    role.trust.document,
    { account: account.id, arns },
    { action, resource: role.arn, context: requestContext(call, demand) },
  );
  if (trust === 'deny' || trust === 'none') throw deniedRole(input, call, action);
  const own = authorize(call, demand);
  if (own.allowed) return;
  // A session policy narrows whatever a role session may do, so it must allow the call as well.
  const narrowed = caller.kind === 'role' && caller.session.policy !== undefined;
  if (own.explicit || need === 'both' || trust === 'account' || narrowed) throw deniedRole(input, call, action);
}

/** STS does not say why. */
export function deniedRole(input: AssumeRoleRequest, call: Call, action: string): AwsRefusal {
  const who = callerArn(call.caller, call.account.id);
  return new AwsRefusal(
    'AccessDenied',
    `User: ${who} is not authorized to perform: ${action} on resource: ${input.RoleArn ?? ''}`,
    { status: 403 },
  );
}
