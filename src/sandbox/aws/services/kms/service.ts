import { listOperations } from '../../operation.ts';
import type { Service } from '../../operation.ts';
import { AwsRefusal } from '../../refusal.ts';
import { camelParameters, commaTime } from '../../trail/parameters.ts';
import { nullMember } from '../null-member.ts';
import { awsJson } from '../../wire/aws-json.ts';
import { createAlias, listAliases } from './aliases.ts';
import { generateDataKeyWithoutPlaintext } from './data-keys.ts';
import { cancelKeyDeletion, disableKey, enableKey, scheduleKeyDeletion } from './key-state.ts';
import { createKey, describeKey, listKeys } from './keys.ts';
import { getKeyPolicy, putKeyPolicy } from './policies.ts';
import { listResourceTags, tagResource } from './tags.ts';

/** Keys and who may use them. They encrypt nothing. */
export const kms: Service = {
  name: 'kms',
  global: false,
  protocol: awsJson('1.1'),
  operations: listOperations([
    cancelKeyDeletion,
    createAlias,
    createKey,
    describeKey,
    disableKey,
    enableKey,
    generateDataKeyWithoutPlaintext,
    getKeyPolicy,
    listAliases,
    listKeys,
    listResourceTags,
    putKeyPolicy,
    scheduleKeyDeletion,
    tagResource,
  ]),

  missing: (_operation, member) => new AwsRefusal('ValidationException', nullMember(member)),

  // AccessDeniedException ("Common Errors", AWS KMS API Reference); recorded without the suffix.
  denied: (message) => new AwsRefusal('AccessDeniedException', message, { recordCode: 'AccessDenied' }),

  recordRequest: (_operation, input) => camelParameters(input, commaTime),

  recordResponse: (operation, output) => (operation.readOnly ? null : camelParameters(output, commaTime)),

  hidesParameters: (refusal) => ['AccessDeniedException', 'ValidationException'].includes(refusal.code),
};
