import type { DoneTarget, Procedure } from '../action.ts';
import { planShare, shareCalls, whomInWords, type Sharing } from '../aws/sharing.ts';
import { textIn } from '../aws/material.ts';
import type { AwsPermission } from '../../ports/aws.ts';

/** Gives a permission back that was taken away. */
export function shareAgain(
  sharing: Sharing,
  read: readonly AwsPermission[],
  act: readonly AwsPermission[],
): Procedure<DoneTarget> {
  return {
    ...shareCalls(sharing, 'Add'),
    title: { one: `Share ${sharing.noun} again`, many: `Share ${sharing.noun}s again` },
    // Whoever gets it can copy it, and no undo takes a copy back.
    risk: 'disruptive',
    permissions: { read, act },
    plan: (session, done) => Promise.all(done.map(({ target }) => planShare(session, sharing, target, 'Add'))),
    effects: (targets) =>
      targets.map(
        ({ material }) =>
          `${whomInWords(textIn(material, 'whom'))} may use ${sharing.noun} ${textIn(material, 'object')} again.`,
      ),
    limits: () => ['Whoever it is shared with can copy it.'],
  };
}
