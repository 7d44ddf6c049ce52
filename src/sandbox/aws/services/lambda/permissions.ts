import { randomUUID } from 'node:crypto';
import {
  AddPermission$,
  GetPolicy$,
  PolicyLengthExceededException$,
  PreconditionFailedException$,
  RemovePermission$,
} from '@aws-sdk/client-lambda';
import type {
  AddPermissionRequest,
  AddPermissionResponse,
  GetPolicyRequest,
  GetPolicyResponse,
  RemovePermissionRequest,
} from '@aws-sdk/client-lambda';
import type { JsonObject } from '../../../../model/json.ts';
import { parsePolicy } from '../../iam/document.ts';
import { defineOperation } from '../../operation.ts';
import type { Call } from '../../operation.ts';
import { modelled } from '../../refusal.ts';
import type { FunctionPolicy, FunctionRecord } from '../../state/functions.ts';
import { findFunction, onFunction, referenceOf, touchedFunction } from './find-function.ts';
import { conflict, invalidParameter, notFound } from './refusals.ts';
import { statementOf } from './statement.ts';

/** "Lambda quotas", AWS Lambda Developer Guide. */
const LONGEST_POLICY = 20 * 1024;

export const addPermission = defineOperation<AddPermissionRequest, AddPermissionResponse>({
  schema: AddPermission$,
  readOnly: false,
  supports: [
    'FunctionName',
    'Qualifier',
    'StatementId',
    'Action',
    'Principal',
    'SourceArn',
    'SourceAccount',
    'EventSourceToken',
    'PrincipalOrgID',
    'FunctionUrlAuthType',
    'InvokedViaFunctionUrl',
    'RevisionId',
  ],
  demands: (input, call) =>
    onFunction('lambda:AddPermission', input, call, {
      'lambda:Principal': input.Principal,
      'lambda:FunctionUrlAuthType': input.FunctionUrlAuthType,
    }),

  run(input, call) {
    const found = findFunction(call, input);
    const { qualifier, qualifiedArn } = referenceOf(call, input);
    // "Lambda does not support adding policies to version $LATEST" (API_AddPermission).
    if (qualifier === '$LATEST') throw invalidParameter('We currently do not support adding policies for $LATEST.');
    const statement = statementOf(call, input, qualifiedArn);
    const policy = found.policies.get(qualifier);
    checkRevision(policy, input.RevisionId);
    const statements = policy?.statements ?? [];
    if (statements.some(({ Sid }) => Sid === input.StatementId)) {
      throw conflict(
        `The statement id (${input.StatementId ?? ''}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
      );
    }
    put(call, found, qualifier, [...statements, statement]);
    return { Statement: JSON.stringify(statement) };
  },

  record: { eventName: 'AddPermission20150331v2', touched: (input) => touchedFunction(input) },
});

export const removePermission = defineOperation<RemovePermissionRequest, object>({
  schema: RemovePermission$,
  readOnly: false,
  supports: ['FunctionName', 'StatementId', 'Qualifier', 'RevisionId'],
  demands: (input, call) => onFunction('lambda:RemovePermission', input, call),

  run(input, call) {
    const found = findFunction(call, input);
    const { qualifier } = referenceOf(call, input);
    const policy = found.policies.get(qualifier);
    if (policy === undefined) throw notFound('No policy is associated with the given resource.');
    const left = policy.statements.filter(({ Sid }) => Sid !== input.StatementId);
    if (left.length === policy.statements.length) {
      throw notFound(`Statement ${input.StatementId ?? ''} is not found in resource policy.`);
    }
    checkRevision(policy, input.RevisionId);
    put(call, found, qualifier, left);
    return {};
  },

  record: { eventName: 'RemovePermission20150331v2', touched: (input) => touchedFunction(input) },
});

export const getPolicy = defineOperation<GetPolicyRequest, GetPolicyResponse>({
  schema: GetPolicy$,
  readOnly: true,
  supports: ['FunctionName', 'Qualifier'],
  demands: (input, call) => onFunction('lambda:GetPolicy', input, call),

  run(input, call) {
    const policy = findFunction(call, input).policies.get(referenceOf(call, input).qualifier);
    if (policy === undefined) throw notFound('The resource you requested does not exist.');
    return { Policy: textOf(policy.statements), RevisionId: policy.revisionId };
  },

  record: { eventName: 'GetPolicy20150331v2', touched: (input) => touchedFunction(input) },
});

/** "For AddPermission and RemovePermission: call GetPolicy to retrieve the latest RevisionId" (PreconditionFailedException). */
function checkRevision(policy: FunctionPolicy | undefined, given: string | undefined): void {
  if (given === undefined || given === policy?.revisionId) return;
  throw modelled(
    PreconditionFailedException$,
    'The Revision Id provided does not match the latest Revision Id. Call the GetPolicy API to retrieve the latest Revision Id',
  );
}

/** Without statements there is no policy. */
function put(call: Call, found: FunctionRecord, qualifier: string, statements: readonly JsonObject[]): void {
  const text = textOf(statements);
  if (text.length > LONGEST_POLICY) {
    throw modelled(PolicyLengthExceededException$, 'The final policy size is bigger than the limit (20480).');
  }
  const document = parsePolicy(text, 'resource');
  if ('malformed' in document) throw invalidParameter(document.malformed);
  if (statements.length === 0) found.policies.delete(qualifier);
  else found.policies.set(qualifier, { statements, document, revisionId: randomUUID() });
  call.account.changed();
}

function textOf(statements: readonly JsonObject[]): string {
  return JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: statements });
}
