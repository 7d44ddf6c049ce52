import type { Clock } from '../ports/clock.ts';
import type { Key, Store } from '../ports/store.ts';

/**
 * Updates of messages in all channels together: Slack takes 50 a minute and workspace (tier 3), whatever the channel.
 * https://docs.slack.dev/apis/web-api/rate-limits
 */
const RATE = { perSecond: 0.75, burst: 20 } as const;
/** So many of the burst are kept for what people wait for. */
const KEPT = 6;

interface Pace {
  readonly tokens: number;
  /** Unix milliseconds. */
  readonly countedAt: number;
  readonly pausedUntil: number;
}

const KEY: Key = { partition: 'slack-pace', sort: 'chat.update' };
/** Posters of other channels take their turns at the same time. */
const TRIES = 5;

/** In how many milliseconds an update may have its turn; 0: now. Takes nothing. */
export async function updateIn(store: Store, clock: Clock, awaited: boolean): Promise<number> {
  const now = clock.now();
  return waitOf(refilled((await store.get<Pace>(KEY))?.value, now), now, awaited);
}

/** Takes the turn of one update: 0, or in how many milliseconds to ask again. */
export async function takeUpdate(store: Store, clock: Clock, awaited: boolean): Promise<number> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const now = clock.now();
    const item = await store.get<Pace>(KEY);
    const pace = refilled(item?.value, now);
    const wait = waitOf(pace, now, awaited);
    if (wait > 0) return wait;
    const value: Pace = { ...pace, tokens: pace.tokens - 1 };
    const taken = await store.commit([
      { kind: 'put', key: KEY, value, if: item === undefined ? 'absent' : { version: item.version } },
    ]);
    if (taken.ok) return 0;
  }
  return 1000;
}

/** Slack said 429 to an update: no channel's messages are updated for so long. */
export async function pauseUpdates(store: Store, clock: Clock, seconds: number): Promise<void> {
  const now = clock.now();
  const item = await store.get<Pace>(KEY);
  const value: Pace = { ...refilled(item?.value, now), tokens: 0, pausedUntil: now + seconds * 1000 };
  await store.commit([{ kind: 'put', key: KEY, value, if: 'any' }]);
}

function waitOf({ tokens, pausedUntil }: Pace, now: number, awaited: boolean): number {
  const floor = awaited ? 1 : KEPT + 1;
  return Math.ceil(Math.max(pausedUntil - now, ((floor - tokens) / RATE.perSecond) * 1000, 0));
}

function refilled(pace: Pace | undefined, now: number): Pace {
  if (pace === undefined) return { tokens: RATE.burst, countedAt: now, pausedUntil: 0 };
  const tokens = Math.min(RATE.burst, pace.tokens + (Math.max(0, now - pace.countedAt) / 1000) * RATE.perSecond);
  return { tokens, countedAt: now, pausedUntil: pace.pausedUntil };
}
