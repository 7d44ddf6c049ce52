import { listOperations } from '../../operation.ts';
import type { Service } from '../../operation.ts';
import { jsonService } from '../json-service.ts';
import { createAlias, listAliases } from './aliases.ts';
import { generateDataKeyWithoutPlaintext } from './data-keys.ts';
import { cancelKeyDeletion, disableKey, enableKey, scheduleKeyDeletion } from './key-state.ts';
import { createKey, describeKey, listKeys } from './keys.ts';
import { getKeyPolicy, putKeyPolicy } from './policies.ts';
import { listResourceTags, tagResource } from './tags.ts';

/** Keys and who may use them. They encrypt nothing. */
export const kms: Service = {
  ...jsonService,
  name: 'kms',
  global: false,
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

  hidesParameters: (refusal) => ['AccessDeniedException', 'ValidationException'].includes(refusal.code),
};
