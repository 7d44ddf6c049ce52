import { PutUserPolicyCommand } from '@aws-sdk/client-iam';
import {
  CancelKeyDeletionCommand,
  CreateAliasCommand,
  CreateKeyCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  GenerateDataKeyWithoutPlaintextCommand,
  GetKeyPolicyCommand,
  ListAliasesCommand,
  ListKeysCommand,
  ListResourceTagsCommand,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
  TagResourceCommand,
} from '@aws-sdk/client-kms';
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { createSandboxAws, type SandboxAws } from '../../../src/sandbox/aws/account.ts';
import { clients, newestRecord, refusal, type Clients } from './support.ts';

const DAY = 24 * 3_600_000;
const NOBODY = '00000000-0000-4000-8000-00000000cafe';

let aws: SandboxAws;
let admin: Clients;
let KeyId: string;
let arn: string;

beforeAll(async () => {
  aws = await createSandboxAws({ lookupLagMs: 0, lookupsPerSecond: 1000 });
  admin = clients(aws, aws.demo.credentials.admin);
});
afterAll(() => aws?.close());

beforeEach(async () => {
  const { KeyMetadata: made } = await admin.kms.send(
    new CreateKeyCommand({ Description: 'orders', Tags: [{ TagKey: 'team', TagValue: 'shop' }] }),
  );
  KeyId = made?.KeyId ?? '';
  arn = made?.Arn ?? '';
});

const state = async (id = KeyId) => (await admin.kms.send(new DescribeKeyCommand({ KeyId: id }))).KeyMetadata;
const use = () => admin.kms.send(new GenerateDataKeyWithoutPlaintextCommand({ KeyId, KeySpec: 'AES_256' }));
const schedule = (days?: number) =>
  admin.kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: days }));

test('a key is made enabled, and is found by id, ARN and alias', async () => {
  const AliasName = `alias/${KeyId}`;
  await admin.kms.send(new CreateAliasCommand({ AliasName, TargetKeyId: KeyId }));

  for (const name of [KeyId, arn, AliasName, arn.replace(/key\/.*/, AliasName)]) {
    expect(await state(name)).toMatchObject({
      Arn: arn,
      Enabled: true,
      KeyState: 'Enabled',
      KeyManager: 'CUSTOMER',
      Description: 'orders',
      CreationDate: expect.any(Date),
    });
  }
  const { Keys: keys } = await admin.kms.send(new ListKeysCommand({}));
  expect(keys).toContainEqual({ KeyId, KeyArn: arn });
  const { Aliases: aliases } = await admin.kms.send(new ListAliasesCommand({ KeyId }));
  expect(aliases).toMatchObject([{ AliasName, TargetKeyId: KeyId }]);
  expect(await refusal(admin.kms.send(new CreateAliasCommand({ AliasName, TargetKeyId: KeyId })))).toMatchObject({
    code: 'AlreadyExistsException',
  });
});

test('tags are read as they were set', async () => {
  await admin.kms.send(new TagResourceCommand({ KeyId, Tags: [{ TagKey: 'stage', TagValue: 'prod' }] }));

  const { Tags } = await admin.kms.send(new ListResourceTagsCommand({ KeyId: arn }));

  expect(Tags).toEqual([
    { TagKey: 'team', TagValue: 'shop' },
    { TagKey: 'stage', TagValue: 'prod' },
  ]);
  const own = { KeyId, Tags: [{ TagKey: 'aws:x', TagValue: '' }] };
  expect(await refusal(admin.kms.send(new TagResourceCommand(own)))).toMatchObject({ code: 'TagException' });
});

test('a disabled key encrypts nothing until it is enabled', async () => {
  await use();
  await admin.kms.send(new DisableKeyCommand({ KeyId }));
  await admin.kms.send(new DisableKeyCommand({ KeyId }));

  expect(await state()).toMatchObject({ KeyState: 'Disabled', Enabled: false });
  expect(await refusal(use())).toMatchObject({ code: 'DisabledException', message: `${arn} is disabled.` });

  await admin.kms.send(new EnableKeyCommand({ KeyId }));
  await use();
});

describe('a key whose deletion is scheduled', () => {
  it('can do nothing but be kept, and is disabled then', async () => {
    const { DeletionDate: at, KeyState, KeyId: named } = await schedule(7);

    expect({ KeyState, named }).toEqual({ KeyState: 'PendingDeletion', named: arn });
    expect(Math.round(((at?.getTime() ?? 0) - Date.now()) / DAY)).toBe(7);
    expect((await state())?.DeletionDate).toEqual(at);
    expect(aws.snapshot().encryptionKeys).toContainEqual({
      id: KeyId,
      region: 'us-east-1',
      state: 'pending deletion',
      deletionAt: at?.getTime(),
    });
    const pending = { code: 'KMSInvalidStateException', message: `${arn} is pending deletion.` };
    expect(await refusal(schedule())).toMatchObject(pending);
    expect(await refusal(admin.kms.send(new EnableKeyCommand({ KeyId })))).toMatchObject(pending);
    expect(await refusal(admin.kms.send(new DisableKeyCommand({ KeyId })))).toMatchObject(pending);
    expect(await refusal(use())).toMatchObject(pending);

    expect(await admin.kms.send(new CancelKeyDeletionCommand({ KeyId }))).toMatchObject({ KeyId: arn });

    expect(await state()).toMatchObject({ KeyState: 'Disabled' });
    expect((await state())?.DeletionDate).toBeUndefined();
    expect(await refusal(admin.kms.send(new CancelKeyDeletionCommand({ KeyId })))).toMatchObject({
      code: 'KMSInvalidStateException',
      message: `${arn} is not pending deletion.`,
    });
  });

  it('is gone after its days, unless it was kept', async () => {
    const { KeyMetadata: kept } = await admin.kms.send(new CreateKeyCommand({}));
    await admin.kms.send(new ScheduleKeyDeletionCommand({ KeyId: kept?.KeyId, PendingWindowInDays: 7 }));
    await admin.kms.send(new CancelKeyDeletionCommand({ KeyId: kept?.KeyId }));
    await schedule(7);
    aws.control.advance(6 * DAY);
    expect(await state()).toMatchObject({ KeyState: 'PendingDeletion' });
    aws.control.advance(DAY + 1000);

    expect(await refusal(state())).toMatchObject({ code: 'NotFoundException', message: `Key '${arn}' does not exist` });
    expect(await state(kept?.KeyId)).toMatchObject({ KeyState: 'Disabled' });
  });

  it.each([6, 31])('is not scheduled in %i days', async (days) => {
    expect(await refusal(schedule(days))).toMatchObject({ code: 'ValidationException' });
  });
});

test('what is no key is told apart', async () => {
  const at = (region: string) => arn.replace('us-east-1', region);
  const answers = await Promise.all([NOBODY, 'foo', 'alias/none', at('eu-west-1')].map((id) => refusal(state(id))));

  expect(answers.map(({ code }) => code)).toEqual(Array(4).fill('NotFoundException'));
  expect(answers.map(({ message }) => message)).toEqual([
    `Key '${arn.replace(KeyId, NOBODY)}' does not exist`,
    'Invalid keyId foo',
    'Alias arn:aws:kms:us-east-1:111122223333:alias/none is not found.',
    'Invalid arn eu-west-1',
  ]);
  expect(await refusal(admin.kms.send(new DisableKeyCommand({ KeyId: 'alias/none' })))).toMatchObject({
    code: 'NotFoundException',
  });
});

const policyFor = (Principal: object) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal, Action: 'kms:*', Resource: '*' }],
  });

describe('who may use a key', () => {
  it('is who has the right by IAM, while the key leaves it to the account', async () => {
    const dave = clients(aws, aws.demo.credentials.dave);

    const denied = await refusal(dave.kms.send(new DisableKeyCommand({ KeyId })));

    expect(denied).toMatchObject({
      code: 'AccessDeniedException',
      status: 400,
      message: `User: arn:aws:iam::111122223333:user/dave is not authorized to perform: kms:DisableKey on resource: ${arn} because no identity-based policy allows the kms:DisableKey action`,
    });
    expect(await newestRecord(admin, 'DisableKey')).toMatchObject({
      errorCode: 'AccessDenied',
      requestParameters: null,
    });
  });

  it('is nobody whom its policy does not let in, whatever IAM says', async () => {
    const dave = 'arn:aws:iam::111122223333:user/dave';
    const mine = policyFor({ AWS: ['arn:aws:iam::111122223333:user/admin'] });
    await admin.kms.send(new PutKeyPolicyCommand({ KeyId, Policy: mine }));
    const PolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'kms:*', Resource: '*' }],
    });
    await admin.iam.send(new PutUserPolicyCommand({ UserName: 'dave', PolicyName: 'keys', PolicyDocument }));
    const asDave = clients(aws, aws.demo.credentials.dave);

    const denied = await refusal(asDave.kms.send(new DisableKeyCommand({ KeyId })));
    const asRoot = clients(aws, aws.demo.credentials.root);

    expect(denied.message).toMatch(/because no resource-based policy allows the kms:DisableKey action$/);
    expect(await refusal(asRoot.kms.send(new DisableKeyCommand({ KeyId })))).toMatchObject({
      code: 'AccessDeniedException',
    });
    expect((await admin.kms.send(new GetKeyPolicyCommand({ KeyId }))).Policy).toBe(mine);
    expect(await refusal(admin.kms.send(new PutKeyPolicyCommand({ KeyId, Policy: policyFor({ AWS: dave }) })))).toEqual(
      expect.objectContaining({
        code: 'MalformedPolicyDocumentException',
        message: 'The new key policy will not allow you to update the key policy in the future.',
      }),
    );
  });
});

test('its records are as KMS writes them', async () => {
  await admin.kms.send(new DisableKeyCommand({ KeyId }));
  await schedule(7);
  await admin.kms.send(new CancelKeyDeletionCommand({ KeyId }));
  const resources = [{ accountId: '111122223333', type: 'AWS::KMS::Key', ARN: arn }];

  expect(await newestRecord(admin, 'CreateKey')).toMatchObject({
    eventSource: 'kms.amazonaws.com',
    responseElements: { keyMetadata: { aWSAccountId: '111122223333', keyId: KeyId, arn } },
    resources,
  });
  expect(await newestRecord(admin, 'DisableKey')).toMatchObject({
    requestParameters: { keyId: KeyId },
    responseElements: { keyId: arn },
    resources,
    readOnly: false,
  });
  expect(await newestRecord(admin, 'ScheduleKeyDeletion')).toMatchObject({
    requestParameters: { keyId: KeyId, pendingWindowInDays: 7 },
    responseElements: {
      keyId: arn,
      keyState: 'PendingDeletion',
      deletionDate: expect.stringMatching(/^[A-Z][a-z]{2} \d+, \d{4}, \d+:\d\d:\d\d [AP]M$/),
    },
    resources,
  });
  expect(await newestRecord(admin, 'CancelKeyDeletion')).toMatchObject({ responseElements: { keyId: arn }, resources });
});

test('a request without a signature is refused as KMS refuses it', async () => {
  const headers = { 'x-amz-target': 'TrentService.DescribeKey' };
  const answer = await fetch(aws.url, { method: 'POST', headers, body: JSON.stringify({ KeyId }) });

  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ __type: 'MissingAuthenticationTokenException' });
});
