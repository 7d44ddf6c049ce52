import type { Case } from '../model/case.ts';
import type { Clock } from '../ports/clock.ts';
import type { Key, Store } from '../ports/store.ts';
import { CASE_REGISTER, INDEX_PARTITIONS, indexEntry, type ListedCase } from './case-index.ts';
import { caseKey } from './case-store.ts';

/** Between the beginnings of two walks, in milliseconds. */
const DAY_MS = 24 * 60 * 60_000;
/** Lines that are looked at in one go, and at the same time. */
const GO = 1000;
const TOGETHER = 20;

/** What is walked through: the register, where every case stands, then the index, for what does not belong there. */
const WALK: readonly string[] = [CASE_REGISTER, ...INDEX_PARTITIONS];
const KEY: Key = { partition: 'case-index', sort: 'walk' };

/** Where the walk stands. */
interface Walk {
  /** The partition that is being walked through; beyond the last one: the walk has ended. */
  readonly at: number;
  readonly after?: string;
  readonly beganAt: number;
}

interface MendPorts {
  readonly store: Store;
  readonly clock: Clock;
}

/**
 * Once a day, a part at a time, compares the index with the cases and puts right what differs: cases that were written by
 * a release that knew no index, or while two releases ran side by side. Two at once do the same twice.
 */
export async function mendCaseIndex({ store, clock }: MendPorts): Promise<void> {
  const now = clock.now();
  const before = (await store.get<Walk>(KEY))?.value;
  const done = before !== undefined && before.at >= WALK.length;
  if (done && now < before.beganAt + DAY_MS) return;
  const { at, after, beganAt } = before === undefined || done ? { at: 0, beganAt: now } : before;
  const partition = WALK[at] ?? CASE_REGISTER;
  const page = await store.list<Pick<ListedCase, 'caseId'>>(partition, {
    reverse: true,
    limit: GO,
    ...(after === undefined ? {} : { after }),
  });
  for (let start = 0; start < page.items.length; start += TOGETHER) {
    const some = page.items.slice(start, start + TOGETHER);
    await Promise.all(some.map(({ value, sort }) => mend(store, value.caseId, { partition, sort })));
  }
  const next: Walk = page.next === undefined ? { at: at + 1, beganAt } : { at, after: page.next, beganAt };
  await store.commit([{ kind: 'put', key: KEY, value: next, if: 'any' }]);
}

/** A case that changes in this moment writes its line itself. */
async function mend(store: Store, caseId: string, found: Key): Promise<void> {
  const item = await store.get<Case>(caseKey(caseId));
  const entry = item === undefined ? undefined : indexEntry(item.value);
  const strays = found.partition !== CASE_REGISTER && found.partition !== entry?.key.partition;
  const listed = entry === undefined ? undefined : await store.get<ListedCase>(entry.key);
  const isRight = entry === undefined || JSON.stringify(listed?.value) === JSON.stringify(entry.value);
  if (!strays && isRight) return;
  await store.commit([
    item === undefined
      ? { kind: 'check', key: caseKey(caseId), if: 'absent' }
      : { kind: 'check', key: caseKey(caseId), if: { version: item.version } },
    ...(strays ? [{ kind: 'delete' as const, key: found, if: 'any' as const }] : []),
    ...(entry === undefined || isRight ? [] : [entry]),
  ]);
}
