import { AlreadyExistsException$, CreateAlias$, InvalidAliasNameException$, ListAliases$ } from '@aws-sdk/client-kms';
import type { CreateAliasRequest, ListAliasesRequest, ListAliasesResponse } from '@aws-sdk/client-kms';
import { defineOperation } from '../../operation.ts';
import { aliasArn, findAlias, findKey, keyRecord, onKey, refusePending } from './find-key.ts';
import { kmsError } from './refusals.ts';

export const createAlias = defineOperation<CreateAliasRequest, object>({
  schema: CreateAlias$,
  readOnly: false,
  supports: ['AliasName', 'TargetKeyId'],
  // On the alias by the caller's policies, and on the key ("Controlling access to aliases", AWS KMS Developer Guide).
  demands: (input, call) => [
    { action: 'kms:CreateAlias', resource: aliasArn(call, input.AliasName ?? '') },
    ...onKey('kms:CreateAlias', input.TargetKeyId, call),
  ],

  run(input, call) {
    const { account, region, now } = call;
    const name = input.AliasName ?? '';
    // "It must begin with alias/… cannot begin with alias/aws/" (API_CreateAlias).
    if (!/^alias\/[\w/-]{1,250}$/.test(name) || name.startsWith('alias/aws/')) {
      throw kmsError(
        InvalidAliasNameException$,
        'Alias must start with the prefix "alias/" and not with "alias/aws/".',
      );
    }
    const key = findKey(call, input.TargetKeyId);
    refusePending(key);
    const arn = aliasArn(call, name);
    if (findAlias(call, name) !== undefined) {
      throw kmsError(AlreadyExistsException$, `An alias with the name ${arn} already exists`);
    }
    account.keyAliases.set(arn, { name, arn, region, keyId: key.id, createdAt: now });
    account.changed();
    return {};
  },

  record: {
    touched: (input, output, call) => keyRecord.touched({ KeyId: input.TargetKeyId }, output, call),
    resources: (input, call) => keyRecord.resources({ KeyId: input.TargetKeyId }, call),
  },
});

export const listAliases = defineOperation<ListAliasesRequest, ListAliasesResponse>({
  schema: ListAliases$,
  readOnly: true,
  supports: ['KeyId'],
  demands: () => [{ action: 'kms:ListAliases', resource: '*' }],

  run(input, call) {
    const key = input.KeyId === undefined ? undefined : findKey(call, input.KeyId);
    const aliases = [...call.account.keyAliases.values()].filter(
      ({ region, keyId }) => region === call.region && (key === undefined || keyId === key.id),
    );
    return {
      Aliases: aliases.map(({ name, arn, keyId, createdAt }) => ({
        AliasName: name,
        AliasArn: arn,
        TargetKeyId: keyId,
        CreationDate: new Date(createdAt),
        LastUpdatedDate: new Date(createdAt),
      })),
      Truncated: false,
    };
  },
});
