import { TrailboltError } from '../errors.ts';
import type { Audit, AuditEntry, AuditRange, AuditRecord } from '../ports/audit.ts';
import type { Item, Store, Write } from '../ports/store.ts';
import { EMPTY_CHAIN, firstBroken, link } from './audit-chain.ts';
import type { BrokenLink, ChainHead } from './audit-chain.ts';
import {
  dayPartitions,
  ENTRY,
  entryKey,
  headKey,
  partitionOf,
  RECORD,
  recordKey,
  REGISTER,
  timeKey,
  timeSort,
} from './audit-keys.ts';
import { backOff } from './backoff.ts';

/** How often to try again when other processes append to the same chain. */
const ATTEMPTS = 60;

/**
 * The audit over a store of its own. A chain is one partition, `audit#<chain>`: records as `record#<seq>`, for each entry
 * id the sequence number it got as `entry#<id>`, and the end of the chain as `head`. All three are written in one commit
 * whose condition is the head as it was read, so processes that append at once take turns. The first commit of a chain
 * registers it in the chain of chains as well, and each puts the record into an index by time.
 *
 * @param now Unix milliseconds.
 */
export function createAudit(store: Store, now: () => number = Date.now): Audit {
  return new StoreAudit(store, now);
}

class StoreAudit implements Audit {
  readonly #store: Store;
  readonly #now: () => number;
  /** The last append of this process to each chain: it queues instead of competing with itself. */
  readonly #queues = new Map<string, Promise<unknown>>();

  constructor(store: Store, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  async append(entry: AuditEntry): Promise<AuditRecord> {
    const before = this.#queues.get(entry.chain) ?? Promise.resolve();
    const mine = before.then(() => this.#append(entry));
    // Whether the one before succeeded is its caller's concern.
    const settled = mine.then(
      () => undefined,
      () => undefined,
    );
    this.#queues.set(entry.chain, settled);
    try {
      return await mine;
    } finally {
      if (this.#queues.get(entry.chain) === settled) this.#queues.delete(entry.chain);
    }
  }

  async read(chain: string): Promise<readonly AuditRecord[]> {
    const items = await this.#all<AuditRecord>(chain, RECORD);
    return items.map((item) => item.value);
  }

  async chains(): Promise<readonly string[]> {
    return (await this.read(REGISTER)).map((record) => record.id);
  }

  async written({ from, to, limit, newestFirst = false }: AuditRange): Promise<readonly AuditRecord[]> {
    const found: AuditRecord[] = [];
    const days = dayPartitions(from, to);
    for (const day of newestFirst ? days.toReversed() : days) {
      const items = await this.#list<{ chain: string; seq: number }>(day, {});
      // By the time alone: what begins with it and goes on is later than the bound, and the bound is not included.
      const within = items.filter(({ sort }) => sort >= timeSort(from) && sort < timeSort(to));
      for (const { value } of newestFirst ? within.toReversed() : within) {
        if (found.length >= limit) return found;
        const record = await this.#store.get<AuditRecord>(recordKey(value.chain, value.seq));
        if (record !== undefined) found.push(record.value);
      }
    }
    return found;
  }

  async verify(chain: string): Promise<BrokenLink | undefined> {
    const before = await this.#head(chain);
    const records = await this.#all<AuditRecord>(chain, RECORD);
    const entries = await this.#all<number>(chain, ENTRY);
    const after = await this.#head(chain);
    const broken = firstBroken(chain, {
      before,
      records: records.map(({ sort, value }) => ({ seq: Number(sort.slice(RECORD.length)), record: value })),
      entries: entries.map(({ sort, value }) => ({ id: sort.slice(ENTRY.length), seq: value })),
      after,
    });
    return broken ?? (chain === REGISTER ? undefined : this.#notAsRegistered(chain));
  }

  /** A chain as a whole may have been removed, put in, or begun anew: only the register knows. */
  async #notAsRegistered(chain: string): Promise<BrokenLink | undefined> {
    const readFirst = (): Promise<Item<AuditRecord> | undefined> => this.#store.get(recordKey(chain, 1));
    const before = await readFirst();
    const seq = await this.#store.get<number>(entryKey(REGISTER, chain));
    const registered = seq && (await this.#store.get<AuditRecord>(recordKey(REGISTER, seq.value)));
    const hash = registered?.value.data['first'];
    // Both are written in one commit, which may have come in between.
    const first = before ?? (hash === undefined ? undefined : await readFirst());
    if (hash === first?.value.hash) return undefined;
    if (hash === undefined) return { seq: 1, problem: 'the register of all chains does not know the chain' };
    return { seq: 1, problem: 'the record is not the one that the register of all chains knows' };
  }

  async #head(chain: string): Promise<ChainHead> {
    return (await this.#store.get<ChainHead>(headKey(chain)))?.value ?? EMPTY_CHAIN;
  }

  async #append(entry: AuditEntry): Promise<AuditRecord> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const earlier = await this.#find(entry);
      if (earlier !== undefined) return earlier;
      const head = await this.#store.get<ChainHead>(headKey(entry.chain));
      const record = link(asStored(entry), head?.value ?? EMPTY_CHAIN);
      if (await this.#commit(record, head)) return record;
      await backOff(attempt, 10, 500);
    }
    throw new TrailboltError(
      'audit.contended',
      `The audit could not be written: others kept writing to the chain ${entry.chain}.`,
      { details: { chain: entry.chain, id: entry.id } },
    );
  }

  async #find({ chain, id }: AuditEntry): Promise<AuditRecord | undefined> {
    const seq = await this.#store.get<number>(entryKey(chain, id));
    if (seq === undefined) return undefined;
    const record = await this.#store.get<AuditRecord>(recordKey(chain, seq.value));
    if (record?.value.id === id) return record.value;
    throw new TrailboltError('audit.broken', `The audit knows the entry ${id}, and its record is not there.`, {
      details: { chain, id, seq: seq.value },
    });
  }

  async #commit(record: AuditRecord, head: Item<ChainHead> | undefined): Promise<boolean> {
    const writes = [...linkWrites(record, head), this.#indexed(record)];
    if (head === undefined) writes.push(...(await this.#register(record)));
    return (await this.#store.commit(writes)).ok;
  }

  async #register(first: AuditRecord): Promise<readonly Write[]> {
    const { chain, at, hash } = first;
    const head = await this.#store.get<ChainHead>(headKey(REGISTER));
    const entry: AuditEntry = {
      id: chain,
      chain: REGISTER,
      at,
      event: 'chain.begun',
      who: 'trailbolt',
      data: { first: hash },
    };
    return linkWrites(link(entry, head?.value ?? EMPTY_CHAIN), head);
  }

  #indexed({ chain, seq }: AuditRecord): Write {
    return { kind: 'put', key: timeKey(this.#now(), chain, seq), value: { chain, seq }, if: 'any' };
  }

  #all<T>(chain: string, prefix: string): Promise<readonly Item<T>[]> {
    return this.#list<T>(partitionOf(chain), { prefix });
  }

  async #list<T>(partition: string, options: { readonly prefix?: string }): Promise<readonly Item<T>[]> {
    const items: Item<T>[] = [];
    let after: string | undefined;
    do {
      const page = await this.#store.list<T>(partition, {
        ...options,
        limit: 1000,
        ...(after !== undefined && { after }),
      });
      items.push(...page.items);
      after = page.next;
    } while (after !== undefined);
    return items;
  }
}

/** What is hashed must be what is stored, so values that JSON drops or changes are dropped or changed before. */
function asStored(entry: AuditEntry): AuditEntry {
  return JSON.parse(JSON.stringify(entry)) as AuditEntry;
}

function linkWrites(record: AuditRecord, head: Item<ChainHead> | undefined): Write[] {
  const { chain, id, seq, hash } = record;
  return [
    { kind: 'put', key: recordKey(chain, seq), value: record, if: 'absent' },
    { kind: 'put', key: entryKey(chain, id), value: seq, if: 'absent' },
    {
      kind: 'put',
      key: headKey(chain),
      value: { seq, hash } satisfies ChainHead,
      if: head === undefined ? 'absent' : { version: head.version },
    },
  ];
}
