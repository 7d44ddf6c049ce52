import { isIPv4, isIPv6 } from 'node:net';
import type { IpPermission, SecurityGroupRule } from '@aws-sdk/client-ec2';
import { AwsRefusal } from '../../refusal.ts';
import { ec2Id } from '../../state/ids.ts';
import type { Ec2Region, GroupRecord, RuleRecord } from '../../state/ec2.ts';
import { invalidValue, missingParameter } from './refusals.ts';

/** The old flat form of a rule, which EC2 still takes. */
export interface FlatRule {
  readonly IpProtocol?: string | undefined;
  readonly FromPort?: number | undefined;
  readonly ToPort?: number | undefined;
  readonly CidrIp?: string | undefined;
}

export type NewRule = Omit<RuleRecord, 'id'>;

/** One rule per peer, which is how EC2 counts them; both forms of the request are read. */
export function readRules(
  permissions: readonly IpPermission[] | undefined,
  flat: FlatRule,
  region: Ec2Region,
): NewRule[] {
  const all: readonly IpPermission[] =
    permissions !== undefined && permissions.length > 0
      ? permissions
      : [{ ...flat, IpRanges: flat.CidrIp === undefined ? [] : [{ CidrIp: flat.CidrIp }] }];
  const rules = all.flatMap((permission) => readPermission(permission, region));
  if (rules.length === 0) throw missingParameter('ipPermissions');
  return rules;
}

function readPermission(permission: IpPermission, region: Ec2Region): NewRule[] {
  const protocol = normalProtocol(permission.IpProtocol);
  const ports = readPorts(protocol, permission);
  const rule = (peer: RuleRecord['peer'], description: string | undefined): NewRule => ({
    egress: false,
    protocol,
    ...ports,
    peer,
    ...(description === undefined ? {} : { description }),
  });
  if ((permission.PrefixListIds ?? []).length > 0) {
    throw new AwsRefusal('UnsupportedOperation', 'The sandbox does not emulate prefix lists.');
  }
  return [
    ...(permission.IpRanges ?? []).map((range) =>
      rule({ kind: 'ipv4', cidr: checkCidr(range.CidrIp, isIPv4, 32) }, range.Description),
    ),
    ...(permission.Ipv6Ranges ?? []).map((range) =>
      rule({ kind: 'ipv6', cidr: checkCidr(range.CidrIpv6, isIPv6, 128) }, range.Description),
    ),
    ...(permission.UserIdGroupPairs ?? []).map((pair) => {
      const groupId = pair.GroupId ?? '';
      if (!region.groups.has(groupId)) {
        throw new AwsRefusal(
          'InvalidGroup.NotFound',
          `You have specified two resources that belong to different networks.`,
        );
      }
      return rule({ kind: 'group', groupId }, pair.Description);
    }),
  ];
}

const NUMBERS: Readonly<Record<string, string>> = { '6': 'tcp', '17': 'udp', '1': 'icmp', '58': 'icmpv6', all: '-1' };

function normalProtocol(protocol: string | undefined): string {
  if (protocol === undefined) throw missingParameter('ipProtocol');
  const name = NUMBERS[protocol] ?? protocol;
  if (!['tcp', 'udp', 'icmp', 'icmpv6', '-1'].includes(name) && !/^\d{1,3}$/.test(name)) {
    throw new AwsRefusal('InvalidPermission.Malformed', `Invalid IP protocol specified`);
  }
  return name;
}

/** "IpPermission", Amazon EC2 API Reference: -1 means all traffic whatever the ports; TCP and UDP need a range. */
function readPorts(protocol: string, permission: IpPermission): Pick<RuleRecord, 'fromPort' | 'toPort'> {
  if (protocol === '-1') return { fromPort: undefined, toPort: undefined };
  const { FromPort, ToPort } = permission;
  if (protocol === 'tcp' || protocol === 'udp') {
    if (FromPort === undefined || ToPort === undefined) {
      throw new AwsRefusal(
        'InvalidParameterValue',
        'Invalid value for portRange. Must specify both from and to ports with TCP/UDP.',
      );
    }
    if (FromPort < 0 || ToPort > 65_535 || FromPort > ToPort) {
      throw new AwsRefusal('InvalidParameterValue', `Invalid TCP/UDP port range (${FromPort}:${ToPort})`);
    }
  }
  return { fromPort: FromPort, toPort: ToPort };
}

function checkCidr(cidr: string | undefined, isAddress: (text: string) => boolean, most: number): string {
  const [address = '', bits = ''] = (cidr ?? '').split('/');
  if (!isAddress(address) || !/^\d+$/.test(bits) || Number(bits) > most) {
    throw new AwsRefusal('InvalidParameterValue', `CIDR block ${cidr ?? ''} is malformed`);
  }
  return cidr ?? '';
}

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

/** InvalidPermission.Duplicate ("Error codes for the Amazon EC2 API"); 60 rules a group ("Amazon VPC quotas"). */
export function addRules(group: GroupRecord, rules: readonly NewRule[]): RuleRecord[] {
  const inbound = group.rules.filter((one) => !one.egress);
  for (const rule of rules) {
    if (inbound.some((one) => sameRule(one, rule))) {
      const ports =
        rule.fromPort === undefined
          ? 'ALL'
          : `${rule.protocol.toUpperCase()}, from port: ${rule.fromPort}, to port: ${rule.toPort ?? rule.fromPort}`;
      throw new AwsRefusal(
        'InvalidPermission.Duplicate',
        `the specified rule "peer: ${describePeer(rule)}, ${ports}, ALLOW" already exists`,
      );
    }
  }
  if (inbound.length + rules.length > 60) {
    throw new AwsRefusal(
      'RulesPerSecurityGroupLimitExceeded',
      'The maximum number of rules per security group has been reached.',
    );
  }
  return rules.map((rule) => ({ ...rule, id: ec2Id('sgr') }));
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
    SecurityGroupRuleArn: group.arn.replace(`security-group/${group.id}`, `security-group-rule/${rule.id}`),
  };
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
