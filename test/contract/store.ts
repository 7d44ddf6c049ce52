import { beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../src/ports/store.ts';
import { describeAtomicity } from './store-atomicity.ts';
import { describeDocuments } from './store-documents.ts';
import { describeExpiry } from './store-expiry.ts';
import { describeLimits } from './store-limits.ts';
import { describeLists } from './store-lists.ts';
import { at, put, StoreSubject } from './store-subject.ts';
import type { ManualClock } from './store-subject.ts';

/** What every twin of the store must do. `open` gives an empty store whose documents expire by the clock. */
export function describeStore(name: string, open: (clock: ManualClock) => Promise<Store>): void {
  describe(`${name}: the store's contract`, () => {
    const subject = new StoreSubject();

    beforeEach(async () => {
      await subject.open(open);
      return () => subject.store.close();
    });

    describeDocuments(subject);
    describeAtomicity(subject);
    describeLists(subject);
    describeExpiry(subject);
    describeLimits(subject);

    it('is unavailable once closed, and closes twice', async () => {
      await subject.store.close();
      await subject.store.close();

      await expect(subject.store.get(at('a'))).rejects.toMatchObject({ code: 'store.unavailable' });
      await expect(subject.store.list('p')).rejects.toMatchObject({ code: 'store.unavailable' });
      await expect(subject.store.commit([put('a')])).rejects.toMatchObject({ code: 'store.unavailable' });
    });
  });
}
