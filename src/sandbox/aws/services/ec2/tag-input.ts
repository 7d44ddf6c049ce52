import type { ResourceType, Tag, TagSpecification } from '@aws-sdk/client-ec2';
import type { Call, Demand } from '../../operation.ts';
import { AwsRefusal } from '../../refusal.ts';
import { ec2Arn } from './regional.ts';

/** "Tag restrictions", Amazon EC2 User Guide: 50 tags, keys to 128, values to 256, `aws:` reserved for AWS itself. */
export function readTags(tags: readonly Tag[] | undefined, call: Call): Map<string, string> {
  const result = new Map<string, string>();
  for (const { Key = '', Value = '' } of tags ?? []) {
    if (Key === '') throw new AwsRefusal('MissingParameter', 'The request must contain the parameter key');
    if (result.has(Key)) throw new AwsRefusal('InvalidParameterValue', `Duplicate tag key '${Key}' specified.`);
    checkTagKey(Key, call);
    if (Key.length > 128 || Value.length > 256) {
      throw new AwsRefusal(
        'InvalidParameterValue',
        `Tag key exceeds the maximum length of 128 or its value of 256 characters`,
      );
    }
    result.set(Key, Value);
  }
  if (result.size > 50)
    throw new AwsRefusal('TagLimitExceeded', 'The maximum number of Tags for a resource has been reached.');
  return result;
}

/** Only a service that acts for the account, such as Auto Scaling, may set or remove `aws:` tags. */
function checkTagKey(key: string, call: Call): void {
  const service = call.caller.kind === 'role' && call.caller.session.invokedBy !== undefined;
  if (key.toLowerCase().startsWith('aws:') && !service) {
    throw new AwsRefusal('InvalidParameterValue', `Tag keys starting with 'aws:' are reserved for internal use`);
  }
}

/** The tags that a create call gives to one type of resource. */
export function tagsFor(
  type: ResourceType,
  specifications: readonly TagSpecification[] | undefined,
  call: Call,
): Map<string, string> {
  const tags = (specifications ?? []).filter((one) => one.ResourceType === type).flatMap((one) => one.Tags ?? []);
  return readTags(tags, call);
}

/** Condition keys of tags in a request. */
export function requestTagContext(tags: readonly Tag[]): Record<string, string | readonly string[]> {
  const context: Record<string, string | readonly string[]> = {};
  for (const { Key = '', Value = '' } of tags) context[`aws:RequestTag/${Key}`] = Value;
  if (tags.length > 0) context['aws:TagKeys'] = tags.map((tag) => tag.Key ?? '');
  return context;
}

/** Condition keys of the tags that a resource has, in the service's form and in the global one. */
export function resourceTagContext(tags: ReadonlyMap<string, string>): Record<string, string> {
  const context: Record<string, string> = {};
  for (const [key, value] of tags) {
    context[`ec2:ResourceTag/${key}`] = value;
    context[`aws:ResourceTag/${key}`] = value;
  }
  return context;
}

/** "Grant permission to tag Amazon EC2 resources during creation": tags of a create call need ec2:CreateTags as well. */
export function createTagsDemands(
  call: Call,
  createAction: string,
  specifications: readonly TagSpecification[] | undefined,
): readonly Demand[] {
  return (specifications ?? []).map(({ ResourceType, Tags = [] }) => ({
    action: 'ec2:CreateTags',
    // "Resource types defined by Amazon EC2": the ARNs of images and snapshots name no account.
    resource:
      ResourceType === 'image' || ResourceType === 'snapshot'
        ? `arn:aws:ec2:${call.region}::${ResourceType}/*`
        : ec2Arn(call, ResourceType ?? '*', '*'),
    context: { 'ec2:CreateAction': createAction, ...requestTagContext(Tags) },
  }));
}
