import type { IamInstanceProfileSpecification, RunInstancesRequest } from '@aws-sdk/client-ec2';
import type { Call } from '../../operation.ts';
import { AwsRefusal } from '../../refusal.ts';
import type { Ec2Region, MetadataOptions, Subnet } from '../../state/ec2.ts';
import { IMAGES, INSTANCE_TYPES } from './catalog.ts';
import { imageNotFound } from './images.ts';
import { checkGroups } from './interfaces.ts';
import { newMetadata } from './metadata-options.ts';
import { invalidCombination, invalidValue, missingParameter } from './refusals.ts';

/** A RunInstances request whose every reference has been found. */
export interface LaunchPlan {
  readonly imageId: string;
  readonly type: string;
  readonly least: number;
  readonly most: number;
  readonly subnet: Subnet;
  readonly groupIds: readonly string[];
  readonly profile?: { readonly arn: string; readonly id: string };
  readonly userData?: string;
  readonly metadata: MetadataOptions;
  readonly volumes: readonly {
    readonly device: string;
    readonly size: number;
    readonly type: string;
    readonly deleteOnTermination: boolean;
  }[];
}

/** @throws AwsRefusal as "Error codes for the Amazon EC2 API" has it for RunInstances. */
export function planLaunch(input: RunInstancesRequest, region: Ec2Region, call: Call): LaunchPlan {
  const least = input.MinCount ?? 0;
  const most = input.MaxCount ?? 0;
  if (least < 1) throw invalidValue(String(least), 'minCount');
  if (most < least) throw invalidValue(String(most), 'maxCount');
  if (input.ImageId === undefined) throw missingParameter('ImageId');
  if (!IMAGES.has(input.ImageId) && !region.images.has(input.ImageId)) throw imageNotFound(input.ImageId);
  // "InstanceType: Default: m1.small" is of the past: no account today may start one, so the type must be named.
  const type = input.InstanceType ?? '';
  if (!INSTANCE_TYPES.has(type))
    throw new AwsRefusal('InvalidParameterValue', `Invalid value '${type}' for InstanceType.`);
  const profile = findProfile(input.IamInstanceProfile, call);
  const userData = readUserData(input.UserData);
  return {
    imageId: input.ImageId,
    type,
    least,
    most,
    subnet: findSubnet(input, region),
    groupIds: findGroups(input, region),
    ...(profile === undefined ? {} : { profile }),
    ...(userData === undefined ? {} : { userData }),
    metadata: newMetadata(input.MetadataOptions),
    volumes: readVolumes(input),
  };
}

function findSubnet(input: RunInstancesRequest, region: Ec2Region): Subnet {
  const zone = input.Placement?.AvailabilityZone;
  const subnet = region.subnets.find((one) =>
    input.SubnetId === undefined ? zone === undefined || one.zone === zone : one.id === input.SubnetId,
  );
  if (subnet !== undefined) return subnet;
  if (input.SubnetId !== undefined) {
    throw new AwsRefusal('InvalidSubnetID.NotFound', `The subnet ID '${input.SubnetId}' does not exist`);
  }
  throw new AwsRefusal('InvalidParameterValue', `Invalid availability zone: [${zone ?? ''}]`);
}

function findGroups(input: RunInstancesRequest, region: Ec2Region): readonly string[] {
  const ids = [...(input.SecurityGroupIds ?? [])];
  if (ids.length > 0 && (input.SecurityGroups ?? []).length > 0) {
    throw invalidCombination('The parameter groupName cannot be used with the parameter groupId');
  }
  for (const name of input.SecurityGroups ?? []) {
    const group = [...region.groups.values()].find((one) => one.name === name);
    if (group === undefined) {
      throw new AwsRefusal(
        'InvalidGroup.NotFound',
        `The security group '${name}' does not exist in default VPC '${region.vpcId}'`,
      );
    }
    ids.push(group.id);
  }
  checkGroups(region, ids);
  return ids.length === 0 ? [region.defaultGroupId] : ids;
}

/** @throws AwsRefusal `InvalidParameterValue`: EC2 has no code of its own for a profile that is not there. */
export function findProfile(
  wanted: IamInstanceProfileSpecification | undefined,
  call: Call,
): { readonly arn: string; readonly id: string } | undefined {
  if (wanted === undefined) return undefined;
  const profile = [...call.account.profiles].find(([name, one]) => name === wanted.Name || one.arn === wanted.Arn)?.[1];
  if (profile === undefined) {
    const field = wanted.Arn === undefined ? 'name' : 'arn';
    throw new AwsRefusal(
      'InvalidParameterValue',
      `Value (${wanted.Arn ?? wanted.Name ?? ''}) for parameter iamInstanceProfile.${field} is invalid. Invalid IAM Instance Profile ${field}`,
    );
  }
  return profile;
}

/** "User data must be base64-encoded … limited to 16 KB, in raw form": "Run commands when you launch an EC2 instance". */
export function readUserData(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) {
    throw new AwsRefusal('InvalidUserData.Malformed', 'Invalid BASE64 encoding of user data.');
  }
  if (Buffer.from(text, 'base64').byteLength > 16_384) {
    throw new AwsRefusal('InvalidParameterValue', 'User data is limited to 16384 bytes');
  }
  return text;
}

function readVolumes(input: RunInstancesRequest): LaunchPlan['volumes'] {
  const volumes = (input.BlockDeviceMappings ?? []).map(({ DeviceName = '', Ebs }) => ({
    device: DeviceName,
    size: Ebs?.VolumeSize ?? 8,
    type: Ebs?.VolumeType ?? 'gp3',
    deleteOnTermination: Ebs?.DeleteOnTermination ?? true,
  }));
  const root = { device: '/dev/xvda', size: 8, type: 'gp3', deleteOnTermination: true };
  return volumes.some((volume) => volume.device === root.device) ? volumes : [root, ...volumes];
}
