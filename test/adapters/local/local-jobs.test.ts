import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { createLocalJobs } from '../../../src/adapters/local/local-jobs.ts';
import type { LocalJobs, ReceivedJob } from '../../../src/adapters/local/local-jobs.ts';
import { openSqliteStore } from '../../../src/adapters/local/sqlite-store.ts';
import { systemClock } from '../../../src/adapters/local/system-clock.ts';
import type { Job } from '../../../src/model/job.ts';
import { describeJobs } from '../../contract/jobs.ts';

describeJobs('in the store', async (now) => {
  const store = openSqliteStore(':memory:');
  const jobs = createLocalJobs({ store, clock: { now: () => now, id: () => systemClock.id() } });
  return {
    jobs,
    receive: async () => (await jobs.receive(10, 60)).map((received) => received.job),
    delayed: async () => (await store.list('jobs')).items.length,
    deadLetters: () => jobs.deadLetters(),
  };
});

describe('jobs in the store', () => {
  let now: number;
  let path: string;
  let jobs: LocalJobs;

  function open(): LocalJobs {
    const store = openSqliteStore(path, { now: () => now });
    return createLocalJobs({ store, clock: { now: () => now, id: () => systemClock.id() } });
  }

  beforeEach(() => {
    now = Date.UTC(2026, 0, 1);
    const folder = mkdtempSync(join(tmpdir(), 'trailbolt-jobs-'));
    path = join(folder, 'store.db');
    jobs = open();
    return () => rmSync(folder, { recursive: true, force: true });
  });

  async function receiveOne(): Promise<ReceivedJob> {
    const [received] = await jobs.receive(1, 60);
    if (received === undefined) throw new Error('there is no job');
    return received;
  }

  it('come when their delay is over', async () => {
    await jobs.send(run('a'), { delaySeconds: 10 });
    expect(await jobs.nextAt()).toBe(now + 10_000);

    now += 9_999;
    expect(await jobs.receive(1, 60)).toEqual([]);
    now += 1;

    expect((await receiveOne()).job).toEqual(run('a'));
  });

  it('come once while they are held, and again when nobody settles them', async () => {
    await jobs.send(run('a'));
    const first = await receiveOne();
    now += 59_999;
    expect(await jobs.receive(1, 60)).toEqual([]);

    now += 1;
    const second = await receiveOne();
    await jobs.done(first);

    expect(second).toMatchObject({ job: run('a'), attempts: 2 });
    expect(await jobs.nextAt()).toBeDefined();
    await jobs.done(second);
    expect(await jobs.nextAt()).toBeUndefined();
  });

  it('stay held when that is extended', async () => {
    await jobs.send(run('a'));
    const first = await receiveOne();
    now += 30_000;

    const extended = await jobs.extend(first, 60);
    now += 59_999;

    expect(await jobs.receive(1, 60)).toEqual([]);
    expect(await jobs.extend(first, 60)).toBeUndefined();
    if (extended === undefined) throw new Error('not extended');
    await jobs.done(extended);
    expect(await jobs.nextAt()).toBeUndefined();
  });

  it('are extended to the very time that they had', async () => {
    await jobs.send(run('a'));

    const extended = await jobs.extend(await receiveOne(), 60);

    expect(extended).toBeDefined();
    expect(await jobs.nextAt()).toBe(now + 60_000);
  });

  it('are set aside after the fifth failure, with the last reason', async () => {
    await jobs.send(run('a'));
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      const received = await receiveOne();
      expect(received.attempts).toBe(attempt);
      await jobs.retryLater(received, `reason ${attempt}`, 1);
      now += 1000;
    }

    expect(await jobs.receive(1, 60)).toEqual([]);
    expect(await jobs.deadLetters()).toEqual([
      { job: run('a'), reason: 'failed 5 times; the last time: reason 5', at: expect.any(String) },
    ]);
    expect(await jobs.nextAt()).toBeUndefined();
  });

  it('are set aside when five workers died of them', async () => {
    await jobs.send(run('a'));
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      await receiveOne();
      now += 60_000;
    }

    expect(await jobs.receive(1, 60)).toEqual([]);
    expect(await jobs.deadLetters()).toEqual([
      expect.objectContaining({ reason: expect.stringContaining('the worker stopped during the last attempt') }),
    ]);
  });

  it('survive a restart, with their attempts', async () => {
    await jobs.send(run('a'));
    await jobs.retryLater(await receiveOne(), 'first reason', 0);
    await jobs.deadLetter(run('b'), 'forged');

    jobs = open();

    expect(await receiveOne()).toMatchObject({ job: run('a'), attempts: 2 });
    expect(await jobs.deadLetters()).toHaveLength(1);
  });

  it('go to one of several receivers each', async () => {
    const sent = Array.from({ length: 20 }, (_, index) => run(String(index)));
    for (const job of sent) await jobs.send(job);

    const received = await Promise.all([open(), open(), open()].map((other) => other.receive(20, 60)));

    const jobsReceived = received.flat().map((one) => one.job);
    expect(jobsReceived).toHaveLength(20);
    expect(jobsReceived).toEqual(expect.arrayContaining(sent));
  });

  it('are unavailable with the store', async () => {
    const store = openSqliteStore(':memory:');
    await store.close();

    const failing = createLocalJobs({ store, clock: systemClock });

    await expect(failing.send(run('a'))).rejects.toMatchObject({ code: 'jobs.unavailable' });
    await expect(failing.deadLetter({}, 'forged')).rejects.toMatchObject({ code: 'jobs.unavailable' });
  });
});

function run(requestId: string): Job {
  return { kind: 'run', requestId };
}
