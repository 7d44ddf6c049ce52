import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { createLocalJobs } from '../../../src/adapters/local/local-jobs.ts';
import type { LocalJobs } from '../../../src/adapters/local/local-jobs.ts';
import { pumpJobs } from '../../../src/adapters/local/pump-jobs.ts';
import type { PumpOptions } from '../../../src/adapters/local/pump-jobs.ts';
import { openSqliteStore } from '../../../src/adapters/local/sqlite-store.ts';
import { systemClock } from '../../../src/adapters/local/system-clock.ts';
import type { Job } from '../../../src/model/job.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { Log } from '../../../src/ports/log.ts';
import type { Store } from '../../../src/ports/store.ts';

const run = (requestId: string): Job => ({ kind: 'run', requestId });

describe('the pump', () => {
  let store: Store;
  let jobs: LocalJobs;
  let stop: AbortController;
  let events: string[];
  let log: Log;

  beforeEach(() => {
    store = openSqliteStore(':memory:');
    jobs = createLocalJobs({ store, clock: systemClock });
    stop = new AbortController();
    events = [];
    log = { info: () => {}, warn: () => {}, error: (event) => void events.push(event) };
    return () => {
      stop.abort();
    };
  });

  function pump(handle: PumpOptions['handle'], more: Partial<PumpOptions> = {}): Promise<void> {
    return pumpJobs({ jobs, clock: systemClock, log, handle, concurrency: 2, signal: stop.signal, ...more });
  }

  it('handles what was there and what is sent, without waiting for the next look', async () => {
    const handled = new Handled(2);
    await jobs.send(run('before'));
    // Looking again after an hour: only the send itself can wake it.
    const pumping = pump((job) => handled.add(job), { pollMs: 3_600_000 });
    await handled.once(1);

    await jobs.send(run('after'));
    await handled.all;
    stop.abort();
    await pumping;

    expect(handled.jobs).toEqual([run('before'), run('after')]);
    expect(await jobs.nextAt()).toBeUndefined();
  });

  it('finds what another process sent', async () => {
    const handled = new Handled(1);
    const pumping = pump((job) => handled.add(job), { pollMs: 5 });

    await createLocalJobs({ store, clock: systemClock }).send(run('a'));
    await handled.all;
    stop.abort();
    await pumping;

    expect(handled.jobs).toEqual([run('a')]);
  });

  it('handles a delayed job not before its time', async () => {
    let now = Date.UTC(2026, 0, 1);
    const clock: Clock = { now: () => now, id: () => systemClock.id() };
    jobs = createLocalJobs({ store, clock });
    const handled = new Handled(2);
    await jobs.send(run('later'), { delaySeconds: 10 });
    const pumping = pump((job) => handled.add(job), { jobs, clock, pollMs: 5 });

    now += 9_999;
    await jobs.send(run('now'));
    await handled.once(1);
    now += 1;
    await handled.all;
    stop.abort();
    await pumping;

    expect(handled.jobs).toEqual([run('now'), run('later')]);
  });

  it('handles no more at a time than it is told', async () => {
    const gates = new Map<string, PromiseWithResolvers<void>>();
    const started = new Handled(2);
    for (const id of ['a', 'b', 'c']) {
      gates.set(id, Promise.withResolvers());
      await jobs.send(run(id));
    }
    const order: string[] = [];
    const finished = new Handled(3);

    const pumping = pump(async (job) => {
      if (job.kind !== 'run') return;
      order.push(`start ${job.requestId}`);
      await started.add(job);
      await gates.get(job.requestId)?.promise;
      order.push('end');
      await finished.add(job);
    });
    await started.all;
    for (const gate of gates.values()) gate.resolve();
    await finished.all;
    stop.abort();
    await pumping;

    expect(order.findIndex((step) => step === 'end')).toBe(2);
    expect(order).toHaveLength(6);
  });

  it('waits for what is being handled when it is told to stop, and takes nothing more', async () => {
    const gate = Promise.withResolvers<void>();
    const started = new Handled(1);
    await jobs.send(run('a'));
    const pumping = pump(
      async (job) => {
        await started.add(job);
        await gate.promise;
      },
      { concurrency: 1 },
    );
    await started.all;

    stop.abort();
    await jobs.send(run('b'));
    gate.resolve();
    await pumping;

    expect((await jobs.receive(10, 60)).map((received) => received.job)).toEqual([run('b')]);
  });

  it('tries again after a failure, and sets aside after five', async () => {
    const handled = new Handled(6);
    const seen: number[] = [];
    await jobs.send(run('bad'));
    await jobs.send(run('good'));

    const pumping = pump(
      async (job, attempts) => {
        await handled.add(job);
        if (job.kind === 'run' && job.requestId === 'good') return;
        seen.push(attempts);
        throw new Error('no instance', { cause: 'gone' });
      },
      { retrySeconds: () => 0, pollMs: 5 },
    );
    await handled.all;
    stop.abort();
    await pumping;

    expect(await jobs.deadLetters()).toEqual([
      {
        job: run('bad'),
        reason: 'failed 5 times; the last time: Error: no instance <- "gone"',
        at: expect.any(String),
      },
    ]);
    expect(seen).toEqual([1, 2, 3, 4, 5]);
    expect(events).toEqual(Array.from({ length: 5 }, () => 'jobs.failed'));
    expect(await jobs.nextAt()).toBeUndefined();
  });

  it('keeps a job that takes longer than its visibility', async () => {
    let now = Date.UTC(2026, 0, 1);
    const clock: Clock = { now: () => now, id: () => systemClock.id() };
    jobs = createLocalJobs({ store, clock });
    const gate = Promise.withResolvers<void>();
    const handled = new Handled(1);
    await jobs.send(run('long'));
    const pumping = pump(
      async (job) => {
        await handled.add(job);
        await gate.promise;
      },
      { jobs, clock, visibilitySeconds: 0.02, pollMs: 5 },
    );
    await handled.all;

    // Each round leaves it a quarter of its visibility, and waits until it has the whole again.
    for (let round = 0; round < 5; round += 1) {
      now += 15;
      while ((await jobs.nextAt()) !== now + 20) await sleep(1);
      expect(await jobs.receive(1, 60)).toEqual([]);
    }
    gate.resolve();
    stop.abort();
    await pumping;

    expect(handled.jobs).toHaveLength(1);
    expect(await jobs.nextAt()).toBeUndefined();
  });

  it('goes on when the store comes back', async () => {
    const handled = new Handled(1);
    let away = 2;
    const flaky: Store = {
      get: (key) => store.get(key),
      list: async (partition, options) => {
        away -= 1;
        if (away >= 0) throw new Error('the store is away');
        return store.list(partition, options);
      },
      commit: (writes) => store.commit(writes),
      close: () => store.close(),
    };
    await jobs.send(run('a'));

    const pumping = pump((job) => handled.add(job), { jobs: createLocalJobs({ store: flaky, clock: systemClock }) });
    await handled.all;
    stop.abort();
    await pumping;

    expect(events).toEqual(['jobs.not-received', 'jobs.not-received']);
  });
});

/** Counts jobs, and lets a test wait for so many. */
class Handled {
  readonly jobs: Job[] = [];
  readonly all: Promise<void>;
  readonly #waiting = new Map<number, PromiseWithResolvers<void>>();

  constructor(expected: number) {
    this.all = this.once(expected);
  }

  once(count: number): Promise<void> {
    const waiter = this.#waiting.get(count) ?? Promise.withResolvers<void>();
    this.#waiting.set(count, waiter);
    if (this.jobs.length >= count) waiter.resolve();
    return waiter.promise;
  }

  async add(job: Job): Promise<void> {
    this.jobs.push(job);
    this.#waiting.get(this.jobs.length)?.resolve();
  }
}
