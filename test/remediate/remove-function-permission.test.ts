import {
  AddPermissionCommand,
  type AddPermissionCommandInput,
  CreateAliasCommand,
  DeleteFunctionCommand,
  GetPolicyCommand,
  RemovePermissionCommand,
} from '@aws-sdk/client-lambda';
import { beforeEach, describe, expect, test } from 'vitest';
import { targetsOf } from '../../src/alert/targets.ts';
import type { PlanTarget } from '../../src/model/plan.ts';
import { removeFunctionPermission } from '../../src/remediate/actions/remove-function-permission.ts';
import { createFunction } from '../contract/actions/fixtures/functions.ts';
import { actionScene } from './action-scene.ts';

const type = 'AWS::Lambda::Permission';
const scene = actionScene(removeFunctionPermission);
let name: string;

beforeEach(async () => {
  const { demo, url: endpoint } = scene.aws;
  name = await createFunction({ admin: { endpoint, region: demo.region, credentials: demo.credentials.admin } });
});

async function permit(StatementId: string, more: Partial<AddPermissionCommandInput> = {}): Promise<void> {
  const whom = { Action: 'lambda:InvokeFunction', Principal: '*' };
  await scene.admin.lambda.send(new AddPermissionCommand({ FunctionName: name, StatementId, ...whom, ...more }));
}

async function forbid(StatementId: string): Promise<void> {
  await scene.admin.lambda.send(new RemovePermissionCommand({ FunctionName: name, StatementId }));
}

async function statements(Qualifier?: string): Promise<object[]> {
  const { Policy: text = '' } = await scene.admin.lambda.send(new GetPolicyCommand({ FunctionName: name, Qualifier }));
  return (JSON.parse(text) as { Statement: object[] }).Statement;
}

const plan = (sid: string, more: object = {}): Promise<PlanTarget> =>
  scene.plan({ type, id: `${name}/${sid}`, ...more });

/** The plan for what a record says that it added. */
const recorded = (sid: string, requestParameters: object): Promise<PlanTarget> => {
  const asked = { functionName: name, statementId: sid, action: 'lambda:InvokeFunction', ...requestParameters };
  const record = { eventSource: 'lambda.amazonaws.com', eventName: 'AddPermission20150331v2' };
  const { targets } = targetsOf({ ...record, requestParameters: asked, responseElements: {} });
  const made = targets.find((one) => one.type === type);
  return plan(sid, { ...made });
};

describe('the plan', () => {
  test('says whom the statement lets in, what breaks, and who else is let in', async () => {
    await permit('bucket', { Principal: 's3.amazonaws.com', SourceArn: 'arn:aws:s3:::box' });
    await permit('all');

    const planned = await plan('bucket');

    expect(planned).toMatchObject({
      arn: `arn:aws:lambda:us-east-1:111122223333:function:${name}`,
      facts: [
        'lets s3.amazonaws.com invoke it, from arn:aws:s3:::box',
        `in the policy of ${name}`,
        'one of 2 statements',
      ],
      tags: [{ key: 'team', value: 'shop' }],
      warnings: [
        's3.amazonaws.com can no longer call the function by it: whatever relies on that stops.',
        'Statement all lets everybody invoke it as well, and stays.',
      ],
    });
    expect(removeFunctionPermission.effects([planned])).toEqual([
      `Statement bucket of ${name}, which lets s3.amazonaws.com invoke it, from arn:aws:s3:::box, is removed, and no other.`,
    ]);
  });

  test('is another one where the statement says something else now', async () => {
    await permit('all');
    const before = await plan('all');
    await forbid('all');
    await permit('all', { Principal: '444455556666' });

    expect((await plan('all')).material).not.toEqual(before.material);
  });

  test('is for what the record added: an id that was given to another statement since is left alone', async () => {
    const SourceArn = `arn:aws:events:us-east-1:111122223333:rule/${'r'.repeat(100)}`;
    await permit('all', { Principal: '444455556666' });
    await permit('long', { Principal: 'events.amazonaws.com', SourceArn });

    expect((await recorded('all', { principal: '444455556666' })).blocked).toBeUndefined();
    expect((await recorded('all', { principal: '*' })).blocked).toBe(
      'It was changed after the record: it lets everybody invoke it then, and lets account 444455556666 invoke it now. Look who changed it, and remove it by hand if it must go.',
    );
    const narrower = await recorded('all', { principal: '444455556666', sourceArn: 'arn:aws:s3:::box' });
    expect(narrower.blocked).toMatch(/^It was changed after the record/);
    // What an alert cuts is compared as far as it goes.
    const long = { principal: 'events.amazonaws.com', sourceArn: SourceArn };
    expect((await recorded('long', long)).blocked).toBeUndefined();
    const other = { ...long, sourceArn: SourceArn.replace('us-east-1', 'eu-west-1') };
    expect((await recorded('long', other)).blocked).toMatch(/^It was changed after the record/);
  });

  test('is blocked where the statement, the policy or the function is gone, or is another account’s', async () => {
    await permit('all');
    const gone = `The policy of ${name} has no such statement (any more).`;

    expect((await plan('none')).blocked).toBe(gone);
    await forbid('all');
    expect((await plan('all')).blocked).toBe(gone);
    await scene.admin.lambda.send(new DeleteFunctionCommand({ FunctionName: name }));
    expect((await plan('all')).blocked).toBe(gone);
    const arn = `arn:aws:lambda:us-east-1:444455556666:function:${name}`;
    expect((await plan('all', { arn })).blocked).toBe('It belongs to account 444455556666.');
  });
});

describe('exactly this statement is removed, and the same is put back', () => {
  test.each<[string, Partial<AddPermissionCommandInput>]>([
    ['for everybody', {}],
    ['for an account', { Principal: '444455556666' }],
    ['for a role of another account', { Principal: 'arn:aws:iam::444455556666:role/x' }],
    ['for a service', { Principal: 's3.amazonaws.com', SourceArn: 'arn:aws:s3:::box', SourceAccount: '111122223333' }],
    ['for an organisation', { PrincipalOrgID: 'o-a1b2c3d4e5' }],
    ['for its URL', { Action: 'lambda:InvokeFunctionUrl', FunctionUrlAuthType: 'NONE' }],
    ['for its URL only', { InvokedViaFunctionUrl: true }],
    [
      'with the token of an event source',
      { Principal: 'alexa-appkit.amazon.com', EventSourceToken: 'amzn1.ask.skill.1' },
    ],
  ])('%s', async (_whom, input) => {
    await permit('other', { Principal: '777788889999' });
    await permit('all', input);
    const before = await statements();

    const planned = await plan('all');
    expect(await scene.act(planned)).toEqual({ result: 'removed', seen: 'done: removed' });
    expect(await statements()).toEqual(before.slice(0, 1));

    const undo = await scene.planReverse(planned);
    expect(undo.facts).toEqual(['no such statement now']);
    expect(await scene.act(undo, 'reverse')).toEqual({ result: 'added again', seen: 'done: in the policy again' });
    expect(await statements()).toEqual(before);
    expect((await scene.planReverse(planned)).blocked).toBe('A statement of this id is in the policy already.');
  });

  test('of an alias, in the policy of the alias', async () => {
    await scene.admin.lambda.send(
      new CreateAliasCommand({ FunctionName: name, Name: 'live', FunctionVersion: '$LATEST' }),
    );
    await permit('all');
    await permit('all', { Qualifier: 'live' });

    const planned = await scene.plan({ type, id: `${name}:live/all` });
    await scene.act(planned);

    expect(await statements()).toHaveLength(1);
    await expect(statements('live')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await scene.act(await scene.planReverse(planned), 'reverse');
    expect(await statements('live')).toMatchObject([{ Sid: 'all', Principal: '*' }]);
  });
});

/** Changes it once, between the last look and the removal. */
function meanwhile(change: () => Promise<void>): void {
  const stop = scene.aws.control.faults.before('lambda:RemovePermission', async () => {
    stop();
    await change();
  });
}

describe('somebody who changes the policy in that very moment', () => {
  test('loses nothing: another statement is another revision, and the policy is read once more', async () => {
    await permit('all');
    const planned = await plan('all');
    meanwhile(() => permit('other', { Principal: '444455556666' }));

    expect((await scene.act(planned)).seen).toBe('done: removed');
    expect(await statements()).toMatchObject([{ Sid: 'other' }]);
  });

  test('keeps a statement that took the id of the planned one', async () => {
    await permit('all');
    const planned = await plan('all');
    meanwhile(async () => {
      await forbid('all');
      await permit('all', { Principal: '444455556666' });
    });

    await expect(scene.act(planned)).rejects.toMatchObject({
      code: 'aws.refused',
      message: 'Statement all was changed in this very moment: it was left alone.',
    });
    expect(await statements()).toMatchObject([{ Sid: 'all', Principal: { AWS: expect.stringContaining('4444') } }]);
  });
});

const applies = (id: string): boolean => removeFunctionPermission.appliesTo({ type, id, region: 'us-east-1' });

test('is offered on statements by the ids that Trailbolt gives them', () => {
  expect(applies('resize/all')).toBe(true);
  expect(applies('resize:live/all')).toBe(true);
  expect(applies('resize')).toBe(false);
  expect(applies('resize/all/more')).toBe(false);
  expect(applies('re size/all')).toBe(false);
});
