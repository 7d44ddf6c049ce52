import {
  CreateNetworkInterface$,
  DeleteNetworkInterface$,
  DescribeNetworkInterfaces$,
  ModifyNetworkInterfaceAttribute$,
} from '@aws-sdk/client-ec2';
import type {
  CreateNetworkInterfaceRequest,
  CreateNetworkInterfaceResult,
  DeleteNetworkInterfaceRequest,
  DescribeNetworkInterfacesRequest,
  DescribeNetworkInterfacesResult,
  ModifyNetworkInterfaceAttributeRequest,
} from '@aws-sdk/client-ec2';
import { defineOperation } from '../../operation.ts';
import { AwsRefusal } from '../../refusal.ts';
import type { InterfaceRecord } from '../../state/ec2.ts';
import { filterSet, itemSet, scalars } from '../../trail/parameters.ts';
import { viewInterface } from './interface-view.ts';
import { checkGroups, createInterface, findInterface, groupDemands, interfaceDemands } from './interfaces.ts';
import { checkDryRun, invalidCombination, missingParameter } from './refusals.ts';
import { ec2Arn, regionOf } from './regional.ts';
import { page, select, tagValues } from './select.ts';
import { createTagsDemands, requestTagContext, tagsFor } from './tag-input.ts';

const FILTERS = [
  'attachment.attachment-id',
  'attachment.device-index',
  'attachment.instance-id',
  'availability-zone',
  'group-id',
  'network-interface-id',
  'private-ip-address',
  'status',
  'subnet-id',
  'tag-key',
  'vpc-id',
];

export const describeNetworkInterfaces = defineOperation<
  DescribeNetworkInterfacesRequest,
  DescribeNetworkInterfacesResult
>({
  schema: DescribeNetworkInterfaces$,
  readOnly: true,
  supports: ['NetworkInterfaceIds', 'Filters', 'MaxResults', 'NextToken', 'DryRun'],
  demands: () => [{ action: 'ec2:DescribeNetworkInterfaces', resource: '*' }],

  run(input, call) {
    const region = regionOf(call);
    const ids = input.NetworkInterfaceIds ?? [];
    // "You cannot specify this parameter and the network interface IDs parameter in the same request" (MaxResults).
    if (ids.length > 0 && input.MaxResults !== undefined) {
      throw invalidCombination('The parameter networkInterfaceIdSet cannot be used with the parameter maxResults');
    }
    const named = ids.length === 0 ? [...region.interfaces.values()] : ids.map((id) => findInterface(region, id));
    const chosen = select(named, input.Filters, FILTERS, filterValues);
    checkDryRun(input.DryRun);
    const { items, next } = page(chosen, { token: input.NextToken, size: input.MaxResults, least: 5 });
    return {
      NetworkInterfaces: items.map((one) => viewInterface(one, region, call.account.id)),
      ...(next === undefined ? {} : { NextToken: next }),
    };
  },

  record: {
    request: ({ NetworkInterfaceIds, Filters, ...rest }) => ({
      ...scalars(rest),
      networkInterfaceIdSet: itemSet('networkInterfaceId', NetworkInterfaceIds),
      filterSet: filterSet(Filters),
    }),
  },
});

function filterValues(one: InterfaceRecord, filter: string): readonly string[] | undefined {
  const { attachment } = one;
  switch (filter) {
    case 'attachment.attachment-id':
      return attachment === undefined ? [] : [attachment.id];
    case 'attachment.device-index':
      return attachment === undefined ? [] : [String(attachment.deviceIndex)];
    case 'attachment.instance-id':
      return attachment === undefined ? [] : [attachment.instanceId];
    case 'availability-zone':
      return [one.zone];
    case 'group-id':
      return one.groupIds;
    case 'network-interface-id':
      return [one.id];
    case 'private-ip-address':
      return [one.privateIp];
    case 'status':
      return [attachment === undefined ? 'available' : 'in-use'];
    case 'subnet-id':
      return [one.subnetId];
    case 'vpc-id':
      return [one.vpcId];
    default:
      return tagValues(one.tags, filter);
  }
}

export const modifyNetworkInterfaceAttribute = defineOperation<ModifyNetworkInterfaceAttributeRequest, object>({
  schema: ModifyNetworkInterfaceAttribute$,
  readOnly: false,
  supports: ['NetworkInterfaceId', 'Groups', 'DryRun'],
  demands: (input, call) =>
    interfaceDemands(call, 'ec2:ModifyNetworkInterfaceAttribute', input.NetworkInterfaceId ?? '', input.Groups),

  run(input, call) {
    const region = regionOf(call);
    const one = findInterface(region, input.NetworkInterfaceId ?? '');
    const groups = input.Groups ?? [];
    // "You must specify at least one security group, even if it's just the default" (API_ModifyNetworkInterfaceAttribute).
    if (groups.length === 0) throw invalidCombination('No attributes specified.');
    checkGroups(region, groups);
    checkDryRun(input.DryRun);
    one.groupIds = [...new Set(groups)];
    call.account.changed();
    return {};
  },

  record: {
    request: (input) => ({
      networkInterfaceId: input.NetworkInterfaceId ?? '',
      groupSet: itemSet('groupId', input.Groups),
    }),
    touched: (input) => [{ type: 'AWS::EC2::NetworkInterface', name: input.NetworkInterfaceId ?? '' }],
  },
});

export const createNetworkInterface = defineOperation<CreateNetworkInterfaceRequest, CreateNetworkInterfaceResult>({
  schema: CreateNetworkInterface$,
  readOnly: false,
  supports: ['SubnetId', 'Description', 'Groups', 'TagSpecifications', 'ClientToken', 'DryRun'],
  demands: (input, call) => {
    const action = 'ec2:CreateNetworkInterface';
    const tags = (input.TagSpecifications ?? []).flatMap((one) => one.Tags ?? []);
    return [
      { action, resource: ec2Arn(call, 'network-interface', '*'), context: requestTagContext(tags) },
      { action, resource: ec2Arn(call, 'subnet', input.SubnetId ?? '*') },
      ...groupDemands(call, action, input.Groups ?? []),
      ...createTagsDemands(call, 'CreateNetworkInterface', input.TagSpecifications),
    ];
  },

  run(input, call) {
    const region = regionOf(call);
    const subnet = region.subnets.find((one) => one.id === input.SubnetId);
    if (subnet === undefined) {
      throw new AwsRefusal('InvalidSubnetID.NotFound', `The subnet ID '${input.SubnetId ?? ''}' does not exist`);
    }
    const groups = input.Groups ?? [];
    checkGroups(region, groups);
    const tags = tagsFor('network-interface', input.TagSpecifications, call);
    checkDryRun(input.DryRun);
    // "Ensuring idempotency in Amazon EC2 API requests".
    const earlier = [...region.interfaces.values()].find(({ clientToken }) => clientToken === input.ClientToken);
    if (earlier !== undefined && input.ClientToken !== undefined) {
      return { NetworkInterface: viewInterface(earlier, region, call.account.id), ClientToken: input.ClientToken };
    }
    const made = createInterface(region, call, {
      ...(input.ClientToken === undefined ? {} : { clientToken: input.ClientToken }),
      subnet,
      // "If you don't specify a security group, the default one of the VPC is used" (API_CreateNetworkInterface).
      groupIds: groups.length === 0 ? [region.defaultGroupId] : groups,
      description: input.Description ?? '',
      tags,
    });
    call.account.changed();
    return { NetworkInterface: viewInterface(made, region, call.account.id) };
  },

  record: {
    request: (input) => ({
      subnetId: input.SubnetId ?? '',
      ...scalars({ Description: input.Description, ClientToken: input.ClientToken }),
      groupSet: itemSet('groupId', input.Groups),
      privateIpAddressesSet: {},
    }),
    touched: (_input, output) =>
      output?.NetworkInterface === undefined
        ? []
        : [{ type: 'AWS::EC2::NetworkInterface', name: output.NetworkInterface.NetworkInterfaceId ?? '' }],
  },
});

export const deleteNetworkInterface = defineOperation<DeleteNetworkInterfaceRequest, object>({
  schema: DeleteNetworkInterface$,
  readOnly: false,
  supports: ['NetworkInterfaceId', 'DryRun'],
  demands: (input, call) => interfaceDemands(call, 'ec2:DeleteNetworkInterface', input.NetworkInterfaceId ?? ''),

  run(input, call) {
    const region = regionOf(call);
    if (input.NetworkInterfaceId === undefined) throw missingParameter('networkInterfaceId');
    const one = findInterface(region, input.NetworkInterfaceId);
    // "You must detach the network interface before you can delete it" (API_DeleteNetworkInterface).
    if (one.attachment !== undefined) {
      throw new AwsRefusal('InvalidNetworkInterface.InUse', `The network interface '${one.id}' is currently in use.`);
    }
    checkDryRun(input.DryRun);
    region.interfaces.delete(one.id);
    call.account.changed();
    return {};
  },

  record: {
    request: (input) => ({ networkInterfaceId: input.NetworkInterfaceId ?? '' }),
    touched: (input) => [{ type: 'AWS::EC2::NetworkInterface', name: input.NetworkInterfaceId ?? '' }],
  },
});
