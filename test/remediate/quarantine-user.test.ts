import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateLoginProfileCommand,
  CreatePolicyCommand,
  CreateUserCommand,
  DeleteUserCommand,
  DetachUserPolicyCommand,
  ListUsersCommand,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { quarantineUser } from '../../src/remediate/actions/quarantine-user.ts';
import { assume, clients, refusal } from '../sandbox/aws/support.ts';
import { actionScene } from './action-scene.ts';

const scene = actionScene(quarantineUser);
const DENY_ALL = 'arn:aws:iam::aws:policy/AWSDenyAll';
let users = 0;

async function createUser(): Promise<string> {
  const UserName = `user-${++users}`;
  await scene.admin.iam.send(
    new CreateUserCommand({ UserName, Path: '/staff/', Tags: [{ Key: 'team', Value: 'red' }] }),
  );
  return UserName;
}

const planUser = (id: string) => scene.plan({ type: 'AWS::IAM::User', id });

test('the plan tells keys and password, by the tags and the whole ARN of the user', async () => {
  const UserName = await createUser();
  const bare = await planUser(UserName);
  await scene.admin.iam.send(new CreateAccessKeyCommand({ UserName }));
  await scene.admin.iam.send(new CreateLoginProfileCommand({ UserName, Password: 'correct horse' }));

  const planned = await planUser(UserName);

  expect(bare.facts).toEqual(['not in quarantine', 'no active key', 'no console password']);
  expect(planned).toMatchObject({
    arn: `arn:aws:iam::111122223333:user/staff/${UserName}`,
    facts: ['not in quarantine', '1 active key', 'has a console password'],
    warnings: ['What runs with its keys stops.'],
    tags: [{ key: 'team', value: 'red' }],
  });
  expect(planned.material).toEqual(bare.material);
});

test('the user may do nothing until it is released, and then what it might before', async () => {
  const { admin: credentials } = scene.aws.demo.credentials;
  const list = () => clients(scene.aws, credentials).iam.send(new ListUsersCommand({}));
  const planned = await planUser('admin');

  expect(await scene.act(planned)).toEqual({ result: 'AWSDenyAll attached', seen: 'done: AWSDenyAll is attached' });
  expect((await refusal(list())).message).toContain('explicit deny');
  expect((await planUser('admin')).blocked).toBe('It is quarantined already: AWSDenyAll is attached.');

  const back = await scene.planReverse(planned);
  expect(back.blocked).toBeUndefined();
  expect(await scene.act(back, 'reverse')).toEqual({
    result: 'AWSDenyAll detached',
    seen: 'done: AWSDenyAll is not attached',
  });
  await expect(list()).resolves.toBeDefined();
  expect((await scene.planReverse(planned)).blocked).toBe('AWSDenyAll is no longer attached to it.');
});

test('the acting role can attach that policy and no other', async () => {
  const UserName = await createUser();
  const { worker } = scene.aws.demo.credentials;
  const RoleArn = scene.aws.demo.roles.iamAct;
  const session = await assume(clients(scene.aws, worker), { RoleArn, RoleSessionName: 'run' });
  const { iam } = clients(scene.aws, session);
  const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';

  expect((await refusal(iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn })))).code).toBe('AccessDenied');
  await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn: DENY_ALL }));
  await iam.send(new DetachUserPolicyCommand({ UserName, PolicyArn: DENY_ALL }));
});

test('a user made anew under the name of the one in quarantine is left alone', async () => {
  const UserName = await createUser();
  const planned = await planUser(UserName);
  await scene.admin.iam.send(new DeleteUserCommand({ UserName }));
  expect((await planUser(UserName)).blocked).toBe('IAM does not know this user (any more).');
  await scene.admin.iam.send(new CreateUserCommand({ UserName, Path: '/staff/' }));
  await scene.admin.iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn: DENY_ALL }));

  expect((await planUser(UserName)).material).not.toEqual(planned.material);
  expect((await scene.planReverse(planned)).blocked).toContain('another user of the same name');
});

test('a user with as many policies as IAM takes is told beforehand', async () => {
  const UserName = await createUser();
  const names = ['ReadOnlyAccess', 'SecurityAudit', 'PowerUserAccess', 'AmazonEC2FullAccess', 'IAMFullAccess'];
  const more = ['AmazonEC2ReadOnlyAccess', 'IAMReadOnlyAccess', 'AWSCompromisedKeyQuarantineV3', 'AdministratorAccess'];
  for (const name of [...names, ...more]) {
    const PolicyArn = `arn:aws:iam::aws:policy/${name}`;
    await scene.admin.iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn }));
  }
  expect((await planUser(UserName)).warnings).toEqual([]);
  const PolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
  });
  const { Policy } = await scene.admin.iam.send(new CreatePolicyCommand({ PolicyName: 'tenth', PolicyDocument }));
  await scene.admin.iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn: Policy?.Arn }));

  const planned = await planUser(UserName);

  expect(planned.warnings).toEqual(['10 managed policies are attached to it: IAM may refuse one more.']);
  await expect(scene.act(planned)).rejects.toMatchObject({ code: 'aws.refused' });
});
