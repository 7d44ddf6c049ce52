import type { IpPermission, SecurityGroupRule } from '@aws-sdk/client-ec2';
import type { JsonObject } from '../../model/json.ts';
import { ruleInWords } from '../../model/rule-words.ts';
import type { AwsSession } from '../../ports/aws.ts';
import { isAwsError } from './answers.ts';

/** Everything that makes an inbound rule what it is, so that the same can be put back. */
export interface RuleContent {
  readonly protocol: string;
  /** -1 where the protocol has no ports, or all of them are meant. */
  readonly fromPort: number;
  readonly toPort: number;
  /** CIDR block, prefix list or security group. */
  readonly source: string;
  readonly kind: 'ipv4' | 'ipv6' | 'prefix-list' | 'group';
  /** Account of a source that is a security group. */
  readonly owner?: string;
  readonly peering?: string;
  readonly description?: string;
}

/** Protocols whose ports, or ICMP's types and codes, EC2 looks at. */
const WITH_PORTS = new Set(['tcp', 'udp', 'icmp', 'icmpv6']);

/** The rule, or undefined where EC2 says that there is none of this id. */
export async function findRule(session: AwsSession, id: string): Promise<SecurityGroupRule | undefined> {
  try {
    const { output } = await session.call('ec2:DescribeSecurityGroupRules', { SecurityGroupRuleIds: [id] });
    return output.SecurityGroupRules?.find((rule) => rule.SecurityGroupRuleId === id);
  } catch (error) {
    if (isAwsError(error, 'InvalidSecurityGroupRuleId.NotFound')) return undefined;
    throw error;
  }
}

/** Inbound rules of a group; none where the group is gone. */
export async function inboundRules(session: AwsSession, groupId: string): Promise<readonly SecurityGroupRule[]> {
  const rules: SecurityGroupRule[] = [];
  let next: string | undefined;
  do {
    const { output } = await session.call('ec2:DescribeSecurityGroupRules', {
      Filters: [{ Name: 'group-id', Values: [groupId] }],
      MaxResults: 1000,
      ...(next === undefined ? {} : { NextToken: next }),
    });
    rules.push(...(output.SecurityGroupRules ?? []));
    next = output.NextToken;
  } while (next !== undefined && next !== '');
  return rules.filter((rule) => rule.IsEgress !== true);
}

export function contentOf(rule: SecurityGroupRule): RuleContent {
  const group = rule.ReferencedGroupInfo;
  const source = rule.CidrIpv4 ?? rule.CidrIpv6 ?? rule.PrefixListId ?? group?.GroupId ?? '';
  const kind =
    rule.CidrIpv4 !== undefined
      ? 'ipv4'
      : rule.CidrIpv6 !== undefined
        ? 'ipv6'
        : rule.PrefixListId !== undefined
          ? 'prefix-list'
          : 'group';
  return {
    protocol: rule.IpProtocol ?? '-1',
    fromPort: rule.FromPort ?? -1,
    toPort: rule.ToPort ?? -1,
    source,
    kind,
    ...(group?.UserId === undefined ? {} : { owner: group.UserId }),
    ...(group?.VpcPeeringConnectionId === undefined ? {} : { peering: group.VpcPeeringConnectionId }),
    // EC2 gives an empty one for none.
    ...(rule.Description === undefined || rule.Description === '' ? {} : { description: rule.Description }),
  };
}

/** Whether two rules let in the same, whatever they are called. */
export function letsInTheSame(a: RuleContent, b: RuleContent): boolean {
  return (
    a.protocol === b.protocol &&
    a.fromPort === b.fromPort &&
    a.toPort === b.toPort &&
    a.kind === b.kind &&
    a.source === b.source
  );
}

/** The rule as the call takes it that adds one. */
export function permissionOf({ owner, peering, ...rule }: RuleContent): IpPermission {
  const described = rule.description === undefined ? {} : { Description: rule.description };
  return {
    IpProtocol: rule.protocol,
    ...(WITH_PORTS.has(rule.protocol) ? { FromPort: rule.fromPort, ToPort: rule.toPort } : {}),
    ...(rule.kind === 'ipv4' ? { IpRanges: [{ CidrIp: rule.source, ...described }] } : {}),
    ...(rule.kind === 'ipv6' ? { Ipv6Ranges: [{ CidrIpv6: rule.source, ...described }] } : {}),
    ...(rule.kind === 'prefix-list' ? { PrefixListIds: [{ PrefixListId: rule.source, ...described }] } : {}),
    ...(rule.kind === 'group'
      ? {
          UserIdGroupPairs: [
            {
              GroupId: rule.source,
              ...(owner === undefined ? {} : { UserId: owner }),
              ...(peering === undefined ? {} : { VpcPeeringConnectionId: peering }),
              ...described,
            },
          ],
        }
      : {}),
  };
}

/** A rule's content as it stands in a plan's material, and back. */
export function asMaterial(rule: RuleContent): JsonObject {
  return { ...rule };
}

export function fromMaterial(material: unknown): RuleContent {
  return material as RuleContent;
}

export function inWords(rule: RuleContent): string {
  return ruleInWords(rule);
}
