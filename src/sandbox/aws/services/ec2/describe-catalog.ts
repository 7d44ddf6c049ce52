import { DescribeInstanceTypes$, DescribeRegions$ } from '@aws-sdk/client-ec2';
import type {
  DescribeInstanceTypesRequest,
  DescribeInstanceTypesResult,
  DescribeRegionsRequest,
  DescribeRegionsResult,
  InstanceTypeInfo,
} from '@aws-sdk/client-ec2';
import { defineOperation } from '../../operation.ts';
import { AwsRefusal } from '../../refusal.ts';
import { filterSet, itemSet, scalars } from '../../trail/parameters.ts';
import { INSTANCE_TYPES } from './catalog.ts';
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
