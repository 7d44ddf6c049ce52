import { PutRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  AddPermissionCommand,
  CreateEventSourceMappingCommand,
  GetFunctionConcurrencyCommand,
  PutFunctionConcurrencyCommand,
} from '@aws-sdk/client-lambda';
import { beforeEach, expect, test } from 'vitest';
import { freezeFunction } from '../../src/remediate/actions/freeze-function.ts';
import { createFunction } from '../contract/actions/fixtures/functions.ts';
import { actionScene } from './action-scene.ts';

const type = 'AWS::Lambda::Function';
const scene = actionScene(freezeFunction);
let name: string;

beforeEach(async () => {
  const { demo, url: endpoint } = scene.aws;
  name = await createFunction({ admin: { endpoint, region: demo.region, credentials: demo.credentials.admin } });
});

async function reserve(ReservedConcurrentExecutions: number): Promise<void> {
  await scene.admin.lambda.send(
    new PutFunctionConcurrencyCommand({ FunctionName: name, ReservedConcurrentExecutions }),
  );
}

async function reserved(): Promise<number | undefined> {
  const answer = await scene.admin.lambda.send(new GetFunctionConcurrencyCommand({ FunctionName: name }));
  return answer.ReservedConcurrentExecutions;
}

test('the plan says what the function is, and who waits for it in vain', async () => {
  await scene.admin.lambda.send(
    new AddPermissionCommand({
      FunctionName: name,
      StatementId: 'bucket',
      Action: 'lambda:InvokeFunction',
      Principal: 's3.amazonaws.com',
      SourceArn: 'arn:aws:s3:::box',
    }),
  );

  const orders = 'arn:aws:sqs:us-east-1:111122223333:orders';
  const Statement = [{ Effect: 'Allow', Action: 'sqs:*', Resource: orders }];
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  const source = new CreateEventSourceMappingCommand({ FunctionName: name, EventSourceArn: orders });
  await expect(scene.admin.lambda.send(source)).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
  await scene.admin.iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: 'orders', PolicyDocument }));
  await scene.admin.lambda.send(source);
  await expect(scene.admin.lambda.send(source)).rejects.toMatchObject({ name: 'ResourceConflictException' });

  const planned = await scene.plan({ type, id: name });

  expect(planned).toMatchObject({
    arn: `arn:aws:lambda:us-east-1:111122223333:function:${name}`,
    facts: [
      'no reserved concurrency',
      'nodejs22.x',
      `role ${name}`,
      expect.stringMatching(/^last changed \d{4}-\d\d-\d\d \d\d:\d\d UTC$/),
    ],
    tags: [{ key: 'team', value: 'shop' }],
    warnings: [
      'Its policy lets s3.amazonaws.com invoke it, from arn:aws:s3:::box: that fails while it is frozen.',
      'It works on what comes from orders: that piles up while it is frozen.',
    ],
  });
  expect(freezeFunction.effects([planned])).toEqual([`${name} is not run any more: each new call of it is refused.`]);
});

test.each([
  ['nothing', undefined, 'no reserved concurrency'],
  ['a number', 7, 'reserved concurrency 7'],
])('where %s was reserved before, that is what it has after the undo', async (_what, before, words) => {
  if (before !== undefined) await reserve(before);

  const planned = await scene.plan({ type, id: name });
  expect(await scene.act(planned)).toEqual({
    result: `${words} → frozen`,
    seen: 'done: frozen: reserved concurrency 0',
  });
  expect(await reserved()).toBe(0);
  expect((await scene.plan({ type, id: name })).blocked).toBe('It is frozen already.');

  const undo = await scene.planReverse(planned);
  expect(freezeFunction.reverse?.effects([undo])).toEqual([`${name} runs again, with ${words}.`]);
  expect(await scene.act(undo, 'reverse')).toEqual({ result: `frozen → ${words}`, seen: `done: ${words}` });
  expect(await reserved()).toBe(before);
});

test('what somebody has set since stays', async () => {
  const planned = await scene.plan({ type, id: name });
  await scene.act(planned);
  await reserve(3);

  expect((await scene.planReverse(planned)).blocked).toBe(
    'It is not frozen any more: somebody has changed its concurrency since.',
  );
});

test('what is not there, or another account’s, is not planned', async () => {
  const arn = 'arn:aws:lambda:us-east-1:444455556666:function:theirs';

  expect((await scene.plan({ type, id: 'nothing' })).blocked).toBe('Lambda does not know this function (any more).');
  expect((await scene.plan({ type, id: 'theirs', arn })).blocked).toBe('It belongs to account 444455556666.');
});
