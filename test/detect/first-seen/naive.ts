import type { Sighting } from '../../../src/detect/first-seen/judge.ts';
import { keysOf } from '../../../src/detect/first-seen/sightings.ts';

export const TIMESPAN = 5;
const LEARNING = 3;

/** A sighting with the parts that matter here. */
export function sighting(record: string, day: number, value = 'v', group = 'g'): Sighting {
  const seen = {
    rule: 'rule',
    fields: ['account', 'eventName'],
    group: [group],
    value: [value],
    timespan: TIMESPAN,
    learning: LEARNING,
  };
  return { ...seen, keys: keysOf(seen), record, day };
}

/** A sighting that was changed, known by what it is now. */
export function rekeyed(changed: Sighting): Sighting {
  return { ...changed, keys: keysOf(changed) };
}

/** By the words of the documentation, looking at all that came before: for sightings in the order of time. */
export function isNewInOrder(before: readonly Sighting[], { group, value, day }: Sighting): boolean {
  const ofGroup = before.filter((other) => other.group[0] === group[0]);
  const start = ofGroup[0]?.day ?? day;
  const seen = ofGroup.some((other) => other.value[0] === value[0] && other.day >= day - TIMESPAN);
  return !seen && day >= start + LEARNING;
}

/** How many runs the days fall into, where a gap of more than `longest` days ends a run. */
export function runs(days: readonly number[], longest: number): number {
  const ordered = days.toSorted((a, b) => a - b);
  return ordered.filter((day, index) => index === 0 || day - (ordered[index - 1] ?? 0) > longest).length;
}
