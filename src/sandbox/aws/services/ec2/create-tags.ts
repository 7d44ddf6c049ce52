import { CreateTags$ } from '@aws-sdk/client-ec2';
import type { CreateTagsRequest } from '@aws-sdk/client-ec2';
import { defineOperation } from '../../operation.ts';
import type { Call, Touched } from '../../operation.ts';
import { AwsRefusal } from '../../refusal.ts';
import type { Ec2Region } from '../../state/ec2.ts';
import { itemSet } from '../../trail/parameters.ts';
import { ruleArn } from './group-rules.ts';
import { imageNotFound } from './images.ts';
import { checkDryRun, instancesNotFound, snapshotNotFound } from './refusals.ts';
import { ec2Arn, regionOf } from './regional.ts';
import { readTags, requestTagContext } from './tag-input.ts';

interface Taggable {
  readonly arn: string;
  readonly tags: Map<string, string>;
}

export const createTags = defineOperation<CreateTagsRequest, object>({
  schema: CreateTags$,
  readOnly: false,
  supports: ['Resources', 'Tags', 'DryRun'],
  demands: (input, call) =>
    (input.Resources ?? []).map((id) => {
      const resource = lookUp(call, id);
      const context: Record<string, string | readonly string[]> = requestTagContext(input.Tags ?? []);
      for (const [key, value] of resource?.tags ?? []) context[`aws:ResourceTag/${key}`] = value;
      return { action: 'ec2:CreateTags', resource: resource?.arn ?? ec2Arn(call, '*', id), context };
    }),

  run(input, call) {
    const tags = readTags(input.Tags, call);
    const resources = (input.Resources ?? []).map((id) => {
      const resource = lookUp(call, id);
      if (resource === undefined) throw notFound(id);
      // Existing keys are overwritten, so only new ones count ("Tag restrictions", Amazon EC2 User Guide).
      if (new Set([...resource.tags.keys(), ...tags.keys()]).size > 50) {
        throw new AwsRefusal('TagLimitExceeded', 'The maximum number of Tags for a resource has been reached.');
      }
      return resource;
    });
    checkDryRun(input.DryRun);
    for (const resource of resources) for (const [key, value] of tags) resource.tags.set(key, value);
    call.account.changed();
    return {};
  },

  record: {
    request: (input) => ({
      resourcesSet: itemSet('resourceId', input.Resources),
      tagSet: { items: (input.Tags ?? []).map(({ Key = '', Value = '' }) => ({ key: Key, value: Value })) },
    }),
    touched: (input) => (input.Resources ?? []).map(touched),
  },
});

function lookUp(call: Call, id: string): Taggable | undefined {
  const region = regionOf(call);
  return (
    region.instances.get(id) ??
    region.volumes.get(id) ??
    region.groups.get(id) ??
    region.interfaces.get(id) ??
    region.images.get(id) ??
    region.snapshots.get(id) ??
    lookUpRule(region, id)
  );
}

function lookUpRule(region: Ec2Region, id: string): Taggable | undefined {
  for (const group of region.groups.values()) {
    const rule = group.rules.find((one) => one.id === id);
    if (rule !== undefined) return { arn: ruleArn(group, id), tags: rule.tags };
  }
  return undefined;
}

function touched(id: string): Touched {
  const kind = {
    i: 'Instance',
    vol: 'Volume',
    sg: 'SecurityGroup',
    eni: 'NetworkInterface',
    ami: 'Image',
    snap: 'Snapshot',
  }[id.split('-')[0] ?? ''];
  return { type: kind === undefined ? 'AWS::EC2::Resource' : `AWS::EC2::${kind}`, name: id };
}

function notFound(id: string): AwsRefusal {
  if (id.startsWith('i-')) return instancesNotFound([id]);
  if (id.startsWith('vol-')) return new AwsRefusal('InvalidVolume.NotFound', `The volume '${id}' does not exist.`);
  if (id.startsWith('sg-')) {
    return new AwsRefusal('InvalidGroup.NotFound', `The security group '${id}' does not exist`);
  }
  if (id.startsWith('sgr-')) {
    return new AwsRefusal('InvalidSecurityGroupRuleId.NotFound', `The security group rule ID '${id}' does not exist`);
  }
  if (id.startsWith('eni-')) {
    return new AwsRefusal('InvalidNetworkInterfaceID.NotFound', `The networkInterface ID '${id}' does not exist`);
  }
  if (id.startsWith('ami-')) return imageNotFound(id);
  if (id.startsWith('snap-')) return snapshotNotFound(id);
  return new AwsRefusal('InvalidID', `The ID '${id}' is not valid`);
}
