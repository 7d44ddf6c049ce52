import { expect, test } from 'vitest';
import { TrailboltError } from '../../src/errors.ts';
import { PEOPLE } from '../../src/sandbox/slack/cast.ts';
import { eventually } from '../support/eventually.ts';
import { sceneOf, type Scene } from './scene.ts';

const { rana } = PEOPLE;

function whispers({ slack }: Scene): readonly string[] {
  return slack.snapshot().messages.flatMap(({ visibleTo, text }) => (visibleTo === rana ? [text] : []));
}

test.each(['status', 'freeze', 'who', 'nonsense'])('/trail %s leaves nothing but its answer', async (text) => {
  const scene = await sceneOf();
  await scene.type(rana, text);
  await scene.work();

  expect(whispers(scene)).toHaveLength(1);
  expect(whispers(scene)).not.toContain('Working on it…');
});

test('a command that fails leaves nothing but why', async () => {
  const scene = await sceneOf();
  scene.failure = new TrailboltError('case.missing', 'There is no case k1.');
  await scene.type(rana, 'status');
  await scene.work();

  expect(whispers(scene)).toEqual([expect.stringMatching(/^There is no case k1\./)]);
});

test('what takes long says so, once for all tries, and answers after it', async () => {
  const scene = await sceneOf({ patienceMs: 1 });
  const { promise, resolve } = Promise.withResolvers<void>();
  scene.held = promise;
  scene.failure = new TrailboltError('store.unavailable', 'The store does not answer.');
  await scene.type(rana, 'who dave');
  const first = scene.work();
  await eventually(() => expect(whispers(scene)).toEqual(['Working on it…']));
  resolve();
  await expect(first).rejects.toThrow();

  const again = Promise.withResolvers<void>();
  scene.held = again.promise;
  scene.failure = undefined;
  const second = scene.work();
  await new Promise((done) => setTimeout(done, 100));
  again.resolve();
  await second;

  expect(whispers(scene)).toEqual(['Working on it…', expect.stringMatching(/^Trail of dave/)]);
});
