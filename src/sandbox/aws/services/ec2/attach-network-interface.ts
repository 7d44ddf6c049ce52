import { AttachNetworkInterface$, DetachNetworkInterface$ } from '@aws-sdk/client-ec2';
import type {
  AttachNetworkInterfaceRequest,
  AttachNetworkInterfaceResult,
  DetachNetworkInterfaceRequest,
} from '@aws-sdk/client-ec2';
import { defineOperation } from '../../operation.ts';
import type { Call } from '../../operation.ts';
import { AwsRefusal } from '../../refusal.ts';
import { ec2Id } from '../../state/ids.ts';
import type { InterfaceRecord } from '../../state/ec2.ts';
import { findInstances, instanceDemands, touchedInstances } from './instances.ts';
import { findInterface, interfaceDemands, interfacesOf } from './interfaces.ts';
import { checkDryRun, incorrectState, invalidValue } from './refusals.ts';
import { regionOf } from './regional.ts';

export const attachNetworkInterface = defineOperation<AttachNetworkInterfaceRequest, AttachNetworkInterfaceResult>({
  schema: AttachNetworkInterface$,
  readOnly: false,
  supports: ['NetworkInterfaceId', 'InstanceId', 'DeviceIndex', 'DryRun'],
  demands: (input, call) => [
    ...interfaceDemands(call, 'ec2:AttachNetworkInterface', input.NetworkInterfaceId ?? ''),
    ...instanceDemands(call, 'ec2:AttachNetworkInterface', [input.InstanceId ?? '']),
  ],

  run(input, call) {
    const region = regionOf(call);
    const one = findInterface(region, input.NetworkInterfaceId ?? '');
    const [instance] = findInstances(region, [input.InstanceId ?? '']);
    if (instance === undefined) return {};
    // "You can attach a network interface to an instance when it's running, stopped, or being launched".
    if (!['pending', 'running', 'stopped'].includes(instance.state)) throw incorrectState(instance.id, 'attached');
    if (one.attachment !== undefined) {
      throw new AwsRefusal('InvalidNetworkInterface.InUse', `Interface: [${one.id}] in use.`);
    }
    const deviceIndex = input.DeviceIndex ?? 0;
    if (interfacesOf(region, instance).some(({ attachment }) => attachment?.deviceIndex === deviceIndex)) {
      throw new AwsRefusal(
        'InvalidParameterValue',
        `Instance '${instance.id}' already has an interface attached at device index '${deviceIndex}'.`,
      );
    }
    // An interface stays in its Availability Zone ("Elastic network interfaces").
    if (one.zone !== instance.zone) throw invalidValue(one.id, 'networkInterfaceId');
    checkDryRun(input.DryRun);
    const id = ec2Id('eni-attach');
    one.attachment = {
      id,
      instanceId: instance.id,
      deviceIndex,
      attachedAt: call.now,
      // One that was made apart from its instance outlives it ("DeleteOnTermination").
      deleteOnTermination: false,
    };
    call.account.changed();
    return { AttachmentId: id, NetworkCardIndex: 0 };
  },

  record: {
    request: (input) => ({
      networkInterfaceId: input.NetworkInterfaceId ?? '',
      instanceId: input.InstanceId ?? '',
      deviceIndex: input.DeviceIndex ?? 0,
    }),
    touched: (input) => touchedInstances([input.InstanceId ?? '']),
  },
});

export const detachNetworkInterface = defineOperation<DetachNetworkInterfaceRequest, object>({
  schema: DetachNetworkInterface$,
  readOnly: false,
  supports: ['AttachmentId', 'Force', 'DryRun'],
  demands(input, call) {
    const one = byAttachment(call, input.AttachmentId ?? '');
    const instances = one?.attachment === undefined ? [] : [one.attachment.instanceId];
    return [
      ...interfaceDemands(call, 'ec2:DetachNetworkInterface', one?.id ?? '*'),
      ...instanceDemands(call, 'ec2:DetachNetworkInterface', instances),
    ];
  },

  run(input, call) {
    const one = byAttachment(call, input.AttachmentId ?? '');
    if (one === undefined) {
      throw new AwsRefusal(
        'InvalidAttachmentID.NotFound',
        `The attachment '${input.AttachmentId ?? ''}' does not exist`,
      );
    }
    // "You can't detach the primary network interface" ("Elastic network interfaces", Amazon EC2 User Guide).
    if (one.attachment?.deviceIndex === 0) {
      throw new AwsRefusal('OperationNotPermitted', 'The network interface at device index 0 cannot be detached.');
    }
    checkDryRun(input.DryRun);
    one.attachment = undefined;
    call.account.changed();
    return {};
  },

  record: {
    request: (input) => ({ attachmentId: input.AttachmentId ?? '', force: input.Force ?? false }),
  },
});

function byAttachment(call: Call, id: string): InterfaceRecord | undefined {
  return [...regionOf(call).interfaces.values()].find(({ attachment }) => attachment?.id === id);
}
