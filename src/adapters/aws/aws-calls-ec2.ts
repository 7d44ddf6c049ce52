import {
  DescribeInstanceAttributeCommand,
  DescribeInstancesCommand,
  DescribeVolumesCommand,
  EC2Client,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { bindCalls } from './aws-call-table.ts';
import type { CallTable, ClientSettings, ServiceCalls } from './aws-call-table.ts';

const CALLS: CallTable<'ec2', EC2Client> = {
  'ec2:DescribeInstances': (client, input) => client.send(new DescribeInstancesCommand(input)),
  'ec2:DescribeInstanceAttribute': (client, input) => client.send(new DescribeInstanceAttributeCommand(input)),
  'ec2:DescribeVolumes': (client, input) => client.send(new DescribeVolumesCommand(input)),
  'ec2:TerminateInstances': (client, input) => client.send(new TerminateInstancesCommand(input)),
};

export function openEc2(settings: ClientSettings): ServiceCalls {
  return bindCalls(new EC2Client(settings), CALLS);
}
