import type { AwsPermission } from '../../ports/aws.ts';
import type { Action } from '../action.ts';
import { textIn } from '../aws/material.ts';
import { sharedImages } from '../aws/shared-images.ts';
import { planShare, shareCalls, sharePattern, whomInWords } from '../aws/sharing.ts';
import { shareAgain } from '../reverse/share-again.ts';

const READ: readonly AwsPermission[] = ['ec2:DescribeImages', 'ec2:DescribeImageAttribute'];
const ACT: readonly AwsPermission[] = ['ec2:ModifyImageAttribute'];

/** Takes an image back from whom a record shared it with, and from nobody else. */
export const unshareImage: Action = {
  ...shareCalls(sharedImages, 'Remove'),
  id: 'unshare-image',
  title: { one: 'Unshare image', many: 'Unshare images' },
  risk: 'reversible',
  writes: 'resources',
  undo: 'exact',
  undoNote: 'The same account, organisation or everybody gets the launch permission back.',
  permissions: { read: READ, act: ACT },
  reverse: shareAgain(sharedImages, READ, ACT),
  appliesTo: ({ type, id }) => type === 'AWS::EC2::LaunchPermission' && sharePattern('ami').test(id),
  plan: (session, targets) => Promise.all(targets.map((target) => planShare(session, sharedImages, target, 'Remove'))),
  effects: (targets) =>
    targets.map(
      ({ material }) =>
        `${whomInWords(textIn(material, 'whom'))} may no longer launch or copy image ${textIn(material, 'object')}.`,
    ),
  limits: () => ['Copies that were made of it, and instances that were launched from it, stay with whoever has them.'],
};
