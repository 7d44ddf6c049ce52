import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, it } from 'vitest';
import { openSqliteStore } from '../../../src/adapters/local/sqlite-store.ts';
import { describeStore } from '../../contract/store.ts';

describeStore('SQLite', async (clock) => openSqliteStore(':memory:', { now: () => clock.now }));

describe('a store in a file', () => {
  const key = { partition: 'p', sort: 'a' };
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'trailbolt-store-'));
    path = join(folder, 'state', 'store.db');
    return () => rmSync(folder, { recursive: true, force: true });
  });

  it('keeps its documents, with their versions, when it is opened again', async () => {
    const first = openSqliteStore(path);
    await first.commit([{ kind: 'put', key, value: { n: 1 }, if: 'absent' }]);
    const written = await first.get(key);
    await first.close();

    const second = openSqliteStore(path);

    expect(await second.get(key)).toEqual(written);
    await second.close();
  });

  it('is readable by its owner only, with its side files', async () => {
    const store = openSqliteStore(path);
    await store.commit([{ kind: 'put', key, value: 1, if: 'absent' }]);

    const modes = [path, `${path}-wal`, `${path}-shm`].map((file) => statSync(file).mode & 0o777);

    expect(modes).toEqual([0o600, 0o600, 0o600]);
    await store.close();
  });

  it('is shared by processes without losing a write', async () => {
    const writer = fileURLToPath(new URL('sqlite-writer.ts', import.meta.url));
    const store = openSqliteStore(path);

    await Promise.all([1, 2, 3].map(() => promisify(execFile)(process.execPath, [writer, path, '40'])));

    expect((await store.get({ partition: 'p', sort: 'counter' }))?.value).toBe(120);
    expect((await store.list('p', { limit: 200 })).items).toHaveLength(121);
    await store.close();
  });

  it('waits for another process that is writing', async () => {
    const store = openSqliteStore(path);
    const other = new DatabaseSync(path);
    other.exec('BEGIN IMMEDIATE');
    const commit = store.commit([{ kind: 'put', key, value: 1, if: 'absent' }]);
    const settled: string[] = [];
    void commit.then(() => settled.push('commit'));

    // Reading goes on meanwhile.
    expect(await store.get(key)).toBeUndefined();
    settled.push('unlock');
    other.exec('COMMIT');

    expect(await commit).toEqual({ ok: true });
    expect(settled).toEqual(['unlock', 'commit']);
    other.close();
    await store.close();
  });

  it('is unavailable while another process holds it for too long', async () => {
    const store = openSqliteStore(path, { patienceMs: 50 });
    const other = new DatabaseSync(path);
    other.exec('BEGIN IMMEDIATE');

    await expect(store.commit([{ kind: 'put', key, value: 1, if: 'absent' }])).rejects.toMatchObject({
      code: 'store.unavailable',
      message: expect.stringContaining('locked by another process'),
    });
    other.close();
    await store.close();
  });

  it('is unavailable where the file is no database, and leaves the file as it is', () => {
    const file = join(folder, 'notes.txt');
    writeFileSync(file, 'not a database, but long enough to be taken for the header of one '.repeat(20));

    expect(() => openSqliteStore(file)).toThrow(expect.objectContaining({ code: 'store.unavailable' }));
    expect(existsSync(`${file}-wal`)).toBe(false);
  });

  it('is unavailable where the folder cannot be made', () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');

    expect(() => openSqliteStore(join(file, 'store.db'))).toThrow(
      expect.objectContaining({ code: 'store.unavailable' }),
    );
  });

  it('refuses a file that a later release wrote', async () => {
    await openSqliteStore(path).close();
    const later = new DatabaseSync(path);
    later.exec('PRAGMA user_version = 99');
    later.close();

    expect(() => openSqliteStore(path)).toThrow(expect.objectContaining({ code: 'store.newer-schema' }));
  });

  it('removes expired documents in passing', async () => {
    const clock = { now: Date.UTC(2026, 0, 1) };
    const store = openSqliteStore(path, { now: () => clock.now });
    const expiresAt = clock.now / 1000 + 1;
    await store.commit([{ kind: 'put', key, value: 1, if: 'absent', expiresAt }]);
    clock.now += 3_600_000;

    await store.commit([{ kind: 'put', key: { ...key, sort: 'b' }, value: 1, if: 'absent' }]);

    const reader = new DatabaseSync(path);
    expect(reader.prepare('SELECT sort FROM items').all()).toEqual([{ sort: 'b' }]);
    reader.close();
    await store.close();
  });
});
