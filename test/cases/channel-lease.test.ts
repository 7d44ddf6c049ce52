import { beforeEach, describe, expect, it } from 'vitest';
import { ChannelLease } from '../../src/cases/channel-lease.ts';
import type { Store } from '../../src/ports/store.ts';
import { ManualClock, memoryStore } from './support.ts';

describe('the lease of a channel', () => {
  let clock: ManualClock;
  let store: Store;

  beforeEach(() => {
    clock = new ManualClock();
    store = memoryStore(clock);
  });

  const take = (channel = 'C1') => ChannelLease.take(store, clock, channel);

  async function taken(channel?: string): Promise<ChannelLease> {
    const lease = await take(channel);
    if (lease === undefined) throw new Error('somebody else holds the lease');
    return lease;
  }

  /** Takes a turn and waits for it, as far as the clock is concerned. */
  async function turn(lease: ChannelLease): Promise<number> {
    const given = await lease.reserve(Number.POSITIVE_INFINITY);
    if (given === undefined) throw new Error('the lease was lost');
    clock.advance(given.waitMs);
    return given.waitMs;
  }

  it('is one poster’s at a time, and another channel’s is another', async () => {
    await taken();

    expect(await take()).toBeUndefined();
    expect(await take('C2')).toBeDefined();
  });

  it('goes to exactly one of those who ask at once', async () => {
    const leases = await Promise.all(Array.from({ length: 10 }, () => take()));

    expect(leases.filter((lease) => lease !== undefined)).toHaveLength(1);
  });

  it('is free again when it is given back, and when its holder has been silent for 45 seconds', async () => {
    await (await taken()).release();
    const second = await taken();
    clock.advance(44_999);
    const early = await take();
    clock.advance(1);
    const third = await take();

    expect(early).toBeUndefined();
    expect(third).toBeDefined();
    expect(await second.reserve(Number.POSITIVE_INFINITY)).toBeUndefined();
  });

  it('of somebody else is not given back by who lost it', async () => {
    const lost = await taken();
    clock.advance(45_000);
    await taken();
    await lost.release();

    expect(await take()).toBeUndefined();
  });

  it('lives on while turns are taken', async () => {
    const lease = await taken();
    for (let n = 0; n < 5; n += 1) {
      clock.advance(40_000);
      await turn(lease);
    }

    expect(await take()).toBeUndefined();
  });

  it('lets three messages go at once and then one about every second', async () => {
    const lease = await taken();
    const started = clock.now();
    const waits: number[] = [];
    for (let n = 0; n < 60; n += 1) waits.push(await turn(lease));

    expect(waits.slice(0, 3)).toEqual([0, 0, 0]);
    expect(clock.now() - started).toBeGreaterThan(57_000);
  });

  it('keeps the pace over those who hold it one after another', async () => {
    const started = clock.now();
    for (let n = 0; n < 60; n += 1) {
      const lease = await taken();
      await turn(lease);
      await lease.release();
    }

    expect(clock.now() - started).toBeGreaterThan(57_000);
  });

  it('takes no note of a turn that would come too late', async () => {
    const lease = await taken();
    for (let n = 0; n < 3; n += 1) await turn(lease);
    const refused = [await lease.reserve(clock.now() + 10), await lease.reserve(clock.now() + 10)];
    const [first, second] = refused;

    expect(first).toMatchObject({ taken: false });
    expect(second?.waitMs).toBe(first?.waitMs);
  });

  it('keeps silent as long as Slack asked, also for the next holder', async () => {
    const lease = await taken();
    await lease.pause(30);
    await lease.release();
    const next = await taken();

    expect(await turn(next)).toBe(30_000);
    expect(await turn(next)).toBe(0);
  });
});
