import { describe, expect, it } from 'vitest';
import { STORE_LIMITS } from '../../src/ports/store.ts';
import type { Commit, Key } from '../../src/ports/store.ts';
import { at, put } from './store-subject.ts';
import type { StoreSubject } from './store-subject.ts';

export function describeAtomicity(subject: StoreSubject): void {
  describe('atomicity', () => {
    it('writes all or nothing, and names what stood in the way', async () => {
      await subject.write(['a', 'b']);
      const before = await subject.store.list('p');

      const commit = await subject.store.commit([
        put('c'),
        put('a', 'new', { if: 'absent' }),
        { kind: 'delete', key: at('b'), if: 'any' },
      ]);

      expect(commit).toEqual({ ok: false, conflicts: [1] });
      expect(await subject.store.list('p')).toEqual(before);
    });

    it('names at least one of several conflicts, and only real ones', async () => {
      await subject.write(['a', 'b', 'c']);

      const commit = await subject.store.commit(['a', 'x', 'c'].map((sort) => put(sort, 'new', { if: 'absent' })));

      if (commit.ok) throw new Error('the commit went through');
      expect(commit.conflicts.length).toBeGreaterThan(0);
      expect([0, 2]).toEqual(expect.arrayContaining([...commit.conflicts]));
    });

    it('spans partitions', async () => {
      const other: Key = { partition: 'q', sort: 'a' };

      await subject.store.commit([put('a'), { kind: 'put', key: other, value: 'other', if: 'absent' }]);

      expect((await subject.store.get(other))?.value).toBe('other');
    });

    it('takes an empty commit', async () => {
      expect(await subject.store.commit([])).toEqual({ ok: true });
    });

    it('takes a commit of the greatest length', async () => {
      const names = Array.from({ length: STORE_LIMITS.writes }, (_, index) => String(index).padStart(3, '0'));

      await subject.write(names);

      expect(await subject.sorts({ limit: 200 })).toEqual(names);
    });

    it('lets exactly one of 50 parallel commits on one version through', async () => {
      await subject.store.commit([put('a', 'start')]);
      const version = await subject.versionOf('a');

      const commits = await inParallel(50, (index) => subject.store.commit([put('a', index, { if: { version } })]));

      expect(commits.filter((commit) => commit.ok)).toHaveLength(1);
      expect((await subject.store.get(at('a')))?.value).toBe(commits.findIndex((commit) => commit.ok));
    });

    it('loses none of 30 parallel increments', async () => {
      await subject.store.commit([put('counter', 0)]);

      await inParallel(30, async () => {
        for (;;) {
          const item = await subject.store.get<number>(at('counter'));
          if (item === undefined) throw new Error('no counter');
          const commit = await subject.store.commit([
            put('counter', item.value + 1, { if: { version: item.version } }),
          ]);
          if (commit.ok) return commit;
        }
      });

      expect((await subject.store.get(at('counter')))?.value).toBe(30);
    });
  });
}

async function inParallel(times: number, work: (index: number) => Promise<Commit>): Promise<readonly Commit[]> {
  return Promise.all(Array.from({ length: times }, (_, index) => work(index)));
}
