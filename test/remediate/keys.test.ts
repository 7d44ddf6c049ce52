import {
  CreateAliasCommand,
  CreateKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import { describe, expect, test } from 'vitest';
import { cancelKeyDeletion } from '../../src/remediate/actions/cancel-key-deletion.ts';
import { enableKey } from '../../src/remediate/actions/enable-key.ts';
import { actionScene, type ActionScene } from './action-scene.ts';

const type = 'AWS::KMS::Key';
const GONE = '00000000-0000-4000-8000-00000000cafe';

async function createKey({ admin }: ActionScene, alias?: string): Promise<string> {
  const { KeyMetadata: made } = await admin.kms.send(new CreateKeyCommand({ Description: 'orders' }));
  const id = made?.KeyId ?? '';
  if (alias !== undefined) await admin.kms.send(new CreateAliasCommand({ AliasName: alias, TargetKeyId: id }));
  return id;
}

async function schedule({ admin }: ActionScene, KeyId: string, PendingWindowInDays = 7): Promise<void> {
  await admin.kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays }));
}

const applies = (id: string): boolean => cancelKeyDeletion.appliesTo({ type, id, region: 'us-east-1' });

describe('cancelling the deletion of a key', () => {
  const scene = actionScene(cancelKeyDeletion);

  test('says when it would be gone, and that AWS leaves it disabled', async () => {
    const id = await createKey(scene, 'alias/orders-1');
    await schedule(scene, id);

    const planned = await scene.plan({ type, id });

    expect(planned).toMatchObject({
      arn: `arn:aws:kms:us-east-1:111122223333:key/${id}`,
      name: 'alias/orders-1',
      facts: [
        expect.stringMatching(/^to be deleted \d{4}-\d\d-\d\d \d\d:\d\d UTC$/),
        'alias/orders-1',
        'described as “orders”',
      ],
      tags: [],
    });
    expect(cancelKeyDeletion.effects([planned])).toEqual([
      'alias/orders-1 is not deleted. AWS leaves it disabled: nothing can use it yet.',
    ]);
    expect(await scene.act(planned)).toEqual({
      result: 'to be deleted → kept, disabled',
      seen: 'done: kept, and disabled',
    });
    expect((await scene.plan({ type, id })).blocked).toBe('It is not scheduled for deletion.');
  });

  test('that was put off to another day is another plan', async () => {
    const id = await createKey(scene);
    await schedule(scene, id);
    const before = await scene.plan({ type, id });
    await scene.act(before);
    await schedule(scene, id, 30);

    expect((await scene.plan({ type, id })).material).not.toEqual(before.material);
  });

  test('comes too late for a key that is gone', async () => {
    const id = await createKey(scene);
    await schedule(scene, id);
    const planned = await scene.plan({ type, id });
    scene.aws.control.advance(8 * 24 * 3_600_000);

    expect((await scene.plan({ type, id })).blocked).toBe('KMS does not know this key (any more).');
    await expect(scene.act(planned)).rejects.toMatchObject({ code: 'aws.not-found' });
  });

  test.each([
    ['a key that was never there', { type, id: GONE }, 'KMS does not know this key (any more).'],
    [
      'a key of another account',
      { type, id: GONE, arn: `arn:aws:kms:us-east-1:444455556666:key/${GONE}` },
      'It belongs to account 444455556666.',
    ],
  ])('is not planned for %s', async (_what, target, blocked) => {
    expect((await scene.plan(target)).blocked).toBe(blocked);
  });

  test('is for keys, and not for what only points to one', () => {
    expect(applies(GONE)).toBe(true);
    expect(applies('mrk-0123456789abcdef0123456789abcdef')).toBe(true);
    expect(applies('alias/orders')).toBe(false);
    expect(applies(`${GONE}; drop`)).toBe(false);
  });
});

describe('enabling a key', () => {
  const scene = actionScene(enableKey);

  test('lets it be used again', async () => {
    const id = await createKey(scene);
    await scene.admin.kms.send(new DisableKeyCommand({ KeyId: id }));

    const planned = await scene.plan({ type, id });

    expect(planned.facts).toEqual(['disabled', 'without an alias', 'described as “orders”']);
    expect(await scene.act(planned)).toEqual({ result: 'disabled → enabled', seen: 'done: enabled' });
    expect((await scene.plan({ type, id })).blocked).toBe('It is enabled.');
  });

  test('waits until its deletion is cancelled', async () => {
    const id = await createKey(scene);
    await scene.admin.kms.send(new DisableKeyCommand({ KeyId: id }));
    const planned = await scene.plan({ type, id });
    await schedule(scene, id);

    expect((await scene.plan({ type, id })).blocked).toBe('It is scheduled for deletion: cancel that first.');
    await expect(scene.act(planned)).rejects.toMatchObject({ code: 'aws.refused' });
  });

  test('is nothing that can be done to a key of AWS', async () => {
    const id = scene.aws.demo.keys.ebs;

    const planned = await scene.plan({ type, id });

    expect(planned.name).toBe('alias/aws/ebs');
    expect(planned.blocked).toBe('AWS itself made and keeps this key: nobody else can change it.');
    await expect(scene.admin.kms.send(new EnableKeyCommand({ KeyId: id }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  });
});
