import { expect, test } from 'vitest';
import { createLocalJobs } from '../../src/adapters/local/local-jobs.ts';
import { openSqliteStore } from '../../src/adapters/local/sqlite-store.ts';
import { wakeOutbox } from '../../src/cases/wake.ts';
import { HandClock } from '../remediate/request-bench.ts';
import { testLog as log } from '../support/test-log.ts';

async function waiting(ports: { store: ReturnType<typeof openSqliteStore> }): Promise<number> {
  return (await ports.store.list('jobs', { limit: 1000 })).items.length;
}

test('a channel has one wake-up pending, however many functions ask for one', async () => {
  const clock = new HandClock();
  const store = openSqliteStore(':memory:');
  const ports = { store, clock, log, jobs: createLocalJobs({ store, clock }) };

  await Promise.all(Array.from({ length: 50 }, () => wakeOutbox(ports, 'C1', 60_000)));
  for (let minute = 0; minute < 10; minute += 1) await wakeOutbox(ports, 'C1', 60_000);
  expect(await waiting(ports)).toBe(1);

  clock.advance(61_000);
  await wakeOutbox(ports, 'C1', 60_000);
  expect(await waiting(ports)).toBe(2);
});

test('a sooner wake-up is not held up by a later one', async () => {
  const clock = new HandClock();
  const store = openSqliteStore(':memory:');
  const ports = { store, clock, log, jobs: createLocalJobs({ store, clock }) };

  await wakeOutbox(ports, 'C1', 120_000);
  await wakeOutbox(ports, 'C1', 1000);

  expect(await waiting(ports)).toBe(2);
});
