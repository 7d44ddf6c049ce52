import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDynamoStore } from '../../../src/adapters/aws/dynamodb-store.ts';
import { openSqliteStore } from '../../../src/adapters/local/sqlite-store.ts';
import type { Sighting } from '../../../src/model/earlier-state.ts';
import type { Store } from '../../../src/ports/store.ts';
import { rememberState, statesBefore } from '../../../src/remediate/prior/sightings.ts';
import { startDynamo, type DynamoEmulator } from '../../contract/dynamo-emulator.ts';

const HOUR = 60 * 60_000;
const NOW = Date.UTC(2026, 10, 29);
let dynamo: DynamoEmulator;
let objects = 0;

beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

describe.each([
  ['SQLite', async () => openSqliteStore(':memory:')],
  ['DynamoDB', async () => openDynamoStore({ client: dynamo.client, table: await dynamo.createTable() })],
])('what a setting was, on %s', (_name, open: () => Promise<Store>) => {
  let store: Store;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());

  /** Of an object of its own: hours from now, its value, and who saw it. */
  function subject() {
    const of = { kind: 'role-trust', account: '111122223333', object: `role-${(objects += 1)}` } as const;
    return {
      see: (hours: number, value: string, source: Sighting['source'] = 'snapshot') => {
        const at = NOW + hours * HOUR;
        return rememberState(store, { ...of, sighting: { value: { value }, from: at, to: at, source } }, NOW);
      },
      before: async (hours: number) =>
        (await statesBefore(store, of, NOW + hours * HOUR)).map(({ value }) => value['value']),
    };
  }

  it('is nothing where nobody saw it', async () => {
    expect(await subject().before(0)).toEqual([]);
  });

  it('is what was seen last before, not what was seen after', async () => {
    const it0 = subject();
    await it0.see(-72, 'old');
    await it0.see(-48, 'good');
    await it0.see(-24, 'good');
    await it0.see(-12, 'bad', 'record');
    await it0.see(0, 'bad');

    expect(await it0.before(-12)).toEqual(['good', 'old']);
    expect(await it0.before(-60)).toEqual(['old']);
    expect((await it0.before(1))[0]).toBe('bad');
  });

  it('is found wherever late records fall, and the same again changes nothing', async () => {
    const it0 = subject();
    await it0.see(-24, 'snapshot');
    await it0.see(-1, 'third', 'record');
    await it0.see(-3, 'first', 'record');
    await it0.see(-2, 'second', 'record');
    await it0.see(-3, 'first', 'record');

    expect(await it0.before(-1.5)).toEqual(['second', 'first', 'snapshot']);
  });

  it('survives whoever changes it over and over', async () => {
    const it0 = subject();
    await it0.see(-24, 'good');
    for (let change = 0; change < 30; change += 1) await it0.see(-1 + change / 100, `bad ${change}`, 'record');

    expect(await it0.before(-1)).toEqual(['good']);
  });

  it('is kept by who writes at the same time', async () => {
    const it0 = subject();
    const kept = await Promise.all([1, 2, 3, 4].map((hours) => it0.see(-hours, `value ${hours}`, 'record')));

    expect(kept).toEqual([true, true, true, true]);
    expect(await it0.before(0)).toEqual(['value 1', 'value 2', 'value 3', 'value 4']);
  });

  it('is not kept where it is larger than any that AWS takes', async () => {
    const it0 = subject();
    expect(await it0.see(-1, 'x'.repeat(40_000))).toBe(false);
    expect(await it0.before(0)).toEqual([]);
  });
});
