import { CreateAccessKeyCommand, DeleteAccessKeyCommand, UpdateAccessKeyCommand } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import type { RecordSummary } from '../../src/model/alert.ts';
import { deactivateAccessKey } from '../../src/remediate/actions/deactivate-access-key.ts';
import { clients, refusal } from '../sandbox/aws/support.ts';
import { actionScene } from './action-scene.ts';

const scene = actionScene(deactivateAccessKey);
const TYPE = 'AWS::IAM::AccessKey';
const UNKNOWN = 'IAM knows no user with this key: it is deleted, or the root user’s, which only root can delete.';
const dave = () => scene.aws.demo.credentials.dave;
const planKey = (id = dave().accessKeyId) => scene.plan({ type: TYPE, id });

test.each([
  [TYPE, 'AKIAIOSFODNN7EXAMPLE', true],
  [TYPE, 'ASIAIOSFODNN7EXAMPLE', false],
  [TYPE, 'AKIA', false],
  ['AWS::IAM::User', 'AKIAIOSFODNN7EXAMPLE', false],
])('is it for %s %s: %s', (type, id, applies) => {
  expect(deactivateAccessKey.appliesTo({ type, id, region: 'us-east-1' })).toBe(applies);
});

describe('the plan', () => {
  test('says whose key it is, its last use, and that nothing else is left to the user', async () => {
    await clients(scene.aws, dave(), 'eu-west-1').sts.send(new GetCallerIdentityCommand({}));

    const { facts, warnings, name, blocked } = await planKey();

    expect(facts).toEqual([
      'active',
      'of user dave',
      expect.stringMatching(/^last used \d{4}-\d\d-\d\d \d\d:\d\d UTC, sts, eu-west-1$/),
      expect.stringMatching(/^created /),
      'the user has no other key',
    ]);
    expect(warnings).toEqual(['It is the only active key of the user: what runs with it stops.']);
    expect([name, blocked]).toEqual(['dave', undefined]);
  });

  test('names the other key, and stays the same plan whatever becomes of that one', async () => {
    const UserName = 'ci-deploy';
    const id = scene.aws.demo.credentials.ciDeploy.accessKeyId;
    const { AccessKey: other } = await scene.admin.iam.send(new CreateAccessKeyCommand({ UserName }));
    const AccessKeyId = other?.AccessKeyId ?? '';

    const both = await planKey(id);
    await scene.admin.iam.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId, Status: 'Inactive' }));
    const one = await planKey(id);

    expect(both.facts).toContain(`the user's other key: ${AccessKeyId} (active)`);
    expect(both.warnings).toEqual([]);
    expect(one.warnings).toHaveLength(1);
    expect(one.material).toEqual(both.material);
    expect((await planKey(AccessKeyId)).blocked).toBe('It is inactive already.');
    expect((await planKey(AccessKeyId)).arn).not.toBe(one.arn);
  });

  test('refuses the root user’s key and says what to do instead, also when it is read again', async () => {
    const id = scene.aws.demo.credentials.root.accessKeyId;
    const actor = { type: 'Root', accessKeyId: id };
    const records = [{ actor }] as unknown as readonly RecordSummary[];

    const planned = await scene.plan({ type: TYPE, id, records });
    const again = await scene.plan({ type: TYPE, id, planned });

    expect(planned.blocked).toMatch(/^It is the root user’s.+Sign in as root/);
    expect(again.blocked).toBe(planned.blocked);
  });

  test('says of a key that IAM does not know what it may be', async () => {
    expect((await planKey('AKIAIOSFODNN7EXAMPLE')).blocked).toBe(UNKNOWN);
  });
});

test('the key is useless until it is given back as it was', async () => {
  const { sts } = clients(scene.aws, dave());
  const planned = await planKey();

  expect(await scene.act(planned)).toEqual({ result: 'active → inactive', seen: 'done: inactive' });
  expect((await refusal(sts.send(new GetCallerIdentityCommand({})))).code).toBe('InvalidClientTokenId');

  const back = await scene.planReverse(planned);
  expect(back.blocked).toBeUndefined();
  expect(await scene.act(back, 'reverse')).toEqual({ result: 'inactive → active', seen: 'done: active' });
  await expect(sts.send(new GetCallerIdentityCommand({}))).resolves.toBeDefined();
  expect((await scene.planReverse(planned)).blocked).toBe('It is active already.');
});

test('what is deleted meanwhile is gone, and cannot be given back', async () => {
  const UserName = 'trailbolt-worker';
  const { AccessKey } = await scene.admin.iam.send(new CreateAccessKeyCommand({ UserName }));
  const AccessKeyId = AccessKey?.AccessKeyId ?? '';
  const planned = await planKey(AccessKeyId);

  await scene.admin.iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId }));

  await expect(scene.act(planned)).rejects.toMatchObject({ code: 'aws.not-found' });
  expect((await scene.planReverse(planned)).blocked).toBe(UNKNOWN);
});
