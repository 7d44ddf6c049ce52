import { CreateLoginProfileCommand, CreateUserCommand, DeleteLoginProfileCommand } from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { removeLoginProfile } from '../../src/remediate/actions/remove-login-profile.ts';
import { actionScene } from './action-scene.ts';

const scene = actionScene(removeLoginProfile);
const planUser = (id: string) => scene.plan({ type: 'AWS::IAM::User', id });
const setPassword = (UserName: string) =>
  scene.admin.iam.send(new CreateLoginProfileCommand({ UserName, Password: 'correct horse' }));

test('the password goes, and the plan says since when there has been one', async () => {
  expect((await planUser('dave')).blocked).toBe('It has no console password.');
  await setPassword('dave');
  const planned = await planUser('dave');

  expect(planned.facts).toEqual([expect.stringMatching(/^console password since \d{4}-.+ UTC$/)]);
  expect(await scene.act(planned)).toEqual({ result: 'password removed', seen: 'done: no console password' });
  expect((await planUser('dave')).facts).toEqual(['no console password']);
});

test('a password that was set anew meanwhile is another plan', async () => {
  const UserName = 'ana';
  await scene.admin.iam.send(new CreateUserCommand({ UserName }));
  await setPassword(UserName);
  const before = await planUser(UserName);
  await scene.admin.iam.send(new DeleteLoginProfileCommand({ UserName }));
  scene.aws.control.advance(5000);
  await setPassword(UserName);

  expect((await planUser(UserName)).material).not.toEqual(before.material);
});

test('a user that IAM does not know is told', async () => {
  expect((await planUser('nobody')).blocked).toBe('IAM does not know this user (any more).');
});
