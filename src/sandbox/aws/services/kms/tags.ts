import { LimitExceededException$, ListResourceTags$, TagResource$ } from '@aws-sdk/client-kms';
import type { ListResourceTagsRequest, ListResourceTagsResponse, TagResourceRequest } from '@aws-sdk/client-kms';
import { defineOperation } from '../../operation.ts';
import { findKey, keyRecord, onKey, refusePending } from './find-key.ts';
import { checkTagKeys, kmsError } from './refusals.ts';

export const listResourceTags = defineOperation<ListResourceTagsRequest, ListResourceTagsResponse>({
  schema: ListResourceTags$,
  readOnly: true,
  supports: ['KeyId'],
  demands: (input, call) => onKey('kms:ListResourceTags', input.KeyId, call),
  run: (input, call) => ({
    Tags: [...findKey(call, input.KeyId).tags].map(([TagKey, TagValue]) => ({ TagKey, TagValue })),
    Truncated: false,
  }),
  record: keyRecord,
});

export const tagResource = defineOperation<TagResourceRequest, object>({
  schema: TagResource$,
  readOnly: false,
  supports: ['KeyId', 'Tags'],
  demands: (input, call) => onKey('kms:TagResource', input.KeyId, call),

  run(input, call) {
    const key = findKey(call, input.KeyId);
    refusePending(key);
    const added = (input.Tags ?? []).map(({ TagKey = '', TagValue = '' }) => [TagKey, TagValue] as const);
    checkTagKeys(added.map(([name]) => name));
    const tags = new Map([...key.tags, ...added]);
    if (tags.size > 50) throw kmsError(LimitExceededException$, 'A key can have no more than 50 tags.');
    key.tags = tags;
    call.account.changed();
    return {};
  },

  record: keyRecord,
});
