import {
  CreateDBSnapshot$,
  DBSnapshotAlreadyExistsFault$,
  DeleteDBSnapshot$,
  DescribeDBSnapshotAttributes$,
  DescribeDBSnapshots$,
  InvalidDBSnapshotStateFault$,
  ModifyDBSnapshotAttribute$,
} from '@aws-sdk/client-rds';
import type {
  CreateDBSnapshotMessage,
  CreateDBSnapshotResult,
  DBSnapshot,
  DBSnapshotMessage,
  DeleteDBSnapshotMessage,
  DeleteDBSnapshotResult,
  DescribeDBSnapshotAttributesMessage,
  DescribeDBSnapshotAttributesResult,
  DescribeDBSnapshotsMessage,
  ModifyDBSnapshotAttributeMessage,
  ModifyDBSnapshotAttributeResult,
} from '@aws-sdk/client-rds';
import { defineOperation } from '../../operation.ts';
import type { Call, Demand } from '../../operation.ts';
import { modelled } from '../../refusal.ts';
import type { DatabaseSnapshot } from '../../state/rds.ts';
import { identifier, noInstance, noSnapshot, notAvailable, page } from './refusals.ts';
import { databasesOf, onArn, rdsArn } from './region.ts';
import { changeRestore, viewRestore } from './sharing.ts';
import { takeSnapshot } from './take-snapshot.ts';
import { requestTags, viewTags } from './tags.ts';

function find(call: Call, id: string | undefined): DatabaseSnapshot {
  const snapshot = databasesOf(call).snapshots.get((id ?? '').toLowerCase());
  if (snapshot === undefined) throw noSnapshot(id ?? '');
  return snapshot;
}

function demands(action: string, id: string | undefined, call: Call): readonly Demand[] {
  return [onArn(action, rdsArn(call, 'snapshot', (id ?? '*').toLowerCase()), call)];
}

function touched({ DBSnapshotIdentifier: name }: { readonly DBSnapshotIdentifier?: string | undefined }) {
  return name === undefined ? [] : [{ type: 'AWS::RDS::DBSnapshot', name }];
}

export const createDbSnapshot = defineOperation<CreateDBSnapshotMessage, CreateDBSnapshotResult>({
  schema: CreateDBSnapshot$,
  readOnly: false,
  supports: ['DBSnapshotIdentifier', 'DBInstanceIdentifier', 'Tags'],
  demands: (input, call) => [
    onArn('rds:CreateDBSnapshot', rdsArn(call, 'db', (input.DBInstanceIdentifier ?? '').toLowerCase()), call),
    onArn(
      'rds:CreateDBSnapshot',
      rdsArn(call, 'snapshot', (input.DBSnapshotIdentifier ?? '').toLowerCase()),
      call,
      requestTags(input.Tags),
    ),
  ],

  run(input, call) {
    const { instances, snapshots } = databasesOf(call);
    const id = identifier(input.DBSnapshotIdentifier, 'DBSnapshotIdentifier', 255);
    if (snapshots.has(id)) {
      throw modelled(
        DBSnapshotAlreadyExistsFault$,
        `Cannot create the snapshot because a snapshot with the identifier ${id} already exists.`,
      );
    }
    const of = instances.get((input.DBInstanceIdentifier ?? '').toLowerCase());
    if (of === undefined) throw noInstance(input.DBInstanceIdentifier ?? '');
    if (of.status !== 'available') throw notAvailable(of.id);
    return { DBSnapshot: view(takeSnapshot(call, 'snapshot', id, of, input.Tags)) };
  },

  record: { touched },
});

export const describeDbSnapshots = defineOperation<DescribeDBSnapshotsMessage, DBSnapshotMessage>({
  schema: DescribeDBSnapshots$,
  readOnly: true,
  supports: ['DBInstanceIdentifier', 'DBSnapshotIdentifier', 'SnapshotType', 'MaxRecords', 'Marker'],
  demands: (input, call) => demands('rds:DescribeDBSnapshots', input.DBSnapshotIdentifier, call),

  run(input, call) {
    const named = input.DBSnapshotIdentifier === undefined ? undefined : [find(call, input.DBSnapshotIdentifier)];
    const of = input.DBInstanceIdentifier?.toLowerCase();
    // There are manual snapshots only, and none of other accounts.
    const manual = input.SnapshotType === undefined || input.SnapshotType === 'manual';
    const all = (named ?? [...databasesOf(call).snapshots.values()]).filter(
      (one) => manual && (of === undefined || one.of === of),
    );
    const { items, ...rest } = page(all, input);
    return { ...rest, DBSnapshots: items.map(view) };
  },
});

export const deleteDbSnapshot = defineOperation<DeleteDBSnapshotMessage, DeleteDBSnapshotResult>({
  schema: DeleteDBSnapshot$,
  readOnly: false,
  supports: ['DBSnapshotIdentifier'],
  demands: (input, call) => demands('rds:DeleteDBSnapshot', input.DBSnapshotIdentifier, call),

  run(input, call) {
    const snapshot = find(call, input.DBSnapshotIdentifier);
    // "The DB snapshot must be in the available state to be deleted." (API_DeleteDBSnapshot)
    checkAvailable(snapshot);
    databasesOf(call).snapshots.delete(snapshot.id);
    call.account.changed();
    return { DBSnapshot: { ...view(snapshot), Status: 'deleted' } };
  },

  record: { touched },
});

export const describeDbSnapshotAttributes = defineOperation<
  DescribeDBSnapshotAttributesMessage,
  DescribeDBSnapshotAttributesResult
>({
  schema: DescribeDBSnapshotAttributes$,
  readOnly: true,
  supports: ['DBSnapshotIdentifier'],
  demands: (input, call) => demands('rds:DescribeDBSnapshotAttributes', input.DBSnapshotIdentifier, call),
  run: (input, call) => ({ DBSnapshotAttributesResult: viewAttributes(find(call, input.DBSnapshotIdentifier)) }),
});

export const modifyDbSnapshotAttribute = defineOperation<
  ModifyDBSnapshotAttributeMessage,
  ModifyDBSnapshotAttributeResult
>({
  schema: ModifyDBSnapshotAttribute$,
  readOnly: false,
  supports: ['DBSnapshotIdentifier', 'AttributeName', 'ValuesToAdd', 'ValuesToRemove'],
  demands: (input, call) => demands('rds:ModifyDBSnapshotAttribute', input.DBSnapshotIdentifier, call),

  run(input, call) {
    const snapshot = find(call, input.DBSnapshotIdentifier);
    checkAvailable(snapshot);
    snapshot.sharedWith = changeRestore(snapshot, input);
    call.account.changed();
    return { DBSnapshotAttributesResult: viewAttributes(snapshot) };
  },

  record: { touched },
});

function checkAvailable(snapshot: DatabaseSnapshot): void {
  if (snapshot.status === 'available') return;
  throw modelled(InvalidDBSnapshotStateFault$, `DBSnapshot ${snapshot.id} is not in available state.`);
}

function viewAttributes(snapshot: DatabaseSnapshot) {
  return { DBSnapshotIdentifier: snapshot.id, DBSnapshotAttributes: viewRestore(snapshot) };
}

function view(snapshot: DatabaseSnapshot): DBSnapshot {
  return {
    DBSnapshotIdentifier: snapshot.id,
    DBInstanceIdentifier: snapshot.of,
    SnapshotCreateTime: new Date(snapshot.createdAt),
    Engine: snapshot.engine,
    EngineVersion: snapshot.engineVersion,
    AllocatedStorage: snapshot.storage,
    Status: snapshot.status,
    Port: snapshot.port,
    MasterUsername: snapshot.username,
    SnapshotType: 'manual',
    PercentProgress: snapshot.status === 'available' ? 100 : 0,
    Encrypted: snapshot.encrypted,
    ...(snapshot.kmsKeyId === undefined ? {} : { KmsKeyId: snapshot.kmsKeyId }),
    DBSnapshotArn: snapshot.arn,
    IAMDatabaseAuthenticationEnabled: false,
    TagList: viewTags(snapshot.tags),
  };
}
