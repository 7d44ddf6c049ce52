import { TrailboltError } from '../errors.ts';
import type { Audit, AuditEntry, AuditRecord } from '../ports/audit.ts';
import type { Item, Key, Store } from '../ports/store.ts';
import { EMPTY_CHAIN, firstBroken, link } from './audit-chain.ts';
import type { BrokenLink, ChainHead } from './audit-chain.ts';
import { backOff } from './backoff.ts';

/** How often to try again when other processes append to the same chain. */
const ATTEMPTS = 60;

/** Digits of the greatest sequence number. */
const SEQ_DIGITS = 12;

const RECORD = 'record#';
const ENTRY = 'entry#';

/**
 * The audit over a store of its own. A chain is one partition, `audit#<chain>`: records as `record#<seq>`, for each entry
 * id the sequence number it got as `entry#<id>`, and the end of the chain as `head`. All three are written in one commit
 * whose condition is the head as it was read, so processes that append at once take turns.
 */
export function createAudit(store: Store): Audit {
  return new StoreAudit(store);
}

class StoreAudit implements Audit {
  readonly #store: Store;
  /** The last append of this process to each chain: it queues instead of competing with itself. */
  readonly #queues = new Map<string, Promise<unknown>>();

  constructor(store: Store) {
    this.#store = store;
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

  async verify(chain: string): Promise<BrokenLink | undefined> {
    const before = await this.#head(chain);
    const records = await this.#all<AuditRecord>(chain, RECORD);
    const entries = await this.#all<number>(chain, ENTRY);
    const after = await this.#head(chain);
    return firstBroken(chain, {
      before,
      records: records.map(({ sort, value }) => ({ seq: Number(sort.slice(RECORD.length)), record: value })),
      entries: entries.map(({ sort, value }) => ({ id: sort.slice(ENTRY.length), seq: value })),
      after,
    });
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
    const { chain, id, seq, hash } = record;
    const commit = await this.#store.commit([
      { kind: 'put', key: recordKey(chain, seq), value: record, if: 'absent' },
      { kind: 'put', key: entryKey(chain, id), value: seq, if: 'absent' },
      {
        kind: 'put',
        key: headKey(chain),
        value: { seq, hash } satisfies ChainHead,
        if: head === undefined ? 'absent' : { version: head.version },
      },
    ]);
    return commit.ok;
  }

  async #all<T>(chain: string, prefix: string): Promise<readonly Item<T>[]> {
    const items: Item<T>[] = [];
    let after: string | undefined;
    do {
      const page = await this.#store.list<T>(partitionOf(chain), {
        prefix,
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

function partitionOf(chain: string): string {
  return `audit#${chain}`;
}

function recordKey(chain: string, seq: number): Key {
  return { partition: partitionOf(chain), sort: `${RECORD}${String(seq).padStart(SEQ_DIGITS, '0')}` };
}

function entryKey(chain: string, id: string): Key {
  return { partition: partitionOf(chain), sort: `${ENTRY}${id}` };
}

function headKey(chain: string): Key {
  return { partition: partitionOf(chain), sort: 'head' };
}
