import { CreateImage$, DeregisterImage$, DescribeImages$ } from '@aws-sdk/client-ec2';
import type {
  CreateImageRequest,
  CreateImageResult,
  DeregisterImageRequest,
  DeregisterImageResult,
  DescribeImagesRequest,
  DescribeImagesResult,
  Image,
} from '@aws-sdk/client-ec2';
import { defineOperation } from '../../operation.ts';
import type { Call } from '../../operation.ts';
import { AwsRefusal } from '../../refusal.ts';
import { ec2Id } from '../../state/ids.ts';
import type { ImageRecord } from '../../state/ec2.ts';
import { filterSet, itemSet, scalars } from '../../trail/parameters.ts';
import { IMAGES } from './catalog.ts';
import { findInstances, instanceDemands } from './instances.ts';
import { checkDryRun } from './refusals.ts';
import { ec2Arn, regionOf } from './regional.ts';
import { recordTagSpecifications } from './rule-record.ts';
import { page, select, tagList, tagValues } from './select.ts';
import { createTagsDemands, requestTagContext, tagsFor } from './tag-input.ts';

const FILTERS = ['architecture', 'image-id', 'is-public', 'name', 'owner-id', 'state', 'tag-key'];

export const describeImages = defineOperation<DescribeImagesRequest, DescribeImagesResult>({
  schema: DescribeImages$,
  readOnly: true,
  supports: ['ImageIds', 'Owners', 'Filters', 'DryRun', 'MaxResults', 'NextToken'],
  demands: () => [{ action: 'ec2:DescribeImages', resource: '*' }],

  run(input, call) {
    const all = [...publicImages(), ...[...regionOf(call).images.values()].map((one) => viewImage(one, call))];
    const ids = input.ImageIds ?? [];
    const wrong = ids.find((id) => !all.some((image) => image.ImageId === id));
    if (wrong !== undefined) throw imageNotFound(wrong);
    const owners = (input.Owners ?? []).map((owner) => (owner === 'self' ? call.account.id : owner));
    const named = all.filter(
      (image) =>
        (owners.length === 0 || owners.includes(image.ImageOwnerAlias ?? '') || owners.includes(image.OwnerId ?? '')) &&
        (ids.length === 0 || ids.includes(image.ImageId ?? '')),
    );
    const chosen = select(named, input.Filters, FILTERS, filterValues);
    checkDryRun(input.DryRun);
    const { items, next } = page(chosen, { token: input.NextToken, size: input.MaxResults, least: 1 });
    return { Images: [...items], ...(next === undefined ? {} : { NextToken: next }) };
  },

  record: {
    request: ({ ImageIds, Owners, Filters, ...rest }) => ({
      ...scalars(rest),
      imagesSet: itemSet('imageId', ImageIds),
      ownersSet: itemSet('owner', Owners),
      filterSet: filterSet(Filters),
    }),
  },
});

function filterValues(image: Image, filter: string): readonly string[] | undefined {
  const values: Readonly<Record<string, string | undefined>> = {
    architecture: image.Architecture,
    'image-id': image.ImageId,
    'is-public': String(image.Public),
    name: image.Name,
    'owner-id': image.OwnerId,
    state: image.State,
  };
  const value = values[filter];
  if (value !== undefined) return [value];
  return tagValues(new Map((image.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value])), filter);
}

const COMMON = {
  Architecture: 'x86_64',
  ImageType: 'machine',
  State: 'available',
  RootDeviceName: '/dev/xvda',
  RootDeviceType: 'ebs',
  VirtualizationType: 'hvm',
  Hypervisor: 'xen',
  EnaSupport: true,
} as const satisfies Image;

function publicImages(): Image[] {
  return [...IMAGES.values()].map((image) => ({
    ...COMMON,
    ImageId: image.id,
    Name: image.name,
    Description: image.description,
    CreationDate: image.createdAt,
    Public: true,
    OwnerId: image.owner,
    ...(image.alias === undefined ? {} : { ImageOwnerAlias: image.alias }),
  }));
}

function viewImage(image: ImageRecord, call: Call): Image {
  return {
    ...COMMON,
    ImageId: image.id,
    Name: image.name,
    Description: image.description,
    CreationDate: new Date(image.createdAt).toISOString(),
    Public: image.sharedWith.has('group all'),
    OwnerId: call.account.id,
    ...(image.tags.size === 0 ? {} : { Tags: tagList(image.tags) }),
  };
}

export function imageNotFound(id: string): AwsRefusal {
  if (!/^ami-(?:[0-9a-f]{8}|[0-9a-f]{17})$/.test(id)) {
    return new AwsRefusal('InvalidAMIID.Malformed', `Invalid id: "${id}" (expecting "ami-...")`);
  }
  return new AwsRefusal('InvalidAMIID.NotFound', `The image id '[${id}]' does not exist`);
}

export const createImage = defineOperation<CreateImageRequest, CreateImageResult>({
  schema: CreateImage$,
  readOnly: false,
  supports: ['InstanceId', 'Name', 'Description', 'NoReboot', 'TagSpecifications', 'DryRun'],
  demands: (input, call) => {
    const action = 'ec2:CreateImage';
    const tags = (input.TagSpecifications ?? []).flatMap((one) => one.Tags ?? []);
    return [
      ...instanceDemands(call, action, [input.InstanceId ?? '']),
      { action, resource: `arn:aws:ec2:${call.region}::image/*`, context: requestTagContext(tags) },
      { action, resource: `arn:aws:ec2:${call.region}::snapshot/*` },
      ...createTagsDemands(call, 'CreateImage', input.TagSpecifications),
    ];
  },

  run(input, call) {
    const region = regionOf(call);
    findInstances(region, [input.InstanceId ?? '']);
    const name = input.Name ?? '';
    // "Constraints: 3-128 alphanumeric characters, parentheses, square brackets, spaces, …" (API_CreateImage).
    if (!/^[\w ()[\]./\-'@]{3,128}$/.test(name)) {
      throw new AwsRefusal('InvalidAMIName.Malformed', 'AMI names must be between 3 and 128 characters long');
    }
    if ([...region.images.values()].some((image) => image.name === name)) {
      throw new AwsRefusal('InvalidAMIName.Duplicate', `AMI name ${name} is already in use`);
    }
    const tags = tagsFor('image', input.TagSpecifications, call);
    checkDryRun(input.DryRun);
    const id = ec2Id('ami');
    region.images.set(id, {
      id,
      // Images have no account in their ARNs ("Resource types defined by Amazon EC2").
      arn: ec2Arn(call, 'image', id).replace(`:${call.account.id}:`, '::'),
      name,
      description: input.Description ?? '',
      createdAt: call.now,
      tags,
      sharedWith: new Set(),
    });
    call.account.changed();
    return { ImageId: id };
  },

  record: {
    request: ({ TagSpecifications, ...rest }) => ({
      ...scalars(rest),
      ...(TagSpecifications === undefined ? {} : { tagSpecificationSet: recordTagSpecifications(TagSpecifications) }),
    }),
    touched: (_input, output) =>
      output?.ImageId === undefined ? [] : [{ type: 'AWS::EC2::Image', name: output.ImageId }],
  },
});

export const deregisterImage = defineOperation<DeregisterImageRequest, DeregisterImageResult>({
  schema: DeregisterImage$,
  readOnly: false,
  supports: ['ImageId', 'DryRun'],
  demands: (input, call) => [
    { action: 'ec2:DeregisterImage', resource: `arn:aws:ec2:${call.region}::image/${input.ImageId ?? '*'}` },
  ],

  run(input, call) {
    const { images } = regionOf(call);
    const id = input.ImageId ?? '';
    if (IMAGES.has(id)) throw new AwsRefusal('AuthFailure', `Not authorized for image:${id}`, { status: 403 });
    if (!images.has(id)) throw imageNotFound(id);
    checkDryRun(input.DryRun);
    images.delete(id);
    call.account.changed();
    return { Return: true };
  },

  record: { touched: (input) => [{ type: 'AWS::EC2::Image', name: input.ImageId ?? '' }] },
});
