import { GetKeyPolicy$, MalformedPolicyDocumentException$, PutKeyPolicy$ } from '@aws-sdk/client-kms';
import type { GetKeyPolicyRequest, GetKeyPolicyResponse, PutKeyPolicyRequest } from '@aws-sdk/client-kms';
import { letsIn } from '../../iam/authorize.ts';
import { parsePolicy } from '../../iam/document.ts';
import { defineOperation } from '../../operation.ts';
import type { Call } from '../../operation.ts';
import type { StoredPolicy } from '../../state/principals.ts';
import { findKey, keyRecord, onKey } from './find-key.ts';
import { keyNotFound, kmsError } from './refusals.ts';

/** What a key gets where nobody gives it a policy ("Default key policy", AWS KMS Developer Guide). */
export function defaultPolicy(account: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Id: 'key-default-1',
    Statement: [
      {
        Sid: 'Enable IAM User Permissions',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${account}:root` },
        Action: 'kms:*',
        Resource: '*',
      },
    ],
  });
}

/**
 * @throws AwsRefusal `MalformedPolicyDocumentException`, also where the caller could not change it again ("policy lockout
 * safety check", API_PutKeyPolicy).
 */
export function readKeyPolicy(call: Call, text: string): StoredPolicy {
  const document = parsePolicy(text, 'resource');
  if ('malformed' in document) throw kmsError(MalformedPolicyDocumentException$, document.malformed);
  if (!letsIn(call, { action: 'kms:PutKeyPolicy', resource: '*', policy: document })) {
    throw kmsError(
      MalformedPolicyDocumentException$,
      'The new key policy will not allow you to update the key policy in the future.',
    );
  }
  return { text, document };
}

export const getKeyPolicy = defineOperation<GetKeyPolicyRequest, GetKeyPolicyResponse>({
  schema: GetKeyPolicy$,
  readOnly: true,
  supports: ['KeyId', 'PolicyName'],
  demands: (input, call) => onKey('kms:GetKeyPolicy', input.KeyId, call),

  run(input, call) {
    checkName(input.PolicyName);
    return { Policy: findKey(call, input.KeyId).policy.text, PolicyName: 'default' };
  },

  record: keyRecord,
});

export const putKeyPolicy = defineOperation<PutKeyPolicyRequest, object>({
  schema: PutKeyPolicy$,
  readOnly: false,
  supports: ['KeyId', 'PolicyName', 'Policy'],
  demands: (input, call) => onKey('kms:PutKeyPolicy', input.KeyId, call),

  run(input, call) {
    checkName(input.PolicyName);
    findKey(call, input.KeyId).policy = readKeyPolicy(call, input.Policy ?? '');
    call.account.changed();
    return {};
  },

  record: keyRecord,
});

/** "The only valid value is default" (API_PutKeyPolicy). */
function checkName(name: string | undefined): void {
  if ((name ?? 'default') !== 'default') throw keyNotFound(`No such policy exists`);
}
