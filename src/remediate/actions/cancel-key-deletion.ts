import type { AwsSession } from '../../ports/aws.ts';
import type { Action, StepContext, StepResult, Verification } from '../action.ts';
import { findKey, isKey, isPending, KEY_READS, planKey } from '../aws/keys.ts';

/** Keeps a KMS key whose deletion is scheduled. AWS leaves it disabled. */
export const cancelKeyDeletion: Action = {
  id: 'cancel-key-deletion',
  title: { one: 'Cancel key deletion', many: 'Cancel deletion of keys' },
  risk: 'reversible',
  writes: 'resources',
  undo: 'none',
  undoNote:
    'The deletion is not scheduled again: that would be the damage itself. Whoever wants it schedules it in KMS.',
  permissions: { read: KEY_READS, act: ['kms:CancelKeyDeletion'] },

  appliesTo: isKey,
  after: ['ScheduleKeyDeletion'],

  plan: (session, targets) =>
    Promise.all(
      targets.map((target) =>
        planKey(session, target, (key) => (isPending(key) ? undefined : 'It is not scheduled for deletion.')),
      ),
    ),

  effects: (targets) =>
    targets.map(({ id, name }) => `${name ?? id} is not deleted. AWS leaves it disabled: nothing can use it yet.`),

  limits: () => [
    'What is encrypted with the key can be read again only once it is enabled: that is an action of its own (Enable key).',
    'Whoever scheduled the deletion can schedule it again: deactivate the access key as well.',
  ],

  steps: ({ arn }) => [
    { id: 'cancel', title: 'Cancel the deletion', permissions: ['kms:CancelKeyDeletion'], resources: [arn] },
  ],

  async run(session: AwsSession, { target }: StepContext): Promise<StepResult> {
    const { requestId } = await session.call('kms:CancelKeyDeletion', { KeyId: target.id });
    return { result: 'to be deleted → kept, disabled', ...(requestId === undefined ? {} : { requestId }) };
  },

  async verify(session: AwsSession, { target }: StepContext): Promise<Verification> {
    const key = await findKey(session, target.id);
    if (key === undefined) return { state: 'gone', sentence: 'KMS no longer knows the key' };
    if (isPending(key)) return { state: 'not-begun', sentence: 'still to be deleted' };
    return { state: 'done', sentence: key.KeyState === 'Enabled' ? 'kept, and enabled' : 'kept, and disabled' };
  },
};
