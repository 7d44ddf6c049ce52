import type { GroupIdentifier, Instance, InstanceStateName } from '@aws-sdk/client-ec2';
import { STATE_CODES } from '../../state/ec2.ts';
import type { Ec2Region, InstanceRecord, InstanceState } from '../../state/ec2.ts';
import { tagList } from './select.ts';

export function stateOf(state: InstanceState): { Code: number; Name: InstanceStateName } {
  return { Code: STATE_CODES[state], Name: state };
}

/** "Instance", Amazon EC2 API Reference. A terminated instance has lost its network and its volumes. */
export function viewInstance(instance: InstanceRecord, region: Ec2Region, account: string): Instance {
  const gone = instance.state === 'terminated';
  const launched = new Date(instance.launchedAt);
  const address = publicAddress(instance);
  return {
    InstanceId: instance.id,
    ImageId: instance.imageId,
    State: stateOf(instance.state),
    PrivateDnsName: gone ? '' : privateDns(instance, region),
    PublicDnsName: address === undefined ? '' : publicDns(address, region),
    StateTransitionReason: instance.transitionReason,
    ...(instance.keyName === undefined ? {} : { KeyName: instance.keyName }),
    AmiLaunchIndex: instance.launchIndex,
    ProductCodes: [],
    InstanceType: instance.type as NonNullable<Instance['InstanceType']>,
    LaunchTime: launched,
    Placement: { AvailabilityZone: instance.zone, GroupName: '', Tenancy: 'default' },
    Monitoring: { State: 'disabled' },
    ...(gone ? {} : network(instance, region, account, launched)),
    ...(instance.stateReason === undefined
      ? {}
      : { StateReason: { Code: instance.stateReason.code, Message: instance.stateReason.message } }),
    Architecture: 'x86_64',
    RootDeviceType: 'ebs',
    RootDeviceName: '/dev/xvda',
    BlockDeviceMappings: gone ? [] : blockDevices(instance, region),
    VirtualizationType: 'hvm',
    ClientToken: instance.clientToken,
    ...(instance.tags.size === 0 ? {} : { Tags: tagList(instance.tags) }),
    SecurityGroups: gone ? [] : groupsOf(instance, region),
    Hypervisor: 'xen',
    ...(instance.profile === undefined
      ? {}
      : { IamInstanceProfile: { Arn: instance.profile.arn, Id: instance.profile.id } }),
    EbsOptimized: false,
    EnaSupport: true,
    CapacityReservationSpecification: { CapacityReservationPreference: 'open' },
    HibernationOptions: { Configured: false },
    EnclaveOptions: { Enabled: false },
    MetadataOptions: {
      State: instance.state === 'pending' ? 'pending' : 'applied',
      HttpTokens: 'required',
      HttpPutResponseHopLimit: 2,
      HttpEndpoint: 'enabled',
      HttpProtocolIpv6: 'disabled',
      InstanceMetadataTags: 'disabled',
    },
  };
}

/** EC2 assigns it while the instance starts, so a pending one has none yet. */
function publicAddress(instance: InstanceRecord): string | undefined {
  return instance.state === 'pending' || instance.state === 'terminated' ? undefined : instance.publicIp;
}

function network(instance: InstanceRecord, region: Ec2Region, account: string, launched: Date): Partial<Instance> {
  const address = publicAddress(instance);
  return {
    SubnetId: instance.subnetId,
    VpcId: instance.vpcId,
    PrivateIpAddress: instance.privateIp,
    ...(address === undefined ? {} : { PublicIpAddress: address }),
    SourceDestCheck: true,
    NetworkInterfaces: [
      {
        NetworkInterfaceId: instance.interfaceId,
        SubnetId: instance.subnetId,
        VpcId: instance.vpcId,
        OwnerId: account,
        Status: 'in-use',
        MacAddress: instance.macAddress,
        PrivateIpAddress: instance.privateIp,
        PrivateDnsName: privateDns(instance, region),
        SourceDestCheck: true,
        InterfaceType: 'interface',
        Groups: groupsOf(instance, region),
        Attachment: {
          AttachmentId: instance.interfaceId.replace('eni-', 'eni-attach-'),
          DeviceIndex: 0,
          NetworkCardIndex: 0,
          Status: instance.state === 'pending' ? 'attaching' : 'attached',
          AttachTime: launched,
          DeleteOnTermination: true,
        },
        PrivateIpAddresses: [
          {
            PrivateIpAddress: instance.privateIp,
            PrivateDnsName: privateDns(instance, region),
            Primary: true,
          },
        ],
        Ipv6Addresses: [],
      },
    ],
  };
}

function groupsOf(instance: InstanceRecord, region: Ec2Region): GroupIdentifier[] {
  return instance.groupIds.map((id) => ({ GroupId: id, GroupName: region.groups.get(id)?.name ?? '' }));
}

/** EC2 lists volumes once they are attached, not while the instance is still pending. */
function blockDevices(instance: InstanceRecord, region: Ec2Region): NonNullable<Instance['BlockDeviceMappings']> {
  if (instance.state === 'pending') return [];
  return instance.volumeIds.flatMap((id) => {
    const volume = region.volumes.get(id);
    if (volume === undefined) return [];
    return {
      DeviceName: volume.device,
      Ebs: {
        VolumeId: id,
        Status: 'attached' as const,
        AttachTime: new Date(volume.createdAt),
        DeleteOnTermination: volume.deleteOnTermination,
      },
    };
  });
}

function privateDns(instance: InstanceRecord, region: Ec2Region): string {
  const domain = region.name === 'us-east-1' ? 'ec2.internal' : `${region.name}.compute.internal`;
  return `ip-${instance.privateIp.replaceAll('.', '-')}.${domain}`;
}

function publicDns(ip: string, region: Ec2Region): string {
  const domain = region.name === 'us-east-1' ? 'compute-1' : `${region.name}.compute`;
  return `ec2-${ip.replaceAll('.', '-')}.${domain}.amazonaws.com`;
}
