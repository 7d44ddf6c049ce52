import { DeletePublicAccessBlock$, GetPublicAccessBlock$, PutPublicAccessBlock$ } from '@aws-sdk/client-s3-control';
import type {
  DeletePublicAccessBlockRequest,
  GetPublicAccessBlockOutput,
  GetPublicAccessBlockRequest,
  PutPublicAccessBlockRequest,
} from '@aws-sdk/client-s3-control';
import { defineOperation, listOperations } from '../../operation.ts';
import type { Call, Demand, Service } from '../../operation.ts';
import { AwsRefusal } from '../../refusal.ts';
import { restXml } from '../../wire/rest-xml.ts';
import { s3 } from './service.ts';

const getAccountBlock = defineOperation<GetPublicAccessBlockRequest, GetPublicAccessBlockOutput>({
  schema: GetPublicAccessBlock$,
  readOnly: true,
  supports: ['AccountId'],
  demands: (input, call) => onAccount('s3:GetAccountPublicAccessBlock', input.AccountId, call),

  run(_input, { account }) {
    if (account.publicAccessBlock !== undefined) {
      return { PublicAccessBlockConfiguration: account.publicAccessBlock };
    }
    throw new AwsRefusal(
      'NoSuchPublicAccessBlockConfiguration',
      'The public access block configuration was not found',
      {
        status: 404,
      },
    );
  },

  record: { eventName: 'GetAccountPublicAccessBlock' },
});

const putAccountBlock = defineOperation<PutPublicAccessBlockRequest, object>({
  schema: PutPublicAccessBlock$,
  readOnly: false,
  supports: ['AccountId', 'PublicAccessBlockConfiguration'],
  demands: (input, call) => onAccount('s3:PutAccountPublicAccessBlock', input.AccountId, call),

  run(input, { account }) {
    const asked = input.PublicAccessBlockConfiguration;
    account.publicAccessBlock = {
      BlockPublicAcls: asked?.BlockPublicAcls ?? false,
      IgnorePublicAcls: asked?.IgnorePublicAcls ?? false,
      BlockPublicPolicy: asked?.BlockPublicPolicy ?? false,
      RestrictPublicBuckets: asked?.RestrictPublicBuckets ?? false,
    };
    account.changed();
    return {};
  },

  record: { eventName: 'PutAccountPublicAccessBlock' },
});

const deleteAccountBlock = defineOperation<DeletePublicAccessBlockRequest, object>({
  schema: DeletePublicAccessBlock$,
  readOnly: false,
  supports: ['AccountId'],
  demands: (input, call) => onAccount('s3:PutAccountPublicAccessBlock', input.AccountId, call),

  run(_input, { account }) {
    account.publicAccessBlock = undefined;
    account.changed();
    return {};
  },

  record: { eventName: 'DeleteAccountPublicAccessBlock' },
});

/** What S3 knows of the whole account: an API of its own (AWS S3 Control) under S3's name, rights and records. */
export const s3Control: Service = {
  ...s3,
  protocol: restXml([getAccountBlock, putAccountBlock, deleteAccountBlock].map(({ model }) => model)),
  operations: listOperations([getAccountBlock, putAccountBlock, deleteAccountBlock]),
  recordRequest(operation, input, call) {
    const { Host: _host, ...fields } = s3.recordRequest(operation, input, call) ?? {};
    return { ...fields, Host: `${call.account.id}.s3-control.${call.region}.amazonaws.com` };
  },
};

/** "Actions, resources, and condition keys for Amazon S3": these actions know no resources. */
function onAccount(action: string, accountId: string | undefined, call: Call): readonly Demand[] {
  if (accountId !== call.account.id) throw new AwsRefusal('AccessDenied', 'Access Denied', { status: 403 });
  return [{ action, resource: '*' }];
}
