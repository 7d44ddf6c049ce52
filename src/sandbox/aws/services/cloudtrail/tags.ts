import {
  AddTags$,
  InvalidTagParameterException$,
  ListTags$,
  TagsLimitExceededException$,
} from '@aws-sdk/client-cloudtrail';
import type { AddTagsRequest, ListTagsRequest, ListTagsResponse } from '@aws-sdk/client-cloudtrail';
import { defineOperation } from '../../operation.ts';
import { findHomeTrail, findTrail, onTrail } from './find-trail.ts';
import { trailError } from './refusals.ts';
import { touchedTrail } from './touched.ts';

export const listTags = defineOperation<ListTagsRequest, ListTagsResponse>({
  schema: ListTags$,
  readOnly: true,
  supports: ['ResourceIdList'],
  demands: (input, call) => (input.ResourceIdList ?? []).flatMap((arn) => onTrail('cloudtrail:ListTags', arn, call)),

  run: (input, call) => ({
    ResourceTagList: (input.ResourceIdList ?? []).map((arn) => ({
      ResourceId: arn,
      TagsList: [...(findTrail(call, arn).tags ?? [])].map(([Key, Value]) => ({ Key, Value })),
    })),
  }),
});

export const addTags = defineOperation<AddTagsRequest, object>({
  schema: AddTags$,
  readOnly: false,
  supports: ['ResourceId', 'TagsList'],
  demands: (input, call) => onTrail('cloudtrail:AddTags', input.ResourceId, call),

  run(input, call) {
    const trail = findHomeTrail(call, input.ResourceId);
    const added = (input.TagsList ?? []).map((tag) => [tag.Key ?? '', tag.Value ?? ''] as const);
    // "Tag key names are case sensitive… up to 50 tags"; keys of AWS's own are refused (API_AddTags).
    if (added.some(([key]) => key === '' || key.toLowerCase().startsWith('aws:'))) {
      throw trailError(InvalidTagParameterException$, 'The specified tag key is not valid.');
    }
    const tags = new Map([...(trail.tags ?? []), ...added]);
    if (tags.size > 50) {
      throw trailError(TagsLimitExceededException$, 'The number of tags per trail has exceeded the permitted amount.');
    }
    trail.tags = tags;
    call.account.changed();
    return {};
  },

  record: { touched: (input) => touchedTrail(input.ResourceId) },
});
