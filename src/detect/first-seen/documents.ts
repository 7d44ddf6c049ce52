import { createHash } from 'node:crypto';
import type { Item, Key, Store, Write } from '../../ports/store.ts';
import type { ValueMemory } from './judge.ts';

const DAY_SECONDS = 24 * 60 * 60;

/** A group that nothing was seen in for a year learns anew. */
const GROUP_DAYS = 366;

/** How often it is written down that a group is still in use. */
const TOUCH_DAYS = 30;

/** New values that a group remembers in a day: whoever makes up values must not fill the store. */
export const VALUES_A_DAY = 5000;

/** A group, as the store keeps it. */
export interface GroupDocument {
  /** The day on which learning began. */
  readonly start: number;
  /** The day of the last write, by the clock, and the new values until then on that day. */
  readonly day: number;
  readonly added: number;
}

/** A value: first and last day of its run, and the record by which it was new, if it was. */
type ValueDocument = readonly [first: number, last: number, by?: string];

/** Values are free text of any length, so keys are hashes. */
function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

const VALUES = 'value#';

export function groupKey(group: string): Key {
  return { partition: `first-seen#${hashOf(group)}`, sort: 'group' };
}

export function valueKey(group: string, value: string): Key {
  return { partition: `first-seen#${hashOf(group)}`, sort: `${VALUES}${hashOf(value).slice(0, 22)}` };
}

/** Values of a group by their sort keys, as far as they were read. */
export interface Listed {
  readonly items: ReadonlyMap<string, ValueItem>;
  /** There are no others. */
  readonly complete: boolean;
}

/** The values of a group, a page of a thousand at a time; of very many only the first pages. */
export async function listValues(store: Store, group: string, pages: number): Promise<Listed> {
  const items = new Map<string, ValueItem>();
  const { partition } = groupKey(group);
  let after: string | undefined;
  for (let read = 0; read < pages; read += 1) {
    const options = { prefix: VALUES, limit: 1000, ...(after === undefined ? {} : { after }) };
    const page = await store.list<ValueDocument>(partition, options);
    for (const item of page.items) items.set(item.sort, item);
    after = page.next;
    if (after === undefined) return { items, complete: true };
  }
  return { items, complete: false };
}

export function readValue(store: Store, group: string, value: string): Promise<Item<ValueDocument> | undefined> {
  return store.get<ValueDocument>(valueKey(group, value));
}

export type ValueItem = Item<ValueDocument>;

export function memoryOf({ value: [first, last, by] }: ValueItem): ValueMemory {
  return by === undefined ? { first, last } : { first, last, by };
}

/** Remembered until nothing that may still come could need it, by the clock where that is ahead of the records. */
export function valueWrite(
  key: Key,
  { first, last, by }: ValueMemory,
  item: ValueItem | undefined,
  { today, timespan }: { readonly today: number; readonly timespan: number },
): Write {
  const until = Math.min(Math.max(last, today), today + 1) + timespan + 2;
  const value: ValueDocument = by === undefined ? [first, last] : [first, last, by];
  return { kind: 'put', key, value, if: conditionOn(item), expiresAt: until * DAY_SECONDS };
}

/** The group with so many values more; undefined where the store has it like that already. */
export function groupWrite(
  key: Key,
  start: number,
  item: Item<GroupDocument> | undefined,
  { today, added }: { readonly today: number; readonly added: number },
): Write | undefined {
  const known = item?.value;
  if (known !== undefined && added === 0 && today - known.day < TOUCH_DAYS) return undefined;
  const value: GroupDocument = { start, day: today, added: added + addedToday(item, today) };
  return { kind: 'put', key, value, if: conditionOn(item), expiresAt: (today + GROUP_DAYS) * DAY_SECONDS };
}

export function addedToday(item: Item<GroupDocument> | undefined, today: number): number {
  return item?.value.day === today ? item.value.added : 0;
}

function conditionOn(item: Item | undefined): 'absent' | { readonly version: string } {
  return item === undefined ? 'absent' : { version: item.version };
}
