import type { Case, CaseTally, TallyCell } from '../model/case.ts';

/** Cells that a case keeps: far more than the rules of one attack can make, and a few kilobytes. */
const CELLS = 80;

/** A record that was counted before, for other rules. */
export interface KnownRecord {
  readonly rules: readonly string[];
  /** The case that each of the rules was put on; the first one counts the record. */
  readonly on: readonly string[];
}

/** The tally of a case; of one that knew none, everything is beyond the bound. */
export function tallyOf({ tally, count, lines }: Pick<Case, 'tally' | 'count' | 'lines'>): CaseTally {
  return tally ?? { cells: [], rest: count, ...(lines.length === 0 ? {} : { partial: true }) };
}

/** What an alert adds: records of one actor that fired one rule. */
export interface TallyNews {
  readonly actor: string;
  readonly rule: string;
  readonly firstAt: string;
  readonly lastAt: string;
  /** Records that no case has counted before. */
  readonly fresh: number;
  /** Records that were counted before, for other rules. */
  readonly known: readonly KnownRecord[];
  /** The case itself, and what was merged into it: what these count, it counts. */
  readonly own: readonly string[];
}

/** The tally with an alert's new records. Pure. */
export function extendTally(it: CaseTally, news: TallyNews): CaseTally {
  const { actor, rule, firstAt, lastAt, fresh, known, own } = news;
  const times = { firstAt, lastAt };
  let tally = fresh === 0 ? it : withCell(it, { actor, rules: [rule], count: fresh, ...times });
  for (const record of known) {
    const [counts = ''] = record.on;
    const elsewhere = own.includes(counts) ? undefined : counts;
    const here = record.rules.filter((_, index) => own.includes(record.on[index] ?? ''));
    const cell = here.length === 0 ? undefined : cellOf(tally, { actor, elsewhere, rules: here });
    tally =
      cell === undefined
        ? withCell(tally, { actor, rules: [rule], count: 1, ...times, elsewhere: counts })
        : moved(tally, cell, { ...cell, rules: [...cell.rules, rule].toSorted(), count: 1, ...widest(cell, times) });
  }
  return tally;
}

/** Both tallies as one. Pure. */
export function joinTallies(one: CaseTally, other: CaseTally): CaseTally {
  const rest = one.rest + other.rest;
  const partial = one.partial === true || other.partial === true;
  return other.cells.reduce(withCell, { cells: one.cells, rest, ...(partial ? { partial } : {}) });
}

/** The cell that such a record stands in: of several the one with the most of its rules. */
function cellOf(
  { cells }: CaseTally,
  { actor, elsewhere, rules }: Pick<TallyCell, 'actor' | 'rules'> & { readonly elsewhere: string | undefined },
): TallyCell | undefined {
  return cells
    .filter(
      (cell) =>
        cell.actor === actor && cell.elsewhere === elsewhere && cell.rules.every((rule) => rules.includes(rule)),
    )
    .toSorted((a, b) => b.rules.length - a.rules.length)[0];
}

/** One record of a cell, in another one from now on. Where there is no room for that it stays where it was. */
function moved(tally: CaseTally, from: TallyCell, to: TallyCell): CaseTally {
  const cells = tally.cells.flatMap((cell) =>
    cell !== from ? [cell] : cell.count > 1 ? [{ ...cell, count: cell.count - 1 }] : [],
  );
  const hasRoom = cells.length < CELLS || cells.some((cell) => keyOf(cell) === keyOf(to));
  return hasRoom ? withCell({ ...tally, cells }, to) : { ...tally, partial: true };
}

/** The tally with a cell counted in. */
export function withCell(tally: CaseTally, cell: TallyCell): CaseTally {
  const index = tally.cells.findIndex((other) => keyOf(other) === keyOf(cell));
  const known = tally.cells[index];
  if (known !== undefined)
    return {
      ...tally,
      cells: tally.cells.with(index, { ...known, count: known.count + cell.count, ...widest(known, cell) }),
    };
  if (tally.cells.length < CELLS) return { ...tally, cells: [...tally.cells, cell] };
  // Who counts a record is never lost, only what fired on it.
  return { ...tally, rest: tally.rest + (cell.elsewhere === undefined ? cell.count : 0), partial: true };
}

function keyOf({ actor, rules, elsewhere }: TallyCell): string {
  return JSON.stringify([actor, rules, elsewhere]);
}

type Times = Pick<TallyCell, 'firstAt' | 'lastAt'>;

/** From the first to the last of both. */
export function widest(one: Times, other: Times): Times {
  return {
    firstAt: other.firstAt < one.firstAt ? other.firstAt : one.firstAt,
    lastAt: other.lastAt > one.lastAt ? other.lastAt : one.lastAt,
  };
}
