import { BASELINE_DAYS, BASELINE_LIMITS, TRAITS } from '../../model/baseline.ts';
import type { Baseline, SeenValue, Trait, Traits } from '../../model/baseline.ts';

const DAY_SECONDS = 24 * 60 * 60;

/** The last day of a value is written down anew only after so many: each time costs a write. */
export const REFRESH_DAYS = 7;

/** What one record shows. */
export interface Shown {
  readonly traits: Traits;
  /** Unix seconds. */
  readonly at: number;
}

/** The baseline with more records taken in, in any order and again; the same object where nothing is worth a write. */
export function extendBaseline(
  baseline: Baseline | undefined,
  shown: readonly Shown[],
  today: number,
): Baseline | undefined {
  const times = shown.map(({ at }) => at);
  const first = Math.min(...times);
  if (shown.length === 0) return baseline;
  const traits = TRAITS.map((trait) => [trait, extendTrait(baseline, trait, shown, today)] as const);
  const changed = traits.filter(([, { changed: is }]) => is);
  const since = Math.min(baseline?.since ?? first, first);
  if (baseline !== undefined && changed.length === 0 && baseline.since - since < DAY_SECONDS) return baseline;
  return {
    v: 1,
    since,
    traits: Object.fromEntries(traits.map(([trait, { values }]) => [trait, values])) as unknown as Baseline['traits'],
    full: traits.flatMap(([trait, { full }]) => (full ? [trait] : [])),
  };
}

interface Extended {
  readonly values: readonly SeenValue[];
  readonly full: boolean;
  readonly changed: boolean;
}

function extendTrait(baseline: Baseline | undefined, trait: Trait, shown: readonly Shown[], today: number): Extended {
  const before = baseline?.traits[trait] ?? [];
  const values = new Map(before.map((seen) => [seen[0], seen]));
  let full = baseline?.full.includes(trait) ?? false;
  let changed = false;
  for (const { traits, at } of shown) {
    const value = traits[trait];
    if (value === undefined) continue;
    const day = Math.floor(at / DAY_SECONDS);
    const seen = values.get(value);
    if (seen === undefined) {
      if (values.size >= BASELINE_LIMITS[trait]) dropOld(values, today);
      if (values.size >= BASELINE_LIMITS[trait]) {
        changed ||= !full;
        full = true;
        continue;
      }
      values.set(value, [value, at, day]);
      changed = true;
    } else if (day - seen[2] >= REFRESH_DAYS || at < seen[1]) {
      values.set(value, [value, Math.min(at, seen[1]), Math.max(day, seen[2])]);
      changed = true;
    }
  }
  if (changed) dropOld(values, today);
  // What was not kept while there was no room has had time to come again.
  return { values: [...values.values()], full: full && values.size > BASELINE_LIMITS[trait] / 2, changed };
}

function dropOld(values: Map<string, SeenValue>, today: number): void {
  for (const [value, seen] of values) if (seen[2] < today - BASELINE_DAYS - REFRESH_DAYS) values.delete(value);
}
