import { STORE_LIMITS } from '../../src/ports/store.ts';
import type { Key, ListOptions, Store, Write } from '../../src/ports/store.ts';

/** A clock that only moves when a test says so; Unix milliseconds. */
export interface ManualClock {
  now: number;
}

/** The store under test, with what its tests say often. Everything happens in partition `p`. */
export class StoreSubject {
  readonly clock: ManualClock = { now: 0 };
  #store: Store | undefined;

  async open(open: (clock: ManualClock) => Promise<Store>): Promise<void> {
    this.clock.now = Date.UTC(2026, 0, 1);
    this.#store = await open(this.clock);
  }

  get store(): Store {
    if (this.#store === undefined) throw new Error('the store has not been opened');
    return this.#store;
  }

  /** The clock in whole Unix seconds. */
  second(): number {
    return Math.floor(this.clock.now / 1000);
  }

  async versionOf(sort: string): Promise<string> {
    const item = await this.store.get(at(sort));
    if (item === undefined) throw new Error(`no document ${sort}`);
    return item.version;
  }

  async write(sorts: readonly string[]): Promise<void> {
    for (let from = 0; from < sorts.length; from += STORE_LIMITS.writes) {
      await this.store.commit(sorts.slice(from, from + STORE_LIMITS.writes).map((sort) => put(sort)));
    }
  }

  async sorts(options?: ListOptions): Promise<readonly string[]> {
    const page = await this.store.list('p', options);
    return page.items.map((item) => item.sort);
  }
}

export function at(sort: string): Key {
  return { partition: 'p', sort };
}

type Put = Extract<Write, { kind: 'put' }>;

export function put(sort: string, value: unknown = sort, more: Partial<Put> = {}): Put {
  return { kind: 'put', key: at(sort), value, if: 'any', ...more };
}
