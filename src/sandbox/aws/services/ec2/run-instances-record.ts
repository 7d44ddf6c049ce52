import type { RunInstancesRequest } from '@aws-sdk/client-ec2';
import type { Json, JsonObject } from '../../../../model/json.ts';
import { scalars } from '../../trail/parameters.ts';
import { recordTagSpecifications } from './rule-record.ts';

/** `requestParameters` of RunInstances; user data never appears in CloudTrail. */
export function recordLaunch(input: RunInstancesRequest): JsonObject {
  const first: Record<string, Json> = {
    ...(input.ImageId === undefined ? {} : { imageId: input.ImageId }),
    minCount: input.MinCount ?? 0,
    maxCount: input.MaxCount ?? 0,
  };
  const groups = [
    ...(input.SecurityGroupIds ?? []).map((groupId) => ({ groupId })),
    ...(input.SecurityGroups ?? []).map((groupName) => ({ groupName })),
  ];
  const zone = input.Placement?.AvailabilityZone;
  const profile = input.IamInstanceProfile;
  return {
    instancesSet: { items: [first] },
    ...(groups.length === 0 ? {} : { groupSet: { items: groups } }),
    ...(input.UserData === undefined ? {} : { userData: '<sensitiveDataRemoved>' }),
    ...(input.InstanceType === undefined ? {} : { instanceType: input.InstanceType }),
    blockDeviceMapping: recordDevices(input),
    ...(zone === undefined ? {} : { availabilityZone: zone }),
    monitoring: { enabled: false },
    ...(input.SubnetId === undefined ? {} : { subnetId: input.SubnetId }),
    disableApiTermination: input.DisableApiTermination ?? false,
    disableApiStop: input.DisableApiStop ?? false,
    ...(input.InstanceInitiatedShutdownBehavior === undefined
      ? {}
      : { instanceInitiatedShutdownBehavior: input.InstanceInitiatedShutdownBehavior }),
    ...(input.ClientToken === undefined ? {} : { clientToken: input.ClientToken }),
    ...(profile === undefined
      ? {}
      : { iamInstanceProfile: profile.Arn === undefined ? { name: profile.Name ?? '' } : { arn: profile.Arn } }),
    ...(input.MetadataOptions === undefined ? {} : { metadataOptions: scalars({ ...input.MetadataOptions }) }),
    ...(input.TagSpecifications === undefined
      ? {}
      : { tagSpecificationSet: recordTagSpecifications(input.TagSpecifications) }),
  };
}

function recordDevices(input: RunInstancesRequest): JsonObject {
  const devices = input.BlockDeviceMappings ?? [];
  if (devices.length === 0) return {};
  return {
    items: devices.map(({ DeviceName = '', Ebs }) => ({
      deviceName: DeviceName,
      ebs: {
        ...(Ebs?.VolumeSize === undefined ? {} : { volumeSize: Ebs.VolumeSize }),
        deleteOnTermination: Ebs?.DeleteOnTermination ?? true,
        ...(Ebs?.VolumeType === undefined ? {} : { volumeType: Ebs.VolumeType }),
      },
    })),
  };
}
