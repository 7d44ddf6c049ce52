import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDynamoStore } from '../../../src/adapters/aws/dynamodb-store.ts';
import { openSqliteStore } from '../../../src/adapters/local/sqlite-store.ts';
import { createStoreState } from '../../../src/detect/correlate/store-state.ts';
import { createCorrelator } from '../../../src/detect/sigma/correlation/engine.ts';
import type { Store } from '../../../src/ports/store.ts';
import { startDynamo } from '../../contract/dynamo-emulator.ts';
import type { DynamoEmulator } from '../../contract/dynamo-emulator.ts';
import { feedsOf, rulesOf } from '../sigma/correlation/helpers.ts';

const DETECTORS = 12;
const DELIVERIES = 5;
const RECORDS = 8;

const clock = { now: () => Date.UTC(2026, 0, 1) };

let dynamo: DynamoEmulator;

beforeAll(async () => {
  dynamo = await startDynamo();
});

afterAll(() => dynamo.stop());

const STORES: readonly (readonly [string, () => Promise<Store>])[] = [
  ['SQLite', async () => openSqliteStore(':memory:', { now: clock.now })],
  [
    'DynamoDB',
    async () => openDynamoStore({ client: dynamo.client, table: await dynamo.createTable(), now: clock.now }),
  ],
];

describe.each(STORES)('a storm on one group, in %s', (_name, open) => {
  it('counts every record of every detector', async () => {
    const store = await open();
    const all = DETECTORS * DELIVERIES * RECORDS;
    const id = randomUUID();
    // It matches with the very last record only: one that is lost, and it never does.
    const rules = rulesOf({ id, type: 'event_count', rules: ['a'], timespan: '1h', condition: { gte: all } });
    const deliver = async (detector: number): Promise<readonly number[]> => {
      const correlator = createCorrelator(rules, createStoreState({ store, clock, rules }));
      const values: number[] = [];
      for (let delivery = 0; delivery < DELIVERIES; delivery += 1) {
        const inputs = Array.from({ length: RECORDS }, (_, index) => ({
          id: `${detector}-${delivery}-${index}`,
          time: detector + delivery * 1000,
          feeds: feedsOf(correlator, {}, ['a']),
        }));
        values.push(...(await correlator.correlate(inputs)).flat().map(({ value }) => value));
      }
      return values;
    };

    const told = await Promise.all(Array.from({ length: DETECTORS }, (_, detector) => deliver(detector)));

    expect(told.flat()).toEqual([all]);
    await store.close();
  });
});
