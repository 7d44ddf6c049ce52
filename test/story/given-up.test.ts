import { afterAll, beforeAll, expect, test } from 'vitest';
import { createQueueHandler } from '../../src/app/worker-queue.ts';
import { createWorker } from '../../src/app/worker.ts';
import { postWaiting } from '../../src/app/post.ts';
import { createRender } from '../../src/app/render.ts';
import { systemClock } from '../../src/adapters/local/system-clock.ts';
import { PEOPLE } from '../../src/sandbox/slack/cast.ts';
import { createWorld, type World } from '../../src/sandbox/world.ts';
import { failureKey, type Failure } from '../../src/slack/failure.ts';
import { portsFor, setScene } from '../crash/scene.ts';
import { frontFor, type FrontDesk } from '../slack/support.ts';
import { testLog as log } from '../support/test-log.ts';
import { button, card, press, whispers } from './leaked-key.ts';

/** A worker that dies of a click: it is delivered, and nothing is ever heard of it again. */
let world: World;
let ports: ReturnType<typeof portsFor>;
let desk: FrontDesk;
let handle: ReturnType<typeof createQueueHandler>;

beforeAll(async () => {
  world = await createWorld({ aws: { transitionMs: 20 }, slack: { rateScale: Number.POSITIVE_INFINITY } });
  Object.assign(process.env, world.environment);
  const scene = await setScene(world, 'given-up');
  ports = portsFor(world, scene.store, scene.auditStore, systemClock);
  await postWaiting({ ...ports, render: createRender(ports) }, world.alerts, 10_000);
  handle = createQueueHandler({ worker: createWorker(ports), jobs: ports.jobs, log });
});
afterAll(async () => {
  world?.slack.faults.clear();
  await ports?.close();
  await world?.close();
});

/** The newest job that the front has queued, as SQS delivers it for so many a time. */
function delivery(times: number): unknown {
  const body = JSON.stringify(desk.jobs.sent.at(-1));
  const attributes = { ApproximateReceiveCount: String(times) };
  return { Records: [{ messageId: `m${times}`, body, attributes }] };
}

const view = () => JSON.stringify(world.slack.snapshot().views.find(({ user }) => user === PEOPLE.rana)?.view);

test('after its last try the window says so, and the reference is known', async () => {
  desk = await frontFor(world.slack);
  expect(button(card(world), 'open.plan.0')).toBeDefined();
  await press(world, PEOPLE.rana, card(world), 'open.plan.0');
  // Who somebody is is asked first; the worker never gets beyond that.
  const release = world.slack.faults.hold('users.info');
  const dead = [1, 2, 3, 4].map((times) => handle(delivery(times)));
  expect(view()).toContain('Reading the live state');

  const end = await handle(delivery(5));

  expect(end).toEqual({ batchItemFailures: [{ itemIdentifier: 'm5' }] });
  const shown = view();
  expect(shown).toContain('broke off each time');
  const reference = /\(reference ([0-9a-f]{12})\)/.exec(shown)?.[1] ?? '';
  expect((await ports.store.get<Failure>(failureKey(reference)))?.value).toMatchObject({
    code: 'job.given-up',
    person: PEOPLE.rana,
    unit: 'open.plan.0',
  });
  release();
  await Promise.all(dead);
});

test('whoever was told at the last try is not told again', async () => {
  desk = await frontFor(world.slack);
  await press(world, PEOPLE.ben, card(world), 'case.acknowledge');
  world.slack.faults.status('users.info', 503);
  await handle(delivery(4));
  const told = whispers(world, PEOPLE.ben).length;

  const end = await handle(delivery(5));

  expect(told).toBe(1);
  expect(end.batchItemFailures).toHaveLength(1);
  expect(whispers(world, PEOPLE.ben)).toHaveLength(1);
});

test('one that was done is quietly done with, however often it comes', async () => {
  desk = await frontFor(world.slack);
  await press(world, PEOPLE.ana, card(world), 'case.acknowledge');
  await handle(delivery(1));
  const told = whispers(world, PEOPLE.ana).length;

  expect(await handle(delivery(5))).toEqual({ batchItemFailures: [] });
  expect(whispers(world, PEOPLE.ana)).toHaveLength(told);
});
