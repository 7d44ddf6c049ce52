import { DeleteFunction$ } from '@aws-sdk/client-lambda';
import type { DeleteFunctionRequest } from '@aws-sdk/client-lambda';
import { defineOperation } from '../../operation.ts';
import { findFunction, onFunction, touchedFunction } from './find-function.ts';

export const deleteFunction = defineOperation<DeleteFunctionRequest, object>({
  schema: DeleteFunction$,
  readOnly: false,
  supports: ['FunctionName'],
  demands: (input, call) => onFunction('lambda:DeleteFunction', input, call),

  run(input, call) {
    call.account.functions.delete(findFunction(call, input).arn);
    call.account.changed();
    return { StatusCode: 204 };
  },

  record: { eventName: 'DeleteFunction20150331', response: () => null, touched: (input) => touchedFunction(input) },
});
