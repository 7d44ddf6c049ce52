import { listOperations } from '../../operation.ts';
import type { Operation, Service } from '../../operation.ts';
import { AwsRefusal } from '../../refusal.ts';
import { recordedInCamelCase } from '../json-service.ts';
import { nullMember } from '../null-member.ts';
import { restJson } from '../../wire/rest-json.ts';
import { createAlias } from './aliases.ts';
import { deleteFunctionConcurrency, getFunctionConcurrency, putFunctionConcurrency } from './concurrency.ts';
import { deleteFunction } from './delete-function.ts';
import { createEventSourceMapping, listEventSourceMappings } from './event-sources.ts';
import {
  createFunction,
  getFunction,
  getFunctionConfiguration,
  listFunctions,
  updateFunctionCode,
} from './functions.ts';
import { addPermission, getPolicy, removePermission } from './permissions.ts';
import { listTags, tagResource } from './tags.ts';
import {
  createFunctionUrlConfig,
  deleteFunctionUrlConfig,
  getFunctionUrlConfig,
  updateFunctionUrlConfig,
} from './urls.ts';

const OPERATIONS: readonly Operation[] = [
  addPermission,
  createAlias,
  createEventSourceMapping,
  createFunction,
  createFunctionUrlConfig,
  deleteFunction,
  deleteFunctionConcurrency,
  deleteFunctionUrlConfig,
  getFunction,
  getFunctionConcurrency,
  getFunctionConfiguration,
  getFunctionUrlConfig,
  getPolicy,
  listEventSourceMappings,
  listFunctions,
  listTags,
  putFunctionConcurrency,
  removePermission,
  tagResource,
  updateFunctionCode,
  updateFunctionUrlConfig,
];

/** Functions and who may call them. They run nothing. */
export const lambda: Service = {
  name: 'lambda',
  global: false,
  protocol: restJson(
    OPERATIONS.map(({ model }) => model),
    ({ status, message }) => ({ Type: status >= 500 ? 'Service' : 'User', Message: message }),
  ),
  operations: listOperations(OPERATIONS),

  missing: (_operation, member) => new AwsRefusal('ValidationException', nullMember(member)),

  // AccessDeniedException with HTTP 403 ("Common Errors", AWS Lambda API Reference); recorded without the suffix.
  denied: (message) => new AwsRefusal('AccessDeniedException', message, { status: 403, recordCode: 'AccessDenied' }),

  ...recordedInCamelCase,

  hidesParameters: (refusal) => ['AccessDeniedException', 'ValidationException'].includes(refusal.code),
};
