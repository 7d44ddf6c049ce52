import type { Key } from '../ports/store.ts';

/** The chain that registers every other one: removing a whole chain shows, as removing a record does. */
export const REGISTER = 'chains';

export const RECORD = 'record#';
export const ENTRY = 'entry#';

/** Digits of the greatest sequence number, and of the latest time. */
const SEQ_DIGITS = 12;
const TIME_DIGITS = 13;

const DAY_MS = 24 * 60 * 60_000;

export function partitionOf(chain: string): string {
  return `audit#${chain}`;
}

export function recordKey(chain: string, seq: number): Key {
  return { partition: partitionOf(chain), sort: `${RECORD}${String(seq).padStart(SEQ_DIGITS, '0')}` };
}

export function entryKey(chain: string, id: string): Key {
  return { partition: partitionOf(chain), sort: `${ENTRY}${id}` };
}

export function headKey(chain: string): Key {
  return { partition: partitionOf(chain), sort: 'head' };
}

/** Where a record is found by when it was written: only an index, which nothing is proved by. */
export function timeKey(at: number, chain: string, seq: number): Key {
  return { partition: dayPartition(at), sort: `${timeSort(at)}#${chain}#${seq}` };
}

export function timeSort(at: number): string {
  return String(at).padStart(TIME_DIGITS, '0');
}

/** The partitions of the days (UTC) from one moment to another, oldest first. */
export function dayPartitions(from: number, to: number): readonly string[] {
  const days: string[] = [];
  for (let day = Math.floor(from / DAY_MS); day * DAY_MS < to; day += 1) days.push(dayPartition(day * DAY_MS));
  return days;
}

function dayPartition(at: number): string {
  return `audit-day#${new Date(at).toISOString().slice(0, 10)}`;
}
