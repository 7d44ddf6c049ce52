import {
  DeregisterTargets$,
  DescribeTargetHealth$,
  InvalidTargetException$,
  RegisterTargets$,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type {
  DeregisterTargetsInput,
  DescribeTargetHealthInput,
  DescribeTargetHealthOutput,
  RegisterTargetsInput,
  TargetDescription,
  TargetHealth,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { defineOperation } from '../../operation.ts';
import type { Call } from '../../operation.ts';
import { modelled } from '../../refusal.ts';
import type { TargetGroupRecord, TargetRecord } from '../../state/balancing.ts';
import { findTargetGroup } from './region.ts';
import { balancersOf } from './target-groups.ts';

function onGroup(action: string, arn: string | undefined) {
  return [{ action, resource: arn ?? '*' }];
}

function touched({ TargetGroupArn: name }: { readonly TargetGroupArn?: string | undefined }) {
  return name === undefined ? [] : [{ type: 'AWS::ElasticLoadBalancingV2::TargetGroup', name }];
}

function keyOf({ Id = '', Port }: TargetDescription, group: TargetGroupRecord): string {
  return `${Id}:${Port ?? group.port}`;
}

export const registerTargets = defineOperation<RegisterTargetsInput, object>({
  schema: RegisterTargets$,
  readOnly: false,
  supports: ['TargetGroupArn', 'Targets'],
  demands: (input) => onGroup('elasticloadbalancing:RegisterTargets', input.TargetGroupArn),

  run(input, call) {
    const group = findTargetGroup(call, input.TargetGroupArn);
    const targets = input.Targets ?? [];
    for (const target of targets) checkTarget(target, group, call);
    for (const target of targets) {
      const { Id: id = '', Port: port = group.port } = target;
      group.targets.set(keyOf(target, group), { id, port, registeredAt: call.now });
    }
    call.account.changed();
    return {};
  },

  record: { touched },
});

export const deregisterTargets = defineOperation<DeregisterTargetsInput, object>({
  schema: DeregisterTargets$,
  readOnly: false,
  supports: ['TargetGroupArn', 'Targets'],
  demands: (input) => onGroup('elasticloadbalancing:DeregisterTargets', input.TargetGroupArn),

  run(input, call) {
    const group = findTargetGroup(call, input.TargetGroupArn);
    // "If the specified target does not exist, the action returns successfully." (API_DeregisterTargets)
    for (const target of input.Targets ?? []) group.targets.delete(keyOf(target, group));
    call.account.changed();
    return {};
  },

  record: { touched },
});

export const describeTargetHealth = defineOperation<DescribeTargetHealthInput, DescribeTargetHealthOutput>({
  schema: DescribeTargetHealth$,
  readOnly: true,
  supports: ['TargetGroupArn', 'Targets'],
  demands: () => [{ action: 'elasticloadbalancing:DescribeTargetHealth', resource: '*' }],

  run(input, call) {
    const group = findTargetGroup(call, input.TargetGroupArn);
    const asked = input.Targets ?? [...group.targets.values()].map(({ id, port }) => ({ Id: id, Port: port }));
    return {
      TargetHealthDescriptions: asked.map((target) => ({
        Target: { Id: target.Id, Port: target.Port ?? group.port },
        HealthCheckPort: String(target.Port ?? group.port),
        TargetHealth: healthOf(group.targets.get(keyOf(target, group)), group, call),
      })),
    };
  },

  record: { touched },
});

/** "InvalidTarget: The specified target does not exist, is not in the same VPC as the target group, or has an unsupported instance type." */
function checkTarget({ Id: id = '' }: TargetDescription, group: TargetGroupRecord, call: Call): void {
  if (group.targetType === 'ip') {
    if (/^(?:10|172\.(?:1[6-9]|2\d|3[01])|192\.168|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\.[\d.]+$/.test(id)) return;
    throw modelled(InvalidTargetException$, `The IP address '${id}' is not a valid private address`);
  }
  const instance = call.account.regions.get(call.region)?.instances.get(id);
  if (instance?.vpcId !== group.vpcId) {
    throw modelled(InvalidTargetException$, `The following targets are not in the target group VPC: '${id}'`);
  }
  if (instance.state !== 'running') {
    throw modelled(
      InvalidTargetException$,
      `The following targets are not in a running state and cannot be registered: '${id}'`,
    );
  }
}

/** "Target health status" ("Health checks for your target groups"). Who runs answers in this account. */
function healthOf(target: TargetRecord | undefined, group: TargetGroupRecord, call: Call): TargetHealth {
  if (target === undefined) {
    return because('unused', 'Target.NotRegistered', 'Target is not registered to the target group');
  }
  if (balancersOf(group, call).length === 0) {
    return because(
      'unused',
      'Target.NotInUse',
      'Target group is not configured to receive traffic from the load balancer',
    );
  }
  const instances = [...(call.account.regions.get(call.region)?.instances.values() ?? [])];
  const instance = instances.find((one) => one.id === target.id || one.privateIp === target.id);
  if (instance !== undefined && instance.state !== 'running') {
    return because('unused', 'Target.InvalidState', 'Target is in the stopped state');
  }
  if (call.now < target.registeredAt + call.account.settings.transitionMs) {
    return because('initial', 'Elb.RegistrationInProgress', 'Target registration is in progress');
  }
  return { State: 'healthy' };
}

function because(
  State: NonNullable<TargetHealth['State']>,
  Reason: NonNullable<TargetHealth['Reason']>,
  Description: string,
): TargetHealth {
  return { State, Reason, Description };
}
