import { DescribeImages$, DescribeInstanceTypes$, DescribeRegions$ } from '@aws-sdk/client-ec2';
import type {
  DescribeImagesRequest,
  DescribeImagesResult,
  DescribeInstanceTypesRequest,
  DescribeInstanceTypesResult,
  DescribeRegionsRequest,
  DescribeRegionsResult,
  InstanceTypeInfo,
} from '@aws-sdk/client-ec2';
import { defineOperation } from '../../operation.ts';
import { AwsRefusal } from '../../refusal.ts';
import { filterSet, itemSet, scalars } from '../../trail/parameters.ts';
import { IMAGES, INSTANCE_TYPES } from './catalog.ts';
import { checkDryRun } from './refusals.ts';
import { page, select } from './select.ts';

export const describeRegions = defineOperation<DescribeRegionsRequest, DescribeRegionsResult>({
  schema: DescribeRegions$,
  readOnly: true,
  supports: ['RegionNames', 'Filters', 'AllRegions', 'DryRun'],
  demands: () => [{ action: 'ec2:DescribeRegions', resource: '*' }],

  run(input, call) {
    const names = [...call.account.regions.keys()];
    const wanted = input.RegionNames ?? [];
    const wrong = wanted.find((name) => !names.includes(name));
    if (wrong !== undefined) {
      throw new AwsRefusal('InvalidParameterValue', `Invalid region name: '${wrong}'`);
    }
    const named = names.filter((name) => wanted.length === 0 || wanted.includes(name));
    const chosen = select(named, input.Filters, ['endpoint', 'opt-in-status', 'region-name'], (name, filter) => {
      if (filter === 'region-name') return [name];
      return filter === 'endpoint' ? [`ec2.${name}.amazonaws.com`] : ['opt-in-not-required'];
    });
    checkDryRun(input.DryRun);
    return {
      Regions: chosen.map((name) => ({
        RegionName: name,
        Endpoint: `ec2.${name}.amazonaws.com`,
        OptInStatus: 'opt-in-not-required',
      })),
    };
  },

  record: {
    request: ({ RegionNames, Filters, ...rest }) => ({
      ...scalars(rest),
      regionSet: itemSet('regionName', RegionNames),
      ...(Filters === undefined ? {} : { filterSet: filterSet(Filters) }),
    }),
  },
});

export const describeImages = defineOperation<DescribeImagesRequest, DescribeImagesResult>({
  schema: DescribeImages$,
  readOnly: true,
  supports: ['ImageIds', 'Owners', 'Filters', 'DryRun', 'MaxResults', 'NextToken'],
  demands: () => [{ action: 'ec2:DescribeImages', resource: '*' }],

  run(input) {
    const ids = input.ImageIds ?? [];
    const wrong = ids.find((id) => !IMAGES.has(id));
    if (wrong !== undefined) throw new AwsRefusal('InvalidAMIID.NotFound', `The image id '[${wrong}]' does not exist`);
    // All images here are Amazon's: asking for one's own finds none.
    const owners = input.Owners ?? [];
    const amazon = owners.length === 0 || owners.includes('amazon');
    const named = [...IMAGES.values()].filter((image) => amazon && (ids.length === 0 || ids.includes(image.id)));
    const chosen = select(named, input.Filters, ['architecture', 'image-id', 'name', 'state'], (image, filter) => {
      const values: Readonly<Record<string, string>> = {
        architecture: 'x86_64',
        'image-id': image.id,
        name: image.name,
        state: 'available',
      };
      return values[filter] === undefined ? [] : [values[filter]];
    });
    checkDryRun(input.DryRun);
    const { items, next } = page(chosen, { token: input.NextToken, size: input.MaxResults, least: 1 });
    return {
      Images: items.map((image) => ({
        ImageId: image.id,
        Name: image.name,
        Description: image.description,
        CreationDate: image.createdAt,
        Architecture: 'x86_64',
        ImageType: 'machine',
        State: 'available',
        Public: true,
        RootDeviceName: '/dev/xvda',
        RootDeviceType: 'ebs',
        VirtualizationType: 'hvm',
        Hypervisor: 'xen',
        ImageOwnerAlias: 'amazon',
        EnaSupport: true,
      })),
      ...(next === undefined ? {} : { NextToken: next }),
    };
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

export const describeInstanceTypes = defineOperation<DescribeInstanceTypesRequest, DescribeInstanceTypesResult>({
  schema: DescribeInstanceTypes$,
  readOnly: true,
  supports: ['InstanceTypes', 'Filters', 'DryRun', 'MaxResults', 'NextToken'],
  demands: () => [{ action: 'ec2:DescribeInstanceTypes', resource: '*' }],

  run(input) {
    const wanted: readonly string[] = input.InstanceTypes ?? [];
    const wrong = wanted.filter((type) => !INSTANCE_TYPES.has(type));
    if (wrong.length > 0) {
      throw new AwsRefusal(
        'InvalidInstanceType',
        `The following supplied instance types do not exist: [${wrong.join(', ')}]`,
      );
    }
    const named = [...INSTANCE_TYPES].filter(([type]) => wanted.length === 0 || wanted.includes(type));
    const chosen = select(
      named,
      input.Filters,
      ['instance-type', 'vcpu-info.default-vcpus'],
      ([type, facts], filter) => (filter === 'instance-type' ? [type] : [String(facts.vcpus)]),
    );
    checkDryRun(input.DryRun);
    const { items, next } = page(chosen, { token: input.NextToken, size: input.MaxResults, least: 5 });
    return {
      InstanceTypes: items.map(([type, facts]) => ({
        InstanceType: type as NonNullable<InstanceTypeInfo['InstanceType']>,
        CurrentGeneration: true,
        VCpuInfo: { DefaultVCpus: facts.vcpus },
        MemoryInfo: { SizeInMiB: facts.memoryMiB },
        ...(facts.gpus === 0 ? {} : { GpuInfo: { Gpus: [{ Count: facts.gpus, Manufacturer: 'NVIDIA' }] } }),
      })),
      ...(next === undefined ? {} : { NextToken: next }),
    };
  },

  record: {
    request: ({ InstanceTypes, Filters, ...rest }) => ({
      ...scalars(rest),
      ...(InstanceTypes === undefined ? {} : { instanceTypeSet: itemSet('instanceType', InstanceTypes) }),
      filterSet: filterSet(Filters),
    }),
  },
});
