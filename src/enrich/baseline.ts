import { baselineKey, normalityOf, traitsOf } from '../model/baseline.ts';
import type { Baseline, Habits } from '../model/baseline.ts';
import type { RecordSummary } from '../model/alert.ts';
import type { Store } from '../ports/store.ts';

/**
 * Whether the actor of a record used its network, Region, program and API before: one read of the store. All that can be told
 * of an actor who is not remembered is `unknown`.
 */
export async function readHabits(
  store: Store,
  { account, actor, eventTime, ...record }: RecordSummary,
): Promise<Habits> {
  const at = Date.parse(eventTime);
  const key = baselineKey(account, actor.root.id);
  const { eventSource, eventName, region, sourceIPAddress, userAgent } = record;
  const traits = traitsOf({ eventSource, eventName, region, sourceIPAddress, userAgent });
  const item = key === undefined || Number.isNaN(at) ? undefined : await store.get<Baseline>(key);
  return {
    normality: normalityOf(item?.value, traits, at),
    ...(item === undefined ? {} : { since: item.value.since * 1000 }),
  };
}
