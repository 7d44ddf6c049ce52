import type { IpPermission, SecurityGroupRule } from '@aws-sdk/client-ec2';
import { AwsRefusal } from '../../refusal.ts';
import { ec2Id } from '../../state/ids.ts';
import type { Ec2Region, GroupRecord, RuleRecord } from '../../state/ec2.ts';
import { invalidValue, missingParameter } from './refusals.ts';
import type { NewRule } from './rule-input.ts';
import { tagList } from './select.ts';

/** Two rules are the same where all but description and id are. */
export function sameRule(a: NewRule, b: NewRule): boolean {
  return describePeer(a) === describePeer(b) && a.egress === b.egress && describePorts(a) === describePorts(b);
}

export function describePeer({ peer }: NewRule): string {
  return peer.kind === 'group' ? peer.groupId : peer.cidr;
}

function describePorts(rule: NewRule): string {
  return `${rule.protocol}:${rule.fromPort ?? ''}:${rule.toPort ?? ''}`;
}

/**
 * What a group allows before anything else is said: nothing in, everything out ("Default security groups", "Custom
 * security groups").
 */
export function allOutbound(): RuleRecord {
  return {
    id: ec2Id('sgr'),
    egress: true,
    protocol: '-1',
    fromPort: undefined,
    toPort: undefined,
    peer: { kind: 'ipv4', cidr: '0.0.0.0/0' },
    tags: new Map(),
  };
}

/** 60 rules a group and direction ("Amazon VPC quotas"). */
export function addRules(
  group: GroupRecord,
  rules: readonly NewRule[],
  tags: ReadonlyMap<string, string>,
): RuleRecord[] {
  const [first] = rules;
  const same = group.rules.filter((one) => one.egress === first?.egress);
  rules.forEach((rule, index) => {
    checkDuplicate([...same, ...rules.slice(0, index)], rule);
  });
  if (same.length + rules.length > 60) {
    throw new AwsRefusal(
      'RulesPerSecurityGroupLimitExceeded',
      'The maximum number of rules per security group has been reached.',
    );
  }
  return rules.map((rule) => ({ ...rule, id: ec2Id('sgr'), tags: new Map(tags) }));
}

/** @throws AwsRefusal `InvalidPermission.Duplicate` ("Error codes for the Amazon EC2 API"). */
export function checkDuplicate(existing: readonly NewRule[], rule: NewRule): void {
  if (!existing.some((one) => sameRule(one, rule))) return;
  const ports =
    rule.fromPort === undefined
      ? 'ALL'
      : `${rule.protocol.toUpperCase()}, from port: ${rule.fromPort}, to port: ${rule.toPort ?? rule.fromPort}`;
  throw new AwsRefusal(
    'InvalidPermission.Duplicate',
    `the specified rule "peer: ${describePeer(rule)}, ${ports}, ALLOW" already exists`,
  );
}

/** One rule as the newer calls show it. */
export function viewRule(rule: RuleRecord, group: GroupRecord, account: string): SecurityGroupRule {
  const { peer } = rule;
  return {
    SecurityGroupRuleId: rule.id,
    GroupId: group.id,
    GroupOwnerId: account,
    IsEgress: rule.egress,
    IpProtocol: rule.protocol,
    FromPort: rule.fromPort ?? -1,
    ToPort: rule.toPort ?? -1,
    ...(peer.kind === 'ipv4' ? { CidrIpv4: peer.cidr } : {}),
    ...(peer.kind === 'ipv6' ? { CidrIpv6: peer.cidr } : {}),
    ...(peer.kind === 'group' ? { ReferencedGroupInfo: { GroupId: peer.groupId, UserId: account } } : {}),
    ...(rule.description === undefined ? {} : { Description: rule.description }),
    ...(rule.tags.size === 0 ? {} : { Tags: tagList(rule.tags) }),
    SecurityGroupRuleArn: ruleArn(group, rule.id),
  };
}

export function ruleArn(group: GroupRecord, id: string): string {
  return group.arn.replace(`security-group/${group.id}`, `security-group-rule/${id}`);
}

/** Rules as DescribeSecurityGroups shows them: one entry per protocol and port range. */
export function viewPermissions(rules: readonly NewRule[], account: string): IpPermission[] {
  const byPorts = Map.groupBy(rules, describePorts);
  return [...byPorts.values()].map((same) => {
    const [first] = same;
    return {
      IpProtocol: first?.protocol ?? '-1',
      ...(first?.fromPort === undefined ? {} : { FromPort: first.fromPort }),
      ...(first?.toPort === undefined ? {} : { ToPort: first.toPort }),
      UserIdGroupPairs: same.flatMap(({ peer, description }) =>
        peer.kind === 'group' ? { GroupId: peer.groupId, UserId: account, ...describe(description) } : [],
      ),
      IpRanges: same.flatMap(({ peer, description }) =>
        peer.kind === 'ipv4' ? { CidrIp: peer.cidr, ...describe(description) } : [],
      ),
      Ipv6Ranges: same.flatMap(({ peer, description }) =>
        peer.kind === 'ipv6' ? { CidrIpv6: peer.cidr, ...describe(description) } : [],
      ),
      PrefixListIds: [],
    };
  });
}

function describe(description: string | undefined): { Description?: string } {
  return description === undefined ? {} : { Description: description };
}

export function findGroup(region: Ec2Region, id: string | undefined, name: string | undefined): GroupRecord {
  const group = id === undefined ? [...region.groups.values()].find((one) => one.name === name) : region.groups.get(id);
  if (group !== undefined) return group;
  if (id === undefined && name === undefined) throw missingParameter('groupId');
  if (id !== undefined && !/^sg-(?:[0-9a-f]{8}|[0-9a-f]{17})$/.test(id)) {
    throw id.startsWith('sg-') ? malformed(id) : invalidValue(id, 'groupId');
  }
  throw new AwsRefusal('InvalidGroup.NotFound', `The security group '${id ?? name ?? ''}' does not exist`);
}

function malformed(id: string): AwsRefusal {
  return new AwsRefusal('InvalidGroupId.Malformed', `Invalid id: "${id}"`);
}

/** @throws AwsRefusal naming the first rule that is not there ("Error codes for the Amazon EC2 API"). */
export function checkRuleIds(ids: readonly string[], rules: readonly RuleRecord[]): void {
  for (const id of ids) {
    if (!/^sgr-[0-9a-f]{17}$/.test(id)) {
      throw new AwsRefusal('InvalidSecurityGroupRuleId.Malformed', `Invalid id: "${id}"`);
    }
    if (!rules.some((rule) => rule.id === id)) {
      throw new AwsRefusal('InvalidSecurityGroupRuleId.NotFound', `The security group rule ID '${id}' does not exist`);
    }
  }
}
