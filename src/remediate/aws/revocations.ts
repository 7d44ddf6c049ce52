import { TrailboltError } from '../../errors.ts';
import type { PlanTarget } from '../../model/plan.ts';
import type { AwsSession } from '../../ports/aws.ts';
import type { StepContext, StepResult, Verification } from '../action.ts';
import { isAwsError } from './answers.ts';
import { unlessMissing } from './users.ts';

/** Where in IAM the boundaries stand that end sessions. The acting role can set no other, and makes nothing elsewhere. */
export const REVOKE_PATH = '/trailbolt/revoke/';

/** Any of these boundaries in the account of a role, for the right to make one. */
export function revocationPattern(roleArn: string): string {
  return roleArn.replace(/:role\/.*$/, `:policy${REVOKE_PATH}*`);
}

/** How often, and with which pause in milliseconds, IAM is asked again for what it has just made. */
const SPREADING = { tries: 6, pauseMs: 1500 } as const;

export function isRevocation(policy: string | undefined): boolean {
  return policy?.includes(`:policy${REVOKE_PATH}`) === true;
}

/** One for each request and role, so that a repeated call finds what the first one made. */
function nameOf({ requestId, target }: Pick<StepContext, 'requestId' | 'target'>): string {
  return `TrailboltRevoke-${requestId}-${target.id}`;
}

function arnOf(context: Pick<StepContext, 'requestId' | 'target'>): string {
  return revocationPattern(context.target.arn).replace(/\*$/, nameOf(context));
}

/** Makes the policy: everything is as it was, but sessions that were opened before this moment may do nothing. */
export async function makeRevocation(session: AwsSession, context: StepContext): Promise<StepResult> {
  const before = new Date().toISOString();
  const document = {
    Version: '2012-10-17',
    Statement: [
      { Sid: 'AsBefore', Effect: 'Allow', Action: '*', Resource: '*' },
      {
        Sid: 'OlderSessions',
        Effect: 'Deny',
        Action: '*',
        Resource: '*',
        Condition: { DateLessThan: { 'aws:TokenIssueTime': before } },
      },
    ],
  };
  const { output, requestId } = await session.call('iam:CreatePolicy', {
    PolicyName: nameOf(context),
    Path: REVOKE_PATH,
    PolicyDocument: JSON.stringify(document),
    Description: `Made by Trailbolt for request ${context.requestId}: ends sessions older than ${before}.`,
  });
  const policyArn = output.Policy?.Arn ?? arnOf(context);
  return {
    result: `sessions from before ${before} are to end`,
    data: { policyArn },
    ...(requestId === undefined ? {} : { requestId }),
  };
}

export async function verifyRevocation(session: AwsSession, context: StepContext): Promise<Verification> {
  const policyArn = arnOf(context);
  return (await isThere(session, policyArn))
    ? { state: 'done', sentence: 'the policy is there', data: { policyArn } }
    : { state: 'not-begun', sentence: 'the policy is not there' };
}

/**
 * Sets it on the role. Where IAM does not know the policy that it has just made, it is asked again for some seconds: "changes …
 * might not be immediately visible" (Eventual consistency, IAM User Guide).
 */
export async function setRevocation(session: AwsSession, target: PlanTarget, policyArn: string): Promise<StepResult> {
  const input = { RoleName: target.id, PermissionsBoundary: policyArn };
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { requestId } = await session.call('iam:PutRolePermissionsBoundary', input);
      return { result: 'older sessions may do nothing', ...(requestId === undefined ? {} : { requestId }) };
    } catch (error) {
      if (attempt >= SPREADING.tries || !isAwsError(error, 'NoSuchEntityException')) throw error;
      await new Promise((resolve) => setTimeout(resolve, SPREADING.pauseMs));
    }
  }
}

export async function isThere(session: AwsSession, PolicyArn: string): Promise<boolean> {
  return (await unlessMissing(session.call('iam:GetPolicy', { PolicyArn }))) !== undefined;
}

/** What the step that made the policy has recorded. @throws TrailboltError `aws.refused` where it recorded none of ours. */
export function policyFrom(data: StepContext['earlier'][string] | undefined): string {
  const arn = data?.['policyArn'];
  if (typeof arn === 'string' && isRevocation(arn)) return arn;
  throw new TrailboltError('aws.refused', 'The policy that ends the sessions is not known: nothing was set.');
}
