const DAY_MS = 86_400_000;

/** Days since 1970 in UTC: nothing here is told more exactly. */
export function dayOf(time: number): number {
  return Math.floor(time / DAY_MS);
}

/** A value of a rule. */
export interface SeenValue {
  /** Id of the rule. */
  readonly rule: string;
  /** Names of the fields that the group and the value are made of: a rule that looks at others starts anew. */
  readonly fields: readonly string[];
  readonly group: readonly string[];
  readonly value: readonly string[];
  /** Days for which the value must not have been seen to be new. */
  readonly timespan: number;
  /** Days from the start of the group in which nothing is new. */
  readonly learning: number;
  /** The group, and the value within it, as one text each: made once where a value is seen again and again. */
  readonly keys: { readonly group: string; readonly value: string };
}

/** A value of a rule, seen in a record. */
export interface Sighting extends SeenValue {
  /** Id of the record. */
  readonly record: string;
  readonly day: number;
}

/** What is remembered of one value: days of its present run of sightings, in which no gap is longer than the timespan. */
export interface ValueMemory {
  readonly first: number;
  readonly last: number;
  /** Id of the record by which it was new; absent for one that was learned. */
  readonly by?: string;
}

/**
 * - `new`: not seen for the timespan before, and told for the first time
 * - `again`: the record by which it was new has come again
 * - `learned`: new to us, but the group is still being learned
 * - `known`: everything else, also what comes late by more than the timespan
 */
export type Verdict = 'new' | 'again' | 'learned' | 'known';

/** Takes a sighting into the memory of its value, in any order and again. `start` is the day on which the group's learning began. */
export function judge(
  memory: ValueMemory | undefined,
  start: number,
  { day, timespan, learning, record }: Sighting,
): { readonly verdict: Verdict; readonly memory: ValueMemory } {
  if (memory === undefined || day > memory.last + timespan) {
    const fresh = { first: day, last: day };
    // What comes late from before the start is only ever learned, unless nothing is.
    if (learning > 0 && day < start + learning) return { verdict: 'learned', memory: fresh };
    return { verdict: 'new', memory: { ...fresh, by: record } };
  }
  if (day < memory.first - timespan) return { verdict: 'known', memory };
  const verdict = memory.by === record ? 'again' : 'known';
  if (day >= memory.first && day <= memory.last) return { verdict, memory };
  return {
    verdict,
    memory: { ...memory, first: Math.min(day, memory.first), last: Math.max(day, memory.last) },
  };
}
