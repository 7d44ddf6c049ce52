import type {
  GroupIdentifier,
  Instance,
  InstanceMetadataOptionsResponse,
  InstanceStateName,
} from '@aws-sdk/client-ec2';
import { STATE_CODES } from '../../state/ec2.ts';
import type { Ec2Region, InstanceRecord, InstanceState } from '../../state/ec2.ts';
import { privateDns, viewInstanceInterface } from './interface-view.ts';
import { groupIdsOf, interfacesOf } from './interfaces.ts';
import { tagList } from './select.ts';

export function stateOf(state: InstanceState): { Code: number; Name: InstanceStateName } {
  return { Code: STATE_CODES[state], Name: state };
}

/** "Instance", Amazon EC2 API Reference. A terminated instance has lost its network and its volumes. */
export function viewInstance(instance: InstanceRecord, region: Ec2Region, account: string): Instance {
  const gone = instance.state === 'terminated';
  const address = publicAddress(instance);
  return {
    InstanceId: instance.id,
    ImageId: instance.imageId,
    State: stateOf(instance.state),
    PrivateDnsName: gone ? '' : privateDns(instance.privateIp, region),
    PublicDnsName: address === undefined ? '' : publicDns(address, region),
    StateTransitionReason: instance.transitionReason,
    ...(instance.keyName === undefined ? {} : { KeyName: instance.keyName }),
    AmiLaunchIndex: instance.launchIndex,
    ProductCodes: [],
    InstanceType: instance.type as NonNullable<Instance['InstanceType']>,
    LaunchTime: new Date(instance.launchedAt),
    Placement: { AvailabilityZone: instance.zone, GroupName: '', Tenancy: 'default' },
    Monitoring: { State: 'disabled' },
    ...(gone ? {} : network(instance, region, account)),
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
      : { IamInstanceProfile: { Arn: instance.profile.profile.arn, Id: instance.profile.profile.id } }),
    EbsOptimized: false,
    EnaSupport: true,
    CapacityReservationSpecification: { CapacityReservationPreference: 'open' },
    HibernationOptions: { Configured: false },
    EnclaveOptions: { Enabled: false },
    MetadataOptions: viewMetadata(instance),
  };
}

/** "InstanceMetadataOptionsResponse", Amazon EC2 API Reference. A running instance has a change within a moment. */
export function viewMetadata({ metadata, state }: InstanceRecord): InstanceMetadataOptionsResponse {
  return {
    State: state === 'pending' ? 'pending' : 'applied',
    HttpTokens: metadata.tokens,
    HttpPutResponseHopLimit: metadata.hopLimit,
    HttpEndpoint: metadata.endpoint,
    HttpProtocolIpv6: 'disabled',
    InstanceMetadataTags: 'disabled',
  };
}

/** EC2 assigns it while the instance starts, so a pending one has none yet. */
function publicAddress(instance: InstanceRecord): string | undefined {
  return instance.state === 'pending' || instance.state === 'terminated' ? undefined : instance.publicIp;
}

function network(instance: InstanceRecord, region: Ec2Region, account: string): Partial<Instance> {
  const address = publicAddress(instance);
  return {
    SubnetId: instance.subnetId,
    VpcId: instance.vpcId,
    PrivateIpAddress: instance.privateIp,
    ...(address === undefined ? {} : { PublicIpAddress: address }),
    SourceDestCheck: true,
    NetworkInterfaces: interfacesOf(region, instance).map((one) => viewInstanceInterface(one, region, account)),
  };
}

function groupsOf(instance: InstanceRecord, region: Ec2Region): GroupIdentifier[] {
  return groupIdsOf(region, instance).map((id) => ({ GroupId: id, GroupName: region.groups.get(id)?.name ?? '' }));
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

function publicDns(ip: string, region: Ec2Region): string {
  const domain = region.name === 'us-east-1' ? 'compute-1' : `${region.name}.compute`;
  return `ec2-${ip.replaceAll('.', '-')}.${domain}.amazonaws.com`;
}
