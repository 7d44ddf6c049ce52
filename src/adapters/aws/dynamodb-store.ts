import { randomBytes, randomUUID } from 'node:crypto';
import { GetItemCommand, QueryCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import type { AttributeValue, DynamoDBClient, QueryCommandInput, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { TrailboltError } from '../../errors.ts';
import type { Commit, Item, Key, ListOptions, Page, Store, Write } from '../../ports/store.ts';
import { backOff } from '../backoff.ts';
import { checkKey, checkPartition, checkWrites, compareBytes, expirySecond, resolveRange } from '../store-rules.ts';
import type { CheckedWrite, Range } from '../store-rules.ts';
import { readCancellation } from './dynamodb-cancellation.ts';

/** Attempts at one commit while other transactions touch the same documents. */
const ATTEMPTS = 8;

/**
 * The store in one DynamoDB table: string keys `pk` and `sk`; `value` (compact JSON as text), `version`, and `expiresAt`,
 * which must be the table's time-to-live attribute. The client stays the caller's: closing the store leaves it open.
 *
 * Every commit, even of one write, is a transaction with a request token: after a lost answer the SDK sends it again, and
 * only with the token does DynamoDB know that it has already happened. A conditional `PutItem` sent twice would report
 * its own success as a conflict, and an unconditional one could undo what somebody wrote in between.
 *
 * @param options.now Unix milliseconds, by which documents expire.
 */
export function openDynamoStore(options: {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly now?: () => number;
}): Store {
  return new DynamoStore(options.client, options.table, options.now ?? Date.now);
}

class DynamoStore implements Store {
  readonly #client: DynamoDBClient;
  readonly #table: string;
  readonly #now: () => number;
  #closed = false;

  constructor(client: DynamoDBClient, table: string, now: () => number) {
    this.#client = client;
    this.#table = table;
    this.#now = now;
  }

  async get<T>(key: Key): Promise<Item<T> | undefined> {
    checkKey(key);
    const now = expirySecond(this.#now());
    const command = new GetItemCommand({ TableName: this.#table, Key: toKey(key), ConsistentRead: true });
    const { Item: found } = await this.#reach(() => this.#client.send(command));
    return found === undefined || isExpired(found, now) ? undefined : toItem<T>(found);
  }

  async list<T>(partition: string, options: ListOptions = {}): Promise<Page<T>> {
    checkPartition(partition);
    const range = resolveRange(options);
    if (range === undefined) return { items: [] };
    const now = expirySecond(this.#now());
    const items: Item<T>[] = [];
    let start = range.after === undefined ? undefined : toKey({ partition, sort: range.after });
    do {
      const command = new QueryCommand({
        ...toQuery(this.#table, partition, range),
        ExclusiveStartKey: start,
        // One more than asked for tells whether there is a next page.
        Limit: range.limit + 1 - items.length,
      });
      const page = await this.#reach(() => this.#client.send(command));
      const inside = (page.Items ?? []).filter((found) => !isBeyond(found, range));
      for (const found of inside) if (!isExpired(found, now)) items.push(toItem<T>(found));
      // Upwards, the first that lies beyond ends it; downwards, those that lie beyond come before the others.
      const ended = !range.reverse && inside.length < (page.Items?.length ?? 0);
      const last = page.LastEvaluatedKey;
      // At the very end of its range DynamoDB gives a key to go on after, and then refuses it.
      start = ended || last?.['sk']?.S === (range.reverse ? range.prefix : range.upTo) ? undefined : last;
    } while (start !== undefined && items.length <= range.limit);
    if (items.length <= range.limit) return { items };
    const kept = items.slice(0, range.limit);
    const last = kept.at(-1);
    return last === undefined ? { items: kept } : { items: kept, next: last.sort };
  }

  async commit(writes: readonly Write[]): Promise<Commit> {
    const checked = checkWrites(writes);
    if (this.#closed) throw closedError();
    if (checked.length === 0) return { ok: true };
    const now = expirySecond(this.#now());
    const command = new TransactWriteItemsCommand({
      // The same for every attempt: an attempt whose answer was lost counts as this one.
      ClientRequestToken: randomUUID(),
      TransactItems: checked.map((write) => toTransactItem(this.#table, write, now)),
    });
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.#client.send(command);
        return { ok: true };
      } catch (error) {
        const cancelled = readCancellation(error);
        if (cancelled === undefined) throw unavailable(error, this.#table);
        if (cancelled.failed.length > 0) return { ok: false, conflicts: cancelled.failed };
        if (!cancelled.passing) throw unavailable(error, this.#table);
        if (attempt < ATTEMPTS) {
          await backOff(attempt, 20, 1000);
          continue;
        }
        // Somebody keeps writing the same documents. That is a conflict where we had a condition on one of them.
        const conflicts = cancelled.contended.filter((index) => checked[index]?.write.if !== 'any');
        if (conflicts.length === 0) throw unavailable(error, this.#table);
        return { ok: false, conflicts };
      }
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  async #reach<T>(call: () => Promise<T>): Promise<T> {
    if (this.#closed) throw closedError();
    try {
      return await call();
    } catch (error) {
      throw unavailable(error, this.#table);
    }
  }
}

type Attributes = Record<string, AttributeValue>;

function toKey(key: Key): Attributes {
  return { pk: { S: key.partition }, sk: { S: key.sort } };
}

function toItem<T>(found: Attributes): Item<T> {
  const expiresAt = found['expiresAt']?.N;
  return {
    partition: found['pk']?.S ?? '',
    sort: found['sk']?.S ?? '',
    // What `commit` wrote as T's JSON; what is stored is the caller's to know.
    value: JSON.parse(found['value']?.S ?? 'null') as T,
    version: found['version']?.S ?? '',
    ...(expiresAt !== undefined && { expiresAt: Number(expiresAt) }),
  };
}

/** DynamoDB removes expired items days late, so every reader must look. */
function isExpired(found: Attributes, now: number): boolean {
  const expiresAt = found['expiresAt']?.N;
  return expiresAt !== undefined && Number(expiresAt) <= now;
}

function toQuery(table: string, partition: string, range: Range): QueryCommandInput {
  const { prefix } = range;
  const upTo = isPlain(range.upTo) ? range.upTo : undefined;
  const conditions = ['pk = :pk'];
  if (upTo !== undefined) conditions.push(prefix === undefined ? 'sk <= :upTo' : 'sk BETWEEN :prefix AND :upTo');
  else if (prefix !== undefined) conditions.push('begins_with(sk, :prefix)');
  return {
    TableName: table,
    ConsistentRead: true,
    ScanIndexForward: !range.reverse,
    KeyConditionExpression: conditions.join(' AND '),
    ExpressionAttributeValues: {
      ':pk': { S: partition },
      ...(prefix !== undefined && { ':prefix': { S: prefix } }),
      ...(upTo !== undefined && { ':upTo': { S: upTo } }),
    },
  };
}

/**
 * DynamoDB sorts by the bytes of UTF-8, and checks whether a starting point lies within a bound by UTF-16 units (so do
 * AWS's DynamoDB Local and dynalite). A text of units below the surrogates compares alike with any other text; another
 * one is no bound for DynamoDB.
 */
function isPlain(text: string | undefined): boolean {
  return text === undefined || !/[\uD800-\uFFFF]/.test(text);
}

function isBeyond(found: Attributes, { upTo }: Range): boolean {
  return upTo !== undefined && !isPlain(upTo) && compareBytes(found['sk']?.S ?? '', upTo) > 0;
}

function toTransactItem(table: string, checked: CheckedWrite, now: number): TransactWriteItem {
  const { write } = checked;
  const target = { TableName: table, ...toCondition(write, now) };
  if ('json' in checked) {
    const { expiresAt } = checked.write;
    const item: Attributes = {
      ...toKey(write.key),
      value: { S: checked.json },
      version: { S: randomBytes(16).toString('hex') },
      ...(expiresAt !== undefined && { expiresAt: { N: String(expiresAt) } }),
    };
    return { Put: { ...target, Item: item } };
  }
  if (write.kind === 'delete') return { Delete: { ...target, Key: toKey(write.key) } };
  // Only a `check` is left, and its condition is never `any`, so there is an expression.
  return { ConditionCheck: { ConditionExpression: undefined, ...target, Key: toKey(write.key) } };
}

interface ConditionInput {
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeNames?: Record<string, string>;
  readonly ExpressionAttributeValues?: Attributes;
}

function toCondition({ if: condition }: Write, now: number): ConditionInput {
  if (condition === 'any') return {};
  const names = { '#expiresAt': 'expiresAt' };
  const values = { ':now': { N: String(now) } };
  if (condition === 'absent') {
    return {
      ConditionExpression: 'attribute_not_exists(pk) OR #expiresAt <= :now',
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: values,
    };
  }
  return {
    ConditionExpression: '#version = :version AND (attribute_not_exists(#expiresAt) OR #expiresAt > :now)',
    ExpressionAttributeNames: { ...names, '#version': 'version' },
    ExpressionAttributeValues: { ...values, ':version': { S: condition.version } },
  };
}

function unavailable(cause: unknown, table: string): TrailboltError {
  const awsCode = cause instanceof Error ? cause.name : undefined;
  return new TrailboltError(
    'store.unavailable',
    `The store's DynamoDB table cannot be used: ${awsCode ?? 'no answer'}.`,
    {
      cause,
      details: { table, awsCode },
    },
  );
}

function closedError(): TrailboltError {
  return new TrailboltError('store.unavailable', 'The store has been closed.');
}
