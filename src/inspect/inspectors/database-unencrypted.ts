import type { Inspector } from '../inspector.ts';
import { MAKES_DATABASE, readDatabases } from '../reads/databases.ts';

/** A new database whose snapshots anybody can restore who gets one. */
export const databaseUnencrypted: Inspector = {
  rule: {
    id: 'database-unencrypted',
    title: 'A new database is not encrypted',
    level: 'low',
    description:
      'A snapshot of an unencrypted database can be made public, and restored by anybody without a key. Encryption cannot be turned on later.',
    whatToDo: 'Before it fills: make it anew, encrypted. Later: copy a snapshot of it with a key, and restore that.',
    falsePositives: ['Databases for trials, with nothing in them.'],
    attack: ['T1530'],
  },
  after: MAKES_DATABASE,
  permissions: { read: ['rds:DescribeDBInstances'] },

  async look(session, record) {
    const findings = (await readDatabases(session, record))
      .filter(({ database }) => database.StorageEncrypted === false)
      .map(({ target, database }) => ({
        target,
        seen: `Its storage of ${database.AllocatedStorage ?? '?'} GiB (${database.Engine ?? 'unknown engine'}) is not encrypted.`,
      }));
    return { findings, settling: false };
  },
};
