import { TerminateInstances$ } from '@aws-sdk/client-ec2';
import type { TerminateInstancesRequest, TerminateInstancesResult } from '@aws-sdk/client-ec2';
import { defineOperation } from '../../operation.ts';
import { AwsRefusal } from '../../refusal.ts';
import { itemSet } from '../../trail/parameters.ts';
import { stateOf } from './instance-view.ts';
import { findInstances, instanceDemands, moveInstance, touchedInstances, userInitiated } from './instances.ts';
import { checkDryRun } from './refusals.ts';
import { regionOf } from './regional.ts';

export const terminateInstances = defineOperation<TerminateInstancesRequest, TerminateInstancesResult>({
  schema: TerminateInstances$,
  readOnly: false,
  supports: ['InstanceIds', 'DryRun'],
  demands: (input, call) => instanceDemands(call, 'ec2:TerminateInstances', input.InstanceIds ?? []),

  run(input, call) {
    const region = regionOf(call);
    // One wrong id and nothing is terminated (API_TerminateInstances).
    const instances = findInstances(region, input.InstanceIds ?? []);
    checkDryRun(input.DryRun);
    const shielded = instances.find((one) => one.disableApiTermination && one.state !== 'terminated');
    // A protected instance saves the others of its Availability Zone; those of other zones go, although the request
    // fails (API_TerminateInstances).
    const savedZones = new Set(instances.filter((one) => one.disableApiTermination).map((one) => one.zone));
    const changes = instances
      .filter((one) => !savedZones.has(one.zone))
      .map((instance) => {
        const previous = instance.state;
        if (previous !== 'terminated' && previous !== 'shutting-down') {
          instance.transitionReason = userInitiated(call.now);
          instance.stateReason = {
            code: 'Client.UserInitiatedShutdown',
            message: 'Client.UserInitiatedShutdown: User initiated shutdown',
          };
          moveInstance(call.account, region, instance, 'shutting-down', 'terminated');
        }
        return { InstanceId: instance.id, CurrentState: stateOf(instance.state), PreviousState: stateOf(previous) };
      });
    call.account.changed();
    if (shielded !== undefined) {
      throw new AwsRefusal(
        'OperationNotPermitted',
        `The instance '${shielded.id}' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.`,
      );
    }
    return { TerminatingInstances: changes };
  },

  record: {
    request: (input) => ({ instancesSet: itemSet('instanceId', input.InstanceIds) }),
    touched: (input) => touchedInstances(input.InstanceIds),
  },
});
