import { DescribeInstanceAttribute$, ModifyInstanceAttribute$ } from '@aws-sdk/client-ec2';
import type {
  DescribeInstanceAttributeRequest,
  InstanceAttribute,
  ModifyInstanceAttributeRequest,
} from '@aws-sdk/client-ec2';
import type { Json } from '../../../../model/json.ts';
import { defineOperation } from '../../operation.ts';
import { AwsRefusal } from '../../refusal.ts';
import type { Ec2Region, InstanceRecord } from '../../state/ec2.ts';
import { itemSet } from '../../trail/parameters.ts';
import { viewInstance } from './instance-view.ts';
import { findInstances, instanceDemands, touchedInstances } from './instances.ts';
import { checkGroups, groupDemands, interfacesOf } from './interfaces.ts';
import { readUserData } from './launch-plan.ts';
import { checkDryRun, invalidCombination, invalidValue } from './refusals.ts';
import { regionOf } from './regional.ts';

export const describeInstanceAttribute = defineOperation<DescribeInstanceAttributeRequest, InstanceAttribute>({
  schema: DescribeInstanceAttribute$,
  readOnly: true,
  supports: ['Attribute', 'InstanceId', 'DryRun'],
  demands: (input, call) => instanceDemands(call, 'ec2:DescribeInstanceAttribute', [input.InstanceId ?? '']),

  run(input, call) {
    const region = regionOf(call);
    const [instance] = findInstances(region, [input.InstanceId ?? '']);
    if (instance === undefined) return {};
    checkDryRun(input.DryRun);
    return { InstanceId: instance.id, ...attribute(instance, region, call.account.id, input.Attribute ?? '') };
  },

  record: {
    request: (input) => ({ attribute: input.Attribute ?? '', instanceId: input.InstanceId ?? '' }),
    touched: (input) => touchedInstances([input.InstanceId ?? '']),
  },
});

function attribute(instance: InstanceRecord, region: Ec2Region, account: string, name: string): InstanceAttribute {
  switch (name) {
    case 'disableApiTermination':
      return { DisableApiTermination: { Value: instance.disableApiTermination } };
    case 'disableApiStop':
      return { DisableApiStop: { Value: instance.disableApiStop } };
    case 'instanceInitiatedShutdownBehavior':
      return { InstanceInitiatedShutdownBehavior: { Value: instance.shutdownBehavior } };
    case 'instanceType':
      return { InstanceType: { Value: instance.type } };
    case 'userData':
      return { UserData: instance.userData === undefined ? {} : { Value: instance.userData } };
    case 'groupSet':
      return { Groups: viewInstance(instance, region, account).SecurityGroups ?? [] };
    case 'rootDeviceName':
      return { RootDeviceName: { Value: '/dev/xvda' } };
    case 'sourceDestCheck':
      return { SourceDestCheck: { Value: true } };
    case 'ebsOptimized':
      return { EbsOptimized: { Value: false } };
    default:
      throw invalidValue(name, 'attribute');
  }
}

export const modifyInstanceAttribute = defineOperation<ModifyInstanceAttributeRequest, object>({
  schema: ModifyInstanceAttribute$,
  readOnly: false,
  supports: [
    'Attribute',
    'DisableApiStop',
    'DisableApiTermination',
    'DryRun',
    'Groups',
    'InstanceId',
    'InstanceInitiatedShutdownBehavior',
    'UserData',
    'Value',
  ],
  demands: (input, call) => [
    ...instanceDemands(call, 'ec2:ModifyInstanceAttribute', [input.InstanceId ?? '']),
    ...groupDemands(call, 'ec2:ModifyInstanceAttribute', input.Groups ?? []),
  ],

  run(input, call) {
    const region = regionOf(call);
    const [instance] = findInstances(region, [input.InstanceId ?? '']);
    if (instance === undefined) return {};
    const changes = readChanges(input, instance, region);
    // "You can specify only one attribute at a time" (API_ModifyInstanceAttribute).
    if (changes.length !== 1) throw invalidCombination('Fields for multiple attribute types specified or none at all');
    const [change] = changes;
    if (change?.needsStopped === true && instance.state !== 'stopped') {
      throw new AwsRefusal('IncorrectInstanceState', `The instance '${instance.id}' is not in the 'stopped' state.`);
    }
    checkDryRun(input.DryRun);
    change?.apply(instance);
    call.account.changed();
    return {};
  },

  record: { request: recordModify, touched: (input) => touchedInstances([input.InstanceId ?? '']) },
});

interface Change {
  /** User data is read at boot, so EC2 wants the instance stopped. */
  readonly needsStopped?: boolean;
  apply(instance: InstanceRecord): void;
}

function readChanges(
  input: ModifyInstanceAttributeRequest,
  target: InstanceRecord,
  region: Ec2Region,
): readonly Change[] {
  const changes: Change[] = [];
  const flag = (name: 'disableApiTermination' | 'disableApiStop', value: boolean): void => {
    changes.push({ apply: (instance) => void (instance[name] = value) });
  };
  if (input.DisableApiTermination?.Value !== undefined)
    flag('disableApiTermination', input.DisableApiTermination.Value);
  if (input.DisableApiStop?.Value !== undefined) flag('disableApiStop', input.DisableApiStop.Value);
  if (input.Attribute === 'disableApiTermination' || input.Attribute === 'disableApiStop') {
    flag(input.Attribute, input.Value === 'true');
  } else if (input.Attribute !== undefined) {
    throw invalidValue(input.Attribute, 'attribute');
  }
  const behavior = input.InstanceInitiatedShutdownBehavior?.Value;
  if (behavior !== undefined) {
    if (behavior !== 'stop' && behavior !== 'terminate')
      throw invalidValue(behavior, 'instanceInitiatedShutdownBehavior');
    changes.push({ apply: (instance) => void (instance.shutdownBehavior = behavior) });
  }
  const { UserData, Groups } = input;
  if (UserData?.Value !== undefined) {
    const text = readUserData(blobText(UserData.Value));
    changes.push({ needsStopped: true, apply: (instance) => void (instance.userData = text) });
  }
  if (Groups !== undefined && Groups.length > 0) {
    checkGroups(region, Groups);
    const [primary, ...others] = interfacesOf(region, target);
    // "…if the instance has more than one network interface, use ModifyNetworkInterfaceAttribute" (groupSet).
    if (primary === undefined || others.length > 0) {
      throw new AwsRefusal(
        'InvalidInstanceID',
        `There are multiple interfaces attached to instance '${target.id}'. Please specify an interface ID for the operation instead.`,
      );
    }
    changes.push({ apply: () => void (primary.groupIds = [...new Set(Groups)]) });
  }
  return changes;
}

/** The wire has base64 and so does the state; the SDK's type has bytes. */
function blobText(value: Uint8Array | string): string {
  return typeof value === 'string' ? value : Buffer.from(value).toString('base64');
}

function recordModify(input: ModifyInstanceAttributeRequest): Record<string, Json> {
  const { Attribute, Value, InstanceInitiatedShutdownBehavior: behavior } = input;
  return {
    instanceId: input.InstanceId ?? '',
    ...(Attribute === undefined ? {} : { attribute: Attribute }),
    ...(Value === undefined ? {} : { value: Value }),
    ...wrapped('disableApiTermination', input.DisableApiTermination?.Value),
    ...wrapped('disableApiStop', input.DisableApiStop?.Value),
    ...wrapped('instanceInitiatedShutdownBehavior', behavior?.Value),
    ...(input.UserData === undefined ? {} : { userData: '<sensitiveDataRemoved>' }),
    ...(input.Groups === undefined || input.Groups.length === 0 ? {} : { groupSet: itemSet('groupId', input.Groups) }),
  };
}

/** EC2 takes and records these as `{value: …}`. */
function wrapped(name: string, value: string | boolean | undefined): Record<string, Json> {
  return value === undefined ? {} : { [name]: { value } };
}
