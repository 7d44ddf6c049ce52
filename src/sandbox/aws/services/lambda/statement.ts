import type { AddPermissionRequest } from '@aws-sdk/client-lambda';
import type { JsonObject } from '../../../../model/json.ts';
import type { Call } from '../../operation.ts';
import { invalidParameter, validationError } from './refusals.ts';

/**
 * The statement that Lambda makes of a permission ("Resource-based policies", AWS Lambda Developer Guide; `aws lambda
 * get-policy`): one principal, one action, and what narrows it as conditions.
 *
 * @throws AwsRefusal `ValidationException`, `InvalidParameterValueException`.
 */
export function statementOf(call: Call, input: AddPermissionRequest, resource: string): JsonObject {
  const { StatementId: sid = '', Action: action = '', FunctionUrlAuthType: urlAuth } = input;
  check('statementId', sid, /^[a-zA-Z0-9-_]{1,100}$/, '([a-zA-Z0-9-_]+)');
  check('action', action, /^(?:lambda:[*]|lambda:[a-zA-Z]+|[*])$/, '(lambda:[*]|lambda:[a-zA-Z]+|[*])');
  if (input.SourceAccount !== undefined) check('sourceAccount', input.SourceAccount, /^\d{12}$/, '\\d{12}');
  if (input.SourceArn !== undefined)
    check('sourceArn', input.SourceArn, /^arn:aws[a-z-]*:[a-z0-9-]+:/, 'arn:(aws[a-zA-Z0-9-]*):…');
  if (input.PrincipalOrgID !== undefined)
    check('principalOrgID', input.PrincipalOrgID, /^o-[a-z0-9]{10,32}$/, '^o-[a-z0-9]{10,32}$');
  // "The condition key is supported for lambda:InvokeFunctionUrl only" (API_AddPermission, "FunctionUrlAuthType").
  if (urlAuth !== undefined && action !== 'lambda:InvokeFunctionUrl') {
    throw invalidParameter('FunctionUrlAuthType is only supported for lambda:InvokeFunctionUrl action');
  }
  const equals = {
    ...(input.SourceAccount === undefined ? {} : { 'AWS:SourceAccount': input.SourceAccount }),
    ...(input.PrincipalOrgID === undefined ? {} : { 'aws:PrincipalOrgID': input.PrincipalOrgID }),
    ...(urlAuth === undefined ? {} : { 'lambda:FunctionUrlAuthType': urlAuth }),
    ...(input.EventSourceToken === undefined ? {} : { 'lambda:EventSourceToken': input.EventSourceToken }),
  };
  const condition = {
    ...(Object.keys(equals).length === 0 ? {} : { StringEquals: equals }),
    ...(input.SourceArn === undefined ? {} : { ArnLike: { 'AWS:SourceArn': input.SourceArn } }),
    ...(input.InvokedViaFunctionUrl === undefined
      ? {}
      : { Bool: { 'lambda:InvokedViaFunctionUrl': String(input.InvokedViaFunctionUrl) } }),
  };
  return {
    Sid: sid,
    Effect: 'Allow',
    Principal: principalOf(call, input.Principal ?? ''),
    Action: action,
    Resource: resource,
    ...(Object.keys(condition).length === 0 ? {} : { Condition: condition }),
  };
}

/** "The AWS service, AWS account, IAM user, or IAM role that invokes the function" (API_AddPermission, "Principal"). */
function principalOf({ account }: Call, given: string): JsonObject | '*' {
  if (given === '*') return '*';
  if (/^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:amazonaws\.com|amazon\.com|alexa\.com)(?:\.cn)?$/.test(given))
    return { Service: given };
  if (/^\d{12}$/.test(given)) return { AWS: `arn:aws:iam::${given}:root` };
  const [, owner, kind, path] = /^arn:aws:iam::(\d{12}):(root$|user\/|role\/)(.*)$/.exec(given) ?? [];
  const name = path?.split('/').at(-1) ?? '';
  const mine = kind === 'user/' ? account.users.has(name) : account.roles.has(name);
  // Who is of this account must be there; others cannot be asked about.
  if (owner !== undefined && (kind === 'root' || owner !== account.id || mine)) return { AWS: given };
  throw invalidParameter('The provided principal was invalid. Please check the principal and try again.');
}

function check(member: string, value: string, pattern: RegExp, words: string): void {
  if (pattern.test(value)) return;
  throw validationError(member, value, `Member must satisfy regular expression pattern: ${words}`);
}
