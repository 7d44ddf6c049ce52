import { TrailboltError } from '../../errors.ts';
import { policyStatements } from '../../model/function-policy.ts';
import { isObject } from '../../model/json.ts';
import type { JsonObject } from '../../model/json.ts';
import type { PermissionContent } from '../../model/permission-words.ts';
import type { PlanTarget } from '../../model/plan.ts';
import type { AwsSession } from '../../ports/aws.ts';
import { unlessNoResource } from './functions.ts';

/** A statement of a function's policy: `resize/all`, or `resize:live/all` of a version or alias. */
export interface PermissionId {
  readonly name: string;
  readonly qualifier: string | undefined;
  readonly sid: string;
}

const SHAPE = /^(?<name>[a-zA-Z0-9_-]{1,64})(?::(?<qualifier>[a-zA-Z0-9_-]{1,128}))?\/(?<sid>[a-zA-Z0-9_-]{1,100})$/;

export function permissionId(id: string): PermissionId | undefined {
  const { name, qualifier, sid } = SHAPE.exec(id)?.groups ?? {};
  return name === undefined || sid === undefined ? undefined : { name, qualifier, sid };
}

/** @throws TrailboltError `target.unknown`. */
export function asPermissionId(id: string): PermissionId {
  const parts = permissionId(id);
  if (parts === undefined) throw new TrailboltError('target.unknown', 'This is no statement of a function’s policy.');
  return parts;
}

export function sidOf(id: string): string {
  return asPermissionId(id).sid;
}

/** `resize`, or `resize:live`. */
export function functionOf(id: string): string {
  return id.slice(0, id.indexOf('/'));
}

/** What a call on the statement touches: IAM judges one about a version or alias by the ARN of that. */
export function permissionResources(arn: string, id: string): readonly string[] {
  const { qualifier } = asPermissionId(id);
  return qualifier === undefined ? [arn] : [arn, `${arn}:${qualifier}`];
}

/** The statement as it was planned. */
export function statementIn({ material }: Pick<PlanTarget, 'material'>): JsonObject | undefined {
  const { statement } = material;
  return isObject(statement) ? statement : undefined;
}

/** What names the function, and the version or alias, to Lambda. */
export function ofPermission({ name, qualifier }: PermissionId): { FunctionName: string; Qualifier?: string } {
  return { FunctionName: name, ...(qualifier === undefined ? {} : { Qualifier: qualifier }) };
}

/** A function's policy as it is now. */
export interface FunctionPolicy {
  readonly statements: readonly JsonObject[];
  /** With it a change is refused where somebody else has made one since. */
  readonly revisionId: string | undefined;
}

/** None where the function has no policy, or is not there. */
export async function readPolicy(session: AwsSession, id: PermissionId): Promise<FunctionPolicy> {
  const answer = await unlessNoResource(session.call('lambda:GetPolicy', ofPermission(id)));
  return { statements: policyStatements(answer?.output.Policy), revisionId: answer?.output.RevisionId };
}

export function findStatement({ statements }: FunctionPolicy, sid: string): JsonObject | undefined {
  return statements.find((one) => one['Sid'] === sid);
}

/** The parameters that make a statement of this content. */
export function permissionRequest(content: PermissionContent): {
  readonly Action: string;
  readonly Principal: string;
} {
  const { sourceArn, sourceAccount, organization, urlAuthType, viaUrl, eventSourceToken } = content;
  return {
    Action: content.action,
    Principal: content.principal,
    ...(sourceArn === undefined ? {} : { SourceArn: sourceArn }),
    ...(sourceAccount === undefined ? {} : { SourceAccount: sourceAccount }),
    ...(organization === undefined ? {} : { PrincipalOrgID: organization }),
    ...(urlAuthType === undefined ? {} : { FunctionUrlAuthType: urlAuthType as 'NONE' }),
    ...(viaUrl === undefined ? {} : { InvokedViaFunctionUrl: viaUrl }),
    ...(eventSourceToken === undefined ? {} : { EventSourceToken: eventSourceToken }),
  };
}
