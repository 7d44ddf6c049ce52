import { CreateSecurityGroup$, DescribeSecurityGroups$ } from '@aws-sdk/client-ec2';
import type {
  CreateSecurityGroupRequest,
  CreateSecurityGroupResult,
  DescribeSecurityGroupsRequest,
  DescribeSecurityGroupsResult,
  SecurityGroup,
} from '@aws-sdk/client-ec2';
import { defineOperation } from '../../operation.ts';
import { AwsRefusal } from '../../refusal.ts';
import { ec2Id } from '../../state/ids.ts';
import type { GroupRecord } from '../../state/ec2.ts';
import { filterSet, itemSet, scalars } from '../../trail/parameters.ts';
import { describePeer, findGroup, viewPermissions } from './group-rules.ts';
import { checkDryRun, invalidValue } from './refusals.ts';
import { ec2Arn, regionOf } from './regional.ts';
import { page, select, tagList, tagValues } from './select.ts';
import { requestTagContext, tagsFor } from './tag-input.ts';

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

export const createSecurityGroup = defineOperation<CreateSecurityGroupRequest, CreateSecurityGroupResult>({
  schema: CreateSecurityGroup$,
  readOnly: false,
  supports: ['GroupName', 'Description', 'VpcId', 'TagSpecifications', 'DryRun'],
  demands: (input, call) => [
    {
      action: 'ec2:CreateSecurityGroup',
      resource: ec2Arn(call, 'security-group', '*'),
      context: requestTagContext((input.TagSpecifications ?? []).flatMap((one) => one.Tags ?? [])),
    },
    { action: 'ec2:CreateSecurityGroup', resource: ec2Arn(call, 'vpc', input.VpcId ?? regionOf(call).vpcId) },
  ],

  run(input, call) {
    const region = regionOf(call);
    const name = input.GroupName ?? '';
    if (input.VpcId !== undefined && input.VpcId !== region.vpcId) {
      throw new AwsRefusal('InvalidVpcID.NotFound', `The vpc ID '${input.VpcId}' does not exist`);
    }
    // "Constraints: Up to 255 characters in length. Cannot start with sg-." (API_CreateSecurityGroup)
    if (name.startsWith('sg-') || name.length > 255) throw invalidValue(name, 'groupName');
    if ([...region.groups.values()].some((group) => group.name === name)) {
      throw new AwsRefusal(
        'InvalidGroup.Duplicate',
        `The security group '${name}' already exists for VPC '${region.vpcId}'`,
      );
    }
    const tags = tagsFor('security-group', input.TagSpecifications, call);
    checkDryRun(input.DryRun);
    const id = ec2Id('sg');
    const group: GroupRecord = {
      id,
      arn: ec2Arn(call, 'security-group', id),
      name,
      description: input.Description ?? '',
      vpcId: region.vpcId,
      tags,
      rules: [
        {
          id: ec2Id('sgr'),
          egress: true,
          protocol: '-1',
          fromPort: undefined,
          toPort: undefined,
          peer: { kind: 'ipv4', cidr: '0.0.0.0/0' },
        },
      ],
    };
    region.groups.set(id, group);
    call.account.changed();
    return { GroupId: id, SecurityGroupArn: group.arn, ...(tags.size === 0 ? {} : { Tags: tagList(tags) }) };
  },

  record: {
    request: (input) => ({
      groupName: input.GroupName ?? '',
      groupDescription: input.Description ?? '',
      ...(input.VpcId === undefined ? {} : { vpcId: input.VpcId }),
    }),
    response: (output, call) => ({ requestId: call.requestId, _return: true, groupId: output.GroupId ?? '' }),
    touched: (_input, output) =>
      output?.GroupId === undefined ? [] : [{ type: 'AWS::EC2::SecurityGroup', name: output.GroupId }],
  },
});
