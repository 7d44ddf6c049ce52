import type { Clock } from '../ports/clock.ts';
import type { Item, Key, Store } from '../ports/store.ts';

/** Longer than any single step of the poster can take, so that a crash stops a channel for this long at most. */
const LEASE_MS = 45_000;

interface LeaseState {
  readonly holder: string;
  /** Unix milliseconds; 0 when free. */
  readonly until: number;
  /** Messages that may be sent at once, and when that was counted. */
  readonly tokens: number;
  readonly countedAt: number;
  /** Nobody posts here until then: Slack asked for silence, does not answer, or has closed the channel. */
  readonly pausedUntil: number;
  /** Absent while messages get through. */
  readonly stall?: ChannelStall;
}

/** What keeps a channel's messages from getting through. */
export interface ChannelStall {
  /** Unix milliseconds. */
  readonly since: number;
  /** Slack's word, where it is the channel that cannot be posted in; absent: Slack itself, or the app's access to it. */
  readonly reason?: string;
  readonly failures: number;
  /** Cases of which people were told elsewhere, bounded. */
  readonly told: readonly string[];
}

/** Messages a second and at once: Slack takes about one a second per channel and forgives a short burst. */
const RATE = { perSecond: 0.95, burst: 3 } as const;

const PARTITION = 'outbox-lease';

/** The channels that messages do not get through to now. */
export async function stalledChannels(
  store: Store,
): Promise<readonly { readonly channel: string; readonly stall: ChannelStall }[]> {
  const { items } = await store.list<LeaseState>(PARTITION, { limit: 1000 });
  return items.flatMap(({ sort, value }) => (value.stall === undefined ? [] : [{ channel: sort, stall: value.stall }]));
}

/** Makes a channel known to the schedule before the first message waits for it. Again changes nothing. */
export async function registerChannel(store: Store, clock: Clock, channel: string): Promise<void> {
  const value: LeaseState = { holder: '', until: 0, tokens: RATE.burst, countedAt: clock.now(), pausedUntil: 0 };
  await store.commit([{ kind: 'put', key: { partition: PARTITION, sort: channel }, value, if: 'absent' }]);
}

/** When the next message may be sent, in milliseconds from now (0: at once), and whether that turn is ours. */
interface Turn {
  readonly waitMs: number;
  readonly taken: boolean;
}

/**
 * One poster per channel at a time, whatever the number of functions, with the pace kept across them: the lease item
 * remembers how much Slack will still take.
 */
export class ChannelLease {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #key: Key;
  readonly #holder: string;
  #item: Item<LeaseState>;

  private constructor(store: Store, clock: Clock, key: Key, holder: string, item: Item<LeaseState>) {
    this.#store = store;
    this.#clock = clock;
    this.#key = key;
    this.#holder = holder;
    this.#item = item;
  }

  /** The lease, or undefined while somebody else holds it. */
  static async take(store: Store, clock: Clock, channel: string): Promise<ChannelLease | undefined> {
    const key: Key = { partition: PARTITION, sort: channel };
    const now = clock.now();
    const current = await store.get<LeaseState>(key);
    if (current !== undefined && current.value.until > now) return undefined;
    const holder = clock.id();
    const value: LeaseState = {
      tokens: RATE.burst,
      countedAt: now,
      pausedUntil: 0,
      ...current?.value,
      holder,
      until: now + LEASE_MS,
    };
    const commit = await store.commit([
      { kind: 'put', key, value, if: current === undefined ? 'absent' : { version: current.version } },
    ]);
    if (!commit.ok) return undefined;
    const item = await store.get<LeaseState>(key);
    return item?.value.holder === holder ? new ChannelLease(store, clock, key, holder, item) : undefined;
  }

  /**
   * Asks for the turn of one message. Where it comes before `deadline` (Unix ms) it is taken note of.
   * Undefined: the lease was lost, so nothing may be sent any more.
   */
  async reserve(deadline: number): Promise<Turn | undefined> {
    const now = this.#clock.now();
    const state = this.#item.value;
    const tokens = Math.min(RATE.burst, state.tokens + ((now - state.countedAt) / 1000) * RATE.perSecond);
    const wait = Math.max(tokens >= 1 ? 0 : ((1 - tokens) / RATE.perSecond) * 1000, state.pausedUntil - now, 0);
    // A turn that comes too late is nobody's: noted, it would push back the one that is asked for next. And nobody stays
    // here while Slack takes nothing: somebody else may have something to do for another channel.
    if (now + wait >= deadline || state.pausedUntil > now) return { waitMs: wait, taken: false };
    const kept = await this.#write({ ...state, tokens: tokens - 1, countedAt: now, until: now + wait + LEASE_MS });
    return kept ? { waitMs: wait, taken: true } : undefined;
  }

  /** Holds on for another term; false: the lease was lost, so nothing may be sent any more. */
  async renew(): Promise<boolean> {
    return this.#write({ ...this.#item.value, until: this.#clock.now() + LEASE_MS });
  }

  /** Slack said 429: nobody posts here until then. */
  async pause(seconds: number): Promise<void> {
    await this.#write({ ...this.#item.value, pausedUntil: this.#clock.now() + seconds * 1000 });
  }

  /** Nothing gets through: nobody posts here for a while, longer each time, at most so long (milliseconds). */
  async stall(longestMs: number, reason?: string): Promise<ChannelStall> {
    const now = this.#clock.now();
    const former = this.#item.value.stall;
    const failures = (former?.failures ?? 0) + 1;
    const stall: ChannelStall = {
      since: former?.since ?? now,
      failures,
      told: former?.told ?? [],
      ...(reason === undefined ? {} : { reason }),
    };
    const pausedUntil = now + Math.min(longestMs, 1000 * 2 ** Math.min(failures, 10));
    await this.#write({ ...this.#item.value, stall, pausedUntil });
    return stall;
  }

  /** Remembers of which cases people were told elsewhere. */
  async remember(told: readonly string[]): Promise<void> {
    const { stall } = this.#item.value;
    if (stall !== undefined) await this.#write({ ...this.#item.value, stall: { ...stall, told } });
  }

  /**
   * A message got through: what had kept them from it, if something had. `isNew`: it was posted. Slack lets an app that was
   * removed from a channel still change what it has posted there, which says nothing of new messages.
   */
  async flows(isNew = true): Promise<ChannelStall | undefined> {
    const { stall, ...rest } = this.#item.value;
    if (stall === undefined || (stall.reason !== undefined && !isNew)) return undefined;
    await this.#write(rest);
    return stall;
  }

  async release(): Promise<void> {
    await this.#write({ ...this.#item.value, until: 0 });
  }

  async #write(value: LeaseState): Promise<boolean> {
    const commit = await this.#store.commit([
      { kind: 'put', key: this.#key, value, if: { version: this.#item.version } },
    ]);
    if (!commit.ok) return false;
    const item = await this.#store.get<LeaseState>(this.#key);
    if (item?.value.holder !== this.#holder) return false;
    this.#item = item;
    return true;
  }
}
