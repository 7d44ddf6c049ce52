import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDynamoStore } from '../../src/adapters/aws/dynamodb-store.ts';
import { openSqliteStore } from '../../src/adapters/local/sqlite-store.ts';
import type { Commit, Condition, Item, ListOptions, Store, Write } from '../../src/ports/store.ts';
import { startDynamo } from './dynamo-emulator.ts';
import type { DynamoEmulator } from './dynamo-emulator.ts';

/**
 * Random operations against both twins and a model in memory: whatever anybody does, all three answer alike. Versions
 * are random, so operations name them by where they were seen: `current`, or `stale` for the one before.
 */

type Which = 'absent' | 'any' | 'current' | 'stale';

interface PlannedWrite {
  readonly kind: Write['kind'];
  readonly sort: string;
  readonly which: Which;
  readonly value: unknown;
  readonly ttl: number | undefined;
}

type Operation =
  | { readonly do: 'commit'; readonly writes: readonly PlannedWrite[] }
  | { readonly do: 'get'; readonly sort: string }
  | { readonly do: 'list'; readonly options: ListOptions }
  | { readonly do: 'wait'; readonly seconds: number };

// Few and closely related keys, so that operations meet: each is a neighbour or a prefix of others, and some are in one
// order by UTF-8 and in another by UTF-16.
const SORTS = ['a', 'a#', 'a#1', 'a#1\u0000', 'a#2', 'a\u{1F600}', 'a\uFFFD', 'b', 'b#', '\u0000', '\u{10FFFF}'];

const sort = fc.constantFrom(...SORTS);
const bound = fc.option(fc.constantFrom('', ...SORTS), { nil: undefined });

const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('commit' as const),
      writes: fc.uniqueArray(
        fc.record({
          kind: fc.constantFrom<Write['kind']>('put', 'put', 'put', 'delete', 'check'),
          sort,
          which: fc.constantFrom<Which>('absent', 'any', 'any', 'current', 'current', 'stale'),
          value: fc.jsonValue(),
          ttl: fc.option(fc.integer({ min: -2, max: 5 }), { nil: undefined, freq: 2 }),
        }),
        { selector: (write) => write.sort, maxLength: 6 },
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('get' as const), sort }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('list' as const),
      options: fc
        .record({
          prefix: bound,
          upTo: bound,
          after: bound,
          limit: fc.integer({ min: 1, max: 12 }),
          reverse: fc.boolean(),
        })
        .map((options) => Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 4 }) }) },
);

/** A store under test, with the versions that its documents had. */
class Subject {
  readonly #versions = new Map<string, readonly string[]>();
  readonly #store: Store;
  readonly #partition: string;

  constructor(store: Store, partition: string) {
    this.#store = store;
    this.#partition = partition;
  }

  async get(name: string): Promise<unknown> {
    const item = await this.#store.get({ partition: this.#partition, sort: name });
    return item === undefined ? undefined : this.#seen(item);
  }

  async list(options: ListOptions): Promise<unknown> {
    const page = await this.#store.list(this.#partition, options);
    return { ...page, items: page.items.map((item) => this.#seen(item)) };
  }

  async commit(writes: readonly PlannedWrite[], second: number): Promise<Commit> {
    const commit = await this.#store.commit(writes.map((write) => this.#toWrite(write, second)));
    // What was there is now stale; what is there now becomes current.
    for (const { sort: name } of writes) await this.get(name);
    return commit;
  }

  #toWrite({ kind, sort: name, which, value, ttl }: PlannedWrite, second: number): Write {
    const key = { partition: this.#partition, sort: name };
    const condition = this.#condition(name, which);
    if (kind === 'put') {
      return { kind, key, value, if: condition, ...(ttl !== undefined && { expiresAt: second + ttl }) };
    }
    if (kind === 'delete') return { kind, key, if: condition === 'absent' ? 'any' : condition };
    return { kind, key, if: condition === 'any' ? 'absent' : condition };
  }

  #condition(name: string, which: Which): Condition {
    if (which === 'absent' || which === 'any') return which;
    return { version: this.#versions.get(name)?.at(which === 'current' ? -1 : -2) ?? 'never' };
  }

  #seen({ version, ...rest }: Item): unknown {
    const versions = this.#versions.get(rest.sort) ?? [];
    if (versions.at(-1) !== version) this.#versions.set(rest.sort, [...versions, version]);
    // Two documents that were written alike must be versioned alike: by how many versions there were.
    return { ...rest, partition: 'p', version: this.#versions.get(rest.sort)?.length };
  }
}

describe('the twins of the store', () => {
  let dynamo: DynamoEmulator;
  let table: string;

  beforeAll(async () => {
    dynamo = await startDynamo();
    table = await dynamo.createTable();
  });

  afterAll(() => dynamo.stop());

  it('answer alike to whatever is done to them', async () => {
    let runs = 0;
    const clock = { now: Date.UTC(2026, 0, 1) };
    const now = (): number => clock.now;
    const sqlite = openSqliteStore(':memory:', { now });
    const dynamoDb = openDynamoStore({ client: dynamo.client, table, now });

    await fc.assert(
      fc.asyncProperty(fc.array(operation, { minLength: 5, maxLength: 25 }), async (operations) => {
        runs += 1;
        const left = new Subject(sqlite, `run-${runs}`);
        const right = new Subject(dynamoDb, `run-${runs}`);
        for (const step of operations) {
          if (step.do === 'wait') clock.now += step.seconds * 1000;
          else if (step.do === 'get') expect(await right.get(step.sort)).toEqual(await left.get(step.sort));
          else if (step.do === 'list') expect(await right.list(step.options)).toEqual(await left.list(step.options));
          else {
            const second = Math.floor(clock.now / 1000);
            expect(await right.commit(step.writes, second)).toEqual(await left.commit(step.writes, second));
          }
        }
        expect(await right.list({ limit: 100 })).toEqual(await left.list({ limit: 100 }));
      }),
      { numRuns: 30 },
    );
    await Promise.all([sqlite.close(), dynamoDb.close()]);
  });
});
