import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  GetRoleCommand,
  ListUsersCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { beforeEach, describe, expect, test } from 'vitest';
import { revokeSessions } from '../../src/remediate/actions/revoke-sessions.ts';
import { assume, clients, refusal } from '../sandbox/aws/support.ts';
import { eventually } from '../support/eventually.ts';
import { actionScene } from './action-scene.ts';

const ACCOUNT = '111122223333';
const scene = actionScene(revokeSessions);
let roles = 0;
let RoleName: string;

const document = (Statement: object) => JSON.stringify({ Version: '2012-10-17', Statement });
const ALL = document([{ Effect: 'Allow', Action: '*', Resource: '*' }]);

beforeEach(async () => {
  RoleName = `role-${++roles}`;
  const trust = [
    { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:user/admin` }, Action: 'sts:AssumeRole' },
  ];
  const rights = [{ Effect: 'Allow', Action: 'iam:ListUsers', Resource: '*' }];
  await scene.admin.iam.send(
    new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: document(trust), MaxSessionDuration: 7200 }),
  );
  await scene.admin.iam.send(
    new PutRolePolicyCommand({ RoleName, PolicyName: 'own', PolicyDocument: document(rights) }),
  );
});

const planRole = (id = RoleName) => scene.plan({ type: 'AWS::IAM::Role', id });

async function openSession() {
  const RoleArn = `arn:aws:iam::${ACCOUNT}:role/${RoleName}`;
  const session = clients(scene.aws, await assume(scene.admin, { RoleArn, RoleSessionName: 'somebody' }));
  return {
    list: () => session.iam.send(new ListUsersCommand({})),
    launch: () => session.iam.send(new CreateRoleCommand({ RoleName: 'x', AssumeRolePolicyDocument: ALL })),
  };
}

test('ends a session that is open; a new one has the rights of the role and no more', async () => {
  const old = await openSession();
  await expect(old.list()).resolves.toBeDefined();
  const planned = await planRole();

  expect(await scene.act(planned)).toEqual({
    result: 'older sessions may do nothing',
    seen: 'done: the boundary is set',
  });

  expect((await refusal(old.list())).message).toContain('with an explicit deny in a permissions boundary');
  // When a session was opened is told in whole seconds.
  const fresh = await eventually(async () => {
    const session = await openSession();
    await session.list();
    return session;
  });
  // The boundary allows everything and gives nothing.
  expect((await refusal(fresh.launch())).code).toBe('AccessDenied');

  await scene.act(await scene.planReverse(planned), 'reverse');

  await expect(old.list()).resolves.toBeDefined();
  const { Role } = await scene.admin.iam.send(new GetRoleCommand({ RoleName }));
  expect(Role?.PermissionsBoundary).toBeUndefined();
  expect((await scene.planReverse(planned)).blocked).toContain('no longer the one that this request set');
});

test('waits for the policy that it has just made to be known everywhere in IAM', async () => {
  scene.aws.control.faults.fail('iam:PutRolePermissionsBoundary', 1, { code: 'NoSuchEntity', status: 404 });

  expect(await scene.act(await planRole())).toMatchObject({ seen: 'done: the boundary is set' });
});

test('the plan tells how long sessions last, and what has to get new credentials', async () => {
  expect(await planRole()).toMatchObject({
    facts: ['its sessions last up to 2 hours', 'not used lately'],
    material: { boundary: null },
    warnings: [expect.stringContaining('until it gets new credentials')],
  });
});

describe('is not for', () => {
  test('a role with a boundary of its own, which it would take off', async () => {
    const PermissionsBoundary = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
    await scene.admin.iam.send(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary }));

    expect((await planRole()).blocked).toContain('has a permissions boundary already');
  });

  test.each([
    ['AWSServiceRoleForAutoScaling', /^It is a service-linked role/],
    ['AWSReservedSSO_Observers_0a1b2c3d4e5f6071', /^It belongs to IAM Identity Center/],
    ['TrailboltActIam', /^It is one of Trailbolt’s own roles/],
    ['nobody', /^IAM does not know this role/],
  ])('%s', async (id, reason) => {
    expect((await planRole(id)).blocked).toMatch(reason);
  });
});

/** Whoever has become the acting role, by whatever means, without the bounds of a session policy. */
async function actor() {
  const { worker } = scene.aws.demo.credentials;
  const RoleArn = scene.aws.demo.roles.iamAct;
  const session = await assume(clients(scene.aws, worker), {
    RoleArn,
    RoleSessionName: 'thief',
    SourceIdentity: 'thief',
  });
  return clients(scene.aws, session).iam;
}

describe('the role that acts in IAM', () => {
  test('makes policies in one place only, and can give nobody the rights in them', async () => {
    const iam = await actor();
    const PolicyName = `everything-${roles}`;
    const own = { PolicyName, Path: '/trailbolt/revoke/', PolicyDocument: ALL };
    const { Policy } = await iam.send(new CreatePolicyCommand(own));
    const PolicyArn = Policy?.Arn ?? '';

    expect((await refusal(iam.send(new CreatePolicyCommand({ ...own, Path: '/' })))).code).toBe('AccessDenied');
    expect((await refusal(iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn })))).code).toBe('AccessDenied');
    const put = iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: ALL }));
    expect((await refusal(put)).code).toBe('AccessDenied');
    await iam.send(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary: PolicyArn }));
    expect((await refusal((await openSession()).launch())).code).toBe('AccessDenied');
  });

  test('sets no other policy as a boundary', async () => {
    const PermissionsBoundary = 'arn:aws:iam::aws:policy/AdministratorAccess';
    const put = new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary });

    expect((await refusal((await actor()).send(put))).code).toBe('AccessDenied');
  });
});
