import {
  CreateBucketCommand,
  DeleteBucketLifecycleCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketVersioningCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketVersioningCommand,
} from '@aws-sdk/client-s3';
import type { LifecycleRule, ServerSideEncryptionRule } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createSandboxAws } from '../../../src/sandbox/aws/account.ts';
import type { SandboxAws } from '../../../src/sandbox/aws/account.ts';
import { clients, newestRecord, refusal } from './support.ts';
import type { Clients } from './support.ts';

let aws: SandboxAws;
let admin: Clients;
let s3: Clients['s3'];
let made = 0;
let Bucket: string;

beforeAll(async () => {
  aws = await createSandboxAws({ lookupLagMs: 0, lookupsPerSecond: 1000 });
  admin = clients(aws, aws.demo.credentials.admin);
  s3 = admin.s3;
});
beforeEach(async () => {
  Bucket = `settings-${++made}`;
  await s3.send(new CreateBucketCommand({ Bucket }));
});
afterAll(() => aws.close());

const setVersioning = (VersioningConfiguration: object) =>
  s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
const versioning = async () => (await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status;
const setRules = (...Rules: LifecycleRule[]) =>
  s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }));
const rules = async () => (await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).Rules;
const setEncryption = (...Rules: ServerSideEncryptionRule[]) =>
  s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }));
const encryption = async () =>
  (await s3.send(new GetBucketEncryptionCommand({ Bucket }))).ServerSideEncryptionConfiguration?.Rules;
const by = (SSEAlgorithm: 'AES256' | 'aws:kms', KMSMasterKeyID?: string): ServerSideEncryptionRule => ({
  ApplyServerSideEncryptionByDefault: { SSEAlgorithm, ...(KMSMasterKeyID === undefined ? {} : { KMSMasterKeyID }) },
});

describe('versioning', () => {
  test('has no status until it is set, and can only be suspended then', async () => {
    expect(await versioning()).toBeUndefined();
    await setVersioning({ Status: 'Enabled' });
    expect(await versioning()).toBe('Enabled');
    await setVersioning({ Status: 'Suspended' });
    expect(await versioning()).toBe('Suspended');
  });

  test('is recorded as S3 does', async () => {
    await setVersioning({ Status: 'Suspended' });

    expect(await newestRecord(admin, 'PutBucketVersioning')).toMatchObject({
      eventSource: 's3.amazonaws.com',
      requestParameters: { bucketName: Bucket, versioning: '', VersioningConfiguration: { Status: 'Suspended' } },
      responseElements: null,
      readOnly: false,
    });
  });

  test.each([
    [{}, 'IllegalVersioningConfigurationException'],
    [{ Status: 'Off' }, 'IllegalVersioningConfigurationException'],
    [{ Status: 'Enabled', MFADelete: 'Enabled' }, 'NotImplemented'],
  ])('%j is refused with %s', async (configuration, code) => {
    expect((await refusal(setVersioning(configuration))).code).toBe(code);
    expect(await versioning()).toBeUndefined();
  });
});

describe('lifecycle', () => {
  const rule: LifecycleRule = { ID: 'a', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 1 } };

  test('is replaced as a whole, and deleted', async () => {
    await setRules(rule);
    await setRules({ ...rule, ID: 'b' }, { ...rule, ID: 'c', Expiration: { Days: 30 } });

    expect((await rules())?.map(({ ID, Expiration }) => [ID, Expiration?.Days])).toEqual([
      ['b', 1],
      ['c', 30],
    ]);
    await s3.send(new DeleteBucketLifecycleCommand({ Bucket }));
    expect(await refusal(rules())).toMatchObject({ code: 'NoSuchLifecycleConfiguration', status: 404 });
  });

  test('is recorded under the older name of the call', async () => {
    await setRules(rule);

    expect(await newestRecord(admin, 'PutBucketLifecycle')).toMatchObject({
      requestParameters: {
        bucketName: Bucket,
        lifecycle: '',
        LifecycleConfiguration: { Rule: [{ ID: 'a', Status: 'Enabled', Expiration: { Days: 1 } }] },
      },
    });
  });

  test.each<[string, readonly LifecycleRule[]]>([
    ['MalformedXML', []],
    ['MalformedXML', [{ Status: 'Enabled', Expiration: { Days: 1 } }]],
    ['MalformedXML', [{ ...rule, Status: undefined }]],
    ['InvalidArgument', [rule, rule]],
    ['InvalidArgument', [{ ...rule, Expiration: { Days: 0 } }]],
    ['InvalidArgument', [{ ...rule, ID: 'x'.repeat(256) }]],
    ['InvalidRequest', [{ Status: 'Enabled', Filter: { Prefix: '' } }]],
  ])('%s: %j', async (code, given) => {
    expect((await refusal(setRules(...given))).code).toBe(code);
  });
});

describe('default encryption', () => {
  const KEY = 'arn:aws:kms:us-east-1:999900001111:key/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0';

  test('is by S3’s own keys unless said otherwise', async () => {
    expect(await encryption()).toMatchObject([by('AES256')]);

    await setEncryption(by('aws:kms', KEY));

    expect(await encryption()).toMatchObject([by('aws:kms', KEY)]);
    expect(await newestRecord(admin, 'PutBucketEncryption')).toMatchObject({
      requestParameters: {
        ServerSideEncryptionConfiguration: {
          Rule: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: KEY } }],
        },
      },
    });
  });

  test.each([
    ['MalformedXML', []],
    ['MalformedXML', [by('AES256'), by('AES256')]],
    ['MalformedXML', [by('rot13' as 'AES256')]],
    ['InvalidArgument', [by('AES256', KEY)]],
  ])('%s: %j', async (code, given) => {
    expect((await refusal(setEncryption(...given))).code).toBe(code);
  });
});
