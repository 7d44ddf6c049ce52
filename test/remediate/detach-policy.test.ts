import { AttachUserPolicyCommand, CreateUserCommand, ListAttachedUserPoliciesCommand } from '@aws-sdk/client-iam';
import { beforeEach, describe, expect, test } from 'vitest';
import { summarise } from '../../src/alert/summarise.ts';
import { detachPolicy } from '../../src/remediate/actions/detach-policy.ts';
import { newestRecord } from '../sandbox/aws/support.ts';
import { actionScene } from './action-scene.ts';

const ADMIN = 'arn:aws:iam::aws:policy/AdministratorAccess';
const READ_ONLY = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
const DENY_ALL = 'arn:aws:iam::aws:policy/AWSDenyAll';
const type = 'AWS::IAM::AttachedPolicy';
const scene = actionScene(detachPolicy);
let users = 0;
let UserName: string;

beforeEach(async () => {
  UserName = `user-${++users}`;
  await scene.admin.iam.send(new CreateUserCommand({ UserName, Tags: [{ Key: 'team', Value: 'red' }] }));
});

const attach = (PolicyArn: string) => scene.admin.iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn }));
const planned = (policy: string, whom = `user/${UserName}`) => scene.plan({ type, id: `${whom}/${policy}` });

test('takes back what the record attached, and leaves what was attached before', async () => {
  await attach(READ_ONLY);
  await attach(ADMIN);
  const { targets } = summarise(await newestRecord(scene.admin, 'AttachUserPolicy'));
  const named = targets.find((target) => target.type === type);
  expect(named).toMatchObject({ created: true, name: `AdministratorAccess on user ${UserName}` });
  expect(detachPolicy.appliesTo({ ...named, region: 'us-east-1' } as never)).toBe(true);

  const target = await scene.plan({ type, id: named?.id ?? '' });

  expect(target).toMatchObject({
    facts: [`user ${UserName}`, `${ADMIN} attached`, '1 other managed policy stays'],
    tags: [{ key: 'team', value: 'red' }],
    warnings: [],
  });
  expect(await scene.act(target)).toEqual({ result: 'attached → detached', seen: 'done: not attached any more' });
  const { AttachedPolicies } = await scene.admin.iam.send(new ListAttachedUserPoliciesCommand({ UserName }));
  expect(AttachedPolicies).toEqual([{ PolicyName: 'ReadOnlyAccess', PolicyArn: READ_ONLY }]);
  expect((await planned(ADMIN)).blocked).toBe('It is not attached (any more).');
});

test('may detach the named policy in that run, and no other', async () => {
  await attach(READ_ONLY);
  await attach(ADMIN);
  const target = await planned(ADMIN);

  // What was approved is one thing, what somebody makes of the target afterwards another.
  const forged = { ...target, id: target.id.replace(ADMIN, READ_ONLY) };
  const steps = detachPolicy.steps(target);
  const action = { ...detachPolicy, steps: () => steps };

  await expect(scene.act(forged, 'action', action)).rejects.toMatchObject({ code: 'aws.denied' });
});

test('warns where the policy takes rights away', async () => {
  await attach(DENY_ALL);

  expect((await planned(DENY_ALL)).warnings).toEqual([expect.stringContaining('takes rights away')]);
});

describe('is not for', () => {
  test.each([
    ['role/AWSServiceRoleForAutoScaling', /^It is a service-linked role/],
    ['role/TrailboltActIam', /^It is one of Trailbolt’s own roles/],
    ['user/nobody', /^IAM does not know this user/],
    ['group/nobody', /^IAM does not know this group/],
  ])('%s', async (whom, reason) => {
    expect((await planned(ADMIN, whom)).blocked).toMatch(reason);
  });

  test.each([ADMIN, 'user/x', `team/x/${ADMIN}`, 'user/x/arn:aws:s3:::bucket', `user/a b/${ADMIN}`])('%s', (id) => {
    expect(detachPolicy.appliesTo({ type, id, region: 'us-east-1' })).toBe(false);
  });
});
