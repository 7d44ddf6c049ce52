import { describe, expect, it } from 'vitest';
import { at, put } from './store-subject.ts';
import type { StoreSubject } from './store-subject.ts';

export function describeExpiry(subject: StoreSubject): void {
  describe('expiry', () => {
    it('counts a document as absent from its second on', async () => {
      const expiresAt = subject.second() + 10;
      await subject.store.commit([put('a', 1, { expiresAt })]);
      expect((await subject.store.get(at('a')))?.expiresAt).toBe(expiresAt);

      subject.clock.now += 9_999;
      expect(await subject.sorts()).toEqual(['a']);
      subject.clock.now += 1;

      expect(await subject.store.get(at('a'))).toBeUndefined();
      expect(await subject.sorts()).toEqual([]);
    });

    it('counts in conditions', async () => {
      await subject.store.commit([put('a', 1, { expiresAt: subject.second() + 10 })]);
      const version = await subject.versionOf('a');
      subject.clock.now += 10_000;

      const byVersion = await subject.store.commit([put('a', 2, { if: { version } })]);
      const deleted = await subject.store.commit([{ kind: 'delete', key: at('a'), if: { version } }]);
      const checked = await subject.store.commit([{ kind: 'check', key: at('a'), if: { version } }]);
      const absent = await subject.store.commit([{ kind: 'check', key: at('a'), if: 'absent' }]);
      const created = await subject.store.commit([put('a', 3, { if: 'absent' })]);

      expect([byVersion, deleted, checked].map((commit) => commit.ok)).toEqual([false, false, false]);
      expect([absent, created]).toEqual([{ ok: true }, { ok: true }]);
      expect(await subject.store.get(at('a'))).toEqual({ ...at('a'), value: 3, version: expect.any(String) });
    });

    it('is lifted by a put without one', async () => {
      await subject.store.commit([put('a', 1, { expiresAt: subject.second() + 10 })]);
      await subject.store.commit([put('a', 2)]);

      subject.clock.now += 60_000;

      expect((await subject.store.get(at('a')))?.value).toBe(2);
    });

    it('leaves pages full', async () => {
      const names = Array.from({ length: 20 }, (_, index) => String(index).padStart(2, '0'));
      await subject.store.commit(
        names.map((sort, index) => put(sort, 0, index % 2 ? { expiresAt: subject.second() + 1 } : {})),
      );
      subject.clock.now += 1000;

      const page = await subject.store.list('p', { limit: 6 });

      expect(page.items.map((item) => item.sort)).toEqual(['00', '02', '04', '06', '08', '10']);
      expect(page.next).toBe('10');
      expect(await subject.store.list('p', { limit: 10 })).not.toHaveProperty('next');
    });
  });
}
