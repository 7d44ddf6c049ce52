import type { AwsPermission } from '../../ports/aws.ts';
import type { Action } from '../action.ts';
import { textIn } from '../aws/material.ts';
import { sharedSnapshots } from '../aws/shared-snapshots.ts';
import { planShare, shareCalls, sharePattern, whomInWords } from '../aws/sharing.ts';
import { shareAgain } from '../reverse/share-again.ts';

const READ: readonly AwsPermission[] = ['ec2:DescribeSnapshots', 'ec2:DescribeSnapshotAttribute'];
const ACT: readonly AwsPermission[] = ['ec2:ModifySnapshotAttribute'];

/** Takes a snapshot of a volume back from whom a record shared it with, and from nobody else. */
export const unshareSnapshot: Action = {
  ...shareCalls(sharedSnapshots, 'Remove'),
  id: 'unshare-snapshot',
  title: { one: 'Unshare snapshot', many: 'Unshare snapshots' },
  risk: 'reversible',
  writes: 'resources',
  undo: 'exact',
  undoNote: 'The same account or everybody gets the permission back.',
  permissions: { read: READ, act: ACT },
  reverse: shareAgain(sharedSnapshots, READ, ACT),
  appliesTo: ({ type, id }) => type === 'AWS::EC2::CreateVolumePermission' && sharePattern('snap').test(id),
  plan: (session, targets) =>
    Promise.all(targets.map((target) => planShare(session, sharedSnapshots, target, 'Remove'))),
  effects: (targets) =>
    targets.map(
      ({ material }) =>
        `${whomInWords(textIn(material, 'whom'))} may no longer copy snapshot ${textIn(material, 'object')} or make volumes of it.`,
    ),
  limits: () => ['Copies and volumes that were made of it stay with whoever has them: treat what is on it as known.'],
};
