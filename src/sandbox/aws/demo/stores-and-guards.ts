import type { Calls } from '../in-process.ts';
import { guardduty } from '../services/guardduty/service.ts';
import { rds } from '../services/rds/service.ts';
import { s3 } from '../services/s3/service.ts';
import { secretKey } from '../state/ids.ts';
import type { AccountState } from '../state/account.ts';
import { DEMO } from './demo-account.ts';

/** A bucket that matters, looked after as it should be. */
export async function addReports(account: AccountState, asAdmin: Calls): Promise<void> {
  const Bucket = DEMO.reportsBucket;
  await asAdmin(s3, 'CreateBucket', { Bucket });
  await asAdmin(s3, 'PutBucketVersioning', { Bucket, VersioningConfiguration: { Status: 'Enabled' } });
  for (const month of ['2026-09', '2026-10', '2026-11'])
    await account.storage.putObject(Bucket, `reports/${month}.csv`, Buffer.from('customer,total\n'));
}

/** Another pair of eyes, in the home Region. */
export async function addDetector(asAdmin: Calls): Promise<void> {
  await asAdmin(guardduty, 'CreateDetector', { Enable: true });
}

/**
 * A database that matters, looked after as it should be, and a copy of it from before somebody changed it.
 * @param key Id of the KMS key that it is encrypted with.
 */
export async function addDatabase(account: AccountState, asAdmin: Calls, key: string): Promise<void> {
  const DBInstanceIdentifier = DEMO.database;
  await asAdmin(rds, 'CreateDBInstance', {
    DBInstanceIdentifier,
    DBInstanceClass: 'db.t4g.micro',
    Engine: 'postgres',
    AllocatedStorage: 20,
    MasterUsername: 'owner',
    MasterUserPassword: secretKey(),
    PubliclyAccessible: false,
    StorageEncrypted: true,
    KmsKeyId: key,
    BackupRetentionPeriod: 7,
    DeletionProtection: true,
  });
  // It has to be there before it can be copied.
  account.schedule.advance(account.settings.transitionMs);
  await asAdmin(rds, 'CreateDBSnapshot', {
    DBInstanceIdentifier,
    DBSnapshotIdentifier: `${DBInstanceIdentifier}-before-upgrade`,
  });
  account.schedule.advance(account.settings.transitionMs);
}
