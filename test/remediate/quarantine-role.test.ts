import { CreateRoleCommand, ListUsersCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { beforeEach, describe, expect, test } from 'vitest';
import { quarantineRole } from '../../src/remediate/actions/quarantine-role.ts';
import { assume, clients, refusal } from '../sandbox/aws/support.ts';
import { actionScene } from './action-scene.ts';

const scene = actionScene(quarantineRole);
let roles = 0;
let RoleName: string;

const document = (Statement: object) => JSON.stringify({ Version: '2012-10-17', Statement });

beforeEach(async () => {
  RoleName = `role-${++roles}`;
  const user = 'arn:aws:iam::111122223333:user/admin';
  const trust = [{ Effect: 'Allow', Principal: { AWS: user }, Action: 'sts:AssumeRole' }];
  const rights = [{ Effect: 'Allow', Action: 'iam:ListUsers', Resource: '*' }];
  await scene.admin.iam.send(
    new CreateRoleCommand({
      RoleName,
      AssumeRolePolicyDocument: document(trust),
      Tags: [{ Key: 'team', Value: 'red' }],
    }),
  );
  await scene.admin.iam.send(
    new PutRolePolicyCommand({ RoleName, PolicyName: 'own', PolicyDocument: document(rights) }),
  );
});

const planRole = (id = RoleName) => scene.plan({ type: 'AWS::IAM::Role', id });
const become = () =>
  assume(scene.admin, { RoleArn: `arn:aws:iam::111122223333:role/${RoleName}`, RoleSessionName: 'somebody' });

test('the plan tells when it was last used, and warns of what runs with it', async () => {
  expect((await planRole()).facts).toEqual(['not in quarantine', 'not used lately']);
  const session = await become();
  await clients(scene.aws, session, 'eu-west-1').iam.send(new ListUsersCommand({}));

  expect(await planRole()).toMatchObject({
    facts: ['not in quarantine', expect.stringMatching(/^last used .+ UTC, /)],
    tags: [{ key: 'team', value: 'red' }],
    warnings: ['What runs with it stops: instances, functions, people.'],
  });
});

test('a session that is open may do nothing any more, until the role is released', async () => {
  const session = await become();
  const list = () => clients(scene.aws, session).iam.send(new ListUsersCommand({}));
  await expect(list()).resolves.toBeDefined();
  const planned = await planRole();

  expect(await scene.act(planned)).toEqual({ result: 'AWSDenyAll attached', seen: 'done: AWSDenyAll is attached' });
  expect((await refusal(list())).message).toContain('explicit deny');
  expect((await planRole()).blocked).toBe('It is quarantined already: AWSDenyAll is attached.');

  await scene.act(await scene.planReverse(planned), 'reverse');
  await expect(list()).resolves.toBeDefined();
  expect((await scene.planReverse(planned)).blocked).toBe('AWSDenyAll is no longer attached to it.');
});

describe('what cannot be changed says why, and what to do instead', () => {
  test.each([
    ['AWSServiceRoleForAutoScaling', /^It is a service-linked role.+in that service/],
    ['AWSReservedSSO_Observers_0a1b2c3d4e5f6071', /^It belongs to IAM Identity Center.+permission set\.$/],
    ['TrailboltActIam', /^It is one of Trailbolt’s own roles/],
    ['nobody', /^IAM does not know this role/],
  ])('%s', async (id, reason) => {
    expect((await planRole(id)).blocked).toMatch(reason);
  });
});
