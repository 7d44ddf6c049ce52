import { TrailboltError } from '../errors.ts';
import { STORE_LIMITS } from '../ports/store.ts';
import type { Key, ListOptions, Write } from '../ports/store.ts';

/**
 * What every store twin must refuse or decide in the same way, whatever its database would do: keys, sizes, expiry and
 * the range that a listing covers.
 */

/** A write whose key and size have been checked; a put carries its compact JSON. */
export type CheckedWrite =
  | { readonly write: Extract<Write, { kind: 'put' }>; readonly json: string }
  | { readonly write: Exclude<Write, { kind: 'put' }> };

/** @throws TrailboltError as {@link Store.commit} says. */
export function checkWrites(writes: readonly Write[]): CheckedWrite[] {
  if (writes.length > STORE_LIMITS.writes) {
    throw new TrailboltError(
      'store.too-many-writes',
      `A commit takes at most ${STORE_LIMITS.writes} writes, and this one has ${writes.length}.`,
    );
  }
  const seen = new Set<string>();
  let total = 0;
  const checked: CheckedWrite[] = [];
  for (const [index, write] of writes.entries()) {
    checkKey(write.key);
    const identity = JSON.stringify([write.key.partition, write.key.sort]);
    if (seen.has(identity)) {
      throw new TrailboltError(
        'store.duplicate-key',
        `Write ${index} of a commit names a key that another one names.`,
        {
          details: { index, partition: write.key.partition, sort: write.key.sort },
        },
      );
    }
    seen.add(identity);
    if (write.kind !== 'put') {
      checked.push({ write });
      continue;
    }
    const json = toJson(write.value, write.key);
    checkExpiry(write.expiresAt, write.key);
    total += Buffer.byteLength(json);
    checked.push({ write, json });
  }
  if (total > STORE_LIMITS.commitBytes) {
    throw new TrailboltError(
      'store.too-large',
      `The documents of a commit may have ${STORE_LIMITS.commitBytes} bytes together, and these have ${total}.`,
      { details: { bytes: total } },
    );
  }
  return checked;
}

/** @throws TrailboltError `store.bad-key`. */
export function checkKey(key: Key): void {
  checkKeyPart('partition', key.partition, STORE_LIMITS.partitionBytes);
  checkKeyPart('sort', key.sort, STORE_LIMITS.sortBytes);
}

/** @throws TrailboltError `store.bad-key`. */
export function checkPartition(partition: string): void {
  checkKeyPart('partition', partition, STORE_LIMITS.partitionBytes);
}

function checkKeyPart(part: 'partition' | 'sort', text: string, limit: number): void {
  const bytes = Buffer.byteLength(text);
  if (bytes > 0 && bytes <= limit && text.isWellFormed()) return;
  const found = bytes > 0 && bytes <= limit ? 'half a surrogate pair' : `${bytes} bytes`;
  throw new TrailboltError(
    'store.bad-key',
    `The ${part} key of a document must be well-formed text of 1 to ${limit} bytes, and this one has ${found}.`,
  );
}

function toJson(value: unknown, key: Key): string {
  let json: string | undefined;
  try {
    json = JSON.stringify(value);
  } catch (cause) {
    throw new TrailboltError('store.not-json', 'A document must be a value that JSON can carry.', {
      cause,
      details: { ...key },
    });
  }
  if (json === undefined) {
    throw new TrailboltError('store.not-json', 'A document must be a value that JSON can carry, not undefined.', {
      details: { ...key },
    });
  }
  const bytes = Buffer.byteLength(json);
  if (bytes > STORE_LIMITS.bytes) {
    throw new TrailboltError(
      'store.too-large',
      `A document may have ${STORE_LIMITS.bytes} bytes, and this one has ${bytes}.`,
      { details: { ...key, bytes } },
    );
  }
  return json;
}

function checkExpiry(expiresAt: number | undefined, key: Key): void {
  if (expiresAt === undefined || (Number.isSafeInteger(expiresAt) && expiresAt >= 0)) return;
  throw new TrailboltError('store.bad-expiry', 'The expiry of a document must be a whole number of Unix seconds.', {
    details: { ...key, expiresAt },
  });
}

/** An expiry up to and including this second counts as absent. Whole seconds: that is what both databases compare. */
export function expirySecond(nowMs: number): number {
  return Math.floor(nowMs / 1000);
}

/** The part of a partition that a listing covers. Bounds are inclusive; `after` always lies within the other bounds. */
export interface Range {
  readonly prefix?: string;
  readonly upTo?: string;
  readonly after?: string;
  readonly limit: number;
  readonly reverse: boolean;
}

/**
 * Reduces list options to at most one of `prefix` and `upTo` plus a starting point inside it, because a DynamoDB query
 * takes one condition on the sort key and refuses a starting point outside it; `prefix` and `upTo` both stay only where
 * `upTo` begins with the prefix. Undefined: nothing can match.
 *
 * @throws TrailboltError `store.bad-key`, `store.bad-limit`.
 */
export function resolveRange(options: ListOptions): Range | undefined {
  const { prefix = '', upTo, after, reverse = false } = options;
  const limit = checkLimit(options.limit ?? 100);
  for (const bound of [prefix, upTo, after]) {
    if (bound !== undefined && bound !== '') checkKeyPart('sort', bound, STORE_LIMITS.sortBytes);
  }
  const end = upTo === undefined ? 'open' : placeOf(upTo, prefix);
  if (end === 'before') return undefined;
  const start = after === undefined ? 'open' : placeOf(after, prefix);
  if (start === (reverse ? 'before' : 'behind')) return undefined;
  const bounds = { ...(prefix !== '' && { prefix }), ...(end === 'inside' && { upTo }), limit, reverse };
  if (after === undefined || start !== 'inside') return bounds;
  // Nothing is left behind the last key of a range, nor before its first.
  if (reverse && after === prefix) return undefined;
  if (end !== 'inside' || upTo === undefined) return { ...bounds, after };
  const order = compareBytes(after, upTo);
  if (reverse) return order <= 0 ? { ...bounds, after } : bounds;
  return order < 0 ? { ...bounds, after } : undefined;
}

/** Where a sort key lies in relation to all keys that begin with the prefix. */
function placeOf(sort: string, prefix: string): 'before' | 'inside' | 'behind' {
  // The empty text is no key, and comes before every key.
  if (sort === '') return 'before';
  if (sort.startsWith(prefix)) return 'inside';
  return compareBytes(sort, prefix) < 0 ? 'before' : 'behind';
}

function checkLimit(limit: number): number {
  if (!Number.isInteger(limit) || limit < 1) {
    throw new TrailboltError('store.bad-limit', `The limit of a listing must be a whole number from 1, not ${limit}.`);
  }
  return Math.min(limit, STORE_LIMITS.page);
}

/** Byte order of UTF-8, which is not that of JavaScript's comparison of UTF-16 units. */
export function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
