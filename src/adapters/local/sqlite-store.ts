import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { TrailboltError } from '../../errors.ts';
import type { Commit, Item, Key, ListOptions, Page, Store, Write } from '../../ports/store.ts';
import { backOff } from '../backoff.ts';
import { checkKey, checkPartition, checkWrites, expirySecond, resolveRange } from '../store-rules.ts';
import type { CheckedWrite } from '../store-rules.ts';
import { asStoreError, isContended, openDatabase } from './sqlite-database.ts';

/** Expired documents are removed this often, and this many at a time, in passing. */
const SWEEP_EVERY_MS = 60_000;
const SWEEP_ROWS = 500;

/** Sorts behind every key that begins with the prefix: longer than any key, of the greatest code point. */
const BEHIND = '\u{10FFFF}'.repeat(257);

export interface SqliteOptions {
  /** Unix milliseconds, by which documents expire. */
  readonly now?: () => number;
  /** How long to wait for other processes before giving up; 10 s by default. */
  readonly patienceMs?: number;
}

/**
 * The store in one SQLite file. Safe for several processes on one machine; `:memory:` for tests.
 *
 * @throws TrailboltError `store.unavailable`, `store.newer-schema`.
 */
export function openSqliteStore(path: string, options: SqliteOptions = {}): Store {
  return new SqliteStore(path, options);
}

class SqliteStore implements Store {
  readonly #path: string;
  readonly #now: () => number;
  readonly #patienceMs: number;
  readonly #database: DatabaseSync;
  readonly #statements: Statements;
  #sweptAt = 0;

  constructor(path: string, { now = Date.now, patienceMs = 10_000 }: SqliteOptions) {
    this.#path = path;
    this.#now = now;
    this.#patienceMs = patienceMs;
    this.#database = openDatabase(path);
    this.#statements = prepare(this.#database);
  }

  async get<T>(key: Key): Promise<Item<T> | undefined> {
    checkKey(key);
    const now = expirySecond(this.#now());
    const row = await this.#patiently(() => this.#statements.get.get(key.partition, key.sort, now));
    return row === undefined ? undefined : toItem<T>(row);
  }

  async list<T>(partition: string, options: ListOptions = {}): Promise<Page<T>> {
    checkPartition(partition);
    const range = resolveRange(options);
    if (range === undefined) return { items: [] };
    const { after = range.reverse ? BEHIND : '', upTo = BEHIND, prefix = '', limit } = range;
    const now = expirySecond(this.#now());
    const statement = range.reverse ? this.#statements.listDown : this.#statements.listUp;
    // One more than asked for tells whether there is a next page.
    const rows = await this.#patiently(() =>
      statement.all(partition, prefix, upper(prefix, upTo), after, now, limit + 1),
    );
    const items = rows.slice(0, limit).map((row) => toItem<T>(row));
    const last = items.at(-1);
    return rows.length > limit && last !== undefined ? { items, next: last.sort } : { items };
  }

  async commit(writes: readonly Write[]): Promise<Commit> {
    const checked = checkWrites(writes);
    return this.#patiently(() => this.#transact(checked));
  }

  async close(): Promise<void> {
    if (this.#database.isOpen) this.#database.close();
  }

  #transact(checked: readonly CheckedWrite[]): Commit {
    const now = this.#now();
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const conflicts: number[] = [];
      for (const [index, { write }] of checked.entries()) {
        if (!this.#holds(write, expirySecond(now))) conflicts.push(index);
      }
      if (conflicts.length > 0) {
        this.#database.exec('ROLLBACK');
        return { ok: false, conflicts };
      }
      for (const write of checked) this.#apply(write);
      this.#sweep(now);
      this.#database.exec('COMMIT');
      return { ok: true };
    } catch (error) {
      // A failed COMMIT or a full disk may have rolled back already.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  #holds({ key, if: condition }: Write, now: number): boolean {
    if (condition === 'any') return true;
    const version = this.#statements.version.get(key.partition, key.sort, now)?.['version'];
    return condition === 'absent' ? version === undefined : version === condition.version;
  }

  #apply(checked: CheckedWrite): void {
    const { partition, sort } = checked.write.key;
    if ('json' in checked) {
      const { json, write } = checked;
      this.#statements.put.run(partition, sort, json, randomBytes(16).toString('hex'), write.expiresAt ?? null);
    } else if (checked.write.kind === 'delete') {
      this.#statements.remove.run(partition, sort);
    }
  }

  #sweep(now: number): void {
    if (now - this.#sweptAt < SWEEP_EVERY_MS) return;
    const removed = this.#statements.sweep.run(expirySecond(now), SWEEP_ROWS);
    // Where there was a full batch there is more: go on with the next commit.
    if (Number(removed.changes) < SWEEP_ROWS) this.#sweptAt = now;
  }

  async #patiently<T>(work: () => T): Promise<T> {
    const deadline = Date.now() + this.#patienceMs;
    for (let attempt = 1; ; attempt += 1) {
      if (!this.#database.isOpen) throw new TrailboltError('store.unavailable', 'The store has been closed.');
      try {
        return work();
      } catch (error) {
        if (!isContended(error) || Date.now() > deadline) throw asStoreError(error, this.#path);
        await backOff(attempt, 5, 200);
      }
    }
  }
}

/** The tighter of the two upper bounds: `upTo` begins with the prefix, or there is only one of them. */
function upper(prefix: string, upTo: string): string {
  return upTo === BEHIND ? prefix + BEHIND : upTo;
}

type Statements = ReturnType<typeof prepare>;

function prepare(database: DatabaseSync) {
  const alive = '(expires_at IS NULL OR expires_at > ?)';
  const columns = 'partition, sort, value, version, expires_at';
  const within = 'partition = ? AND sort >= ? AND sort <= ?';
  return {
    get: database.prepare(`SELECT ${columns} FROM items WHERE partition = ? AND sort = ? AND ${alive}`),
    version: database.prepare(`SELECT version FROM items WHERE partition = ? AND sort = ? AND ${alive}`),
    listUp: database.prepare(
      `SELECT ${columns} FROM items WHERE ${within} AND sort > ? AND ${alive} ORDER BY sort ASC LIMIT ?`,
    ),
    listDown: database.prepare(
      `SELECT ${columns} FROM items WHERE ${within} AND sort < ? AND ${alive} ORDER BY sort DESC LIMIT ?`,
    ),
    put: database.prepare(
      `INSERT INTO items (${columns}) VALUES (?, ?, ?, ?, ?) ON CONFLICT (partition, sort) DO UPDATE SET
        value = excluded.value, version = excluded.version, expires_at = excluded.expires_at`,
    ),
    remove: database.prepare('DELETE FROM items WHERE partition = ? AND sort = ?'),
    sweep: database.prepare(
      'DELETE FROM items WHERE rowid IN (SELECT rowid FROM items WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)',
    ),
  };
}

function toItem<T>(row: Record<string, unknown>): Item<T> {
  const expiresAt = row['expires_at'];
  return {
    partition: String(row['partition']),
    sort: String(row['sort']),
    // What `commit` wrote as T's JSON; what is stored is the caller's to know.
    value: JSON.parse(String(row['value'])) as T,
    version: String(row['version']),
    ...(typeof expiresAt === 'number' && { expiresAt }),
  };
}
