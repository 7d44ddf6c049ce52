import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { TrailboltError } from '../../errors.ts';

/** SQLite's primary result codes for "somebody else holds the lock". */
const BUSY = 5;
const LOCKED = 6;

const SCHEMA_VERSION = 1;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS items (
    partition TEXT NOT NULL,
    sort TEXT NOT NULL,
    value TEXT NOT NULL,
    version TEXT NOT NULL,
    expires_at INTEGER,
    PRIMARY KEY (partition, sort)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS items_expiring ON items (expires_at) WHERE expires_at IS NOT NULL;
  PRAGMA user_version = ${SCHEMA_VERSION};
`;

/**
 * Opens or creates the store's file so that several processes can share it.
 *
 * @throws TrailboltError `store.unavailable`, `store.newer-schema` for a file that a later release wrote.
 */
export function openDatabase(path: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    if (path !== ':memory:') createPrivately(path);
    // Opening may block: it happens once, before there is anything else to serve.
    database = new DatabaseSync(path, { timeout: 10_000 });
    // FULL: an intent that was reported as durable must survive a power cut, not only a crash of the process.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    applySchema(database, path);
    // Afterwards SQLite waits hardly at all: its waiting would block the process, and the store waits by itself.
    database.exec('PRAGMA busy_timeout = 20;');
    return database;
  } catch (cause) {
    database?.close();
    throw asStoreError(cause, path);
  }
}

function createPrivately(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  // SQLite gives its -wal and -shm files the mode of the database file.
  closeSync(openSync(path, 'a', 0o600));
}

function applySchema(database: DatabaseSync, path: string): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    const found = Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
    if (found > SCHEMA_VERSION) {
      throw new TrailboltError(
        'store.newer-schema',
        `The store was written by a later release: its schema is ${found}, and this release knows ${SCHEMA_VERSION}.`,
        { details: { path } },
      );
    }
    if (found < SCHEMA_VERSION) database.exec(SCHEMA);
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

/** True where the same statement may succeed a moment later. */
export function isContended(error: unknown): boolean {
  const code = primaryCode(error);
  return code === BUSY || code === LOCKED;
}

export function asStoreError(cause: unknown, path: string): TrailboltError {
  if (cause instanceof TrailboltError) return cause;
  const why = isContended(cause) ? 'is locked by another process' : 'cannot be read or written';
  return new TrailboltError('store.unavailable', `The store's database file ${why}.`, { cause, details: { path } });
}

function primaryCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined;
  // Extended codes carry the primary one in the lowest byte.
  return error.errcode & 0xff;
}
