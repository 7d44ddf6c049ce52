import { shrink } from '../sigma/correlation/window.ts';
import type { CountedRecord, Entry, FieldValues, Keeping, Window } from '../sigma/correlation/window.ts';

/** Well below what the store takes, so that a window can always be kept. */
const MAX_BYTES = 300 * 1024;

/** Records of a correlation that is an entry itself, where there is not room for all. */
const FEW_RECORDS = 10;

/**
 * A window as the store keeps it: lists instead of objects, and what entries have in common once. `refs` are the references of
 * records and `keys` those of `above`; entries name them by place, -1 for none.
 */
export interface WindowDocument {
  readonly v: 1;
  readonly refs: readonly string[];
  readonly keys: readonly string[];
  readonly entries: readonly EntryRow[];
  readonly matched: readonly (readonly [at: number, by: string, rule: number, value: number])[];
}

type RecordRow = readonly [id: string, time: number, reference: number];

type EntryRow = readonly [
  ...record: RecordRow,
  rule: number,
  values: readonly string[] | 0,
  above: readonly (readonly [key: number, values: readonly string[]])[] | 0,
  records: readonly RecordRow[] | 0,
];

/**
 * The window as a document that the store takes. One that is too large loses first most records of the correlations that are
 * its entries, then where records lie, and last entries, as {@link shrink} chooses them.
 */
export function documentOf(window: Window, likeness: Keeping['likeness']): WindowDocument {
  const whole = encode(window, {});
  if (fits(whole)) return whole;
  for (const less of [{ records: FEW_RECORDS }, { records: FEW_RECORDS, references: false }]) {
    const smaller = encode(window, less);
    if (fits(smaller)) return smaller;
  }
  const left: Window = { ...window, entries: [...window.entries] };
  for (;;) {
    shrink(left, { most: Math.floor(left.entries.length * 0.75), likeness });
    const smaller = encode(left, { records: FEW_RECORDS, references: false });
    if (fits(smaller) || left.entries.length === 0) return smaller;
  }
}

export function windowOf({ refs, keys, entries, matched }: WindowDocument): Window {
  const recordOf = ([id, time, reference]: RecordRow): CountedRecord => {
    const text = refs[reference];
    return text === undefined ? { id, time } : { id, time, reference: text };
  };
  return {
    entries: entries.map(([id, time, reference, rule, values, above, records]): Entry => ({
      ...recordOf([id, time, reference]),
      rule,
      ...(values === 0 ? {} : { values }),
      ...(above === 0 ? {} : { above: Object.fromEntries(above.map(([key, texts]) => [keys[key] ?? '', texts])) }),
      ...(records === 0 ? {} : { records: records.map(recordOf) }),
    })),
    matched: matched.map(([at, by, rule, value]) => ({ at, by, rule, value })),
  };
}

function encode(
  { entries, matched }: Window,
  { records: most = Infinity, references = true }: { readonly records?: number; readonly references?: boolean },
): WindowDocument {
  const [refs, keys] = [createTable(), createTable()];
  const rowOf = ({ id, time, reference }: CountedRecord): RecordRow => [
    id,
    time,
    reference === undefined || !references ? -1 : refs.placeOf(reference),
  ];
  const aboveOf = (above: FieldValues) =>
    Object.entries(above).map(([key, values]) => [keys.placeOf(key), values] as const);
  const rows = entries.map((entry): EntryRow => [
    ...rowOf(entry),
    entry.rule,
    entry.values ?? 0,
    entry.above === undefined ? 0 : aboveOf(entry.above),
    entry.records === undefined ? 0 : entry.records.slice(-most).map(rowOf),
  ]);
  return {
    v: 1,
    refs: refs.all,
    keys: keys.all,
    entries: rows,
    matched: matched.map(({ at, by, rule, value }) => [at, by, rule, value] as const),
  };
}

function createTable(): { readonly all: readonly string[]; placeOf(text: string): number } {
  const places = new Map<string, number>();
  const all: string[] = [];
  return {
    all,
    placeOf(text) {
      const known = places.get(text);
      if (known !== undefined) return known;
      places.set(text, all.length);
      return all.push(text) - 1;
    },
  };
}

function fits(document: WindowDocument): boolean {
  return Buffer.byteLength(JSON.stringify(document)) <= MAX_BYTES;
}
