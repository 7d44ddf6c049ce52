import { randomBytes } from 'node:crypto';
import { DisabledException$, GenerateDataKeyWithoutPlaintext$ } from '@aws-sdk/client-kms';
import type {
  GenerateDataKeyWithoutPlaintextRequest,
  GenerateDataKeyWithoutPlaintextResponse,
} from '@aws-sdk/client-kms';
import { defineOperation } from '../../operation.ts';
import { findKey, keyRecord, onKey, refusePending } from './find-key.ts';
import { kmsError } from './refusals.ts';

/** What a disk or a bucket asks of its key: the shortest way to see whether a key can be used. */
export const generateDataKeyWithoutPlaintext = defineOperation<
  GenerateDataKeyWithoutPlaintextRequest,
  GenerateDataKeyWithoutPlaintextResponse
>({
  schema: GenerateDataKeyWithoutPlaintext$,
  readOnly: true,
  supports: ['KeyId', 'KeySpec', 'EncryptionContext'],
  demands: (input, call) => onKey('kms:GenerateDataKeyWithoutPlaintext', input.KeyId, call),

  run(input, call) {
    const key = findKey(call, input.KeyId, 'with-alias');
    refusePending(key);
    if (key.state === 'Disabled') throw kmsError(DisabledException$, `${key.arn} is disabled.`);
    return { KeyId: key.arn, CiphertextBlob: randomBytes(184) };
  },

  record: keyRecord,
});
