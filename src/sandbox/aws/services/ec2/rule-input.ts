import type { IpPermission, SecurityGroupRuleRequest } from '@aws-sdk/client-ec2';
import { AwsRefusal } from '../../refusal.ts';
import type { Ec2Region, RuleRecord } from '../../state/ec2.ts';
import { canonicalCidr } from './cidr.ts';
import { missingParameter } from './refusals.ts';

/** The old flat form of a rule, which EC2 still takes. */
export interface FlatRule {
  readonly IpProtocol?: string | undefined;
  readonly FromPort?: number | undefined;
  readonly ToPort?: number | undefined;
  readonly CidrIp?: string | undefined;
}

export type NewRule = Omit<RuleRecord, 'id' | 'tags'>;

/** One rule per peer, which is how EC2 counts them; both forms of the request are read. */
export function readRules(
  permissions: readonly IpPermission[] | undefined,
  flat: FlatRule,
  region: Ec2Region,
  egress: boolean,
): NewRule[] {
  const all: readonly IpPermission[] =
    permissions !== undefined && permissions.length > 0
      ? permissions
      : [{ ...flat, IpRanges: flat.CidrIp === undefined ? [] : [{ CidrIp: flat.CidrIp }] }];
  const rules = all.flatMap((permission) => readPermission(permission, region, egress));
  if (rules.length === 0) throw missingParameter('ipPermissions');
  return rules;
}

function readPermission(permission: IpPermission, region: Ec2Region, egress: boolean): NewRule[] {
  const protocol = normalProtocol(permission.IpProtocol);
  const ports = readPorts(protocol, permission);
  const rule = (peer: RuleRecord['peer'], description: string | undefined): NewRule => ({
    egress,
    protocol,
    ...ports,
    peer,
    ...described(description),
  });
  if ((permission.PrefixListIds ?? []).length > 0) throw noPrefixLists();
  return [
    ...(permission.IpRanges ?? []).map((range) =>
      rule({ kind: 'ipv4', cidr: canonicalCidr(range.CidrIp, 4) }, range.Description),
    ),
    ...(permission.Ipv6Ranges ?? []).map((range) =>
      rule({ kind: 'ipv6', cidr: canonicalCidr(range.CidrIpv6, 6) }, range.Description),
    ),
    ...(permission.UserIdGroupPairs ?? []).map((pair) => rule(groupPeer(pair.GroupId ?? '', region), pair.Description)),
  ];
}

/** What ModifySecurityGroupRules puts in the place of a rule; it names one peer. */
export function readReplacement(asked: SecurityGroupRuleRequest, region: Ec2Region, egress: boolean): NewRule {
  const protocol = normalProtocol(asked.IpProtocol);
  if (asked.PrefixListId !== undefined) throw noPrefixLists();
  const peers: RuleRecord['peer'][] = [
    ...(asked.CidrIpv4 === undefined ? [] : [{ kind: 'ipv4' as const, cidr: canonicalCidr(asked.CidrIpv4, 4) }]),
    ...(asked.CidrIpv6 === undefined ? [] : [{ kind: 'ipv6' as const, cidr: canonicalCidr(asked.CidrIpv6, 6) }]),
    ...(asked.ReferencedGroupId === undefined ? [] : [groupPeer(asked.ReferencedGroupId, region)]),
  ];
  const [peer] = peers;
  // "You must specify exactly one of the following" (SecurityGroupRuleRequest, by its peers).
  if (peer === undefined || peers.length > 1) {
    throw new AwsRefusal('InvalidParameterValue', 'Exactly one source or destination must be specified for a rule.');
  }
  return { egress, protocol, ...readPorts(protocol, asked), peer, ...described(asked.Description) };
}

function groupPeer(groupId: string, region: Ec2Region): RuleRecord['peer'] {
  if (!region.groups.has(groupId)) {
    throw new AwsRefusal(
      'InvalidGroup.NotFound',
      'You have specified two resources that belong to different networks.',
    );
  }
  return { kind: 'group', groupId };
}

/** "Constraints: Up to 255 characters in length. Allowed characters are a-z, A-Z, 0-9, spaces, and ._-:/()#,@[]+=&;{}!$*". */
function described(description: string | undefined): { readonly description?: string } {
  if (description === undefined) return {};
  if (description.length > 255 || !/^[\w .\-:/()#,@[\]+=&;{}!$*]*$/.test(description)) {
    throw new AwsRefusal(
      'InvalidParameterValue',
      `Invalid rule description. Valid descriptions are strings less than 256 characters from the following set: a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*`,
    );
  }
  return { description };
}

function noPrefixLists(): AwsRefusal {
  return new AwsRefusal('UnsupportedOperation', 'The sandbox does not emulate prefix lists.');
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
function readPorts(
  protocol: string,
  { FromPort, ToPort }: Pick<IpPermission, 'FromPort' | 'ToPort'>,
): Pick<RuleRecord, 'fromPort' | 'toPort'> {
  if (protocol === '-1') return { fromPort: undefined, toPort: undefined };
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
