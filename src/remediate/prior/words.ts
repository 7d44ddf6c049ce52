import type { Sighting } from '../../model/earlier-state.ts';
import { isObject, type JsonObject } from '../../model/json.ts';
import type { PlanTarget } from '../../model/plan.ts';
import type { ActionTarget } from '../action.ts';
import { atMinute } from '../aws/words.ts';

/** How anybody knows what a setting was: `seen 2026-11-28 03:10 UTC by the daily snapshot`. */
function sourceInWords({ source, to, by }: Sighting): string {
  const when = atMinute(new Date(to));
  return source === 'snapshot'
    ? `seen ${when} by the daily snapshot`
    : `set ${when}${by === undefined ? '' : ` by ${by}`}, as its record says`;
}

/** Nobody has seen what it was. */
const UNSEEN =
  'Nobody saw what it was before: neither a daily snapshot nor the record of an earlier change is at hand.';

/**
 * What to put back: what was planned where it is read again, else what was there before the record; where a person asks
 * without one, the newest that differs from what is there.
 */
export function valueToRestore(
  { planned, prior = [], records }: ActionTarget,
  isNow: (value: JsonObject) => boolean,
): Restorable | undefined {
  const known = planned?.material['restore'];
  if (planned !== undefined) return isObject(known) ? { value: known, source: '' } : undefined;
  const chosen = records.length > 0 ? prior[0] : (prior.find(({ value }) => !isNow(value)) ?? prior[0]);
  return chosen === undefined ? undefined : { value: chosen.value, source: sourceInWords(chosen) };
}

/** A value that a plan keeps in its material. */
export function kept({ material }: PlanTarget, key: 'restore' | 'now'): JsonObject {
  const value = material[key];
  return isObject(value) ? value : {};
}

/** An earlier value, and how it is known. */
export interface Restorable {
  readonly value: JsonObject;
  readonly source: string;
}

/** A target with the value that it is to get again; blocked where none is known, or by what else stands against it. */
export function withRestorable(
  target: PlanTarget,
  before: Restorable | undefined,
  { whyNot, inWords }: { readonly whyNot: string | undefined; readonly inWords: (value: JsonObject) => string },
): PlanTarget {
  const blocked = target.blocked ?? (before === undefined ? UNSEEN : whyNot);
  const known = before === undefined ? [] : [`${inWords(before.value)}, ${before.source}`.replace(/, $/, '')];
  return {
    ...target,
    facts: [...target.facts, ...known],
    material: { ...target.material, restore: before?.value ?? null },
    ...(blocked === undefined ? {} : { blocked }),
  };
}
