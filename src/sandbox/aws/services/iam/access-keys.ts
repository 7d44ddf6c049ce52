import {
  CreateAccessKey$,
  DeleteAccessKey$,
  GetAccessKeyLastUsed$,
  ListAccessKeys$,
  UpdateAccessKey$,
} from '@aws-sdk/client-iam';
import type {
  CreateAccessKeyRequest,
  CreateAccessKeyResponse,
  DeleteAccessKeyRequest,
  GetAccessKeyLastUsedRequest,
  GetAccessKeyLastUsedResponse,
  ListAccessKeysRequest,
  ListAccessKeysResponse,
  UpdateAccessKeyRequest,
} from '@aws-sdk/client-iam';
import { defineOperation } from '../../operation.ts';
import type { Call } from '../../operation.ts';
import { iamId, secretKey } from '../../state/ids.ts';
import type { AccessKey, User } from '../../state/principals.ts';
import { camelParameters, iamTime } from '../../trail/parameters.ts';
import { findUser, listPage, nameOrCaller, onUser } from './entities.ts';
import { limitExceeded, noSuch, validationError } from './refusals.ts';
import { touchedKey, touchedUser } from './touched.ts';

export const createAccessKey = defineOperation<CreateAccessKeyRequest, CreateAccessKeyResponse>({
  schema: CreateAccessKey$,
  readOnly: false,
  supports: ['UserName'],
  demands: (input, call) => onUser('iam:CreateAccessKey', nameOrCaller(input.UserName, call), call),

  run(input, call) {
    const user = findUser(call.account, nameOrCaller(input.UserName, call));
    // "Access keys assigned to an IAM user: 2" ("IAM and AWS STS quotas", IAM User Guide).
    if (user.keys.size >= 2) throw limitExceeded('Cannot exceed quota for AccessKeysPerUser: 2');
    const key: AccessKey = {
      id: iamId('AKIA'),
      secret: secretKey(),
      createdAt: Math.floor(call.now / 1000) * 1000,
      status: 'Active',
    };
    user.keys.set(key.id, key);
    call.account.changed();
    return {
      AccessKey: {
        UserName: user.name,
        AccessKeyId: key.id,
        Status: key.status,
        SecretAccessKey: key.secret,
        CreateDate: new Date(key.createdAt),
      },
    };
  },

  record: {
    // The secret is shown once, to the caller, and never recorded.
    response(output) {
      const { SecretAccessKey: _secret, ...key } = output.AccessKey ?? { SecretAccessKey: undefined };
      return camelParameters({ AccessKey: key }, iamTime);
    },
    touched: (input, output) => [...touchedKey(output?.AccessKey?.AccessKeyId), ...touchedUser(input.UserName)],
  },
});

export const updateAccessKey = defineOperation<UpdateAccessKeyRequest, object>({
  schema: UpdateAccessKey$,
  readOnly: false,
  supports: ['UserName', 'AccessKeyId', 'Status'],
  demands: (input, call) => onUser('iam:UpdateAccessKey', nameOrCaller(input.UserName, call), call),

  run(input, call) {
    const { key } = findKeyOf(input, call);
    const status = input.Status;
    if (status !== 'Active' && status !== 'Inactive') {
      throw validationError(
        `1 validation error detected: Value '${status ?? ''}' at 'status' failed to satisfy constraint: Member must satisfy enum value set: [Active, Inactive]`,
      );
    }
    key.status = status;
    call.account.changed();
    return {};
  },

  record: { touched: (input) => [...touchedKey(input.AccessKeyId), ...touchedUser(input.UserName)] },
});

export const deleteAccessKey = defineOperation<DeleteAccessKeyRequest, object>({
  schema: DeleteAccessKey$,
  readOnly: false,
  supports: ['UserName', 'AccessKeyId'],
  demands: (input, call) => onUser('iam:DeleteAccessKey', nameOrCaller(input.UserName, call), call),

  run(input, call) {
    const { user, key } = findKeyOf(input, call);
    user.keys.delete(key.id);
    call.account.changed();
    return {};
  },

  record: { touched: (input) => [...touchedKey(input.AccessKeyId), ...touchedUser(input.UserName)] },
});

export const listAccessKeys = defineOperation<ListAccessKeysRequest, ListAccessKeysResponse>({
  schema: ListAccessKeys$,
  readOnly: true,
  supports: ['UserName', 'Marker', 'MaxItems'],
  demands: (input, call) => onUser('iam:ListAccessKeys', nameOrCaller(input.UserName, call), call),

  run(input, call) {
    const user = findUser(call.account, nameOrCaller(input.UserName, call));
    const { items, ...rest } = listPage([...user.keys.values()], input);
    return {
      ...rest,
      AccessKeyMetadata: items.map((key) => ({
        UserName: user.name,
        AccessKeyId: key.id,
        Status: key.status,
        CreateDate: new Date(key.createdAt),
      })),
    };
  },
});

export const getAccessKeyLastUsed = defineOperation<GetAccessKeyLastUsedRequest, GetAccessKeyLastUsedResponse>({
  schema: GetAccessKeyLastUsed$,
  readOnly: true,
  supports: ['AccessKeyId'],
  demands: (input, call) =>
    onUser('iam:GetAccessKeyLastUsed', ownerOf(input.AccessKeyId ?? '', call)?.name ?? '*', call),

  run(input, call) {
    const id = input.AccessKeyId ?? '';
    const user = ownerOf(id, call);
    const key = user?.keys.get(id);
    if (user === undefined || key === undefined) throw noSuchKey(id);
    const { lastUsed } = key;
    return {
      UserName: user.name,
      // A key that was never used has no date and "N/A" for the rest (API_AccessKeyLastUsed).
      AccessKeyLastUsed:
        lastUsed === undefined
          ? { ServiceName: 'N/A', Region: 'N/A', LastUsedDate: undefined }
          : { LastUsedDate: new Date(lastUsed.at), ServiceName: lastUsed.service, Region: lastUsed.region },
    };
  },

  record: { touched: (input) => touchedKey(input.AccessKeyId) },
});

function ownerOf(keyId: string, call: Call): User | undefined {
  return [...call.account.users.values()].find((user) => user.keys.has(keyId));
}

function findKeyOf(
  input: { readonly UserName?: string | undefined; readonly AccessKeyId?: string | undefined },
  call: Call,
): { readonly user: User; readonly key: AccessKey } {
  const user = findUser(call.account, nameOrCaller(input.UserName, call));
  const id = input.AccessKeyId ?? '';
  const key = user.keys.get(id);
  if (key === undefined) throw noSuchKey(id);
  return { user, key };
}

function noSuchKey(id: string): ReturnType<typeof noSuch> {
  return noSuch(`The Access Key with id ${id} cannot be found.`);
}
