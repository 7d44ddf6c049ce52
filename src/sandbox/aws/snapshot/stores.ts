import type { AwsSnapshot } from '../../contract.ts';
import { isPublicGrant, isPublicPolicy } from '../services/s3/public.ts';
import type { AccountState } from '../state/account.ts';
import type { BucketRecord } from '../state/buckets.ts';
import type { DatabaseSnapshot } from '../state/rds.ts';

/** What holds data: buckets, databases and their snapshots, and the keys that it is encrypted with. */
export function viewStores(
  account: AccountState,
): Pick<AwsSnapshot, 'buckets' | 'databases' | 'databaseCopies' | 'encryptionKeys'> {
  const databases = [...account.databases].flatMap(([region, rds]) => [
    ...[...rds.instances.values()].map((one) => ({
      id: one.id,
      region,
      engine: `${one.engine} ${one.engineVersion}`,
      state: one.status,
      public: one.publiclyAccessible,
      encrypted: one.encrypted,
      deletionProtection: one.deletionProtection,
      backupDays: one.backupDays,
    })),
    ...[...rds.clusters.values()].map((one) => ({
      id: one.id,
      region,
      engine: `${one.engine} cluster`,
      state: one.status,
      public: false,
      encrypted: one.encrypted,
    })),
  ]);
  const copies = [...account.databases].flatMap(([region, { snapshots, clusterSnapshots }]) =>
    [...snapshots.values(), ...clusterSnapshots.values()].map((one) => viewDatabaseCopy(one, region)),
  );
  return {
    buckets: [...account.buckets.values()].map((bucket) => viewBucket(bucket, account)),
    databases,
    databaseCopies: copies,
    encryptionKeys: [...account.keys.values()].map(({ id, region, state, deletionAt }) => {
      const alias = [...account.keyAliases.values()].find((one) => one.keyId === id)?.name;
      return {
        id,
        region,
        state: state === 'PendingDeletion' ? 'pending deletion' : state,
        ...(alias === undefined ? {} : { alias }),
        ...(deletionAt === undefined ? {} : { deletionAt }),
      };
    }),
  };
}

function viewDatabaseCopy(one: DatabaseSnapshot, region: string): AwsSnapshot['databaseCopies'][number] {
  return {
    id: one.id,
    region,
    of: one.of,
    state: one.status,
    encrypted: one.encrypted,
    sharedWith: [...one.sharedWith].map((who) => (who === 'all' ? 'everybody' : who)),
  };
}

function viewBucket(bucket: BucketRecord, account: AccountState): AwsSnapshot['buckets'][number] {
  const open = bucket.grants.some(isPublicGrant) || (bucket.policy !== undefined && isPublicPolicy(bucket.policy.text));
  const isPublic = open && bucket.publicAccessBlock?.RestrictPublicBuckets !== true;
  return {
    name: bucket.name,
    region: bucket.region,
    objects: account.storage.objectCount(bucket.name),
    versions: bucket.versioning ?? 'Off',
    hasPolicy: bucket.policy !== undefined,
    blocksPublic:
      bucket.publicAccessBlock !== undefined && Object.values(bucket.publicAccessBlock).every((on) => on === true),
    concerns: concernsOf(bucket, account.id, isPublic),
  };
}

/** What one would want to know of a bucket. */
function concernsOf(bucket: BucketRecord, account: string, isPublic: boolean): string[] {
  const key = bucket.encryption?.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID;
  const days = (bucket.lifecycle ?? []).flatMap((rule) =>
    rule.Status === 'Enabled' && rule.Expiration?.Days !== undefined ? [rule.Expiration.Days] : [],
  );
  return [
    ...(isPublic ? ['public'] : []),
    ...(bucket.versioning === 'Suspended' ? ['keeps no versions'] : []),
    ...(key !== undefined && !key.includes(`:${account}:`) ? ['encrypted with a foreign key'] : []),
    ...(days.length > 0 ? [`objects are deleted after ${Math.min(...days)} d`] : []),
  ];
}
