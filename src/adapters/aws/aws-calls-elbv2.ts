import {
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { bindCalls } from './aws-call-table.ts';
import type { CallTable, ClientSettings, ServiceCalls } from './aws-call-table.ts';

const CALLS: CallTable<'elasticloadbalancing', ElasticLoadBalancingV2Client> = {
  'elasticloadbalancing:DescribeTargetGroups': (client, input) => client.send(new DescribeTargetGroupsCommand(input)),
  'elasticloadbalancing:DescribeTargetHealth': (client, input) => client.send(new DescribeTargetHealthCommand(input)),
};

export function openLoadBalancing(settings: ClientSettings): ServiceCalls {
  return bindCalls(new ElasticLoadBalancingV2Client(settings), CALLS);
}
