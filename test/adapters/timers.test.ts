import { beforeEach, describe, expect, it } from 'vitest';
import { createLocalJobs } from '../../src/adapters/local/local-jobs.ts';
import type { LocalJobs } from '../../src/adapters/local/local-jobs.ts';
import { openSqliteStore } from '../../src/adapters/local/sqlite-store.ts';
import { systemClock } from '../../src/adapters/local/system-clock.ts';
import { createTimers } from '../../src/adapters/timers.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Log } from '../../src/ports/log.ts';
import type { Store } from '../../src/ports/store.ts';
import type { Timer, Timers } from '../../src/ports/timers.ts';

describe('timers', () => {
  const start = Date.UTC(2026, 0, 1);
  let now: number;
  let store: Store;
  let jobs: LocalJobs;
  let timers: Timers;
  let errors: string[];

  beforeEach(() => {
    now = start;
    errors = [];
    const clock: Clock = { now: () => now, id: () => systemClock.id() };
    const log: Log = { info: () => {}, warn: () => {}, error: (event) => void errors.push(event) };
    store = openSqliteStore(':memory:');
    jobs = createLocalJobs({ store, clock });
    timers = createTimers({ store, jobs, clock, log });
  });

  function timer(id: string, inSeconds: number): Timer {
    return { id, dueAt: start + inSeconds * 1000, kind: 'request.expire', subject: `request-${id}` };
  }

  it('are due from their millisecond on, oldest first', async () => {
    const [early, late, later] = [timer('z', 1), timer('a', 2), timer('b', 3)] as const;
    await store.commit([timers.arm(later), timers.arm(late), timers.arm(early)]);

    expect(await timers.due(early.dueAt - 1, 10)).toEqual([]);
    expect(await timers.due(early.dueAt, 10)).toEqual([early]);
    expect(await timers.due(late.dueAt, 10)).toEqual([early, late]);
    expect(await timers.due(later.dueAt + 1, 2)).toEqual([early, late]);
  });

  it('are armed with the state that they belong to, or not at all', async () => {
    const state = { kind: 'put', key: { partition: 'requests', sort: 'a' }, value: 1, if: 'absent' } as const;
    await store.commit([state]);

    const commit = await store.commit([timers.arm(timer('a', 1)), state]);

    expect(commit.ok).toBe(false);
    expect(await timers.due(start + 10_000, 10)).toEqual([]);
  });

  it('are found by what a job names, until they are done', async () => {
    const one = timer('a', 1);
    await store.commit([timers.arm(one)]);

    expect(await timers.find('a', one.dueAt)).toEqual(one);
    expect(await timers.find('a', one.dueAt + 1)).toBeUndefined();
    await timers.done(one);
    await timers.done(one);

    expect(await timers.find('a', one.dueAt)).toBeUndefined();
    expect(await timers.due(one.dueAt, 10)).toEqual([]);
  });

  it('are disarmed by the commit that makes them needless, or not at all', async () => {
    const one = timer('a', 1);
    const state = { kind: 'put', key: { partition: 'requests', sort: 'a' }, value: 1, if: 'absent' } as const;
    await store.commit([timers.arm(one), state]);

    const refused = await store.commit([timers.disarm(one), state]);
    expect(refused.ok).toBe(false);
    expect(await timers.due(one.dueAt, 10)).toEqual([one]);

    expect(await store.commit([timers.disarm(one)])).toEqual({ ok: true });
    expect(await store.commit([timers.disarm(one)])).toEqual({ ok: true });
    expect(await timers.due(one.dueAt, 10)).toEqual([]);
  });

  it('wake the worker when they are due, not before', async () => {
    const one = timer('a', 60);
    await timers.nudge({ ...one, dueAt: one.dueAt - 1 });

    now = one.dueAt - 2;
    expect(await jobs.receive(1, 60)).toEqual([]);
    now = one.dueAt;

    const [received] = await jobs.receive(1, 60);
    expect(received?.job).toEqual({ kind: 'timer', timerId: 'a', dueAt: one.dueAt - 1 });
  });

  it('wake the worker at once when their time has passed', async () => {
    await timers.nudge(timer('a', -60));

    expect(await jobs.receive(1, 60)).toHaveLength(1);
  });

  it('leave what is further ahead than a delay can reach to the schedule', async () => {
    await timers.nudge(timer('far', 901));
    await timers.nudge(timer('near', 900));

    now += 900_000;
    const received = await jobs.receive(10, 60);
    expect(received.map(({ job }) => job)).toEqual([expect.objectContaining({ timerId: 'near' })]);
  });

  it('report a wake-up that could not be asked for, and go on', async () => {
    await store.close();

    await timers.nudge(timer('a', 1));

    expect(errors).toEqual(['timers.not-nudged']);
  });
});
