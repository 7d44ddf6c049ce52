import { CancelKeyDeletion$, DisableKey$, EnableKey$, ScheduleKeyDeletion$ } from '@aws-sdk/client-kms';
import type {
  CancelKeyDeletionRequest,
  CancelKeyDeletionResponse,
  DisableKeyRequest,
  EnableKeyRequest,
  ScheduleKeyDeletionRequest,
  ScheduleKeyDeletionResponse,
} from '@aws-sdk/client-kms';
import type { JsonObject } from '../../../../model/json.ts';
import { defineOperation } from '../../operation.ts';
import type { Call, OperationDefinition } from '../../operation.ts';
import type { KeyRecord } from '../../state/keys.ts';
import { findKey, keyRecord, onKey, refusePending } from './find-key.ts';
import { invalidState, validationError } from './refusals.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Records since December 2022 name the key also where the answer is empty ("DisableKey", AWS KMS Developer Guide). */
const silent = {
  ...keyRecord,
  response: (_output: unknown, call: Call, input: { readonly KeyId?: string | undefined }): JsonObject => ({
    keyId: findKey(call, input.KeyId).arn,
  }),
};

export const disableKey = defineOperation<DisableKeyRequest, object>(switchTo('DisableKey', 'Disabled'));

export const enableKey = defineOperation<EnableKeyRequest, object>(switchTo('EnableKey', 'Enabled'));

/** Doing so again changes nothing and succeeds ("Key states of AWS KMS keys"). */
function switchTo(
  name: 'DisableKey' | 'EnableKey',
  state: 'Disabled' | 'Enabled',
): OperationDefinition<EnableKeyRequest, object> {
  return {
    schema: name === 'DisableKey' ? DisableKey$ : EnableKey$,
    readOnly: false,
    supports: ['KeyId'],
    demands: (input, call) => onKey(`kms:${name}`, input.KeyId, call),

    run(input, call) {
      const key = findKey(call, input.KeyId);
      refusePending(key);
      key.state = state;
      call.account.changed();
      return {};
    },

    record: silent,
  };
}

export const scheduleKeyDeletion = defineOperation<ScheduleKeyDeletionRequest, ScheduleKeyDeletionResponse>({
  schema: ScheduleKeyDeletion$,
  readOnly: false,
  supports: ['KeyId', 'PendingWindowInDays'],
  demands: (input, call) => onKey('kms:ScheduleKeyDeletion', input.KeyId, call),

  run(input, call) {
    const key = findKey(call, input.KeyId);
    // "between 7 and 30, inclusive… defaults to 30" (API_ScheduleKeyDeletion).
    const days = input.PendingWindowInDays ?? 30;
    if (days < 7 || days > 30) {
      const bound = days < 7 ? 'greater than or equal to 7' : 'less than or equal to 30';
      throw validationError('pendingWindowInDays', String(days), `Member must have value ${bound}`);
    }
    refusePending(key);
    const deletionAt = Math.floor(call.now / 1000) * 1000 + days * DAY_MS;
    key.state = 'PendingDeletion';
    key.deletionAt = deletionAt;
    call.account.schedule.after(deletionAt - call.now, () => {
      remove(call, key, deletionAt);
    });
    call.account.changed();
    return {
      KeyId: key.arn,
      DeletionDate: new Date(deletionAt),
      KeyState: 'PendingDeletion',
      PendingWindowInDays: days,
    };
  },

  record: keyRecord,
});

/** The waiting period is over, and nobody has ended it before. */
function remove({ account }: Call, key: KeyRecord, deletionAt: number): void {
  if (key.deletionAt !== deletionAt) return;
  account.keys.delete(key.arn);
  for (const alias of account.keyAliases.values()) if (alias.keyId === key.id) account.keyAliases.delete(alias.arn);
  account.changed();
}

export const cancelKeyDeletion = defineOperation<CancelKeyDeletionRequest, CancelKeyDeletionResponse>({
  schema: CancelKeyDeletion$,
  readOnly: false,
  supports: ['KeyId'],
  demands: (input, call) => onKey('kms:CancelKeyDeletion', input.KeyId, call),

  run(input, call) {
    const key = findKey(call, input.KeyId);
    if (key.state !== 'PendingDeletion') throw invalidState(`${key.arn} is not pending deletion.`);
    // "When this operation succeeds, the key state of the KMS key is Disabled" (API_CancelKeyDeletion).
    key.state = 'Disabled';
    delete key.deletionAt;
    call.account.changed();
    return { KeyId: key.arn };
  },

  record: keyRecord,
});
