import { describe, expect, it } from 'vitest';
import { at, put } from './store-subject.ts';
import type { StoreSubject } from './store-subject.ts';

export function describeDocuments(subject: StoreSubject): void {
  describe('documents', () => {
    it('gives back exactly what was put', async () => {
      const value = {
        text: 'é \u0000 \u{1F600} \uFFFE \uD800 "\\',
        empty: '',
        numbers: [0.1, -1, 1e21, Number.MAX_SAFE_INTEGER, 5e-324],
        nested: { list: [], none: null, yes: true, '': {} },
      };

      await subject.store.commit([put('a', value)]);

      const item = await subject.store.get(at('a'));
      expect(item).toEqual({ ...at('a'), value, version: expect.stringMatching(/./) });
    });

    it.each([null, false, 0, '', [], 'text'])('takes %j as a whole document', async (value) => {
      await subject.store.commit([put('a', value)]);

      expect((await subject.store.get(at('a')))?.value).toEqual(value);
    });

    it('has no document where none was put', async () => {
      await subject.store.commit([put('a')]);

      expect(await subject.store.get(at('b'))).toBeUndefined();
      expect(await subject.store.get({ partition: 'q', sort: 'a' })).toBeUndefined();
    });

    it('gives a new version with every write, also after delete and re-creation', async () => {
      const versions: string[] = [];
      for (let round = 0; round < 3; round += 1) {
        await subject.store.commit([put('a', 'same')]);
        versions.push(await subject.versionOf('a'));
        await subject.store.commit([put('a', 'same')]);
        versions.push(await subject.versionOf('a'));
        await subject.store.commit([{ kind: 'delete', key: at('a'), if: 'any' }]);
      }

      expect(new Set(versions).size).toBe(6);
    });

    it('takes any well-formed text as a key', async () => {
      const odd = ['\u0000', 'a\u0000b', ' ', '\u{10FFFF}', '\uFFFF', "'; DROP TABLE items; --", '%', '_', '#:now'];

      await subject.write(odd);

      for (const sort of odd) expect((await subject.store.get(at(sort)))?.value).toBe(sort);
      expect(await subject.sorts()).toHaveLength(odd.length);
    });
  });

  describe('conditions', () => {
    it('puts an absent document once', async () => {
      expect(await subject.store.commit([put('a', 1, { if: 'absent' })])).toEqual({ ok: true });
      expect(await subject.store.commit([put('a', 2, { if: 'absent' })])).toEqual({ ok: false, conflicts: [0] });
      expect((await subject.store.get(at('a')))?.value).toBe(1);
    });

    it('puts and deletes by version only while it is unchanged', async () => {
      await subject.store.commit([put('a', 1)]);
      const version = await subject.versionOf('a');
      expect(await subject.store.commit([put('a', 2, { if: { version } })])).toEqual({ ok: true });

      const late = await subject.store.commit([put('a', 3, { if: { version } })]);
      const lateDelete = await subject.store.commit([{ kind: 'delete', key: at('a'), if: { version } }]);

      expect([late, lateDelete]).toEqual([
        { ok: false, conflicts: [0] },
        { ok: false, conflicts: [0] },
      ]);
      expect((await subject.store.get(at('a')))?.value).toBe(2);
      const current = { version: await subject.versionOf('a') };
      expect(await subject.store.commit([{ kind: 'delete', key: at('a'), if: current }])).toEqual({ ok: true });
      expect(await subject.store.get(at('a'))).toBeUndefined();
    });

    it('finds no version on a document that is gone', async () => {
      const gone = { version: 'gone' };

      expect((await subject.store.commit([put('a', 1, { if: gone })])).ok).toBe(false);
      expect((await subject.store.commit([{ kind: 'delete', key: at('a'), if: gone }])).ok).toBe(false);
      expect((await subject.store.commit([{ kind: 'check', key: at('a'), if: gone }])).ok).toBe(false);
    });

    it('deletes what is not there without complaint', async () => {
      expect(await subject.store.commit([{ kind: 'delete', key: at('a'), if: 'any' }])).toEqual({ ok: true });
    });

    it('checks without writing', async () => {
      await subject.store.commit([put('a')]);
      const version = await subject.versionOf('a');

      const holds = await subject.store.commit([
        { kind: 'check', key: at('a'), if: { version } },
        { kind: 'check', key: at('b'), if: 'absent' },
        put('c'),
      ]);
      const fails = await subject.store.commit([{ kind: 'check', key: at('a'), if: 'absent' }, put('d')]);

      expect(holds).toEqual({ ok: true });
      expect(fails).toEqual({ ok: false, conflicts: [0] });
      expect(await subject.versionOf('a')).toBe(version);
      expect(await subject.sorts()).toEqual(['a', 'c']);
    });
  });
}
