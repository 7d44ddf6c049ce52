import { describe, expect, it } from 'vitest';
import { STORE_LIMITS } from '../../src/ports/store.ts';
import type { Key, Write } from '../../src/ports/store.ts';
import { at, put } from './store-subject.ts';
import type { StoreSubject } from './store-subject.ts';

export function describeLimits(subject: StoreSubject): void {
  describe('limits', () => {
    const bad: readonly [string, string, readonly Write[]][] = [
      ['one key twice', 'store.duplicate-key', [put('a'), { kind: 'check', key: at('a'), if: 'absent' }]],
      ['101 writes', 'store.too-many-writes', Array.from({ length: 101 }, (_, index) => put(String(index)))],
      ['a document above the size', 'store.too-large', [put('a', 'x'.repeat(STORE_LIMITS.bytes - 1))]],
      ['a document above the size in bytes', 'store.too-large', [put('a', 'é'.repeat(STORE_LIMITS.bytes / 2))]],
      ['too much in all', 'store.too-large', Array.from({ length: 10 }, (_, i) => put(String(i), 'x'.repeat(340_000)))],
      ['an empty sort key', 'store.bad-key', [put('')]],
      ['a sort key too long', 'store.bad-key', [put('é'.repeat(513))]],
      ['half a surrogate pair', 'store.bad-key', [put('\uD800')]],
      ['an empty partition', 'store.bad-key', [put('a', 1, { key: { partition: '', sort: 'a' } })]],
      ['a partition too long', 'store.bad-key', [put('a', 1, { key: { partition: 'x'.repeat(2049), sort: 'a' } })]],
      ['undefined', 'store.not-json', [{ kind: 'put', key: at('a'), value: undefined, if: 'any' }]],
      ['a BigInt', 'store.not-json', [put('a', 1n)]],
      ['half a second', 'store.bad-expiry', [put('a', 1, { expiresAt: 0.5 })]],
    ];

    it.each(bad)('refuses %s', async (_, code, writes) => {
      await expect(subject.store.commit([put('first'), ...writes])).rejects.toMatchObject({ code });
      expect(await subject.sorts()).toEqual([]);
    });

    it('takes what is exactly at the limits', async () => {
      const key: Key = { partition: 'é'.repeat(1024), sort: 'é'.repeat(512) };
      const value = 'x'.repeat(STORE_LIMITS.bytes - 2);

      expect(await subject.store.commit([{ kind: 'put', key, value, if: 'absent' }])).toEqual({ ok: true });

      expect((await subject.store.get(key))?.value).toBe(value);
      const page = await subject.store.list(key.partition, { prefix: key.sort, upTo: key.sort });
      expect(page.items).toHaveLength(1);
    });

    it('refuses to read what no key can be', async () => {
      await expect(subject.store.get(at(''))).rejects.toMatchObject({ code: 'store.bad-key' });
      await expect(subject.store.list('')).rejects.toMatchObject({ code: 'store.bad-key' });
      await expect(subject.store.list('p', { upTo: 'x'.repeat(1025) })).rejects.toMatchObject({
        code: 'store.bad-key',
      });
      await expect(subject.store.list('p', { limit: 0 })).rejects.toMatchObject({ code: 'store.bad-limit' });
      await expect(subject.store.list('p', { limit: 1.5 })).rejects.toMatchObject({ code: 'store.bad-limit' });
    });
  });
}
