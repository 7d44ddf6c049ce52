import type { Tag } from '@aws-sdk/client-rds';
import type { Call } from '../../operation.ts';
import type { ClusterRecord, DatabaseRecord, DatabaseSnapshot } from '../../state/rds.ts';
import { databasesOf, rdsArn } from './region.ts';
import { readTags } from './tags.ts';

/** A manual snapshot of an instance or a cluster, which takes its time to be complete. */
export function takeSnapshot(
  call: Call,
  kind: 'snapshot' | 'cluster-snapshot',
  id: string,
  of: DatabaseRecord | ClusterRecord,
  tags: readonly Tag[] | undefined,
): DatabaseSnapshot {
  const { account, now } = call;
  const { id: source, engine, username, encrypted, kmsKeyId } = of;
  const snapshot: DatabaseSnapshot = {
    id,
    arn: rdsArn(call, kind, id),
    of: source,
    engine,
    engineVersion: 'engineVersion' in of ? of.engineVersion : '',
    username,
    storage: 'storage' in of ? of.storage : 1,
    port: 'port' in of ? of.port : 0,
    encrypted,
    kmsKeyId,
    createdAt: now,
    tags: readTags(tags),
    status: 'creating',
    sharedWith: new Set(),
  };
  const { snapshots, clusterSnapshots } = databasesOf(call);
  (kind === 'snapshot' ? snapshots : clusterSnapshots).set(id, snapshot);
  account.schedule.after(account.settings.transitionMs, () => {
    snapshot.status = 'available';
    account.changed();
  });
  account.changed();
  return snapshot;
}
