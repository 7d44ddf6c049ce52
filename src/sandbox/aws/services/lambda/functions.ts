import { createHash, randomUUID } from 'node:crypto';
import {
  CreateFunction$,
  GetFunction$,
  GetFunctionConfiguration$,
  InvalidZipFileException$,
  ListFunctions$,
  PreconditionFailedException$,
  UpdateFunctionCode$,
} from '@aws-sdk/client-lambda';
import type {
  CreateFunctionRequest,
  FunctionConfiguration,
  GetFunctionConfigurationRequest,
  GetFunctionRequest,
  GetFunctionResponse,
  ListFunctionsRequest,
  ListFunctionsResponse,
  UpdateFunctionCodeRequest,
} from '@aws-sdk/client-lambda';
import { defineOperation } from '../../operation.ts';
import type { Call, Demand } from '../../operation.ts';
import { modelled } from '../../refusal.ts';
import type { FunctionRecord } from '../../state/functions.ts';
import { camelParameters, commaTime } from '../../trail/parameters.ts';
import { findFunction, onFunction, referenceOf, touchedFunction } from './find-function.ts';
import { conflict, invalidParameter, validationError } from './refusals.ts';

export const createFunction = defineOperation<CreateFunctionRequest, FunctionConfiguration>({
  schema: CreateFunction$,
  readOnly: false,
  supports: [
    'FunctionName',
    'Role',
    'Code',
    'Runtime',
    'Handler',
    'Description',
    'Timeout',
    'MemorySize',
    'Environment',
    'Tags',
  ],
  demands: (input, call): readonly Demand[] => [
    ...onFunction('lambda:CreateFunction', input, call),
    {
      action: 'iam:PassRole',
      resource: input.Role ?? '',
      context: { 'iam:PassedToService': 'lambda.amazonaws.com' },
    },
  ],

  run(input, call) {
    const { account, region, now } = call;
    const { name, arn } = referenceOf(call, input);
    if (account.functions.has(arn)) throw conflict(`Function already exist: ${name}`);
    checkRole(call, input.Role ?? '');
    // "Runtime… required if the deployment package is a .zip file archive", and so is the handler (API_CreateFunction).
    if (input.Runtime === undefined || input.Handler === undefined) {
      throw invalidParameter(
        'Runtime and Handler are mandatory parameters for functions created with deployment packages.',
      );
    }
    const { Timeout: timeout = 3, MemorySize: memorySize = 128 } = input;
    if (timeout < 1 || timeout > 900)
      throw validationError('timeout', String(timeout), 'Member must have value between 1 and 900');
    if (memorySize < 128 || memorySize > 10_240) {
      throw validationError('memorySize', String(memorySize), 'Member must have value between 128 and 10240');
    }
    const made: FunctionRecord = {
      name,
      arn,
      region,
      role: input.Role ?? '',
      runtime: input.Runtime,
      handler: input.Handler,
      description: input.Description ?? '',
      timeout,
      memorySize,
      environment: input.Environment?.Variables,
      ...codeOf(input.Code?.ZipFile),
      modifiedAt: now,
      revisionId: randomUUID(),
      tags: new Map(Object.entries(input.Tags ?? {})),
      reserved: undefined,
      aliases: new Set(),
      policies: new Map(),
      urls: new Map(),
      eventSources: [],
    };
    account.functions.set(arn, made);
    account.changed();
    return configuration(made);
  },

  record: {
    eventName: 'CreateFunction20150331',
    // "The Environment and ZipFile parameters are omitted" ("Lambda management events in CloudTrail").
    request: ({ Code: _code, Environment: _environment, ...rest }) => ({
      ...camelParameters(rest, commaTime),
      code: {},
    }),
    response: ({ Environment: _environment, ...rest }) => camelParameters(rest, commaTime),
    touched: (input) => touchedFunction(input),
  },
});

export const updateFunctionCode = defineOperation<UpdateFunctionCodeRequest, FunctionConfiguration>({
  schema: UpdateFunctionCode$,
  readOnly: false,
  supports: ['FunctionName', 'ZipFile', 'RevisionId', 'DryRun'],
  demands: (input, call) => onFunction('lambda:UpdateFunctionCode', input, call),

  run(input, call) {
    const found = findFunction(call, input);
    if (input.RevisionId !== undefined && input.RevisionId !== found.revisionId) {
      throw modelled(
        PreconditionFailedException$,
        'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
      );
    }
    const code = codeOf(input.ZipFile);
    if (input.DryRun === true) return { ...configuration(found), CodeSha256: code.codeSha256, CodeSize: code.codeSize };
    Object.assign(found, code, { modifiedAt: call.now, revisionId: randomUUID() });
    call.account.changed();
    return configuration(found);
  },

  record: {
    eventName: 'UpdateFunctionCode20150331v2',
    request: ({ ZipFile: _code, ...rest }) => camelParameters(rest, commaTime),
    response: ({ Environment: _environment, ...rest }) => camelParameters(rest, commaTime),
    touched: (input) => touchedFunction(input),
  },
});

export const getFunction = defineOperation<GetFunctionRequest, GetFunctionResponse>({
  schema: GetFunction$,
  readOnly: true,
  supports: ['FunctionName', 'Qualifier'],
  demands: (input, call) => onFunction('lambda:GetFunction', input, call),

  run(input, call) {
    const found = findFunction(call, input);
    return {
      Configuration: configuration(found),
      Code: {
        RepositoryType: 'S3',
        Location: `https://awslambda-${found.region}-tasks.s3.${found.region}.amazonaws.com/`,
      },
      ...(found.tags.size === 0 ? {} : { Tags: Object.fromEntries(found.tags) }),
      ...(found.reserved === undefined ? {} : { Concurrency: { ReservedConcurrentExecutions: found.reserved } }),
    };
  },

  record: { eventName: 'GetFunction20150331v2', touched: (input) => touchedFunction(input) },
});

export const getFunctionConfiguration = defineOperation<GetFunctionConfigurationRequest, FunctionConfiguration>({
  schema: GetFunctionConfiguration$,
  readOnly: true,
  supports: ['FunctionName', 'Qualifier'],
  demands: (input, call) => onFunction('lambda:GetFunctionConfiguration', input, call),
  run: (input, call) => configuration(findFunction(call, input)),
  record: { eventName: 'GetFunctionConfiguration20150331v2', touched: (input) => touchedFunction(input) },
});

export const listFunctions = defineOperation<ListFunctionsRequest, ListFunctionsResponse>({
  schema: ListFunctions$,
  readOnly: true,
  supports: [],
  demands: () => [{ action: 'lambda:ListFunctions', resource: '*' }],
  run: (_input, { account, region }) => ({
    Functions: [...account.functions.values()].filter((one) => one.region === region).map(configuration),
  }),
  record: { eventName: 'ListFunctions20150331' },
});

/** "The role defined for the function cannot be assumed by Lambda" (API_CreateFunction, InvalidParameterValueException). */
function checkRole({ account }: Call, arn: string): void {
  const role = [...account.roles.values()].find((one) => one.arn === arn);
  const trusts = role?.trust.document.statements.some(
    ({ effect, principals }) => effect === 'Allow' && principals?.service.includes('lambda.amazonaws.com') === true,
  );
  if (trusts !== true) throw invalidParameter('The role defined for the function cannot be assumed by Lambda.');
}

function codeOf(zip: Uint8Array | undefined): Pick<FunctionRecord, 'codeSha256' | 'codeSize'> {
  // "PK" begins every archive, an empty one too.
  if (zip === undefined || zip[0] !== 0x50 || zip[1] !== 0x4b) {
    throw modelled(
      InvalidZipFileException$,
      'Could not unzip uploaded file. Please check your file, then try to upload again.',
    );
  }
  return { codeSha256: createHash('sha256').update(zip).digest('base64'), codeSize: zip.byteLength };
}

function configuration(found: FunctionRecord): FunctionConfiguration {
  return {
    FunctionName: found.name,
    FunctionArn: found.arn,
    Runtime: found.runtime as NonNullable<FunctionConfiguration['Runtime']>,
    Role: found.role,
    Handler: found.handler,
    CodeSize: found.codeSize,
    Description: found.description,
    Timeout: found.timeout,
    MemorySize: found.memorySize,
    LastModified: new Date(found.modifiedAt).toISOString().replace('Z', '+0000'),
    CodeSha256: found.codeSha256,
    Version: '$LATEST',
    ...(found.environment === undefined ? {} : { Environment: { Variables: found.environment } }),
    TracingConfig: { Mode: 'PassThrough' },
    RevisionId: found.revisionId,
    State: 'Active',
    LastUpdateStatus: 'Successful',
    PackageType: 'Zip',
    Architectures: ['x86_64'],
    EphemeralStorage: { Size: 512 },
  };
}
