import { ListTags$, TagResource$ } from '@aws-sdk/client-lambda';
import type { ListTagsRequest, ListTagsResponse, TagResourceRequest } from '@aws-sdk/client-lambda';
import { defineOperation } from '../../operation.ts';
import { findFunction, onFunction, resource } from './find-function.ts';
import { invalidParameter } from './refusals.ts';

export const listTags = defineOperation<ListTagsRequest, ListTagsResponse>({
  schema: ListTags$,
  readOnly: true,
  supports: ['Resource'],
  demands: (input, call) => onFunction('lambda:ListTags', { FunctionName: input.Resource }, call),
  run: (input, call) => ({ Tags: Object.fromEntries(findFunction(call, { FunctionName: input.Resource }).tags) }),
  record: { eventName: 'ListTags20170331', resources: (input, call) => resource(call, input.Resource) },
});

export const tagResource = defineOperation<TagResourceRequest, object>({
  schema: TagResource$,
  readOnly: false,
  supports: ['Resource', 'Tags'],
  demands: (input, call) => onFunction('lambda:TagResource', { FunctionName: input.Resource }, call),

  run(input, call) {
    const found = findFunction(call, { FunctionName: input.Resource });
    const tags = new Map([...found.tags, ...Object.entries(input.Tags ?? {})]);
    // "Using tags on Lambda functions": fifty a function, and none that begins with aws:.
    if (tags.size > 50 || [...tags.keys()].some((key) => key === '' || key.toLowerCase().startsWith('aws:'))) {
      throw invalidParameter('The tags are not valid: at most 50, and none that begins with aws:.');
    }
    found.tags = tags;
    call.account.changed();
    return {};
  },

  record: { eventName: 'TagResource20170331v2', resources: (input, call) => resource(call, input.Resource) },
});
