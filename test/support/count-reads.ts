import type { Store } from '../../src/ports/store.ts';

interface Reads {
  gets: number;
  lists: number;
  /** The partition of each. */
  readonly of: string[];
}

/** The store, and how often it was read through what is given. */
export function countReads(store: Store): { readonly store: Store; readonly reads: Reads } {
  const reads: Reads = { gets: 0, lists: 0, of: [] };
  return {
    reads,
    store: {
      get(key) {
        reads.gets += 1;
        reads.of.push(key.partition);
        return store.get(key);
      },
      list(partition, options) {
        reads.lists += 1;
        reads.of.push(partition);
        return store.list(partition, options);
      },
      commit: (writes) => store.commit(writes),
      close: () => store.close(),
    },
  };
}
