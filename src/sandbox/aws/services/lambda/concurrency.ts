import { DeleteFunctionConcurrency$, GetFunctionConcurrency$, PutFunctionConcurrency$ } from '@aws-sdk/client-lambda';
import type {
  Concurrency,
  DeleteFunctionConcurrencyRequest,
  GetFunctionConcurrencyRequest,
  GetFunctionConcurrencyResponse,
  PutFunctionConcurrencyRequest,
} from '@aws-sdk/client-lambda';
import { defineOperation } from '../../operation.ts';
import { findFunction, onFunction, touchedFunction } from './find-function.ts';
import { invalidParameter, validationError } from './refusals.ts';

/** "Lambda quotas", AWS Lambda Developer Guide: executions at a time of a Region, and how many of them nobody may reserve. */
const ACCOUNT_LIMIT = 1000;
const UNRESERVED_MINIMUM = 100;

export const putFunctionConcurrency = defineOperation<PutFunctionConcurrencyRequest, Concurrency>({
  schema: PutFunctionConcurrency$,
  readOnly: false,
  supports: ['FunctionName', 'ReservedConcurrentExecutions'],
  demands: (input, call) => onFunction('lambda:PutFunctionConcurrency', input, call),

  run(input, call) {
    const found = findFunction(call, input);
    const wanted = input.ReservedConcurrentExecutions ?? 0;
    if (!Number.isInteger(wanted) || wanted < 0) {
      throw validationError(
        'reservedConcurrentExecutions',
        String(wanted),
        'Member must have value greater than or equal to 0',
      );
    }
    const others = [...call.account.functions.values()].filter((one) => one !== found && one.region === found.region);
    const reserved = others.reduce((sum, one) => sum + (one.reserved ?? 0), wanted);
    if (wanted > 0 && ACCOUNT_LIMIT - reserved < UNRESERVED_MINIMUM) {
      throw invalidParameter(
        `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${UNRESERVED_MINIMUM}].`,
      );
    }
    found.reserved = wanted;
    call.account.changed();
    return { ReservedConcurrentExecutions: wanted };
  },

  record: { eventName: 'PutFunctionConcurrency20171031', touched: (input) => touchedFunction(input) },
});

export const getFunctionConcurrency = defineOperation<GetFunctionConcurrencyRequest, GetFunctionConcurrencyResponse>({
  schema: GetFunctionConcurrency$,
  readOnly: true,
  supports: ['FunctionName'],
  demands: (input, call) => onFunction('lambda:GetFunctionConcurrency', input, call),

  run(input, call) {
    const { reserved } = findFunction(call, input);
    return reserved === undefined ? {} : { ReservedConcurrentExecutions: reserved };
  },

  record: { touched: (input) => touchedFunction(input) },
});

export const deleteFunctionConcurrency = defineOperation<DeleteFunctionConcurrencyRequest, object>({
  schema: DeleteFunctionConcurrency$,
  readOnly: false,
  supports: ['FunctionName'],
  demands: (input, call) => onFunction('lambda:DeleteFunctionConcurrency', input, call),

  run(input, call) {
    findFunction(call, input).reserved = undefined;
    call.account.changed();
    return {};
  },

  record: { eventName: 'DeleteFunctionConcurrency20171031', touched: (input) => touchedFunction(input) },
});
