import { randomBytes, randomInt } from 'node:crypto';
import type { Call, Demand } from '../../operation.ts';
import { AwsRefusal } from '../../refusal.ts';
import { ec2Id } from '../../state/ids.ts';
import type { Ec2Region, InstanceRecord, InterfaceRecord, Subnet } from '../../state/ec2.ts';
import { ec2Arn, regionOf } from './regional.ts';
import { resourceTagContext } from './tag-input.ts';

/** What a new interface is made of; an address is found where none is given. */
interface NewInterface {
  readonly subnet: Subnet;
  readonly groupIds: readonly string[];
  readonly privateIp?: string;
  readonly description?: string;
  readonly tags?: Map<string, string>;
  readonly clientToken?: string;
  readonly attachment?: InterfaceRecord['attachment'];
}

export function createInterface(region: Ec2Region, call: Call, wanted: NewInterface): InterfaceRecord {
  const id = ec2Id('eni');
  const made: InterfaceRecord = {
    id,
    arn: ec2Arn(call, 'network-interface', id),
    subnetId: wanted.subnet.id,
    vpcId: region.vpcId,
    zone: wanted.subnet.zone,
    privateIp: wanted.privateIp ?? freeAddress(region, wanted.subnet),
    macAddress: `06:${[...randomBytes(5)].map((byte) => byte.toString(16).padStart(2, '0')).join(':')}`,
    description: wanted.description ?? '',
    tags: wanted.tags ?? new Map(),
    ...(wanted.clientToken === undefined ? {} : { clientToken: wanted.clientToken }),
    groupIds: [...wanted.groupIds],
    attachment: wanted.attachment,
  };
  region.interfaces.set(id, made);
  return made;
}

/** An address of the subnet that no interface has. The first four and the last are AWS's ("Subnet CIDR blocks"). */
export function freeAddress(region: Ec2Region, subnet: Subnet): string {
  const used = new Set([...region.interfaces.values()].map((one) => one.privateIp));
  const [a, b, third] = subnet.prefix.split('.').map(Number);
  for (;;) {
    const ip = `${a}.${b}.${(third ?? 0) + randomInt(16)}.${randomInt(4, 255)}`;
    if (!used.has(ip)) return ip;
  }
}

/** Those of an instance, the primary one first. */
export function interfacesOf(region: Ec2Region, instance: InstanceRecord): InterfaceRecord[] {
  return [...region.interfaces.values()]
    .filter((one) => one.attachment?.instanceId === instance.id)
    .toSorted((a, b) => (a.attachment?.deviceIndex ?? 0) - (b.attachment?.deviceIndex ?? 0));
}

/** Security groups of an instance, as its own description shows them: those of its primary interface. */
export function groupIdsOf(region: Ec2Region, instance: InstanceRecord): readonly string[] {
  return interfacesOf(region, instance)[0]?.groupIds ?? [];
}

/** Interfaces that go with a terminated instance, and those that only come free ("Terminate Amazon EC2 instances"). */
export function releaseInterfaces(region: Ec2Region, instance: InstanceRecord): void {
  for (const one of interfacesOf(region, instance)) {
    if (one.attachment?.deleteOnTermination === true) region.interfaces.delete(one.id);
    else one.attachment = undefined;
  }
}

/** @throws AwsRefusal `InvalidNetworkInterfaceID.NotFound` ("Error codes for the Amazon EC2 API"). */
export function findInterface(region: Ec2Region, id: string): InterfaceRecord {
  if (!/^eni-(?:[0-9a-f]{8}|[0-9a-f]{17})$/.test(id)) {
    throw new AwsRefusal('InvalidNetworkInterfaceId.Malformed', `Invalid id: "${id}"`);
  }
  const found = region.interfaces.get(id);
  if (found === undefined) {
    throw new AwsRefusal('InvalidNetworkInterfaceID.NotFound', `The networkInterface ID '${id}' does not exist`);
  }
  return found;
}

/** Groups for an interface: at least one, at most five ("Amazon VPC quotas: security groups"), all of its VPC. */
export function checkGroups(region: Ec2Region, ids: readonly string[]): void {
  for (const id of ids) {
    if (!region.groups.has(id)) {
      throw new AwsRefusal('InvalidGroup.NotFound', `The security group '${id}' does not exist`);
    }
  }
  if (new Set(ids).size > 5) {
    throw new AwsRefusal(
      'SecurityGroupsPerInterfaceLimitExceeded',
      'The maximum number of security groups per interface has been reached.',
    );
  }
}

/** "Actions, resources, and condition keys for Amazon EC2": the interface, and each group that the call names. */
export function interfaceDemands(
  call: Call,
  action: string,
  id: string,
  groupIds: readonly string[] = [],
): readonly Demand[] {
  const one = regionOf(call).interfaces.get(id);
  return [
    {
      action,
      resource: ec2Arn(call, 'network-interface', id),
      ...(one === undefined ? {} : { context: resourceTagContext(one.tags) }),
    },
    ...groupDemands(call, action, groupIds),
  ];
}

/** One demand for each security group that a call hands over. */
export function groupDemands(call: Call, action: string, ids: readonly string[]): readonly Demand[] {
  return ids.map((id) => {
    const group = regionOf(call).groups.get(id);
    return {
      action,
      resource: ec2Arn(call, 'security-group', id),
      context: { 'ec2:SecurityGroupID': id, ...resourceTagContext(group?.tags ?? new Map()) },
    };
  });
}
