import { randomUUID } from 'node:crypto';
import type { CreateKeyResponse } from '@aws-sdk/client-kms';
import type { Calls } from '../in-process.ts';
import { mustParse } from '../iam/document.ts';
import { kms } from '../services/kms/service.ts';
import { lambda } from '../services/lambda/service.ts';
import type { AccountState } from '../state/account.ts';
import type { DemoAccount } from './demo-account.ts';

/** An archive without a file in it: functions run nothing here. */
const EMPTY_ZIP = Buffer.from('504b0506000000000000000000000000000000000000', 'hex');

/**
 * A key that orders are encrypted with, EBS's own, and a function that makes thumbnails of what is put into a bucket.
 * @param role ARN of the function's role.
 */
export async function addKeysAndFunctions(
  account: AccountState,
  asAdmin: Calls,
  region: string,
  role: string,
): Promise<Pick<DemoAccount, 'keys' | 'functions'>> {
  const { KeyMetadata: made } = await asAdmin<CreateKeyResponse>(kms, 'CreateKey', { Description: 'Orders' });
  const orders = made?.KeyId ?? '';
  await asAdmin(kms, 'CreateAlias', { AliasName: 'alias/orders', TargetKeyId: orders });
  const thumbnails = 'thumbnails';
  await asAdmin(lambda, 'CreateFunction', {
    FunctionName: thumbnails,
    Role: role,
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Code: { ZipFile: EMPTY_ZIP },
  });
  await asAdmin(lambda, 'AddPermission', {
    FunctionName: thumbnails,
    StatementId: 'uploads',
    Action: 'lambda:InvokeFunction',
    Principal: 's3.amazonaws.com',
    SourceArn: 'arn:aws:s3:::uploads',
    SourceAccount: account.id,
  });
  return { keys: { orders, ebs: addAwsKey(account, region, 'ebs') }, functions: { thumbnails } };
}

/** A key that an AWS service makes for itself when it first needs one; no call of anybody makes it. Gives its id. */
function addAwsKey(account: AccountState, region: string, service: string): string {
  const id = randomUUID();
  const arn = `arn:aws:kms:${region}:${account.id}:key/${id}`;
  const name = `alias/aws/${service}`;
  const createdAt = account.schedule.now();
  // It lets the account look at it, and nobody in the account change it ("AWS KMS keys", AWS KMS Developer Guide).
  const text = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${account.id}:root` },
        Action: ['kms:Describe*', 'kms:Get*', 'kms:List*'],
        Resource: '*',
      },
    ],
  });
  account.keys.set(arn, {
    id,
    arn,
    region,
    createdAt,
    description: `Default key that protects my ${service.toUpperCase()} volumes when no other key is defined`,
    manager: 'AWS',
    policy: { text, document: mustParse(text, 'resource') },
    tags: new Map(),
    state: 'Enabled',
  });
  const aliasArn = `arn:aws:kms:${region}:${account.id}:${name}`;
  account.keyAliases.set(aliasArn, { name, arn: aliasArn, region, keyId: id, createdAt });
  return id;
}
