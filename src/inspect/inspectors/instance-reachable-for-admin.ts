import { foundTarget, type Finding, type Inspector } from '../inspector.ts';
import { groupIds, INSTANCE, publicAddresses, readInstances } from '../reads/instances.ts';
import { adminPortsOpenTo, portsInWords, readGroups } from '../reads/open-ports.ts';

/** An instance with a public address whose groups let anybody in at an administration port. */
export const instanceReachableForAdmin: Inspector = {
  rule: {
    id: 'instance-reachable-for-admin',
    title: 'An instance can be administered from anywhere',
    level: 'high',
    description:
      'Anybody on the internet can try a port by which machines or databases are administered. Such ports are found and tried within minutes; the instance has a public address, and its security groups let everybody in.',
    whatToDo:
      'If nobody needs it so, terminate it or take the rule out of its group; use Session Manager or a known address range instead.',
    falsePositives: ['A bastion or honeypot that is meant to be reached.'],
    attack: ['T1190', 'T1133'],
  },
  // An address or an interface may come after the launch.
  after: [
    'ec2.amazonaws.com:RunInstances',
    'ec2.amazonaws.com:AssociateAddress',
    'ec2.amazonaws.com:AttachNetworkInterface',
    'ec2.amazonaws.com:ModifyInstanceAttribute',
  ],
  permissions: { read: ['ec2:DescribeInstances', 'ec2:DescribeSecurityGroups'] },

  async look(session, record) {
    const { instances, settling } = await readInstances(session, record);
    const groups = await readGroups(session, [...new Set(instances.flatMap(groupIds))]);
    const findings = instances.flatMap((instance): Finding[] => {
      const [address] = publicAddresses(instance);
      const open = groups.filter((group) => groupIds(instance).includes(group.GroupId ?? ''));
      const ports = [...new Set(open.flatMap(adminPortsOpenTo))];
      if (address === undefined || ports.length === 0) return [];
      const through = open.filter((group) => adminPortsOpenTo(group).length > 0).map((group) => group.GroupId);
      return [
        {
          target: foundTarget(record, INSTANCE, instance.InstanceId),
          seen: `At ${address}, ${portsInWords(ports)} can be reached from anywhere (${through.join(', ')}).`,
        },
      ];
    });
    return { findings, settling };
  },
};
