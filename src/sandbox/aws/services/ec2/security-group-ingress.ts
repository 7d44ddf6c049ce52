import { AuthorizeSecurityGroupIngress$, RevokeSecurityGroupIngress$ } from '@aws-sdk/client-ec2';
import type {
  AuthorizeSecurityGroupIngressRequest,
  AuthorizeSecurityGroupIngressResult,
  IpPermission,
  RevokeSecurityGroupIngressRequest,
  RevokeSecurityGroupIngressResult,
} from '@aws-sdk/client-ec2';
import type { Json, JsonObject } from '../../../../model/json.ts';
import { defineOperation } from '../../operation.ts';
import type { Call, Demand } from '../../operation.ts';
import { AwsRefusal } from '../../refusal.ts';
import { itemSet, scalars } from '../../trail/parameters.ts';
import { addRules, findGroup, readRules, sameRule, viewPermissions, viewRule } from './group-rules.ts';
import { checkDryRun } from './refusals.ts';
import { ec2Arn, regionOf } from './regional.ts';

type Either = AuthorizeSecurityGroupIngressRequest & RevokeSecurityGroupIngressRequest;

function demands(action: string, input: Either, call: Call): readonly Demand[] {
  const group = findGroup(regionOf(call), input.GroupId, input.GroupName);
  const context = Object.fromEntries([...group.tags].map(([key, value]) => [`aws:ResourceTag/${key}`, value]));
  return [{ action, resource: ec2Arn(call, 'security-group', group.id), context }];
}

export const authorizeSecurityGroupIngress = defineOperation<
  AuthorizeSecurityGroupIngressRequest,
  AuthorizeSecurityGroupIngressResult
>({
  schema: AuthorizeSecurityGroupIngress$,
  readOnly: false,
  supports: ['GroupId', 'GroupName', 'IpPermissions', 'IpProtocol', 'FromPort', 'ToPort', 'CidrIp', 'DryRun'],
  demands: (input, call) => demands('ec2:AuthorizeSecurityGroupIngress', input, call),

  run(input, call) {
    const region = regionOf(call);
    const group = findGroup(region, input.GroupId, input.GroupName);
    const added = addRules(group, readRules(input.IpPermissions, input, region));
    checkDryRun(input.DryRun);
    group.rules.push(...added);
    call.account.changed();
    return { Return: true, SecurityGroupRules: added.map((rule) => viewRule(rule, group, call.account.id)) };
  },

  record: { request, touched: (input) => touched(input) },
});

export const revokeSecurityGroupIngress = defineOperation<
  RevokeSecurityGroupIngressRequest,
  RevokeSecurityGroupIngressResult
>({
  schema: RevokeSecurityGroupIngress$,
  readOnly: false,
  supports: [
    'GroupId',
    'GroupName',
    'IpPermissions',
    'IpProtocol',
    'FromPort',
    'ToPort',
    'CidrIp',
    'SecurityGroupRuleIds',
    'DryRun',
  ],
  demands: (input, call) => demands('ec2:RevokeSecurityGroupIngress', input, call),

  run(input, call) {
    const region = regionOf(call);
    const group = findGroup(region, input.GroupId, input.GroupName);
    const inbound = group.rules.filter((rule) => !rule.egress);
    const ids = input.SecurityGroupRuleIds ?? [];
    const wanted = ids.length > 0 ? [] : readRules(input.IpPermissions, input, region);
    for (const id of ids) {
      if (!inbound.some((rule) => rule.id === id)) {
        throw new AwsRefusal(
          'InvalidSecurityGroupRuleId.NotFound',
          `The security group rule ID '${id}' does not exist`,
        );
      }
    }
    // In a default VPC, the only one here, rules that are not there are no error: the answer lists them as unknown
    // (API_RevokeSecurityGroupIngress).
    const unknown = wanted.filter((rule) => !inbound.some((one) => sameRule(one, rule)));
    checkDryRun(input.DryRun);
    const gone = inbound.filter((rule) => ids.includes(rule.id) || wanted.some((one) => sameRule(one, rule)));
    group.rules = group.rules.filter((rule) => !gone.includes(rule));
    call.account.changed();
    return {
      Return: true,
      ...(unknown.length === 0 ? {} : { UnknownIpPermissions: viewPermissions(unknown, call.account.id) }),
      RevokedSecurityGroupRules: gone.map((rule) => {
        const { SecurityGroupRuleArn: _arn, GroupOwnerId: _owner, ...view } = viewRule(rule, group, call.account.id);
        return view;
      }),
    };
  },

  record: { request, touched: (input) => touched(input) },
});

function touched(input: Either): { type: string; name: string }[] {
  const name = input.GroupId ?? input.GroupName;
  return name === undefined ? [] : [{ type: 'AWS::EC2::SecurityGroup', name }];
}

/** Either the structured permissions or the old flat fields, as the caller gave them. */
function request(input: Either): JsonObject {
  const { IpPermissions, SecurityGroupRuleIds, ...flat } = input;
  return {
    ...scalars(flat),
    ipPermissions:
      IpPermissions === undefined || IpPermissions.length === 0 ? {} : { items: IpPermissions.map(recordPermission) },
    ...(SecurityGroupRuleIds === undefined || SecurityGroupRuleIds.length === 0
      ? {}
      : { securityGroupRuleIds: itemSet('securityGroupRuleId', SecurityGroupRuleIds) }),
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
