import {
  AuthorizeSecurityGroupEgress$,
  AuthorizeSecurityGroupIngress$,
  RevokeSecurityGroupEgress$,
  RevokeSecurityGroupIngress$,
} from '@aws-sdk/client-ec2';
import type {
  AuthorizeSecurityGroupEgressRequest,
  AuthorizeSecurityGroupEgressResult,
  AuthorizeSecurityGroupIngressRequest,
  AuthorizeSecurityGroupIngressResult,
  RevokeSecurityGroupEgressRequest,
  RevokeSecurityGroupEgressResult,
  RevokeSecurityGroupIngressRequest,
  RevokeSecurityGroupIngressResult,
} from '@aws-sdk/client-ec2';
import { defineOperation } from '../../operation.ts';
import type { Call, Demand } from '../../operation.ts';
import type { GroupRecord } from '../../state/ec2.ts';
import { addRules, checkRuleIds, findGroup, ruleArn, sameRule, viewPermissions, viewRule } from './group-rules.ts';
import { groupDemands } from './interfaces.ts';
import { checkDryRun, invalidCombination } from './refusals.ts';
import { ec2Arn, regionOf } from './regional.ts';
import { readRules } from './rule-input.ts';
import { recordRules } from './rule-record.ts';
import { createTagsDemands, requestTagContext, resourceTagContext, tagsFor } from './tag-input.ts';

/** Of both directions: outbound rules take less. */
type Authorize = AuthorizeSecurityGroupIngressRequest;
type Revoke = RevokeSecurityGroupIngressRequest;

const FLAT = ['IpProtocol', 'FromPort', 'ToPort', 'CidrIp'] as const;

/** By id or, for inbound rules of a default VPC, by name. */
function groupOf(input: Authorize | Revoke, call: Call): GroupRecord {
  return findGroup(regionOf(call), input.GroupId, input.GroupName);
}

/** "Actions, resources, and condition keys for Amazon EC2": the group, and, where they get tags, the rules that come of it. */
function authorizeDemands(name: string, input: Authorize, call: Call): readonly Demand[] {
  const action = `ec2:${name}`;
  const specifications = input.TagSpecifications ?? [];
  return [
    ...groupDemands(call, action, [groupOf(input, call).id]),
    ...specifications.map(({ Tags = [] }) => ({
      action,
      resource: ec2Arn(call, 'security-group-rule', '*'),
      context: requestTagContext(Tags),
    })),
    ...createTagsDemands(call, name, specifications),
  ];
}

function authorize(input: Authorize, call: Call, egress: boolean): AuthorizeSecurityGroupIngressResult {
  const group = groupOf(input, call);
  const tags = tagsFor('security-group-rule', input.TagSpecifications, call);
  const added = addRules(group, readRules(input.IpPermissions, input, regionOf(call), egress), tags);
  checkDryRun(input.DryRun);
  group.rules.push(...added);
  call.account.changed();
  return { Return: true, SecurityGroupRules: added.map((rule) => viewRule(rule, group, call.account.id)) };
}

/** The group, and the rules where they are named by their ids. */
function revokeDemands(action: string, input: Revoke, call: Call): readonly Demand[] {
  const group = groupOf(input, call);
  return [
    ...groupDemands(call, action, [group.id]),
    ...(input.SecurityGroupRuleIds ?? []).map((id) => ({
      action,
      resource: ruleArn(group, id),
      context: resourceTagContext(group.rules.find((rule) => rule.id === id)?.tags ?? new Map()),
    })),
  ];
}

function revoke(input: Revoke, call: Call, egress: boolean): RevokeSecurityGroupIngressResult {
  const group = groupOf(input, call);
  const existing = group.rules.filter((rule) => rule.egress === egress);
  const ids = input.SecurityGroupRuleIds ?? [];
  if (ids.length > 0 && (input.IpPermissions ?? []).length > 0) {
    throw invalidCombination('The parameter ipPermissions cannot be used with the parameter securityGroupRuleIds');
  }
  const wanted = ids.length > 0 ? [] : readRules(input.IpPermissions, input, regionOf(call), egress);
  checkRuleIds(ids, existing);
  // "[Default VPC] If the values you specify do not match the existing rule's values, no error is returned, and the
  // output describes the security group rules that were not revoked" (API_RevokeSecurityGroupIngress). Here all VPCs are.
  const unknown = wanted.filter((rule) => !existing.some((one) => sameRule(one, rule)));
  checkDryRun(input.DryRun);
  const gone = existing.filter((rule) => ids.includes(rule.id) || wanted.some((one) => sameRule(one, rule)));
  group.rules = group.rules.filter((rule) => !gone.includes(rule));
  call.account.changed();
  return {
    Return: true,
    ...(unknown.length === 0 ? {} : { UnknownIpPermissions: viewPermissions(unknown, call.account.id) }),
    RevokedSecurityGroupRules: gone.map((rule) => {
      const {
        SecurityGroupRuleArn: _arn,
        GroupOwnerId: _owner,
        Tags: _tags,
        ...view
      } = viewRule(rule, group, call.account.id);
      return view;
    }),
  };
}

function touched(input: Authorize | Revoke): { type: string; name: string }[] {
  const name = input.GroupId ?? input.GroupName;
  return name === undefined ? [] : [{ type: 'AWS::EC2::SecurityGroup', name }];
}

export const authorizeSecurityGroupIngress = defineOperation<
  AuthorizeSecurityGroupIngressRequest,
  AuthorizeSecurityGroupIngressResult
>({
  schema: AuthorizeSecurityGroupIngress$,
  readOnly: false,
  supports: ['GroupId', 'GroupName', 'IpPermissions', 'TagSpecifications', 'DryRun', ...FLAT],
  demands: (input, call) => authorizeDemands('AuthorizeSecurityGroupIngress', input, call),
  run: (input, call) => authorize(input, call, false),
  record: { request: recordRules, touched },
});

export const authorizeSecurityGroupEgress = defineOperation<
  AuthorizeSecurityGroupEgressRequest,
  AuthorizeSecurityGroupEgressResult
>({
  schema: AuthorizeSecurityGroupEgress$,
  readOnly: false,
  // Of the flat form: "Not supported. Use IP permissions instead" (API_AuthorizeSecurityGroupEgress).
  supports: ['GroupId', 'IpPermissions', 'TagSpecifications', 'DryRun'],
  demands: (input, call) => authorizeDemands('AuthorizeSecurityGroupEgress', input, call),
  run: (input, call) => authorize(input, call, true),
  record: { request: recordRules, touched },
});

export const revokeSecurityGroupIngress = defineOperation<
  RevokeSecurityGroupIngressRequest,
  RevokeSecurityGroupIngressResult
>({
  schema: RevokeSecurityGroupIngress$,
  readOnly: false,
  supports: ['GroupId', 'GroupName', 'IpPermissions', 'SecurityGroupRuleIds', 'DryRun', ...FLAT],
  demands: (input, call) => revokeDemands('ec2:RevokeSecurityGroupIngress', input, call),
  run: (input, call) => revoke(input, call, false),
  record: { request: recordRules, touched },
});

export const revokeSecurityGroupEgress = defineOperation<
  RevokeSecurityGroupEgressRequest,
  RevokeSecurityGroupEgressResult
>({
  schema: RevokeSecurityGroupEgress$,
  readOnly: false,
  supports: ['GroupId', 'IpPermissions', 'SecurityGroupRuleIds', 'DryRun'],
  demands: (input, call) => revokeDemands('ec2:RevokeSecurityGroupEgress', input, call),
  run: (input, call) => revoke(input, call, true),
  record: { request: recordRules, touched },
});
