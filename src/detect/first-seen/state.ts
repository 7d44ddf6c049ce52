import { judge } from './judge.ts';
import type { Sighting, ValueMemory, Verdict } from './judge.ts';

/** Where it is remembered what was seen. */
export interface FirstSeenState {
  /** Takes sightings into account, and says of each what it is; of those of one value the first in the list is the new one. */
  take(sightings: readonly Sighting[]): Promise<readonly Verdict[]>;
}

/** State in memory, bounded: when there are too many values, those that were new longest ago are given up. */
export interface MemoryFirstSeen extends FirstSeenState {
  /** Values given up, which may be told as new once more. */
  readonly dropped: number;
}

export function createMemoryFirstSeen(maxValues = 500_000): MemoryFirstSeen {
  const starts = new Map<string, number>();
  const values = new Map<string, ValueMemory>();
  let dropped = 0;
  const takeOne = (sighting: Sighting): Verdict => {
    const { rule, fields, group, value, day } = sighting;
    const groupKey = JSON.stringify([rule, fields, group]);
    const start = starts.get(groupKey) ?? day;
    starts.set(groupKey, start);
    const key = `${groupKey}${JSON.stringify(value)}`;
    const known = values.get(key);
    const { verdict, memory } = judge(known, start, sighting);
    if (memory !== known) values.set(key, memory);
    const [oldest] = values.size > maxValues ? values.keys() : [];
    if (oldest !== undefined) {
      values.delete(oldest);
      dropped += 1;
    }
    return verdict;
  };
  return {
    get dropped() {
      return dropped;
    },
    take: async (sightings) => sightings.map(takeOne),
  };
}
