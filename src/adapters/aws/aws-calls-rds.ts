import {
  DescribeDBClusterSnapshotAttributesCommand,
  DescribeDBClusterSnapshotsCommand,
  DescribeDBInstancesCommand,
  DescribeDBSnapshotAttributesCommand,
  DescribeDBSnapshotsCommand,
  ModifyDBClusterSnapshotAttributeCommand,
  ModifyDBInstanceCommand,
  ModifyDBSnapshotAttributeCommand,
  RDSClient,
} from '@aws-sdk/client-rds';
import { bindCalls } from './aws-call-table.ts';
import type { CallTable, ClientSettings, ServiceCalls } from './aws-call-table.ts';

const CALLS: CallTable<'rds', RDSClient> = {
  'rds:DescribeDBClusterSnapshotAttributes': (client, input) =>
    client.send(new DescribeDBClusterSnapshotAttributesCommand(input)),
  'rds:DescribeDBClusterSnapshots': (client, input) => client.send(new DescribeDBClusterSnapshotsCommand(input)),
  'rds:DescribeDBInstances': (client, input) => client.send(new DescribeDBInstancesCommand(input)),
  'rds:DescribeDBSnapshotAttributes': (client, input) => client.send(new DescribeDBSnapshotAttributesCommand(input)),
  'rds:DescribeDBSnapshots': (client, input) => client.send(new DescribeDBSnapshotsCommand(input)),
  'rds:ModifyDBClusterSnapshotAttribute': (client, input) =>
    client.send(new ModifyDBClusterSnapshotAttributeCommand(input)),
  'rds:ModifyDBInstance': (client, input) => client.send(new ModifyDBInstanceCommand(input)),
  'rds:ModifyDBSnapshotAttribute': (client, input) => client.send(new ModifyDBSnapshotAttributeCommand(input)),
};

export function openRds(settings: ClientSettings): ServiceCalls {
  return bindCalls(new RDSClient(settings), CALLS);
}
