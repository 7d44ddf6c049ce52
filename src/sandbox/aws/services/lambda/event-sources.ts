import { randomUUID } from 'node:crypto';
import { CreateEventSourceMapping$, ListEventSourceMappings$ } from '@aws-sdk/client-lambda';
import type {
  CreateEventSourceMappingRequest,
  EventSourceMappingConfiguration,
  ListEventSourceMappingsRequest,
  ListEventSourceMappingsResponse,
} from '@aws-sdk/client-lambda';
import { roleMay } from '../../iam/authorize.ts';
import { defineOperation } from '../../operation.ts';
import type { Call } from '../../operation.ts';
import { AwsRefusal } from '../../refusal.ts';
import type { EventSource, FunctionRecord } from '../../state/functions.ts';
import { findFunction, referenceOf } from './find-function.ts';
import { conflict, invalidParameter, validationError } from './refusals.ts';

export const createEventSourceMapping = defineOperation<
  CreateEventSourceMappingRequest,
  EventSourceMappingConfiguration
>({
  schema: CreateEventSourceMapping$,
  readOnly: false,
  supports: ['EventSourceArn', 'FunctionName', 'Enabled', 'BatchSize'],
  demands: (input, call) => [
    {
      action: 'lambda:CreateEventSourceMapping',
      resource: '*',
      context: { 'lambda:FunctionArn': referenceOf(call, input).qualifiedArn },
    },
  ],

  run(input, call) {
    const found = findFunction(call, input);
    const { EventSourceArn: arn = '', BatchSize: batchSize = 10 } = input;
    if (!/^arn:aws:sqs:[a-z0-9-]+:\d{12}:[\w-]+(?:\.fifo)?$/.test(arn)) {
      throw new AwsRefusal('UnsupportedOperation', 'The sandbox emulates event source mappings of SQS queues only.');
    }
    if (batchSize < 1 || batchSize > 10_000) {
      throw validationError('batchSize', String(batchSize), 'Member must have value between 1 and 10000');
    }
    checkRole(call, found, arn);
    const existing = found.eventSources.find((one) => one.arn === arn);
    if (existing !== undefined) {
      throw conflict(
        `An event source mapping with SQS arn (" ${arn} ") and function (" ${found.name} ") already exists. Please update or delete the existing mapping with UUID ${existing.id}`,
      );
    }
    const made: EventSource = {
      id: randomUUID(),
      arn,
      enabled: input.Enabled ?? true,
      batchSize,
      modifiedAt: call.now,
    };
    found.eventSources.push(made);
    call.account.changed();
    return describe(found, made);
  },

  record: { eventName: 'CreateEventSourceMapping20150331' },
});

export const listEventSourceMappings = defineOperation<ListEventSourceMappingsRequest, ListEventSourceMappingsResponse>(
  {
    schema: ListEventSourceMappings$,
    readOnly: true,
    supports: ['EventSourceArn', 'FunctionName'],
    demands: () => [{ action: 'lambda:ListEventSourceMappings', resource: '*' }],

    run(input, call) {
      const functions =
        input.FunctionName === undefined
          ? [...call.account.functions.values()].filter(({ region }) => region === call.region)
          : [findFunction(call, { FunctionName: input.FunctionName })];
      return {
        EventSourceMappings: functions.flatMap((found) =>
          found.eventSources
            .filter(({ arn }) => input.EventSourceArn === undefined || arn === input.EventSourceArn)
            .map((one) => describe(found, one)),
        ),
      };
    },

    record: { eventName: 'ListEventSourceMappings20150331' },
  },
);

/** "Execution role permissions", Using Lambda with Amazon SQS: Lambda reads the queue with the function's own role. */
function checkRole({ account }: Call, found: FunctionRecord, queue: string): void {
  const role = [...account.roles.values()].find(({ arn }) => arn === found.role);
  for (const call of ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes']) {
    if (role !== undefined && roleMay(account, role, `sqs:${call}`, queue)) continue;
    throw invalidParameter(`The provided execution role does not have permissions to call ${call} on SQS`);
  }
}

function describe(found: FunctionRecord, one: EventSource): EventSourceMappingConfiguration {
  return {
    UUID: one.id,
    BatchSize: one.batchSize,
    EventSourceArn: one.arn,
    FunctionArn: found.arn,
    LastModified: new Date(one.modifiedAt),
    State: one.enabled ? 'Enabled' : 'Disabled',
    StateTransitionReason: 'USER_INITIATED',
  };
}
