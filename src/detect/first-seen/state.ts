import type { Awaitable } from '../sigma/awaitable.ts';
import { judge } from './judge.ts';
import type { Sighting, ValueMemory, Verdict } from './judge.ts';

/** Where it is remembered what was seen. */
export interface FirstSeenState {
  /** Takes sightings into account, and says of each what it is; of those of one value the first in the list is the new one. */
  take(sightings: readonly Sighting[]): Awaitable<readonly Verdict[]>;
}

/** State in memory, bounded: when there are too many values, those that were new longest ago are given up. */
export interface MemoryFirstSeen extends FirstSeenState {
  /** Values given up, which may be told as new once more. */
  readonly dropped: number;
}

/** What was seen in one group, and the day on which its learning began. */
interface Group {
  readonly start: number;
  readonly values: Map<string, ValueMemory>;
}

export function createMemoryFirstSeen(maxValues = 500_000): MemoryFirstSeen {
  const groups = new Map<string, Group>();
  /** Every value that is remembered, those that were new longest ago first. */
  const order = new Set<readonly [group: Group, value: string]>();
  let dropped = 0;
  const takeOne = (sighting: Sighting): Verdict => {
    const { keys, day } = sighting;
    let group = groups.get(keys.group);
    if (group === undefined) {
      group = { start: day, values: new Map() };
      groups.set(keys.group, group);
    }
    const known = group.values.get(keys.value);
    const { verdict, memory } = judge(known, group.start, sighting);
    if (memory !== known) group.values.set(keys.value, memory);
    if (known === undefined) order.add([group, keys.value]);
    const [oldest] = order.size > maxValues ? order : [];
    if (oldest !== undefined) {
      order.delete(oldest);
      oldest[0].values.delete(oldest[1]);
      dropped += 1;
    }
    return verdict;
  };
  return {
    get dropped() {
      return dropped;
    },
    take: (sightings) => sightings.map(takeOne),
  };
}
