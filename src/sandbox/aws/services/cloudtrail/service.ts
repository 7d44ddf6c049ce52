import { listOperations } from '../../operation.ts';
import type { Service } from '../../operation.ts';
import { AwsRefusal } from '../../refusal.ts';
import { camelParameters, commaTime } from '../../trail/parameters.ts';
import { nullMember } from '../null-member.ts';
import { awsJson } from '../../wire/aws-json.ts';
import { getEventSelectors, putEventSelectors } from './event-selectors.ts';
import { getTrailStatus, startLogging, stopLogging } from './logging.ts';
import { lookupEvents } from './lookup-events.ts';
import { addTags, listTags } from './tags.ts';
import { createTrail, deleteTrail, describeTrails, getTrail, updateTrail } from './trails.ts';

export const cloudtrail: Service = {
  name: 'cloudtrail',
  global: false,
  protocol: awsJson('1.1'),
  operations: listOperations([
    addTags,
    createTrail,
    deleteTrail,
    describeTrails,
    getEventSelectors,
    getTrail,
    getTrailStatus,
    listTags,
    lookupEvents,
    putEventSelectors,
    startLogging,
    stopLogging,
    updateTrail,
  ]),

  missing: (_operation, member) => new AwsRefusal('ValidationException', nullMember(member)),

  // AccessDeniedException ("Common Errors", AWS CloudTrail API Reference); recorded without the suffix.
  denied: (message) => new AwsRefusal('AccessDeniedException', message, { recordCode: 'AccessDenied' }),

  recordRequest: (_operation, input) => camelParameters(input, commaTime),

  recordResponse: (operation, output) => (operation.readOnly ? null : camelParameters(output, commaTime)),

  hidesParameters: (refusal) =>
    ['AccessDeniedException', 'ThrottlingException', 'ValidationException'].includes(refusal.code),
};
