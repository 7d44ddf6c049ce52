import type { SigmaCorrelation } from '../types.ts';
import { measure } from './measure.ts';
import type { Measured } from './measure.ts';
import { firstAfter, insert, WINDOW_LIMITS } from './window.ts';
import type { Entry, Window } from './window.ts';

/** A correlation that matched, at the moment of its newest entry. */
export interface Advance extends Measured {
  readonly at: number;
  /** The entry was known, and this is what it had completed: for callers that may have been cut off before they could tell. */
  readonly repeated: boolean;
}

/**
 * Takes one entry into a window, which is changed in place, and says whether the correlation matches by it. The correlation
 * matches at a moment when its condition holds for the entries of the timespan that ends there; after that it is quiet for a
 * timespan. Entries may come in any order, and again.
 */
export function advance(correlation: SigmaCorrelation, window: Window, entry: Entry): Advance | undefined {
  const span = correlation.timespan * 1000;
  if (!insert(window, entry, likenessOf(correlation))) {
    const told = window.matched.find(({ by }) => by === entry.id);
    const measured = told && measureAt(correlation, window, told.at);
    return measured && told && { ...measured, at: told.at, repeated: true };
  }
  // Only timespans that hold the new entry can come to hold by it.
  for (const at of momentsFrom(window, entry.time, span)) {
    if (window.matched.some((match) => Math.abs(match.at - at) <= span)) continue;
    const measured = measureAt(correlation, window, at);
    if (measured === undefined) continue;
    window.matched.push({ at, by: entry.id });
    if (window.matched.length > WINDOW_LIMITS.matches) window.matched.shift();
    return { ...measured, at, repeated: false };
  }
  return undefined;
}

function measureAt(correlation: SigmaCorrelation, { entries }: Window, at: number): Measured | undefined {
  const end = firstAfter(entries, at);
  const start = firstAfter(entries, at - correlation.timespan * 1000 - 1);
  return measure(correlation, entries.slice(start, end));
}

function* momentsFrom({ entries }: Window, time: number, span: number): Generator<number, void, undefined> {
  let last: number | undefined;
  for (let index = firstAfter(entries, time - 1); index < entries.length; index += 1) {
    const moment = entries[index]?.time ?? Infinity;
    if (moment > time + span) return;
    if (moment !== last) yield moment;
    last = moment;
  }
}

/** Which entries stand for one another, so that a full window can do without one of them. */
function likenessOf({ type }: SigmaCorrelation): ((entry: Entry) => string) | undefined {
  if (type === 'value_count') return ({ values }) => JSON.stringify(values);
  if (type === 'temporal' || type === 'temporal_ordered') return ({ rule }) => String(rule);
  return undefined;
}
