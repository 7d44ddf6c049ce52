import type { RecordSummary } from '../model/alert.ts';
import type { Case, CaseLine } from '../model/case.ts';
import { levelRank } from '../model/level.ts';
import { shrinkTargets } from './case-targets.ts';

/** Bounds of what a case remembers itself; the rest is in the trail. */
export const CASE_BOUNDS = { records: 10, regions: 20, principals: 100, lines: 40, seen: 10, actors: 10 } as const;

/** A case stays well below what the store takes: one that is refused could never be extended again. */
const CASE_BYTES = 250 * 1024;

/** Stands for the principals beyond the bound. Nobody maps to it, so it raises the quorum as an unknown person does. */
const MORE_PRINCIPALS = 'more principals than a case remembers';

/** Hostile records can be long in every field at once: fewer of them are kept then. */
export function fitted(whole: Case): Case {
  let it = whole;
  for (let kept = 8; kept >= 1 && Buffer.byteLength(JSON.stringify(it)) > CASE_BYTES; kept = Math.floor(kept / 2)) {
    it = {
      ...whole,
      ...shrinkTargets(whole, kept * 16),
      records: whole.records.slice(0, kept),
      lines: whole.lines.slice(0, kept * 4),
      ...(kept > 2 ? {} : { tally: { cells: [], rest: whole.count, partial: true } }),
    };
  }
  return it;
}

export function boundedPrincipals(found: readonly string[]): readonly string[] {
  const all = unique(found, (id) => id);
  return all.length <= CASE_BOUNDS.principals ? all : [...all.slice(0, CASE_BOUNDS.principals - 1), MORE_PRINCIPALS];
}

/** The newest records, newest first, each once. */
export function newestRecords(records: readonly RecordSummary[]): readonly RecordSummary[] {
  return unique(records, (record) => record.eventID)
    .toSorted((a, b) => b.eventTime.localeCompare(a.eventTime))
    .slice(0, CASE_BOUNDS.records);
}

/** The worst rule first, of equal ones the one that fired first. */
export function worstFirst(lines: readonly CaseLine[]): readonly CaseLine[] {
  return lines.toSorted(
    (a, b) => levelRank(b.rule.level) - levelRank(a.rule.level) || a.firstAt.localeCompare(b.firstAt),
  );
}

export function unique<T>(list: readonly T[], keyOf: (item: T) => string): T[] {
  const seen = new Set<string>();
  return list.filter((item) => {
    const key = keyOf(item);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
