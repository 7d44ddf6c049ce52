import { afterAll, beforeAll } from 'vitest';
import { openDynamoStore } from '../../../src/adapters/aws/dynamodb-store.ts';
import { startDynamo } from '../../contract/dynamo-emulator.ts';
import type { DynamoEmulator } from '../../contract/dynamo-emulator.ts';
import { describeStore } from '../../contract/store.ts';

let dynamo: DynamoEmulator;

beforeAll(async () => {
  dynamo = await startDynamo();
});

afterAll(() => dynamo.stop());

describeStore('DynamoDB', async (clock) =>
  openDynamoStore({ client: dynamo.client, table: await dynamo.createTable(), now: () => clock.now }),
);
