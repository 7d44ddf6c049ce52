import type { Key } from '../ports/store.ts';

/** Where a request lies. */
export function requestKey(id: string): Key {
  return { partition: `request#${id}`, sort: 'request' };
}
