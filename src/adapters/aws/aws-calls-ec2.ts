import {
  AssociateIamInstanceProfileCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DescribeIamInstanceProfileAssociationsCommand,
  DescribeImageAttributeCommand,
  DescribeImagesCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSnapshotAttributeCommand,
  DisassociateIamInstanceProfileCommand,
  ModifyImageAttributeCommand,
  ModifyInstanceMetadataOptionsCommand,
  ModifyNetworkInterfaceAttributeCommand,
  ModifySnapshotAttributeCommand,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
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
  'ec2:AssociateIamInstanceProfile': (client, input) => client.send(new AssociateIamInstanceProfileCommand(input)),
  'ec2:AuthorizeSecurityGroupIngress': (client, input) => client.send(new AuthorizeSecurityGroupIngressCommand(input)),
  'ec2:CreateSecurityGroup': (client, input) => client.send(new CreateSecurityGroupCommand(input)),
  'ec2:DescribeIamInstanceProfileAssociations': (client, input) =>
    client.send(new DescribeIamInstanceProfileAssociationsCommand(input)),
  'ec2:DescribeImageAttribute': (client, input) => client.send(new DescribeImageAttributeCommand(input)),
  'ec2:DescribeImages': (client, input) => client.send(new DescribeImagesCommand(input)),
  'ec2:DescribeNetworkInterfaces': (client, input) => client.send(new DescribeNetworkInterfacesCommand(input)),
  'ec2:DescribeSecurityGroupRules': (client, input) => client.send(new DescribeSecurityGroupRulesCommand(input)),
  'ec2:DescribeSecurityGroups': (client, input) => client.send(new DescribeSecurityGroupsCommand(input)),
  'ec2:DescribeSnapshotAttribute': (client, input) => client.send(new DescribeSnapshotAttributeCommand(input)),
  'ec2:DisassociateIamInstanceProfile': (client, input) =>
    client.send(new DisassociateIamInstanceProfileCommand(input)),
  'ec2:ModifyImageAttribute': (client, input) => client.send(new ModifyImageAttributeCommand(input)),
  'ec2:ModifyInstanceMetadataOptions': (client, input) => client.send(new ModifyInstanceMetadataOptionsCommand(input)),
  'ec2:ModifyNetworkInterfaceAttribute': (client, input) =>
    client.send(new ModifyNetworkInterfaceAttributeCommand(input)),
  'ec2:ModifySnapshotAttribute': (client, input) => client.send(new ModifySnapshotAttributeCommand(input)),
  'ec2:RevokeSecurityGroupEgress': (client, input) => client.send(new RevokeSecurityGroupEgressCommand(input)),
  'ec2:RevokeSecurityGroupIngress': (client, input) => client.send(new RevokeSecurityGroupIngressCommand(input)),
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
