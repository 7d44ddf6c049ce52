import {
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateLoginProfileCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteUserCommand,
  DetachUserPolicyCommand,
  GetAccessKeyLastUsedCommand,
  GetRoleCommand,
  GetUserCommand,
  ListAccessKeysCommand,
  ListAccountAliasesCommand,
  ListAttachedUserPoliciesCommand,
  ListGroupsCommand,
  ListMFADevicesCommand,
  ListRolesCommand,
  ListUserPoliciesCommand,
  ListUsersCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  UpdateAccessKeyCommand,
  paginateListUsers,
} from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createSandboxAws } from '../../../src/sandbox/aws/account.ts';
import type { SandboxAws } from '../../../src/sandbox/aws/account.ts';
import { assume, clients, refusal } from './support.ts';
import type { Clients } from './support.ts';

let aws: SandboxAws;
let iam: Clients['iam'];
let users = 0;
let UserName: string;

const READ_ONLY = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
const POLICY = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] });

beforeAll(async () => {
  aws = await createSandboxAws();
  iam = clients(aws, aws.demo.credentials.admin).iam;
});

beforeEach(async () => {
  UserName = `user-${++users}`;
  await iam.send(new CreateUserCommand({ UserName, Tags: [{ Key: 'team', Value: 'red' }] }));
});

afterAll(() => aws.close());

const tryToCreate = (name: string) => refusal(iam.send(new CreateUserCommand({ UserName: name })));

describe('users', () => {
  test('are made, read, listed and deleted', async () => {
    const { User } = await iam.send(new GetUserCommand({ UserName }));
    const { Users } = await iam.send(new ListUsersCommand({}));

    expect(User).toMatchObject({
      UserName,
      Path: '/',
      Arn: `arn:aws:iam::111122223333:user/${UserName}`,
      UserId: expect.stringMatching(/^AIDA[A-Z2-7]{17}$/),
      CreateDate: expect.any(Date),
      Tags: [{ Key: 'team', Value: 'red' }],
    });
    expect(Users?.map((user) => user.UserName)).toEqual(expect.arrayContaining(['admin', 'dave', UserName]));

    await iam.send(new DeleteUserCommand({ UserName }));
    expect(await refusal(iam.send(new GetUserCommand({ UserName })))).toMatchObject({
      code: 'NoSuchEntityException',
      status: 404,
      message: `The user with name ${UserName} cannot be found.`,
    });
  });

  test('are unique without regard to case, and named soberly', async () => {
    expect(await tryToCreate(UserName.toUpperCase())).toMatchObject({
      code: 'EntityAlreadyExistsException',
      status: 409,
    });
    expect((await tryToCreate('no spaces')).code).toBe('ValidationError');
    expect((await tryToCreate('x'.repeat(65))).code).toBe('ValidationError');
  });

  test('cannot be deleted with anything left', async () => {
    const blocked = async (reason: string): Promise<void> => {
      const answer = await refusal(iam.send(new DeleteUserCommand({ UserName })));
      expect(answer).toMatchObject({ code: 'DeleteConflictException', status: 409 });
      expect(answer.message).toContain(reason);
    };
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    await blocked('access keys');
    await iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId: AccessKey?.AccessKeyId }));
    await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn: READ_ONLY }));
    await blocked('detach all policies');
    await iam.send(new DetachUserPolicyCommand({ UserName, PolicyArn: READ_ONLY }));
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'inline', PolicyDocument: POLICY }));
    await blocked('delete policies');
  });

  test('get a login profile once', async () => {
    const createProfile = () =>
      iam.send(new CreateLoginProfileCommand({ UserName, Password: 'correct horse', PasswordResetRequired: true }));

    expect((await createProfile()).LoginProfile).toMatchObject({ UserName, PasswordResetRequired: true });
    expect((await refusal(createProfile())).code).toBe('EntityAlreadyExistsException');
  });

  test('are listed page by page', async () => {
    const names: (string | undefined)[] = [];
    for await (const { Users = [] } of paginateListUsers({ client: iam, pageSize: 2 }, {})) {
      expect(Users.length).toBeLessThanOrEqual(2);
      names.push(...Users.map((user) => user.UserName));
    }

    expect(names).toEqual(
      aws
        .snapshot()
        .users.map((user) => user.name)
        .toSorted(),
    );
  });

  test('tell their MFA devices and the account its alias', async () => {
    expect((await iam.send(new ListMFADevicesCommand({ UserName: 'admin' }))).MFADevices).toHaveLength(1);
    expect((await iam.send(new ListMFADevicesCommand({ UserName }))).MFADevices).toEqual([]);
    expect((await iam.send(new ListAccountAliasesCommand({}))).AccountAliases).toEqual(['sandbox-production']);
  });
});

describe('access keys', () => {
  test('two a user', async () => {
    const create = () => iam.send(new CreateAccessKeyCommand({ UserName }));

    const { AccessKey } = await create();
    await create();

    expect(AccessKey).toMatchObject({
      UserName,
      AccessKeyId: expect.stringMatching(/^AKIA[A-Z2-7]{16}$/),
      SecretAccessKey: expect.stringMatching(/^[A-Za-z0-9]{40}$/),
      Status: 'Active',
    });
    expect(await refusal(create())).toMatchObject({
      code: 'LimitExceededException',
      status: 409,
      message: 'Cannot exceed quota for AccessKeysPerUser: 2',
    });
  });

  test('work until they are deactivated, and tell when they were used', async () => {
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    const AccessKeyId = AccessKey?.AccessKeyId ?? '';
    const { sts } = clients(aws, { accessKeyId: AccessKeyId, secretAccessKey: AccessKey?.SecretAccessKey ?? '' });
    const lastUsed = async () => (await iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId }))).AccessKeyLastUsed;
    expect(await lastUsed()).toMatchObject({ ServiceName: 'N/A', Region: 'N/A' });

    await sts.send(new GetCallerIdentityCommand({}));
    expect(await lastUsed()).toMatchObject({ ServiceName: 'sts', Region: 'us-east-1', LastUsedDate: expect.any(Date) });

    await iam.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId, Status: 'Inactive' }));
    expect((await refusal(sts.send(new GetCallerIdentityCommand({})))).code).toBe('InvalidClientTokenId');
    const { AccessKeyMetadata } = await iam.send(new ListAccessKeysCommand({ UserName }));
    expect(AccessKeyMetadata).toMatchObject([{ AccessKeyId, Status: 'Inactive' }]);
    expect(AccessKeyMetadata?.[0]).not.toHaveProperty('SecretAccessKey');

    await iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId }));
    expect((await refusal(iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId })))).code).toBe(
      'NoSuchEntityException',
    );
  });

  test('belong to the caller where no user is named', async () => {
    const { AccessKeyMetadata } = await iam.send(new ListAccessKeysCommand({}));
    expect(AccessKeyMetadata?.[0]?.UserName).toBe('admin');

    const role = await assume(clients(aws, aws.demo.credentials.worker), {
      RoleArn: aws.demo.roles.read,
      RoleSessionName: 'reader',
    });
    expect(await refusal(clients(aws, role).iam.send(new ListAccessKeysCommand({})))).toMatchObject({
      code: 'ValidationError',
      message: 'Must specify userName when calling with non-User credentials',
    });
  });

  test('have two states only', async () => {
    const input = { UserName: 'dave', AccessKeyId: aws.demo.credentials.dave.accessKeyId, Status: 'Expired' as const };

    expect((await refusal(iam.send(new UpdateAccessKeyCommand(input)))).code).toBe('ValidationError');
  });
});

describe('policies', () => {
  test('are attached and put on users', async () => {
    await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn: READ_ONLY }));
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'own', PolicyDocument: POLICY }));

    expect((await iam.send(new ListAttachedUserPoliciesCommand({ UserName }))).AttachedPolicies).toEqual([
      { PolicyName: 'ReadOnlyAccess', PolicyArn: READ_ONLY },
    ]);
    expect((await iam.send(new ListUserPoliciesCommand({ UserName }))).PolicyNames).toEqual(['own']);
    expect(aws.snapshot().users.find((user) => user.name === UserName)?.policies).toEqual(['ReadOnlyAccess', 'own']);

    await iam.send(new DetachUserPolicyCommand({ UserName, PolicyArn: READ_ONLY }));
    expect((await iam.send(new ListAttachedUserPoliciesCommand({ UserName }))).AttachedPolicies).toEqual([]);
    expect((await refusal(iam.send(new DetachUserPolicyCommand({ UserName, PolicyArn: READ_ONLY })))).code).toBe(
      'NoSuchEntityException',
    );
  });

  test('must exist and be well formed', async () => {
    const attach = iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn: 'arn:aws:iam::aws:policy/Nothing' }));
    const put = iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'bad', PolicyDocument: '{' }));

    expect((await refusal(attach)).code).toBe('NoSuchEntityException');
    expect(await refusal(put)).toMatchObject({ code: 'MalformedPolicyDocumentException', status: 400 });
  });
});

describe('roles', () => {
  const TRUST = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 'sts:AssumeRole' }],
  });

  test('are made, read, listed and given policies', async () => {
    const RoleName = `role-${users}`;
    const { Role: made } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST }));
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: READ_ONLY }));
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'own', PolicyDocument: POLICY }));
    const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
    const { Roles } = await iam.send(new ListRolesCommand({}));

    expect(made).toMatchObject({
      Arn: `arn:aws:iam::111122223333:role/${RoleName}`,
      RoleId: expect.stringMatching(/^AROA/),
    });
    expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).toBe(TRUST);
    expect(Role?.MaxSessionDuration).toBe(3600);
    expect(Roles?.map((role) => role.RoleName)).toContain(RoleName);
    expect((await refusal(iam.send(new GetRoleCommand({ RoleName: 'nobody' })))).code).toBe('NoSuchEntityException');
    expect((await refusal(iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST })))).code).toBe(
      'EntityAlreadyExistsException',
    );
    expect(
      (await refusal(iam.send(new CreateRoleCommand({ RoleName: 'x', AssumeRolePolicyDocument: POLICY })))).code,
    ).toBe('MalformedPolicyDocumentException');
  });
});

test('required parameters and unknown actions are told', async () => {
  expect(await refusal(iam.send(new CreateUserCommand({ UserName: undefined })))).toMatchObject({
    code: 'ValidationError',
    message:
      "1 validation error detected: Value null at 'userName' failed to satisfy constraint: Member must not be null",
  });
  const { code, message } = await refusal(iam.send(new ListGroupsCommand({})));
  expect(code).toBe('InvalidAction');
  expect(message).toContain('CreateAccessKey');
});
