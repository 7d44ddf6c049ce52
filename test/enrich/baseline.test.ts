import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDynamoStore } from '../../src/adapters/aws/dynamodb-store.ts';
import { openSqliteStore } from '../../src/adapters/local/sqlite-store.ts';
import { summarise } from '../../src/alert/summarise.ts';
import { createBaselineKeeper } from '../../src/detect/baseline/store-baseline.ts';
import { readHabits } from '../../src/enrich/baseline.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { Store } from '../../src/ports/store.ts';
import { startDynamo } from '../contract/dynamo-emulator.ts';
import type { DynamoEmulator } from '../contract/dynamo-emulator.ts';
import { record } from '../ingest/support.ts';

const clock = { now: (): number => Date.UTC(2026, 10, 23) };

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

let made = 0;

function call(day: number, more: JsonObject = {}): JsonObject {
  made += 1;
  return record(`e-${made}`, {
    eventTime: `2026-11-${String(day).padStart(2, '0')}T10:00:00Z`,
    sourceIPAddress: '198.51.100.7',
    userAgent: 'aws-cli/2.31.0',
    ...more,
  });
}

/** A store that counts what is asked of it. */
function counting(store: Store): { readonly store: Store; readonly calls: { get: number; commit: number } } {
  const calls = { get: 0, commit: 0 };
  return {
    calls,
    store: {
      get: (key) => ((calls.get += 1), store.get(key)),
      list: (partition, options) => store.list(partition, options),
      commit: (writes) => ((calls.commit += 1), store.commit(writes)),
      close: () => store.close(),
    },
  };
}

describe.each(STORES)('what an actor usually does, in %s', (_name, open) => {
  it('is told of a later call by one read', async () => {
    const { store, calls } = counting(await open());
    await createBaselineKeeper({ store, clock }).take([
      call(1),
      call(2, { awsRegion: 'us-east-1', eventName: 'ListUsers' }),
    ]);
    const strange = call(20, {
      sourceIPAddress: '203.0.113.9',
      awsRegion: 'us-east-1',
      userAgent: 'curl/8',
      eventName: 'CreateUser',
    });
    // What is told has been remembered by then.
    await createBaselineKeeper({ store, clock }).take([strange]);
    calls.get = 0;

    expect((await readHabits(store, summarise(call(20)))).normality).toEqual({
      network: 'known',
      region: 'known',
      agent: 'known',
      api: 'known',
    });
    expect((await readHabits(store, summarise(strange))).normality).toEqual({
      network: 'new',
      region: 'known',
      agent: 'new',
      api: 'new',
    });
    expect(calls.get).toBe(2);
    await store.close();
  });

  it("is each actor's own, and of nobody it is unknown", async () => {
    const store = await open();
    await createBaselineKeeper({ store, clock }).take([
      call(1),
      call(1, { userIdentity: {} }),
      call(1, { eventTime: 'x' }),
    ]);
    const other = { userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/eve' } };

    for (const one of [call(20, other), call(20, { userIdentity: {} }), call(20, { eventTime: 'x' })]) {
      expect(new Set(Object.values((await readHabits(store, summarise(one))).normality))).toEqual(new Set(['unknown']));
    }
    await store.close();
  });

  it('loses nothing where several detectors remember at once', async () => {
    const store = await open();
    const names = Array.from({ length: 24 }, (_, index) => `Call${index}`);

    await Promise.all(
      [0, 1, 2, 3].map(async (detector) => {
        const keeper = createBaselineKeeper({ store, clock });
        for (const name of names.filter((_, index) => index % 4 === detector)) {
          await keeper.take([call(1, { eventName: name })]);
        }
      }),
    );

    for (const name of names) {
      expect((await readHabits(store, summarise(call(20, { eventName: name })))).normality).toMatchObject({
        api: 'known',
      });
    }
    await store.close();
  });

  it('costs nothing where nothing is new', async () => {
    const { store, calls } = counting(await open());
    const keeper = createBaselineKeeper({ store, clock });
    await keeper.take(Array.from({ length: 500 }, () => call(1)));
    expect(calls).toEqual({ get: 1, commit: 1 });

    await keeper.take(Array.from({ length: 500 }, (_, index) => call(1 + (index % 6))));
    expect(calls).toEqual({ get: 1, commit: 1 });

    // Another process reads, and finds nothing to write.
    await createBaselineKeeper({ store, clock }).take([call(3)]);
    expect(calls).toEqual({ get: 2, commit: 1 });
    await store.close();
  });

  it('takes any record, whatever it holds', async () => {
    const store = await open();
    const keeper = createBaselineKeeper({ store, clock });
    const long = '\uD83D'.repeat(5000);

    await keeper.take([
      call(1, { eventName: long, eventSource: long, awsRegion: long, userAgent: long, sourceIPAddress: long }),
      call(1, { recipientAccountId: long, userIdentity: { type: 'IAMUser', arn: long, principalId: long } }),
      call(1, { eventName: '__proto__', eventSource: 7, awsRegion: null }),
      {},
    ]);

    expect((await readHabits(store, summarise(call(20)))).normality).toMatchObject({ network: 'known', api: 'new' });
    await store.close();
  });
});
