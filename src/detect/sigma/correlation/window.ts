/** How much one window keeps. */
export const WINDOW_LIMITS = { entries: 2000, matches: 100 } as const;

/** A record that a correlation counted. */
export interface CountedRecord {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Where it lies, in whatever form the caller gives it: it comes back with the match. */
  readonly reference?: string;
}

/** One match of a referred rule, as a window keeps it. Plain JSON. */
export interface Entry extends CountedRecord {
  /** Place of the rule among those that the correlation refers to. */
  readonly rule: number;
  /** Of the `value_` types: what the fields held. */
  readonly values?: readonly string[];
  /** What correlations further up will ask of this match: values by `<correlation id> <field>`. */
  readonly above?: FieldValues;
  /** Of a match that is a correlation itself: the records that made it. */
  readonly records?: readonly CountedRecord[];
}

export type FieldValues = Readonly<Record<string, readonly string[]>>;

/** What is remembered of one group of one correlation. Plain JSON, so that any store can keep it. */
export interface Window {
  /** In the order of time. */
  readonly entries: Entry[];
  /** When the correlation matched. */
  readonly matched: MatchedMoment[];
}

/** A moment at which a correlation matched. */
export interface MatchedMoment {
  readonly at: number;
  /** Id and rule of the entry that completed it. */
  readonly by: string;
  readonly rule: number;
  /** What was measured then. */
  readonly value: number;
}

export function emptyWindow(): Window {
  return { entries: [], matched: [] };
}

/** What a window keeps. */
export interface Keeping {
  /** Entries at most. */
  readonly most: number;
  /** Which entries stand for one another. */
  readonly likeness?: ((entry: Entry) => string) | undefined;
  /** Milliseconds before a new entry: of what is older than that the oldest goes first, whatever it stands for. */
  readonly near?: number;
}

/**
 * Adds an entry in the order of time; false for one that is there already. Above the limit an entry far in time from the new
 * one goes: what comes in order loses its oldest, what comes late still finds its neighbours. Where entries stand for one
 * another, one that others stand for goes first, so that repeating one of them drives out no other.
 */
export function insert(window: Window, entry: Entry, { likeness, most, near = Infinity }: Keeping): boolean {
  const { entries } = window;
  const at = firstAfter(entries, entry.time);
  for (let index = at - 1; entries[index]?.time === entry.time; index -= 1) {
    if (entries[index]?.id === entry.id && entries[index]?.rule === entry.rule) return false;
  }
  if (at === entries.length) entries.push(entry);
  else entries.splice(at, 0, entry);
  // A window that is always full must not be gone through for each entry.
  if (entries.length > most && (entries[0]?.time ?? 0) < entry.time - near) entries.shift();
  while (entries.length > most) entries.splice(leastNeeded(entries, entry, likeness), 1);
  return true;
}

/** Makes a window smaller than it was kept so far, around its newest entry. */
export function shrink({ entries }: Window, { likeness, most }: Keeping): void {
  const newest = entries.at(-1);
  if (newest === undefined) return;
  while (entries.length > most) entries.splice(leastNeeded(entries, newest, likeness), 1);
}

function leastNeeded(entries: readonly Entry[], added: Entry, likeness: Keeping['likeness']): number {
  const [first, last] = [entries[0]?.time ?? 0, entries.at(-1)?.time ?? 0];
  const fromStart = added.time - first >= last - added.time;
  const furthest = fromStart ? 0 : entries.length - 1;
  if (likeness === undefined) return furthest;
  const counts = new Map<string, number>();
  for (const entry of entries) counts.set(likeness(entry), (counts.get(likeness(entry)) ?? 0) + 1);
  const isRepeated = (entry: Entry): boolean => entry !== added && (counts.get(likeness(entry)) ?? 0) > 1;
  const found = fromStart ? entries.findIndex(isRepeated) : entries.findLastIndex(isRepeated);
  return found < 0 ? furthest : found;
}

/** The place of the first entry that is later than a time. */
export function firstAfter(entries: readonly Entry[], time: number): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((entries[middle]?.time ?? 0) <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}
