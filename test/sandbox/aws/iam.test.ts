import {
  PutRolePermissionsBoundaryCommand,
  ListAttachedGroupPoliciesCommand,
  GetGroupCommand,
  DetachGroupPolicyCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteGroupCommand,
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreateLoginProfileCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeactivateMFADeviceCommand,
  DeleteAccessKeyCommand,
  DeleteLoginProfileCommand,
  DeletePolicyCommand,
  DeleteRolePolicyCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  DetachRolePolicyCommand,
  DetachUserPolicyCommand,
  GetAccessKeyLastUsedCommand,
  GetLoginProfileCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  ListAccessKeysCommand,
  ListAccountAliasesCommand,
  ListAttachedRolePoliciesCommand,
  ListAttachedUserPoliciesCommand,
  ListGroupsCommand,
  ListGroupsForUserCommand,
  ListMFADevicesCommand,
  ListRolePoliciesCommand,
  ListRoleTagsCommand,
  ListRolesCommand,
  ListUserPoliciesCommand,
  ListUserTagsCommand,
  ListUsersCommand,
  PutGroupPolicyCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  RemoveUserFromGroupCommand,
  TagUserCommand,
  UpdateAccessKeyCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateLoginProfileCommand,
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

  test('are told apart by tags, which are listed', async () => {
    await iam.send(new TagUserCommand({ UserName, Tags: [{ Key: 'trailbolt', Value: 'never' }] }));

    expect((await iam.send(new ListUserTagsCommand({ UserName }))).Tags).toEqual([
      { Key: 'team', Value: 'red' },
      { Key: 'trailbolt', Value: 'never' },
    ]);
    const reserved = iam.send(new TagUserCommand({ UserName, Tags: [{ Key: 'aws:x', Value: 'y' }] }));
    expect((await refusal(reserved)).code).toBe('ValidationError');
  });

  test('have a login profile that is read, changed and deleted', async () => {
    const get = () => iam.send(new GetLoginProfileCommand({ UserName }));
    expect((await refusal(get())).code).toBe('NoSuchEntityException');
    await iam.send(new CreateLoginProfileCommand({ UserName, Password: 'correct horse' }));
    await iam.send(new UpdateLoginProfileCommand({ UserName, PasswordResetRequired: true }));

    expect((await get()).LoginProfile).toMatchObject({ UserName, PasswordResetRequired: true });
    await iam.send(new DeleteLoginProfileCommand({ UserName }));
    expect((await refusal(get())).code).toBe('NoSuchEntityException');
    expect((await refusal(iam.send(new DeleteLoginProfileCommand({ UserName })))).status).toBe(404);
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

  test('lose an MFA device that is theirs', async () => {
    const [device] = (await iam.send(new ListMFADevicesCommand({ UserName: 'admin' }))).MFADevices ?? [];
    const deactivate = (SerialNumber: string | undefined) =>
      iam.send(new DeactivateMFADeviceCommand({ UserName: 'admin', SerialNumber }));

    expect((await refusal(deactivate('arn:aws:iam::111122223333:mfa/other'))).code).toBe('NoSuchEntityException');
    await deactivate(device?.SerialNumber);
    expect((await iam.send(new ListMFADevicesCommand({ UserName: 'admin' }))).MFADevices).toEqual([]);
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

  test('of the account itself are made, read, and deleted once nobody has them', async () => {
    const PolicyName = `policy-${users}`;
    const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName, PolicyDocument: POLICY, Path: '/own/' }));
    const PolicyArn = Policy?.Arn ?? '';
    await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn }));
    const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: 'v1' }));

    expect(PolicyArn).toBe(`arn:aws:iam::111122223333:policy/own/${PolicyName}`);
    expect((await iam.send(new GetPolicyCommand({ PolicyArn }))).Policy).toMatchObject({
      PolicyId: expect.stringMatching(/^ANPA/),
      DefaultVersionId: 'v1',
      AttachmentCount: 1,
    });
    expect(decodeURIComponent(PolicyVersion?.Document ?? '')).toBe(POLICY);
    const again = iam.send(new CreatePolicyCommand({ PolicyName, PolicyDocument: POLICY, Path: '/own/' }));
    expect((await refusal(again)).code).toBe('EntityAlreadyExistsException');
    const remove = () => iam.send(new DeletePolicyCommand({ PolicyArn }));
    expect((await refusal(remove())).code).toBe('DeleteConflictException');
    await iam.send(new DetachUserPolicyCommand({ UserName, PolicyArn }));
    await remove();
    expect((await refusal(iam.send(new GetPolicyCommand({ PolicyArn })))).code).toBe('NoSuchEntityException');
  });

  test('inline are read and deleted by name', async () => {
    const PolicyName = 'own';
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName, PolicyDocument: POLICY }));
    const { PolicyDocument } = await iam.send(new GetUserPolicyCommand({ UserName, PolicyName }));

    expect(decodeURIComponent(PolicyDocument ?? '')).toBe(POLICY);
    await iam.send(new DeleteUserPolicyCommand({ UserName, PolicyName }));
    expect(await refusal(iam.send(new GetUserPolicyCommand({ UserName, PolicyName })))).toMatchObject({
      code: 'NoSuchEntityException',
      message: 'The user policy with name own cannot be found.',
    });
  });

  test('of a group are those of its members, while they are in it', async () => {
    const GroupName = `group-${users}`;
    await iam.send(new CreateGroupCommand({ GroupName }));
    await iam.send(new AttachGroupPolicyCommand({ GroupName, PolicyArn: READ_ONLY }));
    await iam.send(new PutGroupPolicyCommand({ GroupName, PolicyName: 'own', PolicyDocument: POLICY }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    const own = { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
    const list = () => clients(aws, own).iam.send(new ListUsersCommand({}));
    expect((await refusal(list())).code).toBe('AccessDenied');

    await iam.send(new AddUserToGroupCommand({ GroupName, UserName }));

    await expect(list()).resolves.toBeDefined();
    expect((await iam.send(new ListGroupsForUserCommand({ UserName }))).Groups).toMatchObject([
      { GroupName, Arn: `arn:aws:iam::111122223333:group/${GroupName}`, GroupId: expect.stringMatching(/^AGPA/) },
    ]);
    await iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId: own.accessKeyId }));
    expect((await refusal(iam.send(new DeleteUserCommand({ UserName })))).message).toContain('group');
    await iam.send(new RemoveUserFromGroupCommand({ GroupName, UserName }));
    await iam.send(new DeleteUserCommand({ UserName }));
  });

  test('of a group are listed and taken away, and keep it from being deleted', async () => {
    const GroupName = `listed-${users}`;
    await iam.send(new CreateGroupCommand({ GroupName }));
    await iam.send(new AttachGroupPolicyCommand({ GroupName, PolicyArn: READ_ONLY }));
    await iam.send(new AddUserToGroupCommand({ GroupName, UserName }));
    const { Group, Users } = await iam.send(new GetGroupCommand({ GroupName }));
    const remove = () => iam.send(new DeleteGroupCommand({ GroupName }));
    const detach = () => iam.send(new DetachGroupPolicyCommand({ GroupName, PolicyArn: READ_ONLY }));

    expect([Group?.GroupName, Users?.map((user) => user.UserName)]).toEqual([GroupName, [UserName]]);
    expect((await iam.send(new ListAttachedGroupPoliciesCommand({ GroupName }))).AttachedPolicies).toEqual([
      { PolicyName: 'ReadOnlyAccess', PolicyArn: READ_ONLY },
    ]);
    expect((await refusal(remove())).message).toContain('users');
    await iam.send(new RemoveUserFromGroupCommand({ GroupName, UserName }));
    expect((await refusal(remove())).message).toContain('policies');
    await detach();
    expect((await refusal(detach())).code).toBe('NoSuchEntityException');
    await remove();
    expect((await refusal(iam.send(new GetGroupCommand({ GroupName })))).code).toBe('NoSuchEntityException');
  });

  test('can be confined to one that may be attached', async () => {
    const quarantine = 'arn:aws:iam::aws:policy/AWSDenyAll';
    const Condition = { ArnEquals: { 'iam:PolicyARN': quarantine } };
    const Action = ['iam:AttachUserPolicy', 'iam:DetachUserPolicy'];
    const Statement = [{ Effect: 'Allow', Action, Resource: '*', Condition }];
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'own', PolicyDocument }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    const own = { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
    const attach = (PolicyArn: string) =>
      clients(aws, own).iam.send(new AttachUserPolicyCommand({ UserName: 'ci-deploy', PolicyArn }));

    expect((await refusal(attach('arn:aws:iam::aws:policy/AdministratorAccess'))).code).toBe('AccessDenied');
    await attach(quarantine);
    const detach = new DetachUserPolicyCommand({ UserName: 'ci-deploy', PolicyArn: quarantine });
    await clients(aws, own).iam.send(detach);
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

describe('policies of roles', () => {
  const TRUST = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:user/admin' }, Action: 'sts:AssumeRole' },
    ],
  });

  test('are put, read, attached, listed and taken away', async () => {
    const RoleName = `policies-${users}`;
    const PolicyName = 'own';
    await iam.send(
      new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST, Tags: [{ Key: 'a', Value: 'b' }] }),
    );
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: POLICY }));
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: READ_ONLY }));
    const get = () => iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));

    expect(decodeURIComponent((await get()).PolicyDocument ?? '')).toBe(POLICY);
    expect((await iam.send(new ListRolePoliciesCommand({ RoleName }))).PolicyNames).toEqual([PolicyName]);
    expect((await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }))).AttachedPolicies).toEqual([
      { PolicyName: 'ReadOnlyAccess', PolicyArn: READ_ONLY },
    ]);
    expect((await iam.send(new ListRoleTagsCommand({ RoleName }))).Tags).toEqual([{ Key: 'a', Value: 'b' }]);
    await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
    await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn: READ_ONLY }));
    expect((await refusal(get())).code).toBe('NoSuchEntityException');
    const again = iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn: READ_ONLY }));
    expect((await refusal(again)).code).toBe('NoSuchEntityException');
  });

  test('say who may assume them, and can be changed in that', async () => {
    const RoleName = `trust-${users}`;
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST.replace('admin', 'dave') }));
    const become = () =>
      assume(clients(aws, aws.demo.credentials.admin), {
        RoleArn: `arn:aws:iam::111122223333:role/${RoleName}`,
        RoleSessionName: 'somebody',
      });
    const before = await refusal(become());

    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: TRUST }));

    // Whoever holds sts:AssumeRole still needs the role's trust.
    expect(before.code).toBe('AccessDenied');
    await expect(become()).resolves.toBeDefined();
    const broken = iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: POLICY }));
    expect((await refusal(broken)).code).toBe('MalformedPolicyDocumentException');
  });

  test('end sessions that are older than they say', async () => {
    const RoleName = `sessions-${users}`;
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST }));
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'own', PolicyDocument: POLICY }));
    const session = await assume(clients(aws, aws.demo.credentials.admin), {
      RoleArn: `arn:aws:iam::111122223333:role/${RoleName}`,
      RoleSessionName: 'somebody',
    });
    const list = () => clients(aws, session).iam.send(new ListUsersCommand({}));
    await expect(list()).resolves.toBeDefined();
    const Condition = { DateLessThan: { 'aws:TokenIssueTime': new Date(Date.now() + 60_000).toISOString() } };
    const Statement = [{ Effect: 'Deny', Action: '*', Resource: '*', Condition }];
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });

    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'AWSRevokeOlderSessions', PolicyDocument }));

    expect((await refusal(list())).message).toContain('with an explicit deny in an identity-based policy');
  });

  test('end where a permissions boundary says so, and get nothing from it', async () => {
    const RoleName = `bounded-${users}`;
    const Statement = [{ Effect: 'Allow', Action: 'iam:ListUsers', Resource: '*' }];
    const { Policy } = await iam.send(
      new CreatePolicyCommand({
        PolicyName: RoleName,
        Path: '/bounds/',
        PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
      }),
    );
    const PermissionsBoundary = Policy?.Arn ?? '';
    const bind = (arn: string) =>
      iam.send(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary: arn }));
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST }));
    const session = clients(
      aws,
      await assume(clients(aws, aws.demo.credentials.admin), {
        RoleArn: `arn:aws:iam::111122223333:role/${RoleName}`,
        RoleSessionName: 'somebody',
      }),
    ).iam;
    const list = () => session.send(new ListUsersCommand({}));

    await bind(PermissionsBoundary);
    expect((await refusal(list())).message).toContain('no identity-based policy allows');
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: READ_ONLY }));
    await expect(list()).resolves.toBeDefined();
    expect((await refusal(session.send(new ListRolesCommand({})))).message).toContain(
      'because no permissions boundary allows the iam:ListRoles action',
    );
    expect((await iam.send(new GetRoleCommand({ RoleName }))).Role?.PermissionsBoundary).toEqual({
      PermissionsBoundaryType: 'PermissionsBoundaryPolicy',
      PermissionsBoundaryArn: PermissionsBoundary,
    });
    expect((await refusal(iam.send(new DeletePolicyCommand({ PolicyArn: PermissionsBoundary })))).code).toBe(
      'DeleteConflictException',
    );
    await iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName }));
    await expect(session.send(new ListRolesCommand({}))).resolves.toBeDefined();

    const none = iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName }));
    expect((await refusal(none)).code).toBe('NoSuchEntityException');
    expect((await refusal(bind('arn:aws:iam::aws:policy/Nothing'))).code).toBe('NoSuchEntityException');
    expect((await refusal(bind('arn:aws:s3:::not-a-policy'))).code).toBe('ValidationError');
  });

  test('of AWS services are changed by AWS alone', async () => {
    const RoleName = 'AWSServiceRoleForAutoScaling';

    for (const call of [
      iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: READ_ONLY })),
      iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'own', PolicyDocument: POLICY })),
      iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: TRUST })),
    ]) {
      expect(await refusal(call)).toMatchObject({ code: 'UnmodifiableEntityException', status: 400 });
    }
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
