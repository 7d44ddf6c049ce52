import { ListTagsForResource$, TagResource$, UntagResource$ } from '@aws-sdk/client-guardduty';
import type {
  ListTagsForResourceRequest,
  ListTagsForResourceResponse,
  TagResourceRequest,
  UntagResourceRequest,
} from '@aws-sdk/client-guardduty';
import { defineOperation } from '../../operation.ts';
import type { Call } from '../../operation.ts';
import type { DetectorRecord } from '../../state/detectors.ts';
import { badRequest, findDetector, onDetector } from './find-detector.ts';

/** The only things with tags here are detectors. */
function idIn(arn: string | undefined): string {
  return /:detector\/([0-9a-f]+)$/.exec(arn ?? '')?.[1] ?? '';
}

function tagged(call: Call, arn: string | undefined): DetectorRecord {
  const detector = findDetector(call, idIn(arn));
  if (detector.arn !== arn) throw badRequest('the input resourceArn is invalid');
  return detector;
}

/** "Map Entries: Maximum number of 200 items… Pattern: ^(?!aws:)[a-zA-Z+-=._:/]+$" (API_TagResource). */
export function readTags(
  tags: Readonly<Record<string, string>> | undefined,
  before: ReadonlyMap<string, string> = new Map(),
): Map<string, string> {
  const after = new Map([...before, ...Object.entries(tags ?? {})]);
  const wrong = [...after].some(([key, value]) => !/^(?!aws:)[a-zA-Z+\-=._:/]{1,128}$/.test(key) || value.length > 256);
  if (wrong || after.size > 200) throw badRequest('the input tags are invalid');
  return after;
}

function touched({ ResourceArn: name }: { readonly ResourceArn?: string | undefined }) {
  return name === undefined ? [] : [{ type: 'AWS::GuardDuty::Detector', name }];
}

export const listTagsForResource = defineOperation<ListTagsForResourceRequest, ListTagsForResourceResponse>({
  schema: ListTagsForResource$,
  readOnly: true,
  supports: ['ResourceArn'],
  demands: (input, call) => onDetector('guardduty:ListTagsForResource', idIn(input.ResourceArn), call),
  run: (input, call) => ({ Tags: Object.fromEntries(tagged(call, input.ResourceArn).tags) }),
});

export const tagResource = defineOperation<TagResourceRequest, object>({
  schema: TagResource$,
  readOnly: false,
  supports: ['ResourceArn', 'Tags'],
  demands: (input, call) => onDetector('guardduty:TagResource', idIn(input.ResourceArn), call),

  run(input, call) {
    const { tags } = tagged(call, input.ResourceArn);
    for (const [key, value] of readTags(input.Tags, tags)) tags.set(key, value);
    call.account.changed();
    return {};
  },

  record: { touched },
});

export const untagResource = defineOperation<UntagResourceRequest, object>({
  schema: UntagResource$,
  readOnly: false,
  supports: ['ResourceArn', 'TagKeys'],
  demands: (input, call) => onDetector('guardduty:UntagResource', idIn(input.ResourceArn), call),

  run(input, call) {
    const { tags } = tagged(call, input.ResourceArn);
    for (const key of input.TagKeys ?? []) tags.delete(key);
    call.account.changed();
    return {};
  },

  record: { touched },
});
