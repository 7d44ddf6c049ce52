import { ec2Id } from './ids.ts';
import type { Ec2Region, GroupRecord } from './ec2.ts';

/** A Region as a new account finds it: a default VPC, a default subnet per zone, a default security group. */
export function createEc2Region(name: string, account: string): Ec2Region {
  const vpcId = ec2Id('vpc');
  const groupId = ec2Id('sg');
  const group: GroupRecord = {
    id: groupId,
    arn: `arn:aws:ec2:${name}:${account}:security-group/${groupId}`,
    name: 'default',
    description: 'default VPC security group',
    vpcId,
    tags: new Map(),
    rules: [
      {
        id: ec2Id('sgr'),
        egress: false,
        protocol: '-1',
        fromPort: undefined,
        toPort: undefined,
        peer: { kind: 'group', groupId },
        tags: new Map(),
      },
      {
        id: ec2Id('sgr'),
        egress: true,
        protocol: '-1',
        fromPort: undefined,
        toPort: undefined,
        peer: { kind: 'ipv4', cidr: '0.0.0.0/0' },
        tags: new Map(),
      },
    ],
  };
  return {
    name,
    vpcId,
    subnets: ['a', 'b', 'c'].map((zone, index) => ({
      id: ec2Id('subnet'),
      zone: `${name}${zone}`,
      prefix: `172.31.${index * 16}`,
    })),
    instances: new Map(),
    interfaces: new Map(),
    volumes: new Map(),
    snapshots: new Map(),
    images: new Map(),
    groups: new Map([[groupId, group]]),
    defaultGroupId: groupId,
    clientTokens: new Map(),
  };
}
