import { DescribeSecurityGroups$ } from '@aws-sdk/client-ec2';
import type { DescribeSecurityGroupsRequest, DescribeSecurityGroupsResult, SecurityGroup } from '@aws-sdk/client-ec2';
import { defineOperation } from '../../operation.ts';
import type { GroupRecord } from '../../state/ec2.ts';
import { filterSet, itemSet, scalars } from '../../trail/parameters.ts';
import { describePeer, findGroup, viewPermissions } from './group-rules.ts';
import { checkDryRun } from './refusals.ts';
import { regionOf } from './regional.ts';
import { page, select, tagList, tagValues } from './select.ts';

const FILTERS = [
  'description',
  'group-id',
  'group-name',
  'ip-permission.cidr',
  'ip-permission.from-port',
  'ip-permission.to-port',
  'tag-key',
  'vpc-id',
];

export const describeSecurityGroups = defineOperation<DescribeSecurityGroupsRequest, DescribeSecurityGroupsResult>({
  schema: DescribeSecurityGroups$,
  readOnly: true,
  supports: ['GroupIds', 'GroupNames', 'Filters', 'MaxResults', 'NextToken', 'DryRun'],
  demands: () => [{ action: 'ec2:DescribeSecurityGroups', resource: '*' }],

  run(input, call) {
    const region = regionOf(call);
    const named = [
      ...(input.GroupIds ?? []).map((id) => findGroup(region, id, undefined)),
      ...(input.GroupNames ?? []).map((name) => findGroup(region, undefined, name)),
    ];
    const groups = named.length === 0 ? [...region.groups.values()] : named;
    const chosen = select(groups, input.Filters, FILTERS, filterValues);
    checkDryRun(input.DryRun);
    const { items, next } = page(chosen, { token: input.NextToken, size: input.MaxResults, least: 5 });
    return {
      SecurityGroups: items.map((group) => viewGroup(group, call.account.id)),
      ...(next === undefined ? {} : { NextToken: next }),
    };
  },

  record: {
    request: ({ GroupIds, GroupNames, Filters, ...rest }) => ({
      ...scalars(rest),
      securityGroupSet: itemSet('groupName', GroupNames),
      securityGroupIdSet: itemSet('groupId', GroupIds),
      filterSet: filterSet(Filters),
    }),
  },
});

function viewGroup(group: GroupRecord, account: string): SecurityGroup {
  return {
    GroupId: group.id,
    GroupName: group.name,
    Description: group.description,
    OwnerId: account,
    VpcId: group.vpcId,
    SecurityGroupArn: group.arn,
    IpPermissions: viewPermissions(
      group.rules.filter((rule) => !rule.egress),
      account,
    ),
    IpPermissionsEgress: viewPermissions(
      group.rules.filter((rule) => rule.egress),
      account,
    ),
    ...(group.tags.size === 0 ? {} : { Tags: tagList(group.tags) }),
  };
}

function filterValues(group: GroupRecord, filter: string): readonly string[] | undefined {
  const inbound = group.rules.filter((rule) => !rule.egress);
  switch (filter) {
    case 'description':
      return [group.description];
    case 'group-id':
      return [group.id];
    case 'group-name':
      return [group.name];
    case 'ip-permission.cidr':
      return inbound.filter((rule) => rule.peer.kind === 'ipv4').map(describePeer);
    case 'ip-permission.from-port':
      return inbound.map((rule) => String(rule.fromPort ?? -1));
    case 'ip-permission.to-port':
      return inbound.map((rule) => String(rule.toPort ?? -1));
    case 'vpc-id':
      return [group.vpcId];
    default:
      return tagValues(group.tags, filter);
  }
}
