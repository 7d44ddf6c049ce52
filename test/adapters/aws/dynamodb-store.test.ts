import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openDynamoStore } from '../../../src/adapters/aws/dynamodb-store.ts';
import type { Store, Write } from '../../../src/ports/store.ts';
import { startDynamo } from '../../contract/dynamo-emulator.ts';
import type { DynamoEmulator, Fault } from '../../contract/dynamo-emulator.ts';
import { describeStore } from '../../contract/store.ts';

let dynamo: DynamoEmulator;
let table: string;

beforeAll(async () => {
  dynamo = await startDynamo();
  table = await dynamo.createTable();
});

afterAll(() => dynamo.stop());

describeStore('DynamoDB', async (clock) =>
  openDynamoStore({ client: dynamo.client, table: await dynamo.createTable(), now: () => clock.now }),
);

describe('a store in DynamoDB', () => {
  let store: Store;
  let writes: readonly Write[];
  const key = { partition: '', sort: 'a' };

  beforeEach(() => {
    store = openDynamoStore({ client: dynamo.client, table });
    key.partition = randomUUID();
    writes = [{ kind: 'put', key: { ...key }, value: 'mine', if: 'absent' }];
    return () => {
      dynamo.fault = undefined;
    };
  });

  it('does not report its own success as a conflict when the answer was lost', async () => {
    const attempts = breakTransactions('lose-answer', 1);

    expect(await store.commit(writes)).toEqual({ ok: true });

    expect(attempts()).toBe(2);
    expect((await store.get(key))?.value).toBe('mine');
  });

  it('does not undo what somebody wrote between a lost answer and the next attempt', async () => {
    let seen = 0;
    let between: Promise<unknown> = Promise.resolve();
    dynamo.fault = (operation) => {
      if (operation !== 'TransactWriteItems') return undefined;
      seen += 1;
      if (seen > 1) return undefined;
      // Queued at once: it is carried out before the SDK comes back.
      const other = openDynamoStore({ client: dynamo.client, table });
      between = other.commit([{ kind: 'put', key, value: 'theirs', if: 'any' }]);
      return 'lose-answer';
    };

    const commit = await store.commit([{ kind: 'put', key, value: 'mine', if: 'any' }]);
    await between;

    expect(commit).toEqual({ ok: true });
    expect(seen).toBe(3);
    expect((await store.get(key))?.value).toBe('theirs');
  });

  it.each<Fault>(['transaction-conflict', 'transaction-throttled', 'in-progress', 'server-error'])(
    'gets through after %s',
    async (fault) => {
      const attempts = breakTransactions(fault, 2);

      expect(await store.commit(writes)).toEqual({ ok: true });

      expect(attempts()).toBe(3);
    },
  );

  it('reports a conflict when other transactions stay in the way of a condition', async () => {
    breakTransactions('transaction-conflict', Infinity);

    expect(await store.commit(writes)).toEqual({ ok: false, conflicts: [0] });
  });

  it('is unavailable when they stay in the way of a write without condition', async () => {
    breakTransactions('transaction-conflict', Infinity);

    await expect(store.commit([{ kind: 'delete', key, if: 'any' }])).rejects.toMatchObject({
      code: 'store.unavailable',
    });
  });

  it('is unavailable when throttling does not end', async () => {
    breakTransactions('transaction-throttled', Infinity);

    await expect(store.commit(writes)).rejects.toMatchObject({ code: 'store.unavailable' });
  });

  it('is unavailable where there is no table, and says which', async () => {
    const lost = openDynamoStore({ client: dynamo.client, table: 'no-such-table' });

    const failure = { code: 'store.unavailable', details: { table: 'no-such-table', awsCode: expect.any(String) } };
    await expect(lost.get(key)).rejects.toMatchObject(failure);
    await expect(lost.list('p')).rejects.toMatchObject(failure);
    await expect(lost.commit(writes)).rejects.toMatchObject(failure);
  });

  it('is unavailable where nothing answers', async () => {
    const client = new DynamoDBClient({
      endpoint: 'http://127.0.0.1:1',
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 1,
    });

    await expect(openDynamoStore({ client, table }).get(key)).rejects.toMatchObject({ code: 'store.unavailable' });
    client.destroy();
  });
});

/** The fault for the first so many transactions from now on. Gives how many there were in all. */
function breakTransactions(fault: Fault, times: number): () => number {
  let seen = 0;
  dynamo.fault = (operation) => {
    if (operation !== 'TransactWriteItems') return undefined;
    seen += 1;
    return seen <= times ? fault : undefined;
  };
  return () => seen;
}
