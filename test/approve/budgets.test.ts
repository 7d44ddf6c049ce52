import { afterAll, beforeAll } from 'vitest';
import { openDynamoStore } from '../../src/adapters/aws/dynamodb-store.ts';
import { openSqliteStore } from '../../src/adapters/local/sqlite-store.ts';
import { describeBudgets } from '../contract/budgets.ts';
import { startDynamo, type DynamoEmulator } from '../contract/dynamo-emulator.ts';

let dynamo: DynamoEmulator;

beforeAll(async () => {
  dynamo = await startDynamo();
});

afterAll(() => dynamo.stop());

// The documents expire by the clock of the test, which stands still.
const now = (): number => Date.UTC(2026, 0, 1);

describeBudgets('SQLite', async () => openSqliteStore(':memory:', { now }));
describeBudgets('DynamoDB', async () =>
  openDynamoStore({ client: dynamo.client, table: await dynamo.createTable(), now }),
);
