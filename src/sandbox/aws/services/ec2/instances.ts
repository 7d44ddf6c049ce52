import type { Call, Demand, Touched } from '../../operation.ts';
import type { AccountState } from '../../state/account.ts';
import type { Ec2Region, InstanceRecord, InstanceState } from '../../state/ec2.ts';
import { checkInstanceIds, instancesNotFound } from './refusals.ts';
import { releaseInterfaces } from './interfaces.ts';
import { ec2Arn, regionOf } from './regional.ts';
import { resourceTagContext } from './tag-input.ts';

/**
 * The named instances, each once.
 *
 * @throws AwsRefusal `InvalidInstanceID.NotFound` naming all that are not there: nothing is done for the others.
 */
export function findInstances(region: Ec2Region, ids: readonly string[]): InstanceRecord[] {
  const unique = [...new Set(ids)];
  const absent = unique.filter((id) => !region.instances.has(id));
  if (absent.length > 0) throw instancesNotFound(absent);
  return unique.flatMap((id) => region.instances.get(id) ?? []);
}

/**
 * One demand per instance, on its ARN and with the condition keys of "Actions, resources, and condition keys for Amazon
 * EC2", Service Authorization Reference. Ids that cannot be ids are refused before rights are looked at.
 */
export function instanceDemands(call: Call, action: string, ids: readonly string[]): readonly Demand[] {
  checkInstanceIds(ids);
  const region = regionOf(call);
  return ids.map((id) => {
    const instance = region.instances.get(id);
    return {
      action,
      resource: ec2Arn(call, 'instance', id),
      ...(instance === undefined ? {} : { context: instanceContext(instance) }),
    };
  });
}

function instanceContext(instance: InstanceRecord): Record<string, string> {
  return {
    'ec2:InstanceType': instance.type,
    'ec2:AvailabilityZone': instance.zone,
    'ec2:InstanceID': instance.id,
    ...(instance.profile === undefined ? {} : { 'ec2:InstanceProfile': instance.profile.profile.arn }),
    'ec2:MetadataHttpTokens': instance.metadata.tokens,
    ...resourceTagContext(instance.tags),
  };
}

export function touchedInstances(ids: readonly string[] | undefined): readonly Touched[] {
  return (ids ?? []).map((name) => ({ type: 'AWS::EC2::Instance', name }));
}

/** Moves an instance on, and further on by itself once the transition has taken its time. */
export function moveInstance(
  account: AccountState,
  region: Ec2Region,
  instance: InstanceRecord,
  state: InstanceState,
  then: InstanceState,
): void {
  instance.state = state;
  account.schedule.after(account.settings.transitionMs, () => {
    // A later call may have sent it elsewhere meanwhile.
    if (instance.state !== state) return;
    instance.state = then;
    if (then === 'running') instance.stateReason = undefined;
    if (then === 'terminated') forget(account, region, instance);
    account.changed();
  });
}

/** "Terminated instances remain visible after termination (for approximately one hour)", API_TerminateInstances. */
function forget(account: AccountState, region: Ec2Region, instance: InstanceRecord): void {
  instance.publicIp = undefined;
  instance.profile = undefined;
  releaseInterfaces(region, instance);
  for (const id of instance.volumeIds) {
    const volume = region.volumes.get(id);
    if (volume?.deleteOnTermination === true) region.volumes.delete(id);
    else if (volume !== undefined) volume.attached = false;
  }
  account.schedule.after(account.settings.terminatedVisibleMs, () => {
    region.instances.delete(instance.id);
    account.changed();
  });
}

/** The reason that EC2 gives for what a user did, e.g. `User initiated (2026-11-23 08:01:02 GMT)`. */
export function userInitiated(now: number): string {
  return `User initiated (${new Date(now).toISOString().slice(0, 19).replace('T', ' ')} GMT)`;
}
