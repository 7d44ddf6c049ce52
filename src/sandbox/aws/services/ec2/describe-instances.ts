import { DescribeInstances$ } from '@aws-sdk/client-ec2';
import type { DescribeInstancesRequest, DescribeInstancesResult, Reservation } from '@aws-sdk/client-ec2';
import { defineOperation } from '../../operation.ts';
import { STATE_CODES } from '../../state/ec2.ts';
import type { Ec2Region, InstanceRecord } from '../../state/ec2.ts';
import { filterSet, itemSet, scalars } from '../../trail/parameters.ts';
import { viewInstance } from './instance-view.ts';
import { findInstances } from './instances.ts';
import { groupIdsOf, interfacesOf } from './interfaces.ts';
import { checkDryRun, checkInstanceIds, invalidCombination } from './refusals.ts';
import { regionOf } from './regional.ts';
import { page, select, tagValues } from './select.ts';

const FILTERS = [
  'availability-zone',
  'iam-instance-profile.arn',
  'image-id',
  'instance-id',
  'instance-state-code',
  'instance-state-name',
  'instance-type',
  'instance.group-id',
  'ip-address',
  'launch-time',
  'metadata-options.http-tokens',
  'network-interface.group-id',
  'network-interface.network-interface-id',
  'private-ip-address',
  'reservation-id',
  'subnet-id',
  'tag-key',
  'tag-value',
  'vpc-id',
];

export const describeInstances = defineOperation<DescribeInstancesRequest, DescribeInstancesResult>({
  schema: DescribeInstances$,
  readOnly: true,
  supports: ['InstanceIds', 'Filters', 'MaxResults', 'NextToken', 'DryRun'],
  // Describe calls know no resources ("Actions, resources, and condition keys for Amazon EC2").
  demands(input) {
    checkInstanceIds(input.InstanceIds ?? []);
    return [{ action: 'ec2:DescribeInstances', resource: '*' }];
  },

  run(input, call) {
    const region = regionOf(call);
    const ids = input.InstanceIds ?? [];
    if (ids.length > 0 && input.MaxResults !== undefined) {
      throw invalidCombination('The parameter instancesSet cannot be used with the parameter maxResults');
    }
    const named = ids.length === 0 ? [...region.instances.values()] : findInstances(region, ids);
    const chosen = select(named, input.Filters, FILTERS, (one, filter) => filterValues(one, region, filter));
    checkDryRun(input.DryRun);
    const { items, next } = page(chosen, { token: input.NextToken, size: input.MaxResults, least: 5 });
    const reservations = new Map<string, Reservation & { Instances: NonNullable<Reservation['Instances']> }>();
    for (const instance of items) {
      const known = reservations.get(instance.reservationId) ?? {
        ReservationId: instance.reservationId,
        OwnerId: call.account.id,
        Groups: [],
        Instances: [],
      };
      known.Instances.push(viewInstance(instance, region, call.account.id));
      reservations.set(instance.reservationId, known);
    }
    return { Reservations: [...reservations.values()], ...(next === undefined ? {} : { NextToken: next }) };
  },

  record: {
    request: ({ InstanceIds, Filters, ...rest }) => ({
      ...scalars(rest),
      instancesSet: itemSet('instanceId', InstanceIds),
      filterSet: filterSet(Filters),
    }),
  },
});

function filterValues(instance: InstanceRecord, region: Ec2Region, filter: string): readonly string[] | undefined {
  switch (filter) {
    case 'availability-zone':
      return [instance.zone];
    case 'iam-instance-profile.arn':
      return instance.profile === undefined ? [] : [instance.profile.profile.arn];
    case 'image-id':
      return [instance.imageId];
    case 'instance-id':
      return [instance.id];
    case 'instance-state-code':
      return [String(STATE_CODES[instance.state])];
    case 'instance-state-name':
      return [instance.state];
    case 'instance-type':
      return [instance.type];
    case 'instance.group-id':
      return groupIdsOf(region, instance);
    case 'metadata-options.http-tokens':
      return [instance.metadata.tokens];
    case 'network-interface.group-id':
      return interfacesOf(region, instance).flatMap((one) => one.groupIds);
    case 'network-interface.network-interface-id':
      return interfacesOf(region, instance).map((one) => one.id);
    case 'ip-address':
      return instance.publicIp === undefined ? [] : [instance.publicIp];
    case 'launch-time':
      return [new Date(instance.launchedAt).toISOString()];
    case 'private-ip-address':
      return [instance.privateIp];
    case 'reservation-id':
      return [instance.reservationId];
    case 'subnet-id':
      return [instance.subnetId];
    case 'vpc-id':
      return [instance.vpcId];
    default:
      return tagValues(instance.tags, filter);
  }
}
