import { describe, expect, it } from 'vitest';
import { STORE_LIMITS } from '../../src/ports/store.ts';
import { put } from './store-subject.ts';
import type { StoreSubject } from './store-subject.ts';

export function describeLists(subject: StoreSubject): void {
  describe('lists', () => {
    it('are in the byte order of UTF-8', async () => {
      // In UTF-16 order U+1F600 (a surrogate pair) would come before U+FFFD.
      const ordered = [
        '\u0000',
        ' ',
        '0',
        'A',
        'a',
        'a\u0000',
        'a!',
        'aa',
        'b',
        '~',
        'é',
        '\u07FF',
        '\uFFFD',
        '\u{1F600}',
      ];
      await subject.write(ordered.toReversed());

      expect(await subject.sorts()).toEqual(ordered);
      expect(await subject.sorts({ reverse: true })).toEqual(ordered.toReversed());
    });

    it('are bounded by prefix, upTo and after, alone and together', async () => {
      await subject.write(['a', 'b', 'b#1', 'b#2', 'b#3', 'b#4', 'c', 'd']);

      expect(await subject.sorts({ prefix: 'b#' })).toEqual(['b#1', 'b#2', 'b#3', 'b#4']);
      expect(await subject.sorts({ upTo: 'b#1' })).toEqual(['a', 'b', 'b#1']);
      expect(await subject.sorts({ upTo: 'b#11' })).toEqual(['a', 'b', 'b#1']);
      expect(await subject.sorts({ after: 'b#4' })).toEqual(['c', 'd']);
      expect(await subject.sorts({ after: 'b#4', reverse: true })).toEqual(['b#3', 'b#2', 'b#1', 'b', 'a']);
      expect(await subject.sorts({ prefix: 'b#', upTo: 'b#3', after: 'b#1' })).toEqual(['b#2', 'b#3']);
      expect(await subject.sorts({ prefix: 'b#', upTo: 'b#3', after: 'b#3', reverse: true })).toEqual(['b#2', 'b#1']);
      expect(await subject.sorts({ prefix: 'b#', upTo: 'b#3', after: 'b#4', reverse: true })).toEqual([
        'b#3',
        'b#2',
        'b#1',
      ]);
      expect(await subject.sorts({ prefix: 'b#', upTo: 'b#3', after: 'b#4' })).toEqual([]);
      expect(await subject.sorts({ upTo: 'b#3', after: 'b#3' })).toEqual([]);
      expect(await subject.sorts({ prefix: 'b', after: 'b', reverse: true })).toEqual([]);
      expect(await subject.sorts({ prefix: 'b#', upTo: 'c' })).toEqual(['b#1', 'b#2', 'b#3', 'b#4']);
      expect(await subject.sorts({ prefix: 'b#', upTo: 'b' })).toEqual([]);
      expect(await subject.sorts({ prefix: 'b#', after: 'a' })).toEqual(['b#1', 'b#2', 'b#3', 'b#4']);
      expect(await subject.sorts({ prefix: 'b#', after: 'c' })).toEqual([]);
      expect(await subject.sorts({ prefix: 'b#', after: 'c', reverse: true })).toEqual(['b#4', 'b#3', 'b#2', 'b#1']);
      expect(await subject.sorts({ prefix: 'b#', after: 'a', reverse: true })).toEqual([]);
      expect(await subject.sorts({ upTo: '' })).toEqual([]);
      expect(await subject.sorts({ after: '' })).toHaveLength(8);
      expect(await subject.sorts({ after: '', reverse: true })).toEqual([]);
    });

    it('are paged, forwards and backwards, without gap or repetition', async () => {
      const names = Array.from({ length: 23 }, (_, index) => `n${String(index).padStart(2, '0')}`);
      await subject.write([...names, 'other']);

      for (const reverse of [false, true]) {
        const found: string[] = [];
        const sizes: number[] = [];
        let after: string | undefined;
        do {
          const page = await subject.store.list('p', {
            prefix: 'n',
            limit: 5,
            reverse,
            ...(after !== undefined && { after }),
          });
          found.push(...page.items.map((item) => item.sort));
          sizes.push(page.items.length);
          after = page.next;
        } while (after !== undefined);

        expect(found).toEqual(reverse ? names.toReversed() : names);
        expect(sizes).toEqual([5, 5, 5, 5, 3]);
      }
    });

    it('have no next page when the last one is exactly full', async () => {
      await subject.write(['a', 'b', 'c']);

      expect(await subject.store.list('p', { limit: 3 })).not.toHaveProperty('next');
      expect(await subject.store.list('p', { limit: 2 })).toHaveProperty('next', 'b');
    });

    it('hold 100 documents unless told otherwise, and at most a page', async () => {
      const names = Array.from({ length: STORE_LIMITS.page + 1 }, (_, index) => String(index).padStart(4, '0'));
      await subject.write(names);

      expect(await subject.sorts()).toHaveLength(100);
      const page = await subject.store.list('p', { limit: STORE_LIMITS.page * 2 });
      expect(page.items).toHaveLength(STORE_LIMITS.page);
      expect(page.next).toBe(names.at(-2));
    });

    it('hold more than a database answers at once', async () => {
      const large = 'x'.repeat(300 * 1024);
      for (const sort of ['a', 'b', 'c', 'd', 'e', 'f']) await subject.store.commit([put(sort, large)]);

      const page = await subject.store.list<string>('p');

      expect(page.items.map((item) => item.value.length)).toEqual(Array.from({ length: 6 }, () => large.length));
    });

    it('are empty for a partition that nobody wrote', async () => {
      expect(await subject.store.list('nobody')).toEqual({ items: [] });
    });
  });
}
