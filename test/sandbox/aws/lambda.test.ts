import { CreateRoleCommand } from '@aws-sdk/client-iam';
import {
  AddPermissionCommand,
  type AddPermissionCommandInput,
  CreateAliasCommand,
  CreateFunctionCommand,
  CreateFunctionUrlConfigCommand,
  DeleteFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  DeleteFunctionUrlConfigCommand,
  GetFunctionCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  GetFunctionUrlConfigCommand,
  GetPolicyCommand,
  ListFunctionsCommand,
  ListTagsCommand,
  PutFunctionConcurrencyCommand,
  RemovePermissionCommand,
  TagResourceCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionUrlConfigCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { createSandboxAws, type SandboxAws } from '../../../src/sandbox/aws/account.ts';
import { clients, newestRecord, post, refusal, signed, type Clients } from './support.ts';

const ZIP = Buffer.from('504b0506000000000000000000000000000000000000', 'hex');
const ROLE = 'arn:aws:iam::111122223333:role/function';

let aws: SandboxAws;
let admin: Clients;
let FunctionName: string;
let arn: string;

beforeAll(async () => {
  aws = await createSandboxAws({ lookupLagMs: 0, lookupsPerSecond: 1000 });
  admin = clients(aws, aws.demo.credentials.admin);
  const Statement = [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }];
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  await admin.iam.send(new CreateRoleCommand({ RoleName: 'function', AssumeRolePolicyDocument }));
});
afterAll(() => aws?.close());

beforeEach(async () => {
  FunctionName = `f-${crypto.randomUUID()}`;
  arn = `arn:aws:lambda:us-east-1:111122223333:function:${FunctionName}`;
  await create({});
});

const create = (more: object) =>
  admin.lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Role: ROLE,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Code: { ZipFile: ZIP },
      Environment: { Variables: { TOKEN: 'hush' } },
      Tags: { team: 'shop' },
      ...more,
    }),
  );
const permit = (more: Partial<AddPermissionCommandInput> = {}) =>
  admin.lambda.send(
    new AddPermissionCommand({
      FunctionName,
      StatementId: 'one',
      Action: 'lambda:InvokeFunction',
      Principal: '*',
      ...more,
    }),
  );
async function policy(Qualifier?: string): Promise<{ readonly Statement: readonly object[] }> {
  const { Policy: text = '' } = await admin.lambda.send(new GetPolicyCommand({ FunctionName, Qualifier }));
  return JSON.parse(text) as { Statement: object[] };
}

test('a function is made, and found by name, ARN and partial ARN', async () => {
  for (const name of [FunctionName, arn, `111122223333:function:${FunctionName}`, `${FunctionName}:$LATEST`]) {
    const found = await admin.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: name }));
    expect(found).toMatchObject({
      FunctionArn: arn,
      Role: ROLE,
      Timeout: 3,
      MemorySize: 128,
      State: 'Active',
      Environment: { Variables: { TOKEN: 'hush' } },
    });
  }
  const { Functions: all = [] } = await admin.lambda.send(new ListFunctionsCommand({}));
  expect(all.map((one) => one.FunctionArn)).toContain(arn);
  expect(await admin.lambda.send(new GetFunctionCommand({ FunctionName }))).toMatchObject({ Tags: { team: 'shop' } });

  await admin.lambda.send(new DeleteFunctionCommand({ FunctionName }));

  expect(await refusal(admin.lambda.send(new GetFunctionCommand({ FunctionName })))).toMatchObject({
    code: 'ResourceNotFoundException',
    status: 404,
    message: `Function not found: ${arn}`,
  });
});

const refused = async (more: object) => (await refusal(create(more))).code;

test('what is no function is not made', async () => {
  const other = `f-${crypto.randomUUID()}`;

  expect(await refused({})).toBe('ResourceConflictException');
  expect(await refused({ FunctionName: 'no spaces' })).toBe('ValidationException');
  expect(await refused({ FunctionName: other, Role: 'arn:aws:iam::111122223333:role/web-server' })).toBe(
    'InvalidParameterValueException',
  );
  expect(await refused({ FunctionName: other, Code: { ZipFile: Buffer.from('no archive') } })).toBe(
    'InvalidZipFileException',
  );
  expect(await refused({ FunctionName: other, Runtime: undefined })).toBe('InvalidParameterValueException');
  expect(await refused({ FunctionName: other, Layers: ['arn:aws:lambda:us-east-1:111122223333:layer:x:1'] })).toBe(
    'UnsupportedOperation',
  );
});

test('tags are read as they were set', async () => {
  await admin.lambda.send(new TagResourceCommand({ Resource: arn, Tags: { stage: 'prod' } }));

  expect((await admin.lambda.send(new ListTagsCommand({ Resource: arn }))).Tags).toEqual({
    team: 'shop',
    stage: 'prod',
  });
});

test('new code has another hash, and is refused for what is not the latest any more', async () => {
  const before = await admin.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  const ZipFile = Buffer.concat([ZIP, Buffer.from('more')]);
  const after = await admin.lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile }));

  expect(after.CodeSha256).not.toBe(before.CodeSha256);
  const late = new UpdateFunctionCodeCommand({ FunctionName, ZipFile, RevisionId: before.RevisionId });
  expect(await refusal(admin.lambda.send(late))).toMatchObject({ code: 'PreconditionFailedException', status: 412 });
});

describe('a permission', () => {
  it.each<[string, Partial<AddPermissionCommandInput>, object]>([
    ['for everybody', {}, { Principal: '*' }],
    ['for an account', { Principal: '444455556666' }, { Principal: { AWS: 'arn:aws:iam::444455556666:root' } }],
    [
      'for a service, from one place',
      { Principal: 's3.amazonaws.com', SourceArn: 'arn:aws:s3:::box', SourceAccount: '111122223333' },
      {
        Principal: { Service: 's3.amazonaws.com' },
        Condition: {
          StringEquals: { 'AWS:SourceAccount': '111122223333' },
          ArnLike: { 'AWS:SourceArn': 'arn:aws:s3:::box' },
        },
      },
    ],
    [
      'for an organisation',
      { PrincipalOrgID: 'o-a1b2c3d4e5' },
      { Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } } },
    ],
    [
      'by its URL',
      { Action: 'lambda:InvokeFunctionUrl', FunctionUrlAuthType: 'NONE' },
      { Principal: '*', Condition: { StringEquals: { 'lambda:FunctionUrlAuthType': 'NONE' } } },
    ],
    [
      'by its URL only',
      { InvokedViaFunctionUrl: true },
      { Principal: '*', Condition: { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } } },
    ],
  ])('%s is a statement of the policy', async (_whom, input, expected) => {
    const { Statement: text = '' } = await permit(input);

    expect(JSON.parse(text)).toEqual({
      Sid: 'one',
      Effect: 'Allow',
      Action: input.Action ?? 'lambda:InvokeFunction',
      Resource: arn,
      ...expected,
    });
    expect((await policy()).Statement).toEqual([JSON.parse(text)]);
  });

  it('of an alias is in the policy of the alias', async () => {
    await admin.lambda.send(new CreateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '$LATEST' }));
    await permit({ Qualifier: 'live' });

    expect((await policy('live')).Statement).toMatchObject([{ Sid: 'one', Resource: `${arn}:live` }]);
    expect(await refusal(policy())).toMatchObject({
      code: 'ResourceNotFoundException',
      message: 'The resource you requested does not exist.',
    });
    expect(await refusal(permit({ Qualifier: '$LATEST' }))).toMatchObject({ code: 'InvalidParameterValueException' });
    expect(await refusal(permit({ Qualifier: 'none' }))).toMatchObject({ message: `Function not found: ${arn}:none` });
  });

  it('goes alone, and is not there twice', async () => {
    await permit();
    await permit({ StatementId: 'two' });

    expect(await refusal(permit())).toMatchObject({
      code: 'ResourceConflictException',
      status: 409,
      message:
        'The statement id (one) provided already exists. Please provide a new statement id, or remove the existing statement.',
    });
    await admin.lambda.send(new RemovePermissionCommand({ FunctionName, StatementId: 'one' }));

    expect((await policy()).Statement).toMatchObject([{ Sid: 'two' }]);
    expect(
      await refusal(admin.lambda.send(new RemovePermissionCommand({ FunctionName, StatementId: 'one' }))),
    ).toMatchObject({ code: 'ResourceNotFoundException', message: 'Statement one is not found in resource policy.' });
    await admin.lambda.send(new RemovePermissionCommand({ FunctionName, StatementId: 'two' }));
    expect(
      await refusal(admin.lambda.send(new RemovePermissionCommand({ FunctionName, StatementId: 'two' }))),
    ).toMatchObject({ message: 'No policy is associated with the given resource.' });
  });

  it('is not removed from a policy that was changed since', async () => {
    await permit();
    const { RevisionId } = await admin.lambda.send(new GetPolicyCommand({ FunctionName }));
    await permit({ StatementId: 'two' });

    const late = { FunctionName, StatementId: 'one', RevisionId };

    expect(await refusal(admin.lambda.send(new RemovePermissionCommand(late)))).toMatchObject({
      code: 'PreconditionFailedException',
      status: 412,
    });
    expect((await policy()).Statement).toHaveLength(2);
  });

  it.each<[string, Partial<AddPermissionCommandInput>, string]>([
    ['a statement id with a space', { StatementId: 'a b' }, 'ValidationException'],
    ['an action of something else', { Action: 's3:GetObject' }, 'ValidationException'],
    ['a principal that is nobody', { Principal: 'nobody' }, 'InvalidParameterValueException'],
    ['a user who is not there', { Principal: 'arn:aws:iam::111122223333:user/gone' }, 'InvalidParameterValueException'],
    ['a URL’s condition on another action', { FunctionUrlAuthType: 'NONE' }, 'InvalidParameterValueException'],
  ])('is refused with %s', async (_what, input, code) => {
    expect(await refusal(permit(input))).toMatchObject({ code, status: 400 });
  });
});

test('concurrency is reserved, read and given back', async () => {
  const reserved = async () =>
    (await admin.lambda.send(new GetFunctionConcurrencyCommand({ FunctionName }))).ReservedConcurrentExecutions;
  const put = (ReservedConcurrentExecutions: number) =>
    admin.lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions }));

  expect(await reserved()).toBeUndefined();
  await put(0);
  expect(await reserved()).toBe(0);
  await put(20);
  expect(await reserved()).toBe(20);
  expect(await refusal(put(901))).toMatchObject({ code: 'InvalidParameterValueException' });
  expect(await refusal(put(-1))).toMatchObject({ code: 'ValidationException' });
  await admin.lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
  expect(await reserved()).toBeUndefined();
});

test('a URL is made, changed and taken away', async () => {
  const url = () => admin.lambda.send(new GetFunctionUrlConfigCommand({ FunctionName }));
  const made = await admin.lambda.send(new CreateFunctionUrlConfigCommand({ FunctionName, AuthType: 'AWS_IAM' }));

  expect(made.FunctionUrl).toMatch(/^https:\/\/[a-z0-9]{32}\.lambda-url\.us-east-1\.on\.aws\/$/);
  expect(
    await refusal(admin.lambda.send(new CreateFunctionUrlConfigCommand({ FunctionName, AuthType: 'NONE' }))),
  ).toMatchObject({ code: 'ResourceConflictException' });
  await admin.lambda.send(new UpdateFunctionUrlConfigCommand({ FunctionName, AuthType: 'NONE' }));
  await permit();
  await permit({ StatementId: 'url', Action: 'lambda:InvokeFunctionUrl', FunctionUrlAuthType: 'NONE' });
  await permit({ StatementId: 'ours', PrincipalOrgID: 'o-a1b2c3d4e5' });
  expect(aws.snapshot().functions).toContainEqual({
    name: FunctionName,
    region: 'us-east-1',
    frozen: false,
    url: 'NONE',
    callers: ['one: everybody', 'url: everybody', 'ours: everybody'],
    openToWorld: ['one', 'url'],
  });
  expect(await url()).toMatchObject({ AuthType: 'NONE', FunctionUrl: made.FunctionUrl, FunctionArn: arn });
  expect(
    await refusal(admin.lambda.send(new UpdateFunctionUrlConfigCommand({ FunctionName, AuthType: 'OPEN' as 'NONE' }))),
  ).toMatchObject({ code: 'ValidationException' });
  await admin.lambda.send(new DeleteFunctionUrlConfigCommand({ FunctionName }));
  expect(await refusal(url())).toMatchObject({ code: 'ResourceNotFoundException', status: 404 });
});

test('its records have the names and fields that Lambda writes, and no secrets', async () => {
  await permit({ FunctionName: arn });
  await admin.lambda.send(new RemovePermissionCommand({ FunctionName, StatementId: 'one' }));
  await admin.lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }));
  await admin.lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
  await admin.lambda.send(new CreateFunctionUrlConfigCommand({ FunctionName, AuthType: 'NONE' }));
  await admin.lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: ZIP }));

  const created = await newestRecord(admin, 'CreateFunction20150331');
  expect(created).toMatchObject({
    eventSource: 'lambda.amazonaws.com',
    requestParameters: { functionName: FunctionName, role: ROLE, runtime: 'nodejs24.x' },
    responseElements: { functionArn: arn },
  });
  expect(JSON.stringify(created)).not.toMatch(/hush|UEsF/);
  expect(await newestRecord(admin, 'AddPermission20150331v2')).toMatchObject({
    requestParameters: { functionName: arn, statementId: 'one', principal: '*', action: 'lambda:InvokeFunction' },
    responseElements: { statement: expect.stringContaining('"Sid":"one"') },
  });
  expect(await newestRecord(admin, 'RemovePermission20150331v2')).toMatchObject({
    requestParameters: { functionName: FunctionName, statementId: 'one' },
    responseElements: null,
  });
  expect(await newestRecord(admin, 'PutFunctionConcurrency20171031')).toMatchObject({
    requestParameters: { functionName: FunctionName, reservedConcurrentExecutions: 0 },
  });
  expect(await newestRecord(admin, 'DeleteFunctionConcurrency20171031')).toMatchObject({
    requestParameters: { functionName: FunctionName },
  });
  expect(await newestRecord(admin, 'CreateFunctionUrlConfig')).toMatchObject({
    requestParameters: { functionName: FunctionName, authType: 'NONE' },
    responseElements: { authType: 'NONE' },
  });
  expect(JSON.stringify(await newestRecord(admin, 'UpdateFunctionCode20150331v2'))).not.toContain('UEsF');
});

test('without the right it is refused, and recorded without parameters', async () => {
  const dave = clients(aws, aws.demo.credentials.dave);

  const denied = await refusal(dave.lambda.send(new GetPolicyCommand({ FunctionName })));

  expect(denied).toMatchObject({
    code: 'AccessDeniedException',
    status: 403,
    message: `User: arn:aws:iam::111122223333:user/dave is not authorized to perform: lambda:GetPolicy on resource: ${arn} because no identity-based policy allows the lambda:GetPolicy action`,
  });
  expect(await newestRecord(admin, 'GetPolicy20150331v2')).toMatchObject({
    errorCode: 'AccessDenied',
    requestParameters: null,
  });
});

const send = async (method: string, path: string, body = '') => {
  const answer = await post(aws, await signed(aws, { service: 'lambda', method, path, body }));
  return `${answer.status} ${answer.headers.get('x-amzn-errortype') ?? ''}`;
};

test('a path or a body that is none is refused as such', async () => {
  expect(await send('POST', '/2015-03-31/nothing', '{}')).toBe('400 UnknownOperationException');
  expect(await send('POST', `/2015-03-31/functions/${FunctionName}/policy`, '{')).toBe('400 SerializationException');
  expect(await send('POST', `/2015-03-31/functions/${FunctionName}/policy`, '{}')).toBe('400 ValidationException');
});

test('a request without a signature is refused as Lambda refuses it', async () => {
  const answer = await fetch(`${aws.url}/2015-03-31/functions/${FunctionName}`);

  expect(answer.status).toBe(403);
  expect(answer.headers.get('x-amzn-errortype')).toBe('MissingAuthenticationTokenException');
});
