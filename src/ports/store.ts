/**
 * The store: ordered partitions of JSON documents with conditional, atomic commits. Small enough that two twins (SQLite
 * and DynamoDB) can be equal, strong enough that "counts once" and "runs once" are conditions of a commit.
 */
export interface Store {
  /** The document, or undefined where there is none or it has expired. Strongly consistent. */
  get<T>(key: Key): Promise<Item<T> | undefined>;

  /** Documents of one partition in the byte order of `sort`. Strongly consistent per page. */
  list<T>(partition: string, options?: ListOptions): Promise<Page<T>>;

  /**
   * All writes, or none. A condition that does not hold gives `{ ok: false, conflicts }` with the indexes of the writes
   * concerned (at least one). Two writes must not name the same key.
   * @throws TrailboltError `store.too-many-writes` above {@link STORE_LIMITS}.writes, `store.too-large` for a document
   * above {@link STORE_LIMITS}.bytes or documents that together exceed {@link STORE_LIMITS}.commitBytes,
   * `store.duplicate-key` for one key twice, `store.bad-key` for a key that is empty, too long or not well-formed,
   * `store.not-json` for a value that JSON cannot carry, `store.bad-expiry` for an expiry that is not a whole number of
   * seconds, `store.unavailable` when the database cannot be reached.
   */
  commit(writes: readonly Write[]): Promise<Commit>;

  close(): Promise<void>;
}

/**
 * The tighter of both twins' limits, enforced by both. Bytes are UTF-8: of a document, those of its compact JSON.
 * `commitBytes` is what the documents of one commit may come to together.
 */
export const STORE_LIMITS = {
  writes: 100,
  bytes: 350 * 1024,
  commitBytes: 3 * 1024 * 1024,
  page: 1000,
  partitionBytes: 2048,
  sortBytes: 1024,
} as const;

export interface Key {
  readonly partition: string;
  readonly sort: string;
}

export interface Item<T = unknown> extends Key {
  readonly value: T;
  /** Changes with every write and is never used twice, not even after delete and re-creation. */
  readonly version: string;
  /** Unix seconds after which the document counts as absent. */
  readonly expiresAt?: number;
}

export interface ListOptions {
  readonly prefix?: string;
  /** Only sort keys up to and including this one. */
  readonly upTo?: string;
  /** Continue after this sort key (exclusive), as given by `Page.next`. */
  readonly after?: string;
  /** At most this many: a whole number from 1; default 100, anything above {@link STORE_LIMITS}.page counts as that. */
  readonly limit?: number;
  readonly reverse?: boolean;
}

export interface Page<T> {
  readonly items: readonly Item<T>[];
  /** Pass as `after` to go on; absent at the end. */
  readonly next?: string;
}

/** `absent`: only if there is no such document; `any`: whatever is there; a version: only if unchanged since read. */
export type Condition = 'absent' | 'any' | { readonly version: string };

export type Write =
  | {
      readonly kind: 'put';
      readonly key: Key;
      readonly value: unknown;
      readonly if: Condition;
      readonly expiresAt?: number;
    }
  | { readonly kind: 'delete'; readonly key: Key; readonly if: Exclude<Condition, 'absent'> }
  | { readonly kind: 'check'; readonly key: Key; readonly if: Exclude<Condition, 'any'> };

export type Commit = { readonly ok: true } | { readonly ok: false; readonly conflicts: readonly number[] };
