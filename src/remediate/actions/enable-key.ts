import type { AwsSession } from '../../ports/aws.ts';
import type { Action, StepContext, StepResult, Verification } from '../action.ts';
import { findKey, isKey, isPending, KEY_READS, planKey } from '../aws/keys.ts';

/** Lets a KMS key that was disabled be used again. */
export const enableKey: Action = {
  id: 'enable-key',
  title: { one: 'Enable key', many: 'Enable keys' },
  risk: 'reversible',
  writes: 'resources',
  undo: 'none',
  // An undo would need the right to disable any key: whoever got hold of the role could stop the account with it.
  undoNote:
    'The key is not disabled again: Trailbolt’s role has no right to disable keys. Whoever wants that disables it in KMS.',
  permissions: { read: KEY_READS, act: ['kms:EnableKey'] },

  appliesTo: isKey,
  // A deletion that was cancelled leaves the key disabled.
  after: ['DisableKey', 'ScheduleKeyDeletion'],

  plan: (session, targets) =>
    Promise.all(
      targets.map((target) =>
        planKey(session, target, (key) => {
          if (isPending(key)) return 'It is scheduled for deletion: cancel that first.';
          if (key.KeyState === 'Enabled') return 'It is enabled.';
          return key.KeyState === 'Disabled'
            ? undefined
            : 'It cannot be enabled: its key material or its key store is missing.';
        }),
      ),
    ),

  effects: (targets) =>
    targets.map(
      ({ id, name }) => `${name ?? id} encrypts and decrypts again, for whomever its policy and IAM allow it.`,
    ),

  limits: () => [
    'What failed while it was disabled is not tried again by itself; volumes that were detached for it are attached by hand.',
    'Whoever disabled it can disable it again: deactivate the access key as well.',
  ],

  steps: ({ arn }) => [{ id: 'enable', title: 'Enable the key', permissions: ['kms:EnableKey'], resources: [arn] }],

  /** Enabling what is enabled changes nothing. */
  async run(session: AwsSession, { target }: StepContext): Promise<StepResult> {
    const { requestId } = await session.call('kms:EnableKey', { KeyId: target.id });
    return { result: 'disabled → enabled', ...(requestId === undefined ? {} : { requestId }) };
  },

  async verify(session: AwsSession, { target }: StepContext): Promise<Verification> {
    const key = await findKey(session, target.id);
    if (key === undefined) return { state: 'gone', sentence: 'KMS no longer knows the key' };
    if (isPending(key)) return { state: 'failed', sentence: 'to be deleted by now' };
    return key.KeyState === 'Enabled'
      ? { state: 'done', sentence: 'enabled' }
      : { state: 'not-begun', sentence: 'still disabled' };
  },
};
