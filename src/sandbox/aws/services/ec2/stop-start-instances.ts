import { StartInstances$, StopInstances$ } from '@aws-sdk/client-ec2';
import type {
  StartInstancesRequest,
  StartInstancesResult,
  StopInstancesRequest,
  StopInstancesResult,
} from '@aws-sdk/client-ec2';
import { defineOperation } from '../../operation.ts';
import { AwsRefusal } from '../../refusal.ts';
import { itemSet } from '../../trail/parameters.ts';
import { stateOf } from './instance-view.ts';
import { findInstances, instanceDemands, moveInstance, touchedInstances, userInitiated } from './instances.ts';
import { checkDryRun, incorrectState } from './refusals.ts';
import { regionOf } from './regional.ts';

export const stopInstances = defineOperation<StopInstancesRequest, StopInstancesResult>({
  schema: StopInstances$,
  readOnly: false,
  supports: ['InstanceIds', 'Force', 'DryRun'],
  demands: (input, call) => instanceDemands(call, 'ec2:StopInstances', input.InstanceIds ?? []),

  run(input, call) {
    const region = regionOf(call);
    const instances = findInstances(region, input.InstanceIds ?? []);
    for (const one of instances) {
      if (one.disableApiStop) {
        // "Enable stop protection", Amazon EC2 User Guide.
        throw new AwsRefusal(
          'OperationNotPermitted',
          `The instance '${one.id}' may not be stopped. Modify its 'disableApiStop' instance attribute and try again.`,
        );
      }
      if (!['running', 'stopping', 'stopped'].includes(one.state)) throw incorrectState(one.id, 'stopped');
    }
    checkDryRun(input.DryRun);
    const changes = instances.map((instance) => {
      const previous = instance.state;
      if (previous === 'running') {
        instance.transitionReason = userInitiated(call.now);
        instance.stateReason = {
          code: 'Client.UserInitiatedShutdown',
          message: 'Client.UserInitiatedShutdown: User initiated shutdown',
        };
        instance.publicIp = undefined;
        moveInstance(call.account, region, instance, 'stopping', 'stopped');
      }
      return { InstanceId: instance.id, CurrentState: stateOf(instance.state), PreviousState: stateOf(previous) };
    });
    call.account.changed();
    return { StoppingInstances: changes };
  },

  record: {
    request: (input) => ({ instancesSet: itemSet('instanceId', input.InstanceIds), force: input.Force ?? false }),
    touched: (input) => touchedInstances(input.InstanceIds),
  },
});

export const startInstances = defineOperation<StartInstancesRequest, StartInstancesResult>({
  schema: StartInstances$,
  readOnly: false,
  supports: ['InstanceIds', 'DryRun'],
  demands: (input, call) => instanceDemands(call, 'ec2:StartInstances', input.InstanceIds ?? []),

  run(input, call) {
    const region = regionOf(call);
    const instances = findInstances(region, input.InstanceIds ?? []);
    for (const one of instances) {
      if (!['stopped', 'pending', 'running'].includes(one.state)) throw incorrectState(one.id, 'started');
    }
    checkDryRun(input.DryRun);
    const changes = instances.map((instance) => {
      const previous = instance.state;
      if (previous === 'stopped') {
        instance.transitionReason = '';
        instance.stateReason = { code: 'pending', message: 'pending' };
        moveInstance(call.account, region, instance, 'pending', 'running');
      }
      return { InstanceId: instance.id, CurrentState: stateOf(instance.state), PreviousState: stateOf(previous) };
    });
    call.account.changed();
    return { StartingInstances: changes };
  },

  record: {
    request: (input) => ({ instancesSet: itemSet('instanceId', input.InstanceIds) }),
    touched: (input) => touchedInstances(input.InstanceIds),
  },
});
