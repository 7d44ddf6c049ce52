import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateUserCommand,
  DeleteUserCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import type { RecordSummary } from '../../src/model/alert.ts';
import { deleteBackdoorUser } from '../../src/remediate/actions/delete-backdoor-user.ts';
import { actionScene } from './action-scene.ts';

const scene = actionScene(deleteBackdoorUser);
const TYPE = 'AWS::IAM::User';
let users = 0;

/** A user, and the record that tells of its making. */
async function createUser(UserName = `backdoor-${++users}`) {
  const { User: user } = await scene.admin.iam.send(new CreateUserCommand({ UserName, Path: '/own/' }));
  const record = { eventName: 'CreateUser', responseElements: { user: { userName: UserName, userId: user?.UserId } } };
  return { UserName, records: [record] as unknown as readonly RecordSummary[] };
}

test('the plan names each thing that goes with the user, in the order in which it goes', async () => {
  const { UserName, records } = await createUser();
  const { AccessKey: key } = await scene.admin.iam.send(new CreateAccessKeyCommand({ UserName }));
  const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
  await scene.admin.iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn }));
  const Statement = [{ Effect: 'Allow', Action: '*', Resource: '*' }];
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  await scene.admin.iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'all', PolicyDocument }));

  const planned = await scene.plan({ type: TYPE, id: UserName, created: true, records });
  const steps = deleteBackdoorUser.steps(planned);

  const id = key?.AccessKeyId ?? '';
  expect(planned.facts).toEqual([`access key ${id}`, 'policy AdministratorAccess attached', 'inline policy all']);
  expect(planned.blocked).toBeUndefined();
  expect(steps.map((step) => step.title)).toEqual([
    `Delete access key ${id}`,
    'Detach AdministratorAccess',
    'Delete inline policy all',
    'Delete the user',
  ]);
  expect(new Set(steps.flatMap(({ resources }) => resources))).toEqual(new Set([planned.arn]));
  expect(deleteBackdoorUser.expected?.(planned, [`key ${id}`, `detach ${PolicyArn}`])).toMatchObject({
    keys: [],
    attached: [],
    inline: ['all'],
  });
});

test('only what the records created is deleted, and never another user of the name', async () => {
  const { UserName, records } = await createUser();
  const target = { type: TYPE, id: UserName, records };

  expect(deleteBackdoorUser.appliesTo({ ...target, region: 'us-east-1' })).toBe(false);
  expect((await scene.plan(target)).blocked).toMatch(/^Only a user that the case’s own records created/);

  await scene.admin.iam.send(new DeleteUserCommand({ UserName }));
  await createUser(UserName);
  expect((await scene.plan({ ...target, created: true })).blocked).toMatch(/^It is another user of the same name/);
});

test('a user with nothing to its name goes in one call', async () => {
  const { UserName, records } = await createUser();
  const planned = await scene.plan({ type: TYPE, id: UserName, created: true, records });

  expect(await scene.act(planned)).toEqual({ result: 'removed', seen: 'done: IAM no longer lists the user' });
  expect(deleteBackdoorUser.effects([planned])).toEqual([`${UserName} is deleted.`]);
});

test('an MFA device is said beforehand', async () => {
  expect((await scene.plan({ type: TYPE, id: 'admin', created: true })).blocked).toBe(
    'It has an MFA device: deactivate that by hand first.',
  );
});
