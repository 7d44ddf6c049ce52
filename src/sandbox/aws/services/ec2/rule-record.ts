import type { IpPermission, TagSpecification } from '@aws-sdk/client-ec2';
import type { Json, JsonObject } from '../../../../model/json.ts';
import { itemSet, scalars } from '../../trail/parameters.ts';

interface RulesRequest {
  readonly IpPermissions?: readonly IpPermission[] | undefined;
  readonly SecurityGroupRuleIds?: readonly string[] | undefined;
  readonly TagSpecifications?: readonly TagSpecification[] | undefined;
}

/** Either the structured permissions or the old flat fields, as the caller gave them. */
export function recordRules(input: RulesRequest): JsonObject {
  const { IpPermissions, SecurityGroupRuleIds, TagSpecifications, ...flat } = input;
  return {
    ...scalars(flat),
    ipPermissions:
      IpPermissions === undefined || IpPermissions.length === 0 ? {} : { items: IpPermissions.map(recordPermission) },
    ...(SecurityGroupRuleIds === undefined || SecurityGroupRuleIds.length === 0
      ? {}
      : { securityGroupRuleIds: itemSet('securityGroupRuleId', SecurityGroupRuleIds) }),
    ...(TagSpecifications === undefined ? {} : { tagSpecificationSet: recordTagSpecifications(TagSpecifications) }),
  };
}

function recordPermission(permission: IpPermission): JsonObject {
  const { UserIdGroupPairs: pairs = [], IpRanges: ranges = [], Ipv6Ranges: ranges6 = [] } = permission;
  return {
    ...scalars({ IpProtocol: permission.IpProtocol, FromPort: permission.FromPort, ToPort: permission.ToPort }),
    groups: peerSet(pairs.map((pair) => peer('groupId', pair.GroupId, pair.Description))),
    ipRanges: peerSet(ranges.map((range) => peer('cidrIp', range.CidrIp, range.Description))),
    ipv6Ranges: peerSet(ranges6.map((range) => peer('cidrIpv6', range.CidrIpv6, range.Description))),
    prefixListIds: {},
  };
}

function peer(name: string, value: string | undefined, description: string | undefined): Record<string, Json> {
  return { [name]: value ?? '', ...(description === undefined ? {} : { description }) };
}

function peerSet(items: readonly Record<string, Json>[]): JsonObject {
  return items.length === 0 ? {} : { items: [...items] };
}

/** Tags of what a call creates, by kind. */
export function recordTagSpecifications(specifications: readonly TagSpecification[]): JsonObject {
  return {
    items: specifications.map(({ ResourceType = 'instance', Tags = [] }) => ({
      resourceType: ResourceType,
      tags: Tags.map(({ Key = '', Value = '' }) => ({ key: Key, value: Value })),
    })),
  };
}
