import { randomBytes } from 'node:crypto';
import {
  CreateFunctionUrlConfig$,
  DeleteFunctionUrlConfig$,
  GetFunctionUrlConfig$,
  UpdateFunctionUrlConfig$,
} from '@aws-sdk/client-lambda';
import type {
  CreateFunctionUrlConfigRequest,
  CreateFunctionUrlConfigResponse,
  DeleteFunctionUrlConfigRequest,
  GetFunctionUrlConfigRequest,
  GetFunctionUrlConfigResponse,
  UpdateFunctionUrlConfigRequest,
  UpdateFunctionUrlConfigResponse,
} from '@aws-sdk/client-lambda';
import { defineOperation } from '../../operation.ts';
import type { Call } from '../../operation.ts';
import type { FunctionUrl } from '../../state/functions.ts';
import { findFunction, onFunction, referenceOf, touchedFunction } from './find-function.ts';
import type { OfFunction } from './find-function.ts';
import { conflict, notFound, validationError } from './refusals.ts';

export const createFunctionUrlConfig = defineOperation<CreateFunctionUrlConfigRequest, CreateFunctionUrlConfigResponse>(
  {
    schema: CreateFunctionUrlConfig$,
    readOnly: false,
    supports: ['FunctionName', 'Qualifier', 'AuthType'],
    demands: (input, call) =>
      onFunction('lambda:CreateFunctionUrlConfig', input, call, { 'lambda:FunctionUrlAuthType': input.AuthType }),

    run(input, call) {
      const found = findFunction(call, input);
      const { qualifier, qualifiedArn } = referenceOf(call, input);
      const authType = readAuthType(input.AuthType);
      if (found.urls.has(qualifier)) {
        throw conflict(
          `Failed to create function url config for [functionArn = ${qualifiedArn}]. Error message:  FunctionUrlConfig exists for this Lambda function`,
        );
      }
      const url: FunctionUrl = {
        url: `https://${randomBytes(16).toString('hex')}.lambda-url.${call.region}.on.aws/`,
        authType,
        createdAt: call.now,
        modifiedAt: call.now,
      };
      found.urls.set(qualifier, url);
      call.account.changed();
      const { LastModifiedTime: _modified, ...view } = describe(qualifiedArn, url);
      return view;
    },

    record: { touched: (input) => touchedFunction(input) },
  },
);

export const updateFunctionUrlConfig = defineOperation<UpdateFunctionUrlConfigRequest, UpdateFunctionUrlConfigResponse>(
  {
    schema: UpdateFunctionUrlConfig$,
    readOnly: false,
    supports: ['FunctionName', 'Qualifier', 'AuthType'],
    demands: (input, call) =>
      onFunction('lambda:UpdateFunctionUrlConfig', input, call, { 'lambda:FunctionUrlAuthType': input.AuthType }),

    run(input, call) {
      const { qualifier, qualifiedArn } = referenceOf(call, input);
      const before = findUrl(call, input);
      const url: FunctionUrl = {
        ...before,
        authType: input.AuthType === undefined ? before.authType : readAuthType(input.AuthType),
        modifiedAt: call.now,
      };
      findFunction(call, input).urls.set(qualifier, url);
      call.account.changed();
      return describe(qualifiedArn, url);
    },

    record: { touched: (input) => touchedFunction(input) },
  },
);

export const getFunctionUrlConfig = defineOperation<GetFunctionUrlConfigRequest, GetFunctionUrlConfigResponse>({
  schema: GetFunctionUrlConfig$,
  readOnly: true,
  supports: ['FunctionName', 'Qualifier'],
  demands: (input, call) => onFunction('lambda:GetFunctionUrlConfig', input, call),
  run: (input, call) => describe(referenceOf(call, input).qualifiedArn, findUrl(call, input)),
  record: { touched: (input) => touchedFunction(input) },
});

export const deleteFunctionUrlConfig = defineOperation<DeleteFunctionUrlConfigRequest, object>({
  schema: DeleteFunctionUrlConfig$,
  readOnly: false,
  supports: ['FunctionName', 'Qualifier'],
  demands: (input, call) => onFunction('lambda:DeleteFunctionUrlConfig', input, call),

  run(input, call) {
    findUrl(call, input);
    findFunction(call, input).urls.delete(referenceOf(call, input).qualifier);
    call.account.changed();
    return {};
  },

  record: { touched: (input) => touchedFunction(input) },
});

/** @throws AwsRefusal `ResourceNotFoundException`. */
function findUrl(call: Call, input: OfFunction): FunctionUrl {
  const url = findFunction(call, input).urls.get(referenceOf(call, input).qualifier);
  if (url === undefined) throw notFound('The resource you requested does not exist.');
  return url;
}

function readAuthType(given: string | undefined): FunctionUrl['authType'] {
  if (given === 'NONE' || given === 'AWS_IAM') return given;
  throw validationError('authType', given ?? '', 'Member must satisfy enum value set: [NONE, AWS_IAM]');
}

function describe(arn: string, { url, authType, createdAt, modifiedAt }: FunctionUrl): GetFunctionUrlConfigResponse {
  return {
    FunctionUrl: url,
    FunctionArn: arn,
    AuthType: authType,
    CreationTime: new Date(createdAt).toISOString(),
    LastModifiedTime: new Date(modifiedAt).toISOString(),
    InvokeMode: 'BUFFERED',
  };
}
