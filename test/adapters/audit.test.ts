import { afterAll, beforeAll } from 'vitest';
import { openDynamoStore } from '../../src/adapters/aws/dynamodb-store.ts';
import { openSqliteStore } from '../../src/adapters/local/sqlite-store.ts';
import type { Store } from '../../src/ports/store.ts';
import { describeTampering } from '../contract/audit-tampering.ts';
import { describeAudit } from '../contract/audit.ts';
import { startDynamo } from '../contract/dynamo-emulator.ts';
import type { DynamoEmulator } from '../contract/dynamo-emulator.ts';

let dynamo: DynamoEmulator;

beforeAll(async () => {
  dynamo = await startDynamo();
});

afterAll(() => dynamo.stop());

const openSqlite = async (): Promise<Store> => openSqliteStore(':memory:');
const openDynamo = async (): Promise<Store> =>
  openDynamoStore({ client: dynamo.client, table: await dynamo.createTable() });

describeAudit('SQLite', openSqlite);
describeTampering('SQLite', openSqlite);
describeAudit('DynamoDB', openDynamo);
describeTampering('DynamoDB', openDynamo);
