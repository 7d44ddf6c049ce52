import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { CreateTableCommand, DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { cancelled, failure, Transactions } from './dynamo-transactions.ts';
import type { Answer } from './dynamo-transactions.ts';

/** What may go wrong with one request: the answer gets lost after the work was done, or the work is refused. */
export type Fault = 'lose-answer' | 'transaction-conflict' | 'transaction-throttled' | 'in-progress' | 'server-error';

export interface DynamoEmulator {
  readonly endpoint: string;
  readonly client: DynamoDBClient;
  /** A new table as the store needs it; resolves to its name. */
  createTable(): Promise<string>;
  /** Asked once for each request; undefined lets it through. */
  fault: ((operation: string, attempt: number) => Fault | undefined) | undefined;
  stop(): Promise<void>;
}

const PREFIX = 'DynamoDB_20120810.';

/** dynalite on a free port, with `TransactWriteItems` and faults in front of it. */
export async function startDynamo(): Promise<DynamoEmulator> {
  const inner = dynalite({ createTableMs: 0, deleteTableMs: 0 });
  const innerUrl = await listen(inner);
  const transactions = new Transactions((operation, input) => callInner(innerUrl, operation, input));
  const attempts = new Map<string, number>();
  let line: Promise<unknown> = Promise.resolve();

  const outer = createServer((request, response) => {
    // One request at a time: that is what makes the transactions atomic.
    line = line.then(() => answer(request, response)).catch((error: unknown) => response.destroy(error as Error));
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const operation = String(request.headers['x-amz-target']).replace(PREFIX, '');
    const attempt = (attempts.get(operation) ?? 0) + 1;
    attempts.set(operation, attempt);
    const fault = emulator.fault?.(operation, attempt);
    const result = refusal(fault, body) ?? (await carryOut(operation, body));
    if (fault === 'lose-answer') {
      response.destroy();
      return;
    }
    response.writeHead(result.status, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify(result.body));
  }

  async function carryOut(operation: string, body: Buffer): Promise<Answer> {
    if (operation !== 'TransactWriteItems') return callInner(innerUrl, operation, body);
    return transactions.run(JSON.parse(body.toString()) as Parameters<Transactions['run']>[0]);
  }

  const endpoint = await listen(outer);
  const client = new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  let tables = 0;
  const emulator: DynamoEmulator = {
    endpoint,
    client,
    fault: undefined,
    async createTable() {
      tables += 1;
      const name = `table-${tables}`;
      await createDynamoTable(client, name);
      return name;
    },
    async stop() {
      client.destroy();
      await Promise.all([close(outer), close(inner)]);
    },
  };
  return emulator;
}

/** The table of the store, without the time-to-live setting that infrastructure adds (dynalite lacks it). */
async function createDynamoTable(client: DynamoDBClient, name: string): Promise<void> {
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
    }),
  );
  // Until it is active, the table answers as one that is not there.
  for (;;) {
    const { Table: table } = await client.send(new DescribeTableCommand({ TableName: name }));
    if (table?.TableStatus === 'ACTIVE') return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Calls dynalite, which looks at the shape of a signature and not at whether it holds. */
async function callInner(url: string, operation: string, input: object | Buffer): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': PREFIX + operation,
      'x-amz-date': '20260101T000000Z',
      authorization:
        'AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=a',
    },
    body: Buffer.isBuffer(input) ? new Uint8Array(input) : JSON.stringify(input),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

function refusal(fault: Fault | undefined, body: Buffer): Answer | undefined {
  if (fault === undefined || fault === 'lose-answer') return undefined;
  if (fault === 'server-error') return { ...failure('InternalServerError'), status: 500 };
  if (fault === 'in-progress') return failure('TransactionInProgressException');
  const { TransactItems: items } = JSON.parse(body.toString()) as { readonly TransactItems: readonly unknown[] };
  const code = fault === 'transaction-conflict' ? 'TransactionConflict' : 'ThrottlingError';
  return cancelled(items.map((_, index) => ({ Code: index === 0 ? code : 'None' })));
}

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  await promise;
}
