import { ListRoleTags$, ListUserTags$, TagUser$ } from '@aws-sdk/client-iam';
import type {
  ListRoleTagsRequest,
  ListRoleTagsResponse,
  ListUserTagsRequest,
  ListUserTagsResponse,
  TagUserRequest,
} from '@aws-sdk/client-iam';
import { defineOperation } from '../../operation.ts';
import { findRole, findUser, listPage, onRole, onUser } from './entities.ts';
import { limitExceeded, validationError } from './refusals.ts';
import { touchedRole, touchedUser } from './touched.ts';

export const listUserTags = defineOperation<ListUserTagsRequest, ListUserTagsResponse>({
  schema: ListUserTags$,
  readOnly: true,
  supports: ['UserName', 'Marker', 'MaxItems'],
  demands: (input, call) => onUser('iam:ListUserTags', input.UserName ?? '', call),

  run(input, call) {
    const { items, ...rest } = listPage([...findUser(call.account, input.UserName ?? '').tags], input);
    return { ...rest, Tags: items.map(([Key, Value]) => ({ Key, Value })) };
  },

  record: { touched: (input) => touchedUser(input.UserName) },
});

export const tagUser = defineOperation<TagUserRequest, object>({
  schema: TagUser$,
  readOnly: false,
  supports: ['UserName', 'Tags'],
  demands: (input, call) =>
    onUser('iam:TagUser', input.UserName ?? '', call, {
      'aws:TagKeys': (input.Tags ?? []).map((tag) => tag.Key ?? ''),
      ...Object.fromEntries((input.Tags ?? []).map((tag) => [`aws:RequestTag/${tag.Key}`, tag.Value])),
    }),

  run(input, call) {
    const { tags } = findUser(call.account, input.UserName ?? '');
    const added = (input.Tags ?? []).map((tag) => [tag.Key ?? '', tag.Value ?? ''] as const);
    // "Tag keys must not begin with aws:"; fifty a resource ("Tags for IAM resources", IAM User Guide).
    if (added.some(([key]) => key === '' || key.toLowerCase().startsWith('aws:'))) {
      throw validationError("Tag keys may not be empty or begin with 'aws:'.");
    }
    if (new Set([...tags.keys(), ...added.map(([key]) => key)]).size > 50) {
      throw limitExceeded('The number of tags has reached the maximum limit.');
    }
    for (const [key, value] of added) tags.set(key, value);
    call.account.changed();
    return {};
  },

  record: { touched: (input) => touchedUser(input.UserName) },
});

export const listRoleTags = defineOperation<ListRoleTagsRequest, ListRoleTagsResponse>({
  schema: ListRoleTags$,
  readOnly: true,
  supports: ['RoleName', 'Marker', 'MaxItems'],
  demands: (input, call) => onRole('iam:ListRoleTags', input.RoleName ?? '', call),

  run(input, call) {
    const { items, ...rest } = listPage([...findRole(call.account, input.RoleName ?? '').tags], input);
    return { ...rest, Tags: items.map(([Key, Value]) => ({ Key, Value })) };
  },

  record: { touched: (input) => touchedRole(input.RoleName) },
});
