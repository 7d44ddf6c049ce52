import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../src/adapters/local/system-clock.ts';
import { createWorker } from '../../src/app/worker.ts';
import type { ActionRequest } from '../../src/model/request.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { createWorld, type World } from '../../src/sandbox/world.ts';
import { portsFor, setScene } from '../crash/scene.ts';
import { stateOf } from './leaked-key.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld({ aws: { transitionMs: 50 }, slack: { rateScale: Number.POSITIVE_INFINITY } });
  Object.assign(process.env, world.environment);
});
afterAll(() => world?.close());

const MINUTE = 60_000;

test('while AWS is out of reach an approved run waits, others expire on time, and nothing piles up', async () => {
  let ahead = 0;
  const clock: Clock = { now: () => systemClock.now() + ahead, id: () => systemClock.id() };
  const scene = await setScene(world, 'outage');
  const ports = portsFor(world, scene.store, scene.auditStore, clock);
  const worker = createWorker(ports);
  const request = async (id: string): Promise<ActionRequest | undefined> =>
    (await ports.store.get<ActionRequest>({ partition: `request#${id}`, sort: 'request' }))?.value;
  const work = async (): Promise<void> => {
    for (const received of await ports.jobs.receive(10, 60)) {
      // As the pump does: what fails comes back later, by itself.
      const failed = await worker(received.job, 1).then(
        () => false,
        () => true,
      );
      if (!failed) await ports.jobs.done(received);
    }
    await worker({ kind: 'tick' }, 1);
  };
  // A request that nobody will decide, due to expire in the middle of the outage.
  const forgotten: ActionRequest = {
    ...((await request(scene.requestId)) as ActionRequest),
    id: 'forgotten',
    approvals: [],
    expiresAt: clock.now() + 5 * MINUTE,
  };
  await ports.store.commit([
    { kind: 'put', key: { partition: 'request#forgotten', sort: 'request' }, value: forgotten, if: 'absent' },
    ports.timers.arm({
      id: 'expire-forgotten',
      dueAt: forgotten.expiresAt,
      kind: 'request.expire',
      subject: 'forgotten',
    }),
  ]);

  world.aws.control.faults.fail('sts:AssumeRole', 10_000, { code: 'ServiceUnavailable', status: 503 });
  for (let minute = 0; minute < 8; minute += 1) {
    await work();
    ahead += MINUTE;
  }
  const [waiting, expired] = [await request(scene.requestId), await request('forgotten')];
  const timers = await ports.store.list('timers', { limit: 1000 });

  world.aws.control.faults.reset();
  for (let minute = 0; minute < 15 && (await request(scene.requestId))?.state !== 'succeeded'; minute += 1) {
    await work();
    ahead += MINUTE;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const end = await request(scene.requestId);
  await ports.close();

  expect(waiting?.state).toMatch(/^(approved|running)$/);
  expect(expired?.state).toBe('expired');
  expect(timers.items.length).toBeLessThan(12);
  expect(end?.state).toBe('succeeded');
  expect(stateOf(world, scene.instance)).toBe('terminated');
});
