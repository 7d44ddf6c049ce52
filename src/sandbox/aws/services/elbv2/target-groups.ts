import {
  CreateTargetGroup$,
  DescribeTargetGroups$,
  DuplicateTargetGroupNameException$,
  LoadBalancerNotFoundException$,
  TargetGroupNotFoundException$,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type {
  CreateTargetGroupInput,
  CreateTargetGroupOutput,
  DescribeTargetGroupsInput,
  DescribeTargetGroupsOutput,
  ProtocolEnum,
  TargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { defineOperation } from '../../operation.ts';
import type { Call } from '../../operation.ts';
import { modelled } from '../../refusal.ts';
import type { TargetGroupRecord } from '../../state/balancing.ts';
import { balancingArn, balancingOf, checkName, findTargetGroup, page, suffix, validationError } from './region.ts';

const PROTOCOLS: readonly string[] = ['HTTP', 'HTTPS', 'TCP', 'TCP_UDP', 'TLS', 'UDP'];

export const createTargetGroup = defineOperation<CreateTargetGroupInput, CreateTargetGroupOutput>({
  schema: CreateTargetGroup$,
  readOnly: false,
  supports: ['Name', 'Protocol', 'Port', 'VpcId', 'TargetType'],
  demands: (input, call) => [
    {
      action: 'elasticloadbalancing:CreateTargetGroup',
      resource: balancingArn(call, `targetgroup/${input.Name ?? ''}/*`),
    },
  ],

  run(input, call) {
    const { targetGroups } = balancingOf(call);
    const { Name: name = '', Protocol: protocol = '', Port: port = 0, TargetType: targetType = 'instance' } = input;
    checkName(name, 'Target group');
    if (targetType !== 'instance' && targetType !== 'ip') {
      throw validationError(`The sandbox has no target groups of type '${targetType}'`);
    }
    if (!PROTOCOLS.includes(protocol) || port < 1 || port > 65_535) {
      throw validationError('A protocol and a port from 1 to 65535 must be specified');
    }
    if (input.VpcId === undefined || input.VpcId !== call.account.regions.get(call.region)?.vpcId) {
      throw validationError(`The VPC ID '${input.VpcId ?? ''}' is not found`);
    }
    if ([...targetGroups.values()].some((one) => one.name === name)) {
      throw modelled(
        DuplicateTargetGroupNameException$,
        `A target group with the same name '${name}' exists, but with different settings`,
      );
    }
    const group: TargetGroupRecord = {
      name,
      arn: balancingArn(call, `targetgroup/${name}/${suffix()}`),
      protocol,
      port,
      vpcId: input.VpcId,
      targetType,
      targets: new Map(),
    };
    targetGroups.set(group.arn, group);
    call.account.changed();
    return { TargetGroups: [view(group, call)] };
  },

  record: {
    touched: (_input, output) =>
      (output?.TargetGroups ?? []).map(({ TargetGroupArn: name = '' }) => ({
        type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
        name,
      })),
  },
});

export const describeTargetGroups = defineOperation<DescribeTargetGroupsInput, DescribeTargetGroupsOutput>({
  schema: DescribeTargetGroups$,
  readOnly: true,
  supports: ['LoadBalancerArn', 'TargetGroupArns', 'Names', 'PageSize', 'Marker'],
  demands: () => [{ action: 'elasticloadbalancing:DescribeTargetGroups', resource: '*' }],

  run(input, call) {
    const { balancers, targetGroups } = balancingOf(call);
    // "You can specify one of the following to filter the results" (API_DescribeTargetGroups).
    const ways = [input.LoadBalancerArn, input.TargetGroupArns, input.Names].filter((way) => way !== undefined);
    if (ways.length > 1) throw validationError('Load balancer ARN, target group ARNs and names cannot be combined');
    for (const arn of input.TargetGroupArns ?? []) findTargetGroup(call, arn);
    const all = [...targetGroups.values()];
    if (input.Names?.some((name) => !all.some((one) => one.name === name)) === true) {
      throw modelled(TargetGroupNotFoundException$, 'One or more target groups not found');
    }
    if (input.LoadBalancerArn !== undefined && !balancers.has(input.LoadBalancerArn)) {
      throw modelled(LoadBalancerNotFoundException$, 'One or more load balancers not found');
    }
    const chosen = all.filter(
      (one) =>
        (input.TargetGroupArns?.includes(one.arn) ?? true) &&
        (input.Names?.includes(one.name) ?? true) &&
        (input.LoadBalancerArn === undefined || balancersOf(one, call).includes(input.LoadBalancerArn)),
    );
    const { items, ...rest } = page(chosen, input);
    return { ...rest, TargetGroups: items.map((one) => view(one, call)) };
  },
});

/** The load balancers that send something there. */
export function balancersOf(group: TargetGroupRecord, call: Call): readonly string[] {
  const listeners = [...balancingOf(call).listeners.values()].filter((one) => one.targetGroupArn === group.arn);
  return [...new Set(listeners.map(({ balancerArn }) => balancerArn))];
}

function view(group: TargetGroupRecord, call: Call): TargetGroup {
  return {
    TargetGroupArn: group.arn,
    TargetGroupName: group.name,
    Protocol: group.protocol as ProtocolEnum,
    Port: group.port,
    VpcId: group.vpcId,
    HealthCheckPort: 'traffic-port',
    HealthCheckEnabled: true,
    LoadBalancerArns: [...balancersOf(group, call)],
    TargetType: group.targetType,
  };
}
