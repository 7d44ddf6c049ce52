import { AddTagsToResource$, ListTagsForResource$ } from '@aws-sdk/client-rds';
import type { AddTagsToResourceMessage, ListTagsForResourceMessage, Tag, TagListMessage } from '@aws-sdk/client-rds';
import { defineOperation } from '../../operation.ts';
import type { Call } from '../../operation.ts';
import type { AwsRefusal } from '../../refusal.ts';
import { invalidValue, noCluster, noClusterSnapshot, noInstance, noSnapshot } from './refusals.ts';
import { findByArn, onArn } from './region.ts';

/** "Tagging Amazon RDS resources": 50 a resource, keys to 128, values to 256, none of AWS's own. */
export function readTags(
  tags: readonly Tag[] | undefined,
  before: ReadonlyMap<string, string> = new Map(),
): Map<string, string> {
  const after = new Map([...before, ...(tags ?? []).map(({ Key = '', Value = '' }): [string, string] => [Key, Value])]);
  for (const [key, value] of after) {
    if (!/^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/iu.test(key) || value.length > 256) {
      throw invalidValue('Invalid tag key or value. Tag keys may not begin with aws: and have 1 to 128 characters.');
    }
  }
  if (after.size > 50) throw invalidValue('A resource may have 50 tags at most.');
  return after;
}

export function viewTags(tags: ReadonlyMap<string, string>): Tag[] {
  return [...tags].map(([Key, Value]) => ({ Key, Value }));
}

/** Condition keys of tags in a request. */
export function requestTags(tags: readonly Tag[] | undefined): Record<string, string | readonly string[]> {
  if (tags === undefined || tags.length === 0) return {};
  return {
    ...Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [`aws:RequestTag/${Key}`, Value])),
    'aws:TagKeys': tags.map(({ Key = '' }) => Key),
  };
}

const NOT_FOUND: Readonly<Record<string, (id: string) => AwsRefusal>> = {
  db: noInstance,
  snapshot: noSnapshot,
  cluster: noCluster,
  'cluster-snapshot': noClusterSnapshot,
};

function tagsOf(call: Call, arn = ''): Map<string, string> {
  const [, , service, , , kind = '', id = ''] = arn.split(':');
  const missing = NOT_FOUND[kind];
  if (service !== 'rds' || missing === undefined) throw invalidValue(`Invalid resource name: ${arn}`);
  const found = findByArn(call, arn);
  if (found === undefined) throw missing(id);
  return found.tags;
}

export const listTagsForResource = defineOperation<ListTagsForResourceMessage, TagListMessage>({
  schema: ListTagsForResource$,
  readOnly: true,
  supports: ['ResourceName'],
  demands: (input, call) => [onArn('rds:ListTagsForResource', input.ResourceName ?? '', call)],
  run: (input, call) => ({ TagList: viewTags(tagsOf(call, input.ResourceName)) }),
});

export const addTagsToResource = defineOperation<AddTagsToResourceMessage, object>({
  schema: AddTagsToResource$,
  readOnly: false,
  supports: ['ResourceName', 'Tags'],
  demands: (input, call) => [onArn('rds:AddTagsToResource', input.ResourceName ?? '', call, requestTags(input.Tags))],

  run(input, call) {
    const tags = tagsOf(call, input.ResourceName);
    for (const [key, value] of readTags(input.Tags, tags)) tags.set(key, value);
    call.account.changed();
    return {};
  },

  record: { touched: ({ ResourceName: name }) => (name === undefined ? [] : [{ type: typeOf(name), name }]) },
});

/** CloudFormation's name for what an ARN names. */
function typeOf(arn: string): string {
  const kinds: Readonly<Record<string, string>> = {
    db: 'AWS::RDS::DBInstance',
    snapshot: 'AWS::RDS::DBSnapshot',
    cluster: 'AWS::RDS::DBCluster',
    'cluster-snapshot': 'AWS::RDS::DBClusterSnapshot',
  };
  return kinds[arn.split(':')[5] ?? ''] ?? 'AWS::RDS::DBInstance';
}
