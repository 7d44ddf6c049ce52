import {
  CreateDBInstance$,
  DBInstanceAlreadyExistsFault$,
  DBSnapshotAlreadyExistsFault$,
  DeleteDBInstance$,
  DescribeDBInstances$,
  ModifyDBInstance$,
} from '@aws-sdk/client-rds';
import type {
  CreateDBInstanceMessage,
  CreateDBInstanceResult,
  DBInstanceMessage,
  DeleteDBInstanceMessage,
  DeleteDBInstanceResult,
  DescribeDBInstancesMessage,
  ModifyDBInstanceMessage,
  ModifyDBInstanceResult,
} from '@aws-sdk/client-rds';
import { defineOperation } from '../../operation.ts';
import type { Call, Demand } from '../../operation.ts';
import { modelled } from '../../refusal.ts';
import type { DatabaseRecord } from '../../state/rds.ts';
import { camelParameters, commaTime } from '../../trail/parameters.ts';
import { ENGINES, checkClass, checkGroups } from './engines.ts';
import { viewInstance } from './instance-view.ts';
import { checkMaster, checkPassword, masked } from './passwords.ts';
import { identifier, invalidCombination, invalidValue, noInstance, notAvailable, page } from './refusals.ts';
import { databasesOf, onArn, rdsArn, resourceId } from './region.ts';
import { readTags, requestTags } from './tags.ts';

/** An identifier, or an ARN in the place of one. */
function find(call: Call, asked: string | undefined): DatabaseRecord {
  const id = (asked ?? '').split(':').at(-1)?.toLowerCase() ?? '';
  const database = databasesOf(call).instances.get(id);
  if (database === undefined) throw noInstance(asked ?? '');
  return database;
}

function demands(
  action: string,
  id: string | undefined,
  call: Call,
  context: Demand['context'] = {},
): readonly Demand[] {
  return [onArn(action, rdsArn(call, 'db', (id ?? '*').toLowerCase()), call, context)];
}

function touched({ DBInstanceIdentifier: name }: { readonly DBInstanceIdentifier?: string | undefined }) {
  return name === undefined ? [] : [{ type: 'AWS::RDS::DBInstance', name }];
}

export const createDbInstance = defineOperation<CreateDBInstanceMessage, CreateDBInstanceResult>({
  schema: CreateDBInstance$,
  readOnly: false,
  supports: [
    'DBInstanceIdentifier',
    'DBInstanceClass',
    'Engine',
    'AllocatedStorage',
    'MasterUsername',
    'MasterUserPassword',
    'PubliclyAccessible',
    'StorageEncrypted',
    'KmsKeyId',
    'VpcSecurityGroupIds',
    'Port',
    'BackupRetentionPeriod',
    'DeletionProtection',
    'Tags',
  ],
  demands: (input, call) => demands('rds:CreateDBInstance', input.DBInstanceIdentifier, call, requestTags(input.Tags)),

  run(input, call) {
    const { account, now } = call;
    const { instances } = databasesOf(call);
    const id = identifier(input.DBInstanceIdentifier, 'DBInstanceIdentifier', 63);
    if (instances.has(id)) throw modelled(DBInstanceAlreadyExistsFault$, 'DB instance already exists');
    const engine = ENGINES[input.Engine ?? ''];
    if (engine === undefined) throw invalidValue('Invalid DB engine');
    checkClass(input.DBInstanceClass);
    checkMaster(input);
    if (input.AllocatedStorage === undefined) {
      throw invalidValue('The parameter AllocatedStorage must be provided and must not be blank.');
    }
    if (input.AllocatedStorage < 20 || input.AllocatedStorage > 65_536) {
      throw invalidValue('Invalid storage size. Must be between 20 and 65536 GiB.');
    }
    if (input.KmsKeyId !== undefined && input.StorageEncrypted !== true) {
      throw invalidCombination('KmsKeyId can only be specified for an encrypted instance.');
    }
    const database: DatabaseRecord = {
      id,
      arn: rdsArn(call, 'db', id),
      resourceId: resourceId('db'),
      engine: input.Engine ?? '',
      engineVersion: engine.version,
      username: input.MasterUsername ?? '',
      encrypted: input.StorageEncrypted === true,
      kmsKeyId: input.KmsKeyId,
      createdAt: now,
      port: input.Port ?? engine.port,
      tags: readTags(input.Tags),
      instanceClass: input.DBInstanceClass ?? '',
      storage: input.AllocatedStorage,
      // "If the default VPC in the target Region has an internet gateway attached to it, the DB instance is public."
      publiclyAccessible: input.PubliclyAccessible ?? true,
      groupIds: checkGroups(input.VpcSecurityGroupIds, call),
      backupDays: input.BackupRetentionPeriod ?? 1,
      deletionProtection: input.DeletionProtection === true,
      status: 'creating',
    };
    instances.set(id, database);
    settle(database, call);
    account.changed();
    return { DBInstance: viewInstance(database, call, { MasterUserPassword: '****' }) };
  },

  record: { request: (input) => camelParameters(masked(input), commaTime), touched },
});

export const describeDbInstances = defineOperation<DescribeDBInstancesMessage, DBInstanceMessage>({
  schema: DescribeDBInstances$,
  readOnly: true,
  supports: ['DBInstanceIdentifier', 'MaxRecords', 'Marker'],
  demands: (input, call) => demands('rds:DescribeDBInstances', input.DBInstanceIdentifier?.split(':').at(-1), call),

  run(input, call) {
    const asked = input.DBInstanceIdentifier;
    const all = asked === undefined ? [...databasesOf(call).instances.values()] : [find(call, asked)];
    const { items, ...rest } = page(all, input);
    return { ...rest, DBInstances: items.map((one) => viewInstance(one, call)) };
  },
});

export const modifyDbInstance = defineOperation<ModifyDBInstanceMessage, ModifyDBInstanceResult>({
  schema: ModifyDBInstance$,
  readOnly: false,
  supports: [
    'DBInstanceIdentifier',
    'ApplyImmediately',
    'PubliclyAccessible',
    'VpcSecurityGroupIds',
    'DeletionProtection',
    'BackupRetentionPeriod',
    'MasterUserPassword',
  ],
  demands: (input, call) => demands('rds:ModifyDBInstance', input.DBInstanceIdentifier, call),

  run(input, call) {
    const database = find(call, input.DBInstanceIdentifier);
    // "InvalidDBInstanceState: The DB instance isn't in a valid state." (API_ModifyDBInstance)
    if (database.status !== 'available') throw notAvailable(database.id);
    if (input.VpcSecurityGroupIds !== undefined) database.groupIds = checkGroups(input.VpcSecurityGroupIds, call);
    if (input.MasterUserPassword !== undefined) checkPassword(input.MasterUserPassword);
    // All that is emulated of a change is applied at once, whatever ApplyImmediately says ("Available settings").
    database.publiclyAccessible = input.PubliclyAccessible ?? database.publiclyAccessible;
    database.deletionProtection = input.DeletionProtection ?? database.deletionProtection;
    database.backupDays = input.BackupRetentionPeriod ?? database.backupDays;
    const answer = viewInstance(
      database,
      call,
      input.MasterUserPassword === undefined ? {} : { MasterUserPassword: '****' },
    );
    database.status = 'modifying';
    settle(database, call);
    call.account.changed();
    return { DBInstance: answer };
  },

  record: { request: (input) => camelParameters(masked(input), commaTime), touched },
});

export const deleteDbInstance = defineOperation<DeleteDBInstanceMessage, DeleteDBInstanceResult>({
  schema: DeleteDBInstance$,
  readOnly: false,
  supports: ['DBInstanceIdentifier', 'SkipFinalSnapshot', 'FinalDBSnapshotIdentifier', 'DeleteAutomatedBackups'],
  demands: (input, call) => demands('rds:DeleteDBInstance', input.DBInstanceIdentifier, call),

  run(input, call) {
    const { instances, snapshots } = databasesOf(call);
    const database = find(call, input.DBInstanceIdentifier);
    const final = input.FinalDBSnapshotIdentifier;
    if (database.deletionProtection) {
      throw invalidCombination(
        'Cannot delete protected DB Instance, please disable deletion protection and try again.',
      );
    }
    if ((input.SkipFinalSnapshot === true) === (final !== undefined)) {
      throw invalidCombination(
        final === undefined
          ? 'FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.'
          : 'FinalDBSnapshotIdentifier can not be specified when deleting with SkipFinalSnapshot.',
      );
    }
    if (final !== undefined) {
      if (snapshots.has(final.toLowerCase())) {
        throw modelled(DBSnapshotAlreadyExistsFault$, `A snapshot with the identifier ${final} already exists.`);
      }
      throw invalidCombination('The sandbox takes no final snapshots: take one before, and skip it here.');
    }
    database.status = 'deleting';
    const { account } = call;
    account.schedule.after(account.settings.transitionMs, () => {
      instances.delete(database.id);
      account.changed();
    });
    account.changed();
    return { DBInstance: viewInstance(database, call) };
  },

  record: { touched },
});

/** What is being made or changed is there in a moment, unless it is being deleted by then. */
function settle(database: DatabaseRecord, { account }: Call): void {
  account.schedule.after(account.settings.transitionMs, () => {
    if (database.status !== 'deleting') database.status = 'available';
    account.changed();
  });
}
