import { RunInstances$ } from '@aws-sdk/client-ec2';
import type { Reservation, RunInstancesRequest } from '@aws-sdk/client-ec2';
import { defineOperation } from '../../operation.ts';
import type { Call, Demand } from '../../operation.ts';
import { AwsRefusal } from '../../refusal.ts';
import { ec2Id } from '../../state/ids.ts';
import type { Ec2Region } from '../../state/ec2.ts';
import { viewInstance } from './instance-view.ts';
import { touchedInstances } from './instances.ts';
import { launchInstance } from './launch-instance.ts';
import { planLaunch } from './launch-plan.ts';
import { launchable } from './quotas.ts';
import { checkDryRun } from './refusals.ts';
import { ec2Arn, regionOf } from './regional.ts';
import { recordLaunch } from './run-instances-record.ts';
import { createTagsDemands, requestTagContext, tagsFor } from './tag-input.ts';

export const runInstances = defineOperation<RunInstancesRequest, Reservation>({
  schema: RunInstances$,
  readOnly: false,
  supports: [
    'BlockDeviceMappings',
    'ClientToken',
    'DisableApiStop',
    'DisableApiTermination',
    'DryRun',
    'IamInstanceProfile',
    'ImageId',
    'InstanceInitiatedShutdownBehavior',
    'InstanceType',
    'MaxCount',
    'MetadataOptions',
    'MinCount',
    'Placement',
    'SecurityGroupIds',
    'SecurityGroups',
    'SubnetId',
    'TagSpecifications',
    'UserData',
  ],
  demands,

  run(input, call) {
    const region = regionOf(call);
    const plan = planLaunch(input, region, call);
    const instanceTags = tagsFor('instance', input.TagSpecifications, call);
    const volumeTags = tagsFor('volume', input.TagSpecifications, call);
    const earlier = replay(input, region);
    if (earlier !== undefined) return reservation(earlier, region, call);
    const count = launchable(region, call.account.settings, plan.type, { least: plan.least, most: plan.most });
    checkDryRun(input.DryRun);
    const reservationId = ec2Id('r');
    for (let index = 0; index < count; index++) {
      launchInstance({ input, plan, region, call, reservationId, index, instanceTags, volumeTags });
    }
    if (input.ClientToken !== undefined) {
      region.clientTokens.set(input.ClientToken, { fingerprint: fingerprint(input), reservationId });
    }
    call.account.changed();
    return reservation(reservationId, region, call);
  },

  record: {
    request: recordLaunch,
    touched: (_input, output) => touchedInstances(output?.Instances?.flatMap((one) => one.InstanceId ?? [])),
  },
});

/** "Actions, resources, and condition keys for Amazon EC2", Service Authorization Reference: RunInstances. */
function demands(input: RunInstancesRequest, call: Call): readonly Demand[] {
  const region = regionOf(call);
  const instanceTags = (input.TagSpecifications ?? [])
    .filter((one) => one.ResourceType === 'instance')
    .flatMap((one) => one.Tags ?? []);
  const context = {
    'ec2:InstanceType': input.InstanceType,
    'ec2:AvailabilityZone': input.Placement?.AvailabilityZone,
    ...requestTagContext(instanceTags),
  };
  const action = 'ec2:RunInstances';
  const result: Demand[] = [
    { action, resource: ec2Arn(call, 'instance', '*'), context },
    { action, resource: `arn:aws:ec2:${call.region}::image/${input.ImageId ?? '*'}` },
    { action, resource: ec2Arn(call, 'subnet', input.SubnetId ?? region.subnets[0]?.id ?? '*') },
    { action, resource: ec2Arn(call, 'network-interface', '*') },
    { action, resource: ec2Arn(call, 'volume', '*') },
    ...(input.SecurityGroupIds ?? [region.defaultGroupId]).map((id) => ({
      action,
      resource: ec2Arn(call, 'security-group', id),
    })),
  ];
  result.push(...createTagsDemands(call, 'RunInstances', input.TagSpecifications));
  if (input.IamInstanceProfile !== undefined) {
    // "Granting a user permissions to pass a role to an AWS service", IAM User Guide.
    const { Name, Arn } = input.IamInstanceProfile;
    const role = Name ?? Arn?.split('/').at(-1) ?? '*';
    result.push({
      action: 'iam:PassRole',
      resource: `arn:aws:iam::${call.account.id}:role/${role}`,
      context: { 'iam:PassedToService': 'ec2.amazonaws.com' },
    });
  }
  return result;
}

/** "Ensuring idempotency in Amazon EC2 API requests": the same token gives the same instances, or an error. */
function replay(input: RunInstancesRequest, region: Ec2Region): string | undefined {
  const known = input.ClientToken === undefined ? undefined : region.clientTokens.get(input.ClientToken);
  if (known === undefined) return undefined;
  if (known.fingerprint !== fingerprint(input)) {
    throw new AwsRefusal(
      'IdempotentParameterMismatch',
      'The arguments on this idempotent request are inconsistent with arguments used in previous request(s).',
    );
  }
  return known.reservationId;
}

function fingerprint(input: RunInstancesRequest): string {
  return JSON.stringify(Object.entries(input).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function reservation(reservationId: string, region: Ec2Region, call: Call): Reservation {
  const instances = [...region.instances.values()].filter((one) => one.reservationId === reservationId);
  return {
    ReservationId: reservationId,
    OwnerId: call.account.id,
    Groups: [],
    Instances: instances.map((one) => viewInstance(one, region, call.account.id)),
  };
}
