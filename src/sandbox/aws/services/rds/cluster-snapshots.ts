import {
  CreateDBClusterSnapshot$,
  DBClusterSnapshotAlreadyExistsFault$,
  DeleteDBClusterSnapshot$,
  DescribeDBClusterSnapshotAttributes$,
  DescribeDBClusterSnapshots$,
  InvalidDBClusterSnapshotStateFault$,
  InvalidDBClusterStateFault$,
  ModifyDBClusterSnapshotAttribute$,
} from '@aws-sdk/client-rds';
import type {
  CreateDBClusterSnapshotMessage,
  CreateDBClusterSnapshotResult,
  DBClusterSnapshot,
  DBClusterSnapshotMessage,
  DeleteDBClusterSnapshotMessage,
  DeleteDBClusterSnapshotResult,
  DescribeDBClusterSnapshotAttributesMessage,
  DescribeDBClusterSnapshotAttributesResult,
  DescribeDBClusterSnapshotsMessage,
  ModifyDBClusterSnapshotAttributeMessage,
  ModifyDBClusterSnapshotAttributeResult,
} from '@aws-sdk/client-rds';
import { defineOperation } from '../../operation.ts';
import type { Call, Demand } from '../../operation.ts';
import { modelled } from '../../refusal.ts';
import type { DatabaseSnapshot } from '../../state/rds.ts';
import { identifier, noCluster, noClusterSnapshot, page } from './refusals.ts';
import { databasesOf, onArn, rdsArn } from './region.ts';
import { changeRestore, viewRestore } from './sharing.ts';
import { takeSnapshot } from './take-snapshot.ts';
import { requestTags, viewTags } from './tags.ts';

function find(call: Call, id: string | undefined): DatabaseSnapshot {
  const snapshot = databasesOf(call).clusterSnapshots.get((id ?? '').toLowerCase());
  if (snapshot === undefined) throw noClusterSnapshot(id ?? '');
  return snapshot;
}

function demands(action: string, id: string | undefined, call: Call): readonly Demand[] {
  return [onArn(action, rdsArn(call, 'cluster-snapshot', (id ?? '*').toLowerCase()), call)];
}

function touched({ DBClusterSnapshotIdentifier: name }: { readonly DBClusterSnapshotIdentifier?: string | undefined }) {
  return name === undefined ? [] : [{ type: 'AWS::RDS::DBClusterSnapshot', name }];
}

export const createDbClusterSnapshot = defineOperation<CreateDBClusterSnapshotMessage, CreateDBClusterSnapshotResult>({
  schema: CreateDBClusterSnapshot$,
  readOnly: false,
  supports: ['DBClusterSnapshotIdentifier', 'DBClusterIdentifier', 'Tags'],
  demands: (input, call) => [
    onArn(
      'rds:CreateDBClusterSnapshot',
      rdsArn(call, 'cluster', (input.DBClusterIdentifier ?? '').toLowerCase()),
      call,
    ),
    onArn(
      'rds:CreateDBClusterSnapshot',
      rdsArn(call, 'cluster-snapshot', (input.DBClusterSnapshotIdentifier ?? '').toLowerCase()),
      call,
      requestTags(input.Tags),
    ),
  ],

  run(input, call) {
    const { clusters, clusterSnapshots } = databasesOf(call);
    const id = identifier(input.DBClusterSnapshotIdentifier, 'DBClusterSnapshotIdentifier', 63);
    if (clusterSnapshots.has(id)) {
      throw modelled(
        DBClusterSnapshotAlreadyExistsFault$,
        `Cannot create the cluster snapshot because one with the identifier ${id} already exists.`,
      );
    }
    const of = clusters.get((input.DBClusterIdentifier ?? '').toLowerCase());
    if (of === undefined) throw noCluster(input.DBClusterIdentifier ?? '');
    if (of.status !== 'available') {
      throw modelled(InvalidDBClusterStateFault$, `DBCluster ${of.id} is not in available state.`);
    }
    return { DBClusterSnapshot: view(takeSnapshot(call, 'cluster-snapshot', id, of, input.Tags)) };
  },

  record: { touched },
});

export const describeDbClusterSnapshots = defineOperation<DescribeDBClusterSnapshotsMessage, DBClusterSnapshotMessage>({
  schema: DescribeDBClusterSnapshots$,
  readOnly: true,
  supports: ['DBClusterIdentifier', 'DBClusterSnapshotIdentifier', 'SnapshotType', 'MaxRecords', 'Marker'],
  demands: (input, call) => demands('rds:DescribeDBClusterSnapshots', input.DBClusterSnapshotIdentifier, call),

  run(input, call) {
    const asked = input.DBClusterSnapshotIdentifier;
    const named = asked === undefined ? undefined : [find(call, asked)];
    const of = input.DBClusterIdentifier?.toLowerCase();
    const manual = input.SnapshotType === undefined || input.SnapshotType === 'manual';
    const all = (named ?? [...databasesOf(call).clusterSnapshots.values()]).filter(
      (one) => manual && (of === undefined || one.of === of),
    );
    const { items, ...rest } = page(all, input);
    return { ...rest, DBClusterSnapshots: items.map(view) };
  },
});

export const deleteDbClusterSnapshot = defineOperation<DeleteDBClusterSnapshotMessage, DeleteDBClusterSnapshotResult>({
  schema: DeleteDBClusterSnapshot$,
  readOnly: false,
  supports: ['DBClusterSnapshotIdentifier'],
  demands: (input, call) => demands('rds:DeleteDBClusterSnapshot', input.DBClusterSnapshotIdentifier, call),

  run(input, call) {
    const snapshot = find(call, input.DBClusterSnapshotIdentifier);
    checkAvailable(snapshot);
    databasesOf(call).clusterSnapshots.delete(snapshot.id);
    call.account.changed();
    return { DBClusterSnapshot: { ...view(snapshot), Status: 'deleted' } };
  },

  record: { touched },
});

export const describeDbClusterSnapshotAttributes = defineOperation<
  DescribeDBClusterSnapshotAttributesMessage,
  DescribeDBClusterSnapshotAttributesResult
>({
  schema: DescribeDBClusterSnapshotAttributes$,
  readOnly: true,
  supports: ['DBClusterSnapshotIdentifier'],
  demands: (input, call) => demands('rds:DescribeDBClusterSnapshotAttributes', input.DBClusterSnapshotIdentifier, call),
  run: (input, call) => ({
    DBClusterSnapshotAttributesResult: viewAttributes(find(call, input.DBClusterSnapshotIdentifier)),
  }),
});

export const modifyDbClusterSnapshotAttribute = defineOperation<
  ModifyDBClusterSnapshotAttributeMessage,
  ModifyDBClusterSnapshotAttributeResult
>({
  schema: ModifyDBClusterSnapshotAttribute$,
  readOnly: false,
  supports: ['DBClusterSnapshotIdentifier', 'AttributeName', 'ValuesToAdd', 'ValuesToRemove'],
  demands: (input, call) => demands('rds:ModifyDBClusterSnapshotAttribute', input.DBClusterSnapshotIdentifier, call),

  run(input, call) {
    const snapshot = find(call, input.DBClusterSnapshotIdentifier);
    checkAvailable(snapshot);
    snapshot.sharedWith = changeRestore(snapshot, input);
    call.account.changed();
    return { DBClusterSnapshotAttributesResult: viewAttributes(snapshot) };
  },

  record: { touched },
});

function checkAvailable(snapshot: DatabaseSnapshot): void {
  if (snapshot.status === 'available') return;
  throw modelled(InvalidDBClusterSnapshotStateFault$, `DBClusterSnapshot ${snapshot.id} is not in available state.`);
}

function viewAttributes(snapshot: DatabaseSnapshot) {
  return { DBClusterSnapshotIdentifier: snapshot.id, DBClusterSnapshotAttributes: viewRestore(snapshot) };
}

function view(snapshot: DatabaseSnapshot): DBClusterSnapshot {
  return {
    DBClusterSnapshotIdentifier: snapshot.id,
    DBClusterIdentifier: snapshot.of,
    SnapshotCreateTime: new Date(snapshot.createdAt),
    Engine: snapshot.engine,
    AllocatedStorage: snapshot.storage,
    Status: snapshot.status,
    MasterUsername: snapshot.username,
    SnapshotType: 'manual',
    PercentProgress: snapshot.status === 'available' ? 100 : 0,
    StorageEncrypted: snapshot.encrypted,
    ...(snapshot.kmsKeyId === undefined ? {} : { KmsKeyId: snapshot.kmsKeyId }),
    DBClusterSnapshotArn: snapshot.arn,
    TagList: viewTags(snapshot.tags),
  };
}
