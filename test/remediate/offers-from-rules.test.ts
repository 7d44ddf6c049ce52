import { DisableKeyCommand, ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms';
import {
  AddPermissionCommand,
  CreateAliasCommand,
  CreateFunctionUrlConfigCommand,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSqliteStore } from '../../src/adapters/local/sqlite-store.ts';
import { systemClock } from '../../src/adapters/local/system-clock.ts';
import { buildAlerts } from '../../src/alert/build-alerts.ts';
import { readCase } from '../../src/cases/case-store.ts';
import { recordAlert } from '../../src/cases/record-alert.ts';
import { createDetector } from '../../src/detect/detector.ts';
import { builtinRules } from '../../src/detect/rules/builtin.ts';
import { actions } from '../../src/remediate/actions/index.ts';
import { offersFor } from '../../src/remediate/offers.ts';
import { createSandboxAws, type SandboxAws } from '../../src/sandbox/aws/account.ts';
import { clients, newestRecord, type Clients } from '../sandbox/aws/support.ts';

let aws: SandboxAws;
let admin: Clients;

beforeAll(async () => {
  aws = await createSandboxAws({ lookupLagMs: 0, lookupsPerSecond: 1000 });
  admin = clients(aws, aws.demo.credentials.admin);
});
afterAll(() => aws?.close());

/** What the card offers for the alerts that the built-in rules raise on the newest record of a call, besides the actor's own. */
async function offeredAfter(eventName: string): Promise<{ rules: string[]; offers: string[] }> {
  const record = await newestRecord(admin, eventName);
  const alerts = buildAlerts(
    createDetector(builtinRules).detect({ record, provenance: { source: 'org-trail', kind: 's3' } }),
  );
  const store = openSqliteStore(':memory:');
  const ports = { store, clock: systemClock, channelFor: () => Promise.resolve('C0ALERTS') };
  const counted: string[] = [];
  for (const alert of alerts) counted.push((await recordAlert(ports, alert)).caseId);
  const it = (await readCase(store, counted[0] ?? ''))?.value;
  await store.close();
  if (it === undefined) throw new Error(`No rule raises an alert on ${eventName}.`);
  const own = new Set(['deactivate-access-key', 'quarantine-user']);
  return {
    rules: alerts.map(({ rule }) => rule.title),
    offers: offersFor(it, [], actions)
      .filter(({ action }) => !own.has(action))
      .flatMap(({ action, title, targets }) => targets.map(({ id }) => `${action}: ${title}: ${id}`)),
  };
}

test('a key that was disabled can be enabled, and one that is to be deleted be kept and enabled', async () => {
  const KeyId = aws.demo.keys.orders;
  await admin.kms.send(new DisableKeyCommand({ KeyId }));
  await admin.kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));

  expect(await offeredAfter('DisableKey')).toEqual({
    rules: ['A KMS key was disabled or scheduled for deletion'],
    offers: [`enable-key: Enable key: ${KeyId}`],
  });
  expect(await offeredAfter('ScheduleKeyDeletion')).toEqual({
    rules: ['A KMS key was disabled or scheduled for deletion'],
    offers: [`cancel-key-deletion: Cancel key deletion: ${KeyId}`, `enable-key: Enable key: ${KeyId}`],
  });
});

const FunctionName = 'thumbnails';
const permit = (StatementId: string, more: object) =>
  admin.lambda.send(
    new AddPermissionCommand({
      FunctionName,
      StatementId,
      Action: 'lambda:InvokeFunction',
      Principal: '*',
      ...more,
    }),
  );

test('a statement that opened a function can be removed, and the function be frozen', async () => {
  await permit('all', { FunctionName: `arn:aws:lambda:us-east-1:111122223333:function:${FunctionName}` });
  expect(await offeredAfter('AddPermission20150331v2')).toEqual({
    rules: ['A Lambda function was opened to every AWS account'],
    offers: [
      `remove-function-permission: Remove permission: ${FunctionName}/all`,
      `freeze-function: Freeze function: ${FunctionName}`,
    ],
  });

  await permit('partner', { Principal: '444455556666', FunctionName: `111122223333:function:${FunctionName}` });
  expect(await offeredAfter('AddPermission20150331v2')).toMatchObject({
    rules: ['A Lambda function was opened to another account'],
    offers: [
      `remove-function-permission: Remove permission: ${FunctionName}/partner`,
      `freeze-function: Freeze function: ${FunctionName}`,
    ],
  });

  await admin.lambda.send(new CreateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '$LATEST' }));
  await permit('all', { FunctionName: `${FunctionName}:live` });
  expect((await offeredAfter('AddPermission20150331v2')).offers).toContain(
    `remove-function-permission: Remove permission: ${FunctionName}:live/all`,
  );
});

test('a function that got a URL for everybody, or other code, can be frozen', async () => {
  await admin.lambda.send(new CreateFunctionUrlConfigCommand({ FunctionName, AuthType: 'NONE' }));
  const ZipFile = Buffer.from('504b0506000000000000000000000000000000000000ff', 'hex');
  await admin.lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile }));
  const offers = [`freeze-function: Freeze function: ${FunctionName}`];

  expect(await offeredAfter('CreateFunctionUrlConfig')).toEqual({
    rules: ['A Lambda function got a URL that needs no signature'],
    offers,
  });
  expect(await offeredAfter('UpdateFunctionCode20150331v2')).toMatchObject({ offers });
});
