import type { SigmaCorrelation } from '../types.ts';
import { measure } from './measure.ts';
import type { Measured } from './measure.ts';
import { firstAfter, insert, WINDOW_LIMITS } from './window.ts';
import type { Entry, Window } from './window.ts';

/** Before a new entry others are worth keeping for so many timespans, and for as long as logs can be late. */
const NEAR = { timespans: 4, lateMs: 60 * 60 * 1000 } as const;

/** A correlation that matched, at the moment of its newest entry. */
export interface Advance extends Measured {
  readonly at: number;
  /** The entry was known, and this is what it had completed: for callers that may have been cut off before they could tell. */
  readonly repeated: boolean;
}

/**
 * Takes one entry into a window, which is changed in place, and says whether the correlation matches by it. The correlation
 * matches at a moment when its condition holds for the entries of the timespan that ends there; after that it is quiet for a
 * timespan. Entries may come in any order, and again. At most `most` entries are kept.
 */
export function advance(
  correlation: SigmaCorrelation,
  window: Window,
  entry: Entry,
  most: number = WINDOW_LIMITS.entries,
): Advance | undefined {
  const span = correlation.timespan * 1000;
  const isNew = insert(window, entry, {
    most,
    likeness: likenessOf(correlation),
    near: NEAR.timespans * span + NEAR.lateMs,
  });
  const told = window.matched.find(({ by, rule }) => by === entry.id && rule === entry.rule);
  if (told !== undefined) {
    // Of a full window, entries may have been given up since.
    const measured = measureAt(correlation, window, told.at) ?? { value: told.value, entries: [entry] };
    return { ...measured, at: told.at, repeated: true };
  }
  if (!isNew) return undefined;
  const { entries, matched } = window;
  // Only timespans that hold the new entry can come to hold by it: those that end at it, or at a later entry.
  let last: number | undefined;
  for (let index = firstAfter(entries, entry.time - 1); index < entries.length; index += 1) {
    const at = entries[index]?.time ?? Infinity;
    if (at > entry.time + span) return undefined;
    if (at === last) continue;
    last = at;
    if (matched.some((match) => Math.abs(match.at - at) <= span)) continue;
    const measured = measureAt(correlation, window, at);
    if (measured === undefined) continue;
    matched.push({ at, by: entry.id, rule: entry.rule, value: measured.value });
    if (matched.length > WINDOW_LIMITS.matches) matched.shift();
    return { ...measured, at, repeated: false };
  }
  return undefined;
}

function measureAt(correlation: SigmaCorrelation, { entries }: Window, at: number): Measured | undefined {
  const end = firstAfter(entries, at);
  const start = firstAfter(entries, at - correlation.timespan * 1000 - 1);
  return measure(correlation, entries, start, end);
}

/** Which entries stand for one another, so that a full window can do without one of them. */
export function likenessOf({ type }: SigmaCorrelation): ((entry: Entry) => string) | undefined {
  if (type === 'value_count') return byValues;
  return type === 'temporal' || type === 'temporal_ordered' ? byRule : undefined;
}

const byValues = ({ values }: Entry): string => JSON.stringify(values);
const byRule = ({ rule }: Entry): string => String(rule);
