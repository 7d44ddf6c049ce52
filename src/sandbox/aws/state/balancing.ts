/** A load balancer of the second generation. */
export interface BalancerRecord {
  readonly name: string;
  readonly arn: string;
  readonly type: 'application' | 'network';
  readonly scheme: 'internet-facing' | 'internal';
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  readonly dnsName: string;
  readonly createdAt: number;
}

/** What a load balancer sends on to one target group, in this account always everything. */
export interface ListenerRecord {
  readonly arn: string;
  readonly balancerArn: string;
  readonly protocol: string;
  readonly port: number;
  readonly targetGroupArn: string;
}

export interface TargetGroupRecord {
  readonly name: string;
  readonly arn: string;
  readonly protocol: string;
  readonly port: number;
  readonly vpcId: string;
  readonly targetType: 'instance' | 'ip';
  /** By id and port. */
  readonly targets: Map<string, TargetRecord>;
}

export interface TargetRecord {
  readonly id: string;
  readonly port: number;
  readonly registeredAt: number;
}

/** Elastic Load Balancing in one Region, each by its ARN. */
export interface BalancingRegion {
  readonly balancers: Map<string, BalancerRecord>;
  readonly listeners: Map<string, ListenerRecord>;
  readonly targetGroups: Map<string, TargetGroupRecord>;
}

export function createBalancingRegion(): BalancingRegion {
  return { balancers: new Map(), listeners: new Map(), targetGroups: new Map() };
}
