import type { Case } from '../model/case.ts';
import { LEVELS, type Level } from '../model/level.ts';
import type { Item, Key, Write } from '../ports/store.ts';
import { caseKey } from './case-store.ts';

/** Cases that somebody may have to look after, acknowledged ones too; and those that are done with. */
export type Shelf = 'open' | 'closed';

const SHELVES: readonly Shelf[] = ['open', 'closed'];

/** What the index says of a case, so that only those that are shown have to be read. */
export interface ListedCase {
  readonly caseId: string;
  readonly account: string;
  readonly assignee?: string;
}

/** A case is listed for so many days after something happened to it last. */
const LISTED_DAYS = 90;
const DAY_SECONDS = 24 * 60 * 60;

/** The cases of a shelf and level, by when they were opened. */
export function indexPartition(shelf: Shelf, level: Level): string {
  return `cases#${shelf}#${level}`;
}

export function shelfOf({ status }: Pick<Case, 'status'>): Shelf {
  return status === 'closed' ? 'closed' : 'open';
}

function sortOf(caseId: string, openedAt: number): string {
  return `${String(openedAt).padStart(13, '0')}#${caseId}`;
}

/** Every partition of the index. */
export const INDEX_PARTITIONS: readonly string[] = SHELVES.flatMap((shelf) =>
  LEVELS.map((level) => indexPartition(shelf, level)),
);

/** The case's line in the index. */
export function indexEntry(
  it: Case,
): Extract<Write, { kind: 'put' }> & { readonly key: Key; readonly expiresAt: number } {
  const { id: caseId, account, assignee } = it;
  const value: ListedCase = { caseId, account, ...(assignee === undefined ? {} : { assignee }) };
  const key: Key = {
    partition: indexPartition(shelfOf(it), it.level),
    sort: sortOf(caseId, it.openedAt),
  };
  // By whole days, so that a case that goes on does not write it anew with every alert.
  const expiresAt = (Math.floor(it.updatedAt / 1000 / DAY_SECONDS) + 1 + LISTED_DAYS) * DAY_SECONDS;
  return { kind: 'put', key, value, if: 'any', expiresAt };
}

/** The register: every case by when it was opened, whatever has become of it since. The index can be made again from it. */
export const CASE_REGISTER = 'cases';

function registerEntry({ id: caseId, openedAt }: Case): Write {
  const expiresAt = Math.floor(openedAt / 1000) + LISTED_DAYS * DAY_SECONDS;
  return {
    kind: 'put',
    key: { partition: CASE_REGISTER, sort: sortOf(caseId, openedAt) },
    value: { caseId },
    if: 'any',
    expiresAt,
  };
}

/** A new case, registered and listed, for one commit. */
export function newCaseWrites(it: Case): Write[] {
  return [{ kind: 'put', key: caseKey(it.id), value: it, if: 'absent' }, registerEntry(it), indexEntry(it)];
}

/** Registers and lists a case that was neither when it was opened. Again changes nothing. */
export function enlistWrites({ value: it, version }: Item<Case>): Write[] {
  return [{ kind: 'check', key: caseKey(it.id), if: { version } }, registerEntry(it), indexEntry(it)];
}

/** A changed case with its line in the index, for one commit: at most three writes. */
export function caseWrites(before: Item<Case>, next: Case): Write[] {
  const was = indexEntry(before.value);
  const is = indexEntry(next);
  const moved = was.key.partition !== is.key.partition;
  return [
    { kind: 'put', key: caseKey(next.id), value: next, if: { version: before.version } },
    ...(moved ? [{ kind: 'delete' as const, key: was.key, if: 'any' as const }] : []),
    ...(moved || JSON.stringify(was) !== JSON.stringify(is) ? [is] : []),
  ];
}
