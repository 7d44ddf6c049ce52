import { randomInt } from 'node:crypto';
import type { RunInstancesRequest } from '@aws-sdk/client-ec2';
import type { Call } from '../../operation.ts';
import { ec2Id } from '../../state/ids.ts';
import { callerArn } from '../../state/principals.ts';
import type { Ec2Region, InstanceRecord } from '../../state/ec2.ts';
import { moveInstance } from './instances.ts';
import { createInterface, freeAddress } from './interfaces.ts';
import type { LaunchPlan } from './launch-plan.ts';
import { ec2Arn } from './regional.ts';

export interface Launch {
  readonly input: RunInstancesRequest;
  readonly plan: LaunchPlan;
  readonly region: Ec2Region;
  readonly call: Call;
  readonly reservationId: string;
  readonly index: number;
  readonly instanceTags: ReadonlyMap<string, string>;
  readonly volumeTags: ReadonlyMap<string, string>;
}

/** Starts one instance with its volumes; it is pending at first. */
export function launchInstance({
  input,
  plan,
  region,
  call,
  reservationId,
  index,
  instanceTags,
  volumeTags,
}: Launch): void {
  const id = ec2Id('i');
  // EC2 knows launch times in whole seconds.
  const launchedAt = Math.floor(call.now / 1000) * 1000;
  const privateIp = freeAddress(region, plan.subnet);
  const instance: InstanceRecord = {
    id,
    arn: ec2Arn(call, 'instance', id),
    reservationId,
    launchIndex: index,
    imageId: plan.imageId,
    type: plan.type,
    zone: plan.subnet.zone,
    subnetId: plan.subnet.id,
    vpcId: region.vpcId,
    privateIp,
    launchedAt,
    launchedBy: callerArn(call.caller, call.account.id),
    clientToken: input.ClientToken ?? '',
    volumeIds: createVolumes(id, plan, region, call, volumeTags),
    tags: new Map(instanceTags),
    profile: plan.profile === undefined ? undefined : { id: ec2Id('iip-assoc'), profile: plan.profile, at: launchedAt },
    metadata: plan.metadata,
    // TEST-NET-2: addresses that belong to nobody.
    publicIp: `198.51.100.${randomInt(1, 255)}`,
    userData: plan.userData,
    state: 'pending',
    stateReason: { code: 'pending', message: 'pending' },
    transitionReason: '',
    disableApiTermination: input.DisableApiTermination ?? false,
    disableApiStop: input.DisableApiStop ?? false,
    shutdownBehavior: input.InstanceInitiatedShutdownBehavior ?? 'stop',
  };
  region.instances.set(id, instance);
  createInterface(region, call, {
    subnet: plan.subnet,
    groupIds: plan.groupIds,
    privateIp,
    attachment: {
      id: ec2Id('eni-attach'),
      instanceId: id,
      deviceIndex: 0,
      attachedAt: launchedAt,
      deleteOnTermination: true,
    },
  });
  moveInstance(call.account, region, instance, 'pending', 'running');
}

function createVolumes(
  instanceId: string,
  plan: LaunchPlan,
  region: Ec2Region,
  call: Call,
  tags: ReadonlyMap<string, string>,
): readonly string[] {
  return plan.volumes.map(({ device, size, type, deleteOnTermination }) => {
    const id = ec2Id('vol');
    region.volumes.set(id, {
      id,
      arn: ec2Arn(call, 'volume', id),
      zone: plan.subnet.zone,
      size,
      type,
      createdAt: call.now,
      instanceId,
      device,
      tags: new Map(tags),
      deleteOnTermination,
      attached: true,
    });
    return id;
  });
}
