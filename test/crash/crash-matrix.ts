import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/adapters/local/system-clock.ts';
import { createWorker } from '../../src/app/worker.ts';
import { bundle } from '../../src/build/bundle.ts';
import type { ActionRequest } from '../../src/model/request.ts';
import { CHANNELS } from '../../src/sandbox/slack/cast.ts';
import { createWorld, type World } from '../../src/sandbox/world.ts';
import { said, stateOf } from '../story/leaked-key.ts';
import { portsFor, setScene, type Scene } from './scene.ts';

/** Longer than any lease, click or job of the dead worker is held. */
const LATER_MS = 10 * 60_000;

/**
 * Kills the worker (SIGKILL) at the given points of an approved termination, one world and one scene after another, then
 * lets another worker take over, and looks at what is left: one effect, one result, one audit trail.
 *
 * @param points which of the worker's steps to die at, counted from 1.
 * @param pastTheEnd a point that the worker never reaches: shows that the points before it are all there are.
 */
export function killAt(points: readonly number[], pastTheEnd?: number): void {
  describe(`the worker is killed at points ${points[0]} … ${points.at(-1)}`, () => {
    let world: World;
    let folder: string;
    const ends = new Map<number, string>();

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'trailbolt-crash-'));
      const entries = { index: 'test/support/crash-worker.ts' };
      await bundle({ name: 'crash', entries, folder: '', extension: '.mjs', shebang: false, slimBolt: true }, folder);
      world = await createWorld({ aws: { transitionMs: 50 }, slack: { rateScale: Number.POSITIVE_INFINITY } });
      Object.assign(process.env, world.environment);
    });
    afterAll(async () => {
      await world?.close();
      await rm(folder, { recursive: true, force: true });
    });

    test.each(pastTheEnd === undefined ? points : [...points, pastTheEnd])('point %i', async (point) => {
      const scene = await setScene(world, `scene${point}`);
      const callsBefore = world.aws.control.faults.calls('ec2:TerminateInstances');

      const end = await runAndKill(world, scene, join(folder, 'index.mjs'), point);
      await takeOver(world, scene);

      ends.set(point, end);
      await expectOneOfEach(world, scene, callsBefore);
    });

    test.runIf(pastTheEnd !== undefined)('no point was left out', () => {
      const [, passed = 'none'] = /^ended \(0\) after (\d+) points$/.exec(ends.get(pastTheEnd ?? 0) ?? '') ?? [];
      // Two files share the points, and each effect is two of them.
      expect(Number(passed)).toBeLessThanOrEqual((points.at(-1) ?? 0) + 4);
      expect(points.filter((point) => ends.get(point) === 'SIGKILL').length).toBeGreaterThan(0);
    });
  });
}

/** Gives the signal that ended the worker, or its exit code. */
async function runAndKill(world: World, scene: Scene, program: string, point: number): Promise<string> {
  const child = spawn(process.execPath, [program], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: {
      ...process.env,
      TRAILBOLT_STORE: `sqlite:${scene.store}`,
      TRAILBOLT_AUDIT_STORE: `sqlite:${scene.auditStore}`,
      CRASH_AT: String(point),
      CLOCK_AHEAD_MS: '0',
      UNTIL_REQUEST: scene.requestId,
      ALERT_CHANNEL: world.alerts,
    },
  });
  let passed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    passed += text;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(signal ?? `ended (${String(code)}) after ${passed.trim()} points`));
  });
}

/** Another worker, later: it finds what the dead one left. */
async function takeOver(world: World, scene: Scene): Promise<void> {
  let ahead = LATER_MS;
  const clock = { now: () => systemClock.now() + ahead, id: () => systemClock.id() };
  const ports = portsFor(world, scene.store, scene.auditStore, clock);
  const worker = createWorker(ports);
  for (let round = 0; round < 40; round += 1) {
    for (const received of await ports.jobs.receive(10, 60)) {
      await worker(received.job, 1);
      await ports.jobs.done(received);
    }
    await worker({ kind: 'tick' }, 1);
    const request = await ports.store.get<ActionRequest>({ partition: `request#${scene.requestId}`, sort: 'request' });
    const waiting = await ports.store.list(`outbox#${world.alerts}`, { limit: 1 });
    if (request?.value.state === 'succeeded' && waiting.items.length === 0) break;
    // Timers and back-offs are minutes away: go there.
    ahead += 60_000;
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  await ports.close();
}

async function expectOneOfEach(world: World, scene: Scene, callsBefore: number): Promise<void> {
  const ports = portsFor(world, scene.store, scene.auditStore, systemClock);
  const request = await ports.store.get<ActionRequest>({ partition: `request#${scene.requestId}`, sort: 'request' });
  const audit = await ports.audit.read(scene.caseId);
  const broken = await ports.audit.verify(scene.caseId);
  const dead = await ports.jobs.deadLetters();
  await ports.close();

  expect(`${request?.value.state} ${request?.value.outcome}`).toMatch(/^succeeded/);
  expect(stateOf(world, scene.instance)).toBe('terminated');
  expect(world.aws.control.faults.calls('ec2:TerminateInstances') - callsBefore).toBe(1);

  expect(broken).toBeUndefined();
  const events = audit.map((entry) => entry.event).filter((event) => event !== 'run.resumed');
  expect(events).toEqual([
    'request.created',
    'approval.given',
    'approval.given',
    // Stopped, saved, terminated.
    'run.intended',
    'run.called',
    'run.intended',
    'run.called',
    'run.intended',
    'run.called',
    'run.succeeded',
  ]);
  expect(dead).toHaveLength(0);

  const messages = world.slack
    .snapshot()
    .messages.filter((message) => said(message).includes(scene.caseId) || said(message).includes(scene.requestId));
  // The audit's channel may have been told, too.
  const visible = messages.filter((message) => message.visibleTo === undefined && message.channel === CHANNELS.alerts);
  expect(visible).toHaveLength(2);
  for (const type of ['trailbolt_case', 'trailbolt_request']) {
    expect(visible.filter((message) => message.metadata?.['event_type'] === type)).toHaveLength(1);
  }
  for (const message of visible) expect(said(message)).toContain('done');
}
