import { accountOf, actorOf } from '../../model/actor-of.ts';
import { BASELINE_DAYS, baselineKey, TRAITS, traitsOf } from '../../model/baseline.ts';
import type { Baseline, Traits } from '../../model/baseline.ts';
import type { CloudTrailRecord } from '../../model/record.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Key, Store } from '../../ports/store.ts';
import { createGate, optimistically } from '../optimistic.ts';
import { extendBaseline, REFRESH_DAYS } from './extend.ts';
import type { Shown } from './extend.ts';

const DAY_SECONDS = 24 * 60 * 60;

/** Values that a process knows to be in the store, so that it need not look: some ten megabytes. */
const CACHED = 50_000;

/** Actors that one detector works on side by side. */
const AT_ONCE = 16;

/** Remembers what each root actor uses: networks, Regions, programs and APIs. */
export interface BaselineKeeper {
  /** Takes records in, in any order and again. A record needs no more than {@link traitsOf}, actor, account and time. */
  take(records: readonly CloudTrailRecord[]): Promise<void>;
}

/** Baselines in the store, one document for each actor of an account, for any number of detectors at once. */
export function createBaselineKeeper({
  store,
  clock,
}: {
  readonly store: Store;
  readonly clock: Pick<Clock, 'now'>;
}): BaselineKeeper {
  const gate = createGate(AT_ONCE);
  /** Days on which values were last written, as far as this process knows. */
  const fresh = new Map<string, number>();

  const isFresh = (name: string, { traits, at }: Shown): boolean => {
    const day = Math.floor(at / DAY_SECONDS);
    return cacheNames(name, traits).every((key) => day - (fresh.get(key) ?? -Infinity) < REFRESH_DAYS);
  };
  const keepFresh = (name: string, shown: readonly Shown[]): void => {
    for (const { traits, at } of shown) {
      for (const key of cacheNames(name, traits))
        fresh.set(key, Math.max(fresh.get(key) ?? 0, Math.floor(at / DAY_SECONDS)));
    }
    // A map gives its keys in the order of insertion, so the oldest go.
    for (const key of fresh.keys()) {
      if (fresh.size <= CACHED) break;
      fresh.delete(key);
    }
  };

  const extend = async ([name, all]: readonly [string, readonly Placed[]]): Promise<void> => {
    const news = all.filter(({ shown }) => !isFresh(name, shown)).map(({ shown }) => shown);
    const key = all[0]?.key;
    if (key === undefined || news.length === 0) return;
    await gate(() => optimistically(`the baseline of ${name}`, () => commit({ store, clock }, key, news)));
    keepFresh(name, news);
  };

  return {
    async take(records) {
      const actors = Map.groupBy(
        records.flatMap((record) => placedOf(record)),
        ({ key }) => key.partition,
      );
      await Promise.all([...actors].map(extend));
    },
  };
}

async function commit(
  { store, clock }: { readonly store: Store; readonly clock: Pick<Clock, 'now'> },
  key: Key,
  shown: readonly Shown[],
): Promise<{ readonly done: undefined } | undefined> {
  const today = Math.floor(clock.now() / 1000 / DAY_SECONDS);
  const item = await store.get<Baseline>(key);
  const next = extendBaseline(item?.value, shown, today);
  if (next === undefined || next === item?.value) return { done: undefined };
  const { ok } = await store.commit([
    {
      kind: 'put',
      key,
      value: next,
      if: item === undefined ? 'absent' : { version: item.version },
      expiresAt: (today + BASELINE_DAYS + 2 * REFRESH_DAYS) * DAY_SECONDS,
    },
  ]);
  return ok ? { done: undefined } : undefined;
}

interface Placed {
  readonly key: Key;
  readonly shown: Shown;
}

/** Nothing for a record of nobody, or without a time. */
function placedOf(record: CloudTrailRecord): readonly Placed[] {
  const { eventTime } = record;
  const at = typeof eventTime === 'string' ? Math.floor(Date.parse(eventTime) / 1000) : NaN;
  const account = accountOf(record);
  const key = account === undefined ? undefined : baselineKey(account, actorOf(record).root.id);
  if (key === undefined || Number.isNaN(at)) return [];
  const { eventSource, eventName, awsRegion: region, sourceIPAddress, userAgent } = record;
  return [{ key, shown: { traits: traitsOf({ eventSource, eventName, region, sourceIPAddress, userAgent }), at } }];
}

function cacheNames(actor: string, traits: Traits): readonly string[] {
  return TRAITS.flatMap((trait) => (traits[trait] === undefined ? [] : [`${actor} ${trait} ${traits[trait]}`]));
}
