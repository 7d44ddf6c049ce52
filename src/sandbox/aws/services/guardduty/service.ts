import { listOperations } from '../../operation.ts';
import type { Operation, Service } from '../../operation.ts';
import { AwsRefusal } from '../../refusal.ts';
import { camelParameters, commaTime, lowerFirst } from '../../trail/parameters.ts';
import { restJson } from '../../wire/rest-json.ts';
import { createDetector, deleteDetector, getDetector, listDetectors, updateDetector } from './detectors.ts';
import { badRequest } from './find-detector.ts';
import { listTagsForResource, tagResource, untagResource } from './tags.ts';

const OPERATIONS: readonly Operation[] = [
  createDetector,
  deleteDetector,
  getDetector,
  listDetectors,
  listTagsForResource,
  tagResource,
  untagResource,
  updateDetector,
];

export const guardduty: Service = {
  name: 'guardduty',
  global: false,
  protocol: restJson(
    OPERATIONS.map(({ model }) => model),
    ({ code }) => ({ __type: code === 'BadRequestException' ? 'InvalidInputException' : code }),
  ),
  operations: listOperations(OPERATIONS),
  missing: (_operation, member) => badRequest(`the required parameter ${lowerFirst(member)} is missing`),
  // AccessDeniedException ("Common Errors", Amazon GuardDuty API Reference); recorded without the suffix.
  denied: (message) => new AwsRefusal('AccessDeniedException', message, { status: 403, recordCode: 'AccessDenied' }),
  recordRequest: (_operation, input) => camelParameters(input, commaTime),
  recordResponse: (operation, output) => (operation.readOnly ? null : camelParameters(output, commaTime)),
  hidesParameters: (refusal) => refusal.code === 'AccessDeniedException',
};
