import type { FreezeState } from '../model/freeze.ts';
import type { Key, Store } from '../ports/store.ts';

const KEY: Key = { partition: 'freeze', sort: 'state' };

/** What is stored: the freeze, or null once it was thawed. */
interface FreezeDocument {
  readonly state: FreezeState | null;
}

/**
 * Undefined: nothing is frozen.
 * @throws TrailboltError what the store throws: whoever cannot read it must not act.
 */
export async function readFreeze(store: Store): Promise<FreezeState | undefined> {
  return (await store.get<FreezeDocument>(KEY))?.value.state ?? undefined;
}
