import type { NetworkInterface } from '@aws-sdk/client-ec2';
import { foundTarget, NOTHING, targetsOf, type Inspector } from '../inspector.ts';
import { adminPortsOpenTo, portsInWords, readGroups } from '../reads/open-ports.ts';

const GROUP = 'AWS::EC2::SecurityGroup';

/** A group that lets anybody in at an administration port, and that something with a public address uses. */
export const groupInUseOpened: Inspector = {
  rule: {
    id: 'group-in-use-opened',
    title: 'A security group in use was opened for administration from anywhere',
    level: 'high',
    description:
      'The whole internet can reach a port by which machines or databases are administered, at addresses that exist now. What uses the group was probably safe until this change.',
    whatToDo: 'Take out the rule that this call added. What uses the group need not be stopped for that.',
    falsePositives: ['A bastion or honeypot that is meant to be reached.'],
    attack: ['T1562.007', 'T1190'],
  },
  after: ['ec2.amazonaws.com:AuthorizeSecurityGroupIngress', 'ec2.amazonaws.com:ModifySecurityGroupRules'],
  permissions: { read: ['ec2:DescribeSecurityGroups', 'ec2:DescribeNetworkInterfaces'] },

  async look(session, record) {
    const ids = targetsOf(record, GROUP).map(({ id }) => id);
    const open = (await readGroups(session, ids)).filter((group) => adminPortsOpenTo(group).length > 0);
    if (open.length === 0) return NOTHING;
    const { output } = await session.call('ec2:DescribeNetworkInterfaces', {
      Filters: [{ Name: 'group-id', Values: open.flatMap((group) => group.GroupId ?? []) }],
    });
    const findings = open.flatMap((group) => {
      const id = group.GroupId ?? '';
      const addresses = (output.NetworkInterfaces ?? [])
        .filter((one) => (one.Groups ?? []).some(({ GroupId: of }) => of === id))
        .flatMap(publicAddressesOf);
      if (addresses.length === 0) return [];
      const where = addresses.length === 1 ? (addresses[0] ?? '') : `${addresses.length} public addresses`;
      return [
        {
          target: foundTarget(record, GROUP, id),
          seen: `${sentenceCase(portsInWords(adminPortsOpenTo(group)))} can be reached from anywhere at ${where}.`,
        },
      ];
    });
    return { findings, settling: false };
  },
};

function publicAddressesOf(one: NetworkInterface): readonly string[] {
  const found = [one.Association?.PublicIp, ...(one.Ipv6Addresses ?? []).map((six) => six.Ipv6Address)];
  return found.filter((address) => address !== undefined);
}

function sentenceCase(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
