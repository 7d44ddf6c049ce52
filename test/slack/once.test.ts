import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { openSqliteStore } from '../../src/adapters/local/sqlite-store.ts';
import { TrailboltError } from '../../src/errors.ts';
import type { Store } from '../../src/ports/store.ts';
import { once } from '../../src/slack/once.ts';
import { ManualClock } from '../cases/support.ts';

const HELD = { code: 'click.held' };

describe('one click', () => {
  let clock: ManualClock;
  /** Two workers with a connection of their own to the same store. */
  let stores: readonly Store[];
  let runs: number;
  const work = () => {
    runs += 1;
    return Promise.resolve();
  };
  const doOnce = (job: () => Promise<void> = work, worker = 0, id = 'click1') => {
    const store = stores[worker];
    if (store === undefined) throw new Error('there is no such worker');
    return once({ store, clock }, id, job);
  };

  beforeEach(async () => {
    clock = new ManualClock();
    runs = 0;
    const folder = await mkdtemp(join(tmpdir(), 'trailbolt-once-'));
    stores = [0, 1].map(() => openSqliteStore(join(folder, 'store.db'), { now: () => clock.now() }));
    return async () => {
      for (const store of stores) await store.close();
      await rm(folder, { recursive: true });
    };
  });

  it('is worked on once, however often its job is delivered afterwards', async () => {
    await doOnce();
    await doOnce();
    clock.advance(3_600_000);
    await doOnce(work, 1);

    expect(runs).toBe(1);
  });

  it('is worked on by one of those who get it at the same time; the others are sent away', async () => {
    const results = await Promise.allSettled(Array.from({ length: 10 }, (_, index) => doOnce(work, index % 2)));
    const refused = results.filter((result) => result.status === 'rejected');

    expect(runs).toBe(1);
    for (const result of refused) expect(result.reason).toMatchObject(HELD);
  });

  it('is another’s matter while somebody is at it', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const first = doOnce(() => promise);
    await expect(doOnce(work, 1)).rejects.toMatchObject(HELD);
    resolve();
    await first;
    await doOnce(work, 1);

    expect(runs).toBe(0);
  });

  it('is free at once when the work failed, and its failure is what the caller learns', async () => {
    const failure = new TrailboltError('aws.throttled', 'Later.');

    await expect(doOnce(() => Promise.reject(failure))).rejects.toBe(failure);
    await doOnce(work, 1);
    expect(runs).toBe(1);
  });

  it('is free two minutes after a crash, and not before', async () => {
    void doOnce(() => new Promise(() => undefined));
    await expect(doOnce(work, 1)).rejects.toMatchObject(HELD);
    clock.advance(119_999);
    await expect(doOnce(work, 1)).rejects.toMatchObject(HELD);
    clock.advance(1);
    await doOnce(work, 1);

    expect(runs).toBe(1);
  });

  it('is not freed for a third by a worker that was too slow and failed', async () => {
    const { promise, reject } = Promise.withResolvers<void>();
    const slow = doOnce(() => promise);
    await expect(doOnce(work, 1)).rejects.toMatchObject(HELD);
    clock.advance(120_000);
    const { promise: second, resolve } = Promise.withResolvers<void>();
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const next = doOnce(() => {
      begin();
      return second;
    }, 1);
    await begun;
    reject(new Error('too late'));
    await expect(slow).rejects.toThrow('too late');
    await expect(doOnce()).rejects.toMatchObject(HELD);
    resolve();
    await next;

    expect(runs).toBe(0);
  });

  it('says why the work failed even where the store cannot be told', async () => {
    const store = stores[0];
    if (store === undefined) throw new Error('there is no store');
    const failing = { ...asPort(store), commit: countdown(store, 1) };

    await expect(once({ store: failing, clock }, 'click1', () => Promise.reject(new Error('why')))).rejects.toThrow(
      'why',
    );
  });

  it('is not another click', async () => {
    await doOnce();
    await doOnce(work, 0, 'click2');

    expect(runs).toBe(2);
  });
});

function asPort(store: Store): Store {
  return {
    get: (key) => store.get(key),
    list: (partition, options) => store.list(partition, options),
    commit: (writes) => store.commit(writes),
    close: () => store.close(),
  };
}

/** Commits so many times and is away then. */
function countdown(store: Store, commits: number): Store['commit'] {
  let left = commits;
  return (writes) => {
    left -= 1;
    return left < 0 ? Promise.reject(new TrailboltError('store.unavailable', 'Away.')) : store.commit(writes);
  };
}
