import {
  AddPermissionCommand,
  type AddPermissionCommandInput,
  CreateAliasCommand,
  CreateFunctionUrlConfigCommand,
  DeleteFunctionCommand,
  RemovePermissionCommand,
  UpdateFunctionUrlConfigCommand,
} from '@aws-sdk/client-lambda';
import { beforeEach, describe, expect, it } from 'vitest';
import { createAws } from '../../src/adapters/aws/aws-accounts.ts';
import { functionUrlOpen } from '../../src/inspect/inspectors/function-url-open.ts';
import type { RecordSummary, Target } from '../../src/model/alert.ts';
import { createFunction } from '../contract/actions/fixtures/functions.ts';
import { inspectScene, remediesFor } from './inspect-scene.ts';

const scene = inspectScene();
const { newest, seenAfter } = scene;

/** What the card of a finding is about. */
async function foundAfter(record: RecordSummary): Promise<readonly Target[]> {
  const { read: readRole } = scene.aws.demo.roles;
  const port = createAws({ accounts: () => Promise.resolve({ readRole }) });
  const session = await port.reader(record.account, record.region, functionUrlOpen.permissions.read);
  const { findings } = await functionUrlOpen.look(session, record, { accounts: [] });
  return findings.map(({ target }) => target);
}

describe('a function with a URL', () => {
  let name: string;
  const ID = 'function-url-open';
  const OPEN = [
    expect.stringMatching(/^Everybody can call https:\/\/\w+\.lambda-url\.us-east-1\.on\.aws\/ without a signature\.$/),
  ];

  beforeEach(async () => {
    const { demo, url: endpoint } = scene.aws;
    name = await createFunction({ admin: { endpoint, region: demo.region, credentials: demo.credentials.admin } });
  });

  async function url(AuthType: 'NONE' | 'AWS_IAM', FunctionName = name): Promise<RecordSummary> {
    await scene.admin.lambda.send(new CreateFunctionUrlConfigCommand({ FunctionName, AuthType }));
    return newest('CreateFunctionUrlConfig');
  }

  async function permit(StatementId: string, more: Partial<AddPermissionCommandInput> = {}): Promise<RecordSummary> {
    const whom = { Action: 'lambda:InvokeFunctionUrl', Principal: '*', FunctionUrlAuthType: 'NONE' } as const;
    await scene.admin.lambda.send(new AddPermissionCommand({ FunctionName: name, StatementId, ...whom, ...more }));
    return newest('AddPermission20150331v2');
  }

  it('is open once it asks for no signature and its policy lets everybody in, whichever comes last', async () => {
    expect(await seenAfter(await url('NONE'))).toEqual({});
    expect((await seenAfter(await permit('FunctionURLAllowPublicAccess')))[ID]).toEqual(OPEN);
  });

  it('is found as well where the permission came first, and by each statement that opens it', async () => {
    await permit('first');
    await permit('second', { Action: 'lambda:*', FunctionUrlAuthType: undefined });
    const record = await url('NONE');

    expect((await seenAfter(record))[ID]).toEqual([...OPEN, ...OPEN]);
    const targets = await foundAfter(record);
    expect(targets).toEqual(
      ['first', 'second'].map((sid) => ({ type: 'AWS::Lambda::Permission', id: `${name}/${sid}` })),
    );
    expect(remediesFor({ ...record, targets: [...targets, ...record.targets] })).toEqual(
      expect.arrayContaining([
        `remove-function-permission ${name}/first`,
        `remove-function-permission ${name}/second`,
        `freeze-function ${name}`,
      ]),
    );
  });

  it('that is changed to ask for no signature is found then, and one that is closed again is not', async () => {
    await permit('all');
    expect(await seenAfter(await url('AWS_IAM'))).toEqual({});
    await scene.admin.lambda.send(new UpdateFunctionUrlConfigCommand({ FunctionName: name, AuthType: 'NONE' }));
    const record = await newest('UpdateFunctionUrlConfig');

    expect((await seenAfter(record))[ID]).toEqual(OPEN);
    await scene.admin.lambda.send(new RemovePermissionCommand({ FunctionName: name, StatementId: 'all' }));
    expect(await seenAfter(record)).toEqual({});
    await scene.admin.lambda.send(new DeleteFunctionCommand({ FunctionName: name }));
    expect(await seenAfter(record)).toEqual({});
  });

  it.each<[string, Partial<AddPermissionCommandInput>]>([
    ['one account', { Principal: '444455556666' }],
    ['an organisation', { PrincipalOrgID: 'o-a1b2c3d4e5' }],
    ['signed calls only', { FunctionUrlAuthType: 'AWS_IAM' }],
    ['calls that are not by the URL', { Action: 'lambda:GetFunction', FunctionUrlAuthType: undefined }],
  ])('is not open by a statement for %s', async (_whom, more) => {
    await url('NONE');

    expect(await seenAfter(await permit('some', more))).toEqual({});
  });

  it('is looked at where the alias is that the record names', async () => {
    await scene.admin.lambda.send(
      new CreateAliasCommand({ FunctionName: name, Name: 'live', FunctionVersion: '$LATEST' }),
    );
    await url('NONE', `${name}:live`);
    const record = await permit('all', { FunctionName: `111122223333:function:${name}`, Qualifier: 'live' });

    expect(await foundAfter(record)).toMatchObject([{ id: `${name}:live/all`, created: true }]);
    expect(await seenAfter(await permit('all'))).toEqual({});
  });
});
