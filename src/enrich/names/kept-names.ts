import type { LiveNames } from '../../model/live-names.ts';
import type { Key, Store } from '../../ports/store.ts';

export function namesKey(caseId: string): Key {
  return { partition: `activity#${caseId}`, sort: 'names' };
}

/** What was read of a case's things, if they have been looked at. */
export async function keptNames(store: Store, caseId: string): Promise<LiveNames> {
  return (await store.get<LiveNames>(namesKey(caseId)))?.value ?? {};
}
