import {
  CreateSnapshotCommand,
  CreateTagsCommand,
  DescribeInstanceAttributeCommand,
  DescribeInstancesCommand,
  DescribeSnapshotsCommand,
  DescribeVolumesCommand,
  EC2Client,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { bindCalls } from './aws-call-table.ts';
import type { CallTable, ClientSettings, ServiceCalls } from './aws-call-table.ts';

const CALLS: CallTable<'ec2', EC2Client> = {
  'ec2:CreateSnapshot': (client, input) => client.send(new CreateSnapshotCommand(input)),
  'ec2:CreateTags': (client, input) => client.send(new CreateTagsCommand(input)),
  'ec2:DescribeInstances': (client, input) => client.send(new DescribeInstancesCommand(input)),
  'ec2:DescribeInstanceAttribute': (client, input) => client.send(new DescribeInstanceAttributeCommand(input)),
  'ec2:DescribeSnapshots': (client, input) => client.send(new DescribeSnapshotsCommand(input)),
  'ec2:DescribeVolumes': (client, input) => client.send(new DescribeVolumesCommand(input)),
  'ec2:StartInstances': (client, input) => client.send(new StartInstancesCommand(input)),
  'ec2:StopInstances': (client, input) => client.send(new StopInstancesCommand(input)),
  'ec2:TerminateInstances': (client, input) => client.send(new TerminateInstancesCommand(input)),
};

export function openEc2(settings: ClientSettings): ServiceCalls {
  return bindCalls(new EC2Client(settings), CALLS);
}
