import type { InstanceNetworkInterface, NetworkInterface } from '@aws-sdk/client-ec2';
import type { Ec2Region, InterfaceRecord } from '../../state/ec2.ts';
import { tagList } from './select.ts';

/** "NetworkInterface", Amazon EC2 API Reference. */
export function viewInterface(one: InterfaceRecord, region: Ec2Region, account: string): NetworkInterface {
  const { attachment } = one;
  const publicIp = publicAddress(one, region);
  return {
    ...common(one, region, account),
    AvailabilityZone: one.zone,
    RequesterManaged: false,
    ...(publicIp === undefined ? {} : { Association: { IpOwnerId: 'amazon', PublicDnsName: '', PublicIp: publicIp } }),
    ...(attachment === undefined
      ? {}
      : {
          Attachment: {
            ...attached(one, region),
            InstanceId: attachment.instanceId,
            InstanceOwnerId: account,
          },
        }),
    TagSet: tagList(one.tags),
  };
}

/** The same within an instance's own description. */
export function viewInstanceInterface(
  one: InterfaceRecord,
  region: Ec2Region,
  account: string,
): InstanceNetworkInterface {
  return { ...common(one, region, account), Attachment: attached(one, region) };
}

function common(one: InterfaceRecord, region: Ec2Region, account: string) {
  const dns = privateDns(one.privateIp, region);
  return {
    NetworkInterfaceId: one.id,
    SubnetId: one.subnetId,
    VpcId: one.vpcId,
    Description: one.description,
    OwnerId: account,
    Status: one.attachment === undefined ? ('available' as const) : ('in-use' as const),
    MacAddress: one.macAddress,
    PrivateIpAddress: one.privateIp,
    PrivateDnsName: dns,
    SourceDestCheck: true,
    InterfaceType: 'interface' as const,
    Groups: one.groupIds.map((id) => ({ GroupId: id, GroupName: region.groups.get(id)?.name ?? '' })),
    PrivateIpAddresses: [{ PrivateIpAddress: one.privateIp, PrivateDnsName: dns, Primary: true }],
    Ipv6Addresses: [],
  };
}

function attached({ attachment }: InterfaceRecord, region: Ec2Region) {
  if (attachment === undefined) return {};
  const starting = region.instances.get(attachment.instanceId)?.state === 'pending';
  return {
    AttachmentId: attachment.id,
    DeviceIndex: attachment.deviceIndex,
    NetworkCardIndex: 0,
    Status: starting ? ('attaching' as const) : ('attached' as const),
    AttachTime: new Date(attachment.attachedAt),
    DeleteOnTermination: attachment.deleteOnTermination,
  };
}

/** A public address belongs to the primary interface, and only while the instance is up. */
function publicAddress({ attachment }: InterfaceRecord, region: Ec2Region): string | undefined {
  if (attachment === undefined || attachment.deviceIndex !== 0) return undefined;
  const instance = region.instances.get(attachment.instanceId);
  return instance?.state === 'pending' ? undefined : instance?.publicIp;
}

export function privateDns(ip: string, region: Ec2Region): string {
  const domain = region.name === 'us-east-1' ? 'ec2.internal' : `${region.name}.compute.internal`;
  return `ip-${ip.replaceAll('.', '-')}.${domain}`;
}
