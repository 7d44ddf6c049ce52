import {
  CreateListener$,
  CreateLoadBalancer$,
  DuplicateListenerException$,
  DuplicateLoadBalancerNameException$,
  InvalidConfigurationRequestException$,
  LoadBalancerNotFoundException$,
  SubnetNotFoundException$,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type {
  CreateListenerInput,
  CreateListenerOutput,
  CreateLoadBalancerInput,
  CreateLoadBalancerOutput,
  LoadBalancer,
  ProtocolEnum,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { defineOperation } from '../../operation.ts';
import { modelled } from '../../refusal.ts';
import type { BalancerRecord, ListenerRecord } from '../../state/balancing.ts';
import { balancingArn, balancingOf, checkName, findTargetGroup, suffix, validationError } from './region.ts';

/** Which protocols may listen, and be targets' ("Listeners" of each type's User Guide). */
const PROTOCOLS: Readonly<Record<BalancerRecord['type'], readonly string[]>> = {
  application: ['HTTP', 'HTTPS'],
  network: ['TCP', 'UDP', 'TLS', 'TCP_UDP'],
};

export const createLoadBalancer = defineOperation<CreateLoadBalancerInput, CreateLoadBalancerOutput>({
  schema: CreateLoadBalancer$,
  readOnly: false,
  supports: ['Name', 'Subnets', 'Scheme', 'Type'],
  demands: (input, call) => [
    {
      action: 'elasticloadbalancing:CreateLoadBalancer',
      resource: balancingArn(call, `loadbalancer/${input.Type === 'network' ? 'net' : 'app'}/${input.Name ?? ''}/*`),
    },
  ],

  run(input, call) {
    const { balancers } = balancingOf(call);
    const name = input.Name ?? '';
    const type = input.Type ?? 'application';
    checkName(name, 'Load balancer');
    if (type !== 'application' && type !== 'network')
      throw validationError(`The sandbox has no ${type} load balancers`);
    if ([...balancers.values()].some((one) => one.name === name)) {
      throw modelled(
        DuplicateLoadBalancerNameException$,
        `A load balancer with the same name '${name}' exists, but with different settings`,
      );
    }
    const network = call.account.regions.get(call.region);
    const subnets = [...new Set(input.Subnets ?? [])];
    const known = (network?.subnets ?? []).filter(({ id }) => subnets.includes(id));
    const unknown = subnets.find((id) => !known.some((one) => one.id === id));
    if (unknown !== undefined) throw modelled(SubnetNotFoundException$, `The subnet ID '${unknown}' does not exist`);
    // "[Application Load Balancers] You must specify subnets from at least two Availability Zones." (API_CreateLoadBalancer)
    if (known.length < (type === 'application' ? 2 : 1)) {
      throw validationError('At least two subnets in two different Availability Zones must be specified');
    }
    const path = `${type === 'network' ? 'net' : 'app'}/${name}/${suffix()}`;
    const balancer: BalancerRecord = {
      name,
      arn: balancingArn(call, `loadbalancer/${path}`),
      type,
      scheme: input.Scheme ?? 'internet-facing',
      vpcId: network?.vpcId ?? '',
      subnetIds: subnets,
      dnsName: `${name}-${path.slice(-16)}.elb.${call.region}.amazonaws.com`,
      createdAt: call.now,
    };
    balancers.set(balancer.arn, balancer);
    call.account.changed();
    return { LoadBalancers: [view(balancer)] };
  },

  record: { touched: (_input, output) => touched(output?.LoadBalancers?.[0]?.LoadBalancerArn) },
});

export const createListener = defineOperation<CreateListenerInput, CreateListenerOutput>({
  schema: CreateListener$,
  readOnly: false,
  supports: ['LoadBalancerArn', 'Protocol', 'Port', 'DefaultActions'],
  demands: (input, call) => [
    {
      action: 'elasticloadbalancing:CreateListener',
      resource: input.LoadBalancerArn ?? balancingArn(call, 'loadbalancer/*'),
    },
  ],

  run(input, call) {
    const { balancers, listeners } = balancingOf(call);
    const balancer = balancers.get(input.LoadBalancerArn ?? '');
    if (balancer === undefined) {
      throw modelled(LoadBalancerNotFoundException$, 'One or more load balancers not found');
    }
    const [action, ...others] = input.DefaultActions ?? [];
    if (action?.Type !== 'forward' || others.length > 0) {
      throw validationError('The sandbox has listeners with one action only, which forwards to one target group');
    }
    const group = findTargetGroup(call, action.TargetGroupArn);
    const { Protocol: protocol = '', Port: port = 0 } = input;
    if (!PROTOCOLS[balancer.type].includes(protocol) || port < 1 || port > 65_535) {
      throw validationError(
        `A listener at ${protocol}:${port} is not possible for a load balancer of type '${balancer.type}'`,
      );
    }
    if (!PROTOCOLS[balancer.type].includes(group.protocol)) {
      throw modelled(
        InvalidConfigurationRequestException$,
        `Protocol '${group.protocol}' of the target group is not possible for load balancers of type '${balancer.type}'`,
      );
    }
    if ([...listeners.values()].some((one) => one.balancerArn === balancer.arn && one.port === port)) {
      throw modelled(DuplicateListenerException$, 'A listener already exists on this port for this load balancer');
    }
    const listener: ListenerRecord = {
      arn: `${balancer.arn.replace(':loadbalancer/', ':listener/')}/${suffix()}`,
      balancerArn: balancer.arn,
      protocol,
      port,
      targetGroupArn: group.arn,
    };
    listeners.set(listener.arn, listener);
    call.account.changed();
    return {
      Listeners: [
        {
          ListenerArn: listener.arn,
          LoadBalancerArn: balancer.arn,
          Protocol: protocol as ProtocolEnum,
          Port: port,
          DefaultActions: [{ Type: 'forward', TargetGroupArn: group.arn }],
        },
      ],
    };
  },

  record: { touched: (input) => touched(input.LoadBalancerArn) },
});

function touched(arn: string | undefined) {
  return arn === undefined ? [] : [{ type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', name: arn }];
}

function view(balancer: BalancerRecord): LoadBalancer {
  return {
    LoadBalancerArn: balancer.arn,
    LoadBalancerName: balancer.name,
    DNSName: balancer.dnsName,
    CreatedTime: new Date(balancer.createdAt),
    Scheme: balancer.scheme,
    VpcId: balancer.vpcId,
    State: { Code: 'active' },
    Type: balancer.type,
    AvailabilityZones: balancer.subnetIds.map((SubnetId) => ({ SubnetId })),
    IpAddressType: 'ipv4',
  };
}
