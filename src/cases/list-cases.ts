import type { Case } from '../model/case.ts';
import { LEVELS, levelRank, type Level } from '../model/level.ts';
import { STORE_LIMITS, type Store } from '../ports/store.ts';
import { indexPartition, shelfOf, type ListedCase, type Shelf } from './case-index.ts';
import { caseKey } from './case-store.ts';

/** Lines of the index that are looked through for one answer, of each level: one page. Of more, the newest. */
const LOOKED_THROUGH = STORE_LIMITS.page;
/** Cases read at the same time. */
const TOGETHER = 50;

export interface CaseList {
  /** The worst first, then the newest. */
  readonly cases: readonly Case[];
  /** How many more fit than are given. */
  readonly more: number;
  /** Older cases were not looked through. */
  readonly partial: boolean;
  /** How many were looked through of each level, whether they fit or not. */
  readonly byLevel: Readonly<Record<Level, number>>;
}

/** A line of the index, with the level that it stands under. */
export type IndexedCase = ListedCase & { readonly level: Level; readonly openedAt: number };

/** The cases of a shelf that fit, at most `limit` of them: reads a page of the index for each level, and what it gives. */
export async function listCases(
  store: Store,
  wanted: { readonly shelf: Shelf; readonly limit: number; fits?(it: IndexedCase): boolean },
): Promise<CaseList> {
  const { lines, partial } = await readIndex(store, wanted.shelf);
  const byLevel = Object.fromEntries(LEVELS.map((level) => [level, 0])) as Record<Level, number>;
  for (const { level } of lines) byLevel[level] += 1;
  const fitting = lines.filter((line) => wanted.fits?.(line) !== false);
  const cases: Case[] = [];
  for (let start = 0; start < fitting.length && start < wanted.limit; start += TOGETHER) {
    const end = Math.min(start + TOGETHER, wanted.limit);
    cases.push(...(await readCases(store, fitting.slice(start, end), wanted.shelf)));
  }
  return { cases, more: Math.max(0, fitting.length - wanted.limit), partial, byLevel };
}

/** The newest case of the shelf that fits by its line and `is` the one. Reads cases until it is found, newest first. */
export async function findCase(
  store: Store,
  wanted: { readonly shelf: Shelf; fits(it: IndexedCase): boolean; is(it: Case): boolean },
): Promise<Case | undefined> {
  const { lines } = await readIndex(store, wanted.shelf);
  const newest = lines.filter((line) => wanted.fits(line)).toSorted((a, b) => b.openedAt - a.openedAt);
  for (let start = 0; start < newest.length; start += TOGETHER) {
    const found = (await readCases(store, newest.slice(start, start + TOGETHER), wanted.shelf)).find((it) =>
      wanted.is(it),
    );
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The worst first, then the newest. */
async function readIndex(
  store: Store,
  shelf: Shelf,
): Promise<{ readonly lines: readonly IndexedCase[]; readonly partial: boolean }> {
  const worstFirst = LEVELS.toSorted((a, b) => levelRank(b) - levelRank(a));
  const pages = await Promise.all(
    worstFirst.map(async (level) => {
      const page = await store.list<ListedCase>(indexPartition(shelf, level), { reverse: true, limit: LOOKED_THROUGH });
      const lines = page.items.map(({ sort, value }) => ({ ...value, level, openedAt: Number(sort.split('#', 1)[0]) }));
      return { lines, partial: page.next !== undefined };
    }),
  );
  return { lines: pages.flatMap(({ lines }) => lines), partial: pages.some(({ partial }) => partial) };
}

/** Without what was closed, opened again or forgotten since the index was read. */
async function readCases(store: Store, lines: readonly IndexedCase[], shelf: Shelf): Promise<readonly Case[]> {
  const items = await Promise.all(lines.map(({ caseId }) => store.get<Case>(caseKey(caseId))));
  return items.flatMap((item) => item?.value ?? []).filter((it) => shelfOf(it) === shelf);
}
