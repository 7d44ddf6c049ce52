import type { AwsPermission } from '../../ports/aws.ts';
import type { Action } from '../action.ts';
import { textIn } from '../aws/material.ts';
import { sharedDatabaseSnapshots } from '../aws/shared-database-snapshots.ts';
import { planShare, shareCalls, whomInWords } from '../aws/sharing.ts';
import { shareAgain } from '../reverse/share-again.ts';

const READ: readonly AwsPermission[] = [
  'rds:DescribeDBSnapshots',
  'rds:DescribeDBSnapshotAttributes',
  'rds:DescribeDBClusterSnapshots',
  'rds:DescribeDBClusterSnapshotAttributes',
];
const ACT: readonly AwsPermission[] = ['rds:ModifyDBSnapshotAttribute', 'rds:ModifyDBClusterSnapshotAttribute'];

/** Ends of ARNs, and whom a record shared the snapshot with. */
const IDS: Readonly<Record<string, RegExp>> = {
  'AWS::RDS::DBSnapshotAttribute': /^snapshot:[a-z][a-z0-9-]{0,254}\/(\d{12}|all)$/i,
  'AWS::RDS::DBClusterSnapshotAttribute': /^cluster-snapshot:[a-z][a-z0-9-]{0,254}\/(\d{12}|all)$/i,
};

/** Takes a snapshot of a database or a cluster back from whom a record shared it with, and from nobody else. */
export const unshareRdsSnapshot: Action = {
  ...shareCalls(sharedDatabaseSnapshots, 'Remove'),
  id: 'unshare-rds-snapshot',
  title: { one: 'Unshare database snapshot', many: 'Unshare database snapshots' },
  risk: 'reversible',
  writes: 'resources',
  undo: 'exact',
  undoNote: 'The same account or everybody gets the permission back.',
  permissions: { read: READ, act: ACT },
  reverse: shareAgain(sharedDatabaseSnapshots, READ, ACT),
  appliesTo: ({ type, id }) => IDS[type]?.test(id) === true,
  plan: (session, targets) =>
    Promise.all(targets.map((target) => planShare(session, sharedDatabaseSnapshots, target, 'Remove'))),
  effects: (targets) =>
    targets.map(
      ({ name, material }) =>
        `${whomInWords(textIn(material, 'whom'))} may no longer copy database snapshot ${name ?? textIn(material, 'object')} or restore it.`,
    ),
  limits: () => [
    'Copies and databases that were made of it stay with whoever has them: treat what is in it, passwords too, as known.',
  ],
};
