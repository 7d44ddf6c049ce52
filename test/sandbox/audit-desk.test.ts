import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createAudit } from '../../src/adapters/audit.ts';
import { openStore } from '../../src/adapters/open-store.ts';
import type { Audit } from '../../src/ports/audit.ts';
import type { Store } from '../../src/ports/store.ts';
import { openAuditDesk, type AuditDesk } from '../../src/sandbox/audit-desk.ts';

let folder = '';
let auditStore: Store;
let audit: Audit;
let desk: AuditDesk;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trailbolt-audit-desk-'));
  const environment = {
    TRAILBOLT_STORE: `sqlite:${join(folder, 'trailbolt.sqlite')}`,
    TRAILBOLT_AUDIT_STORE: `sqlite:${join(folder, 'audit.sqlite')}`,
  };
  auditStore = await openStore(environment.TRAILBOLT_AUDIT_STORE);
  audit = createAudit(auditStore);
  desk = await openAuditDesk({ environment, folder });
});
afterEach(async () => {
  await desk.close();
  await auditStore.close();
  await rm(folder, { recursive: true, force: true });
});

async function write(chain: string, n: number): Promise<void> {
  await audit.append({
    id: `${chain}-${n}`,
    chain,
    at: new Date(Date.UTC(2026, 10, 1, 0, 0, n)).toISOString(),
    event: 'request.created',
    who: 'U0RANA',
    data: { action: 'terminate-instance', secret: 'nothing for the page', request: 'r1' },
  });
  // Records of one millisecond are in no order among each other.
  await new Promise((resolve) => setTimeout(resolve, 3));
}

test('tells who did what in which chain, newest first, and that it holds', async () => {
  await write('case1', 1);
  await write('case2', 2);
  await write('case1', 3);

  const all = await desk.read();
  const one = await desk.read('case1');

  expect(all.chains.map(({ id, broken }) => ({ id, broken }))).toEqual([
    { id: 'case1', broken: undefined },
    { id: 'case2', broken: undefined },
  ]);
  expect(all.records.map(({ chain, seq }) => `${chain}#${seq}`)).toEqual(['case1#2', 'case2#1', 'case1#1']);
  expect(all.records[0]).toMatchObject({
    who: 'U0RANA',
    event: 'request.created',
    words: 'asked for a remedy',
    details: ['action terminate-instance'],
    verified: true,
  });
  expect(JSON.stringify(all)).not.toContain('nothing for the page');
  expect(one.records.map(({ seq }) => seq)).toEqual([2, 1]);
});

test('a record that somebody changed is not verified, nor what comes after it; other chains are', async () => {
  for (const n of [1, 2, 3]) await write('case1', n);
  await write('case2', 4);
  const database = new DatabaseSync(join(folder, 'audit.sqlite'));
  database
    .prepare("UPDATE items SET value = replace(value, 'U0RANA', 'U0EVE') WHERE partition = ? AND sort LIKE ?")
    .run('audit#case1', 'record#%2');
  database.close();

  const { chains, records } = await desk.read();

  expect(chains.find(({ id }) => id === 'case1')?.broken?.seq).toBe(2);
  expect(chains.find(({ id }) => id === 'case2')?.broken).toBeUndefined();
  const verified = Object.fromEntries(records.map(({ chain, seq, verified: ok }) => [`${chain}#${seq}`, ok]));
  expect(verified).toEqual({ 'case1#1': true, 'case1#2': false, 'case1#3': false, 'case2#1': true });
});

test('says when it grew, until one stops listening', async () => {
  let told = 0;
  const stop = desk.onChange(() => {
    told += 1;
  });
  const before = desk.grown();

  await write('case1', 1);
  await expect.poll(() => told).toBeGreaterThan(0);
  expect(desk.grown()).toBeGreaterThan(before);

  stop();
  const until = told;
  const grown = desk.grown();
  await write('case1', 2);
  await expect.poll(() => desk.grown()).toBeGreaterThan(grown);
  expect(told).toBe(until);
});
