import { randomUUID } from 'node:crypto';
import { CreateKey$, DescribeKey$, ListKeys$ } from '@aws-sdk/client-kms';
import type {
  CreateKeyRequest,
  CreateKeyResponse,
  DescribeKeyRequest,
  DescribeKeyResponse,
  KeyMetadata,
  ListKeysRequest,
  ListKeysResponse,
} from '@aws-sdk/client-kms';
import { defineOperation } from '../../operation.ts';
import type { KeyRecord } from '../../state/keys.ts';
import { findKey, keyArn, keyRecord, onKey, resource } from './find-key.ts';
import { defaultPolicy, readKeyPolicy } from './policies.ts';
import { checkTagKeys, validationError } from './refusals.ts';

export const createKey = defineOperation<CreateKeyRequest, CreateKeyResponse>({
  schema: CreateKey$,
  readOnly: false,
  supports: ['Policy', 'Description', 'Tags'],
  demands: (input) =>
    ['kms:CreateKey', ...(input.Tags === undefined ? [] : ['kms:TagResource'])].map((action) => ({
      action,
      resource: '*',
    })),

  run(input, call) {
    const { account, region, now } = call;
    const { Description: description = '', Tags: tags = [] } = input;
    if (description.length > 8192) {
      throw validationError('description', description, 'Member must have length less than or equal to 8192');
    }
    checkTagKeys(tags.map(({ TagKey = '' }) => TagKey));
    const id = randomUUID();
    const key: KeyRecord = {
      id,
      arn: keyArn(call, id),
      region,
      createdAt: now,
      description,
      manager: 'CUSTOMER',
      policy: readKeyPolicy(call, input.Policy ?? defaultPolicy(account.id)),
      tags: new Map(tags.map(({ TagKey = '', TagValue = '' }) => [TagKey, TagValue])),
      state: 'Enabled',
    };
    account.keys.set(key.arn, key);
    account.changed();
    return { KeyMetadata: describe(key, account.id) };
  },

  record: {
    touched: (_input, output) =>
      output?.KeyMetadata?.Arn === undefined ? [] : [{ type: 'AWS::KMS::Key', name: output.KeyMetadata.Arn }],
    resources: (_input, call, output) =>
      output?.KeyMetadata?.Arn === undefined ? [] : [resource(call, output.KeyMetadata.Arn)],
  },
});

export const describeKey = defineOperation<DescribeKeyRequest, DescribeKeyResponse>({
  schema: DescribeKey$,
  readOnly: true,
  supports: ['KeyId'],
  demands: (input, call) => onKey('kms:DescribeKey', input.KeyId, call),
  run: (input, call) => ({ KeyMetadata: describe(findKey(call, input.KeyId, 'with-alias'), call.account.id) }),
  record: keyRecord,
});

export const listKeys = defineOperation<ListKeysRequest, ListKeysResponse>({
  schema: ListKeys$,
  readOnly: true,
  supports: [],
  demands: () => [{ action: 'kms:ListKeys', resource: '*' }],
  run: (_input, { account, region }) => ({
    Keys: [...account.keys.values()]
      .filter((key) => key.region === region)
      .map(({ id, arn }) => ({ KeyId: id, KeyArn: arn })),
    Truncated: false,
  }),
});

function describe(key: KeyRecord, account: string): KeyMetadata {
  return {
    AWSAccountId: account,
    KeyId: key.id,
    Arn: key.arn,
    CreationDate: new Date(key.createdAt),
    Enabled: key.state === 'Enabled',
    Description: key.description,
    KeyUsage: 'ENCRYPT_DECRYPT',
    KeyState: key.state,
    Origin: 'AWS_KMS',
    KeyManager: key.manager,
    CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
    KeySpec: 'SYMMETRIC_DEFAULT',
    EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
    MultiRegion: false,
    DeletionDate: key.deletionAt === undefined ? undefined : new Date(key.deletionAt),
  };
}
