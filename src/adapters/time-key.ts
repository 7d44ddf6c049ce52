/** Digits of the greatest time that a key can hold: the year 33658. */
const DIGITS = 15;

/** A time in Unix milliseconds as the beginning of a sort key, so that byte order is the order of time. */
export function timeKey(at: number): string {
  return String(Math.max(0, Math.floor(at))).padStart(DIGITS, '0');
}

/** Every sort key `<time>#…` up to and including this time sorts before it, and every later one behind it. */
export function upToTime(at: number): string {
  return timeKey(Math.floor(at) + 1);
}

/** Reads {@link timeKey} back. */
export function timeOf(sort: string): number {
  return Number(sort.slice(0, DIGITS));
}
