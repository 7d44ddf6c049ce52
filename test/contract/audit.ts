import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { createAudit } from '../../src/adapters/audit.ts';
import type { Store } from '../../src/ports/store.ts';
import { entry } from './audit-entry.ts';

/** What the audit must do over every twin of the store. */
export function describeAudit(name: string, open: () => Promise<Store>): void {
  describe(`${name}: the audit`, () => {
    let store: Store;

    beforeEach(async () => {
      store = await open();
      return () => store.close();
    });

    it('chains its records without a gap', async () => {
      const audit = createAudit(store);
      for (const id of ['a', 'b', 'c']) await audit.append(entry(id));

      const records = await audit.read('case-1');

      expect(records.map((record) => [record.seq, record.id])).toEqual([
        [1, 'a'],
        [2, 'b'],
        [3, 'c'],
      ]);
      expect(records.map((record) => record.previous)).toEqual([
        '0'.repeat(64),
        ...records.slice(0, 2).map((record) => record.hash),
      ]);
      expect(await audit.verify('case-1')).toBeUndefined();
    });

    it('can be verified by a stranger', async () => {
      const audit = createAudit(store);
      const record = await audit.append({ ...entry('a'), data: { z: 1, a: ['é', { y: null, x: 0.1 }], B: true } });

      // The bytes as the documentation gives them, written out by hand.
      const bytes =
        '{"at":"2026-01-01T00:00:00.000Z","chain":"case-1","data":{"B":true,"a":["é",{"x":0.1,"y":null}],"z":1},' +
        `"event":"approval.given","id":"a","previous":"${'0'.repeat(64)}","seq":1,"who":"U1"}`;

      expect(record.hash).toBe(createHash('sha256').update(bytes, 'utf8').digest('hex'));
    });

    it('writes an entry once, however often it is appended', async () => {
      const audit = createAudit(store);
      const first = await audit.append(entry('a'));
      await audit.append(entry('b'));

      const again = await createAudit(store).append({ ...entry('a'), at: '2026-01-02T00:00:00.000Z' });

      expect(again).toEqual(first);
      expect(await audit.read('case-1')).toHaveLength(2);
    });

    it('keeps chains apart', async () => {
      const audit = createAudit(store);
      await audit.append(entry('a'));
      const other = await audit.append({ ...entry('a'), chain: 'case-2' });

      expect(other.seq).toBe(1);
      expect(await audit.read('case-1')).toHaveLength(1);
      expect(await audit.read('nothing')).toEqual([]);
      expect(await audit.verify('nothing')).toBeUndefined();
    });

    it('knows every chain that was ever begun', async () => {
      const audit = createAudit(store);
      for (const chain of ['case-1', 'system', 'case-2', 'system'])
        await audit.append({ ...entry(`of-${chain}`), chain });

      expect(await audit.chains()).toEqual(['case-1', 'system', 'case-2']);
      for (const chain of ['chains', 'case-1', 'system', 'case-2']) expect(await audit.verify(chain)).toBeUndefined();
    });

    it('registers each of many chains that begin at once', async () => {
      const writers = Array.from({ length: 3 }, () => createAudit(store));
      const chains = Array.from({ length: 12 }, (_, index) => `case-${index}`);
      await Promise.all(
        writers.flatMap((audit, writer) => chains.map((chain) => audit.append({ ...entry(`w${writer}`), chain }))),
      );

      const audit = createAudit(store);
      expect((await audit.chains()).toSorted()).toEqual(chains.toSorted());
      for (const chain of ['chains', ...chains]) expect(await audit.verify(chain)).toBeUndefined();
    });

    it('lists the records of all chains by when they were written, from either end', async () => {
      let now = Date.UTC(2026, 0, 1, 23, 59, 58);
      const start = now;
      const audit = createAudit(store, () => now);
      for (const [index, chain] of ['case-1', 'system', 'case-1', 'case-2'].entries()) {
        await audit.append({ ...entry(`e${index}`), chain });
        now += 1000;
      }
      const ids = async (range: Parameters<typeof audit.written>[0]): Promise<readonly string[]> =>
        (await audit.written(range)).map((record) => record.id);

      expect(await ids({ from: start, to: now, limit: 10 })).toEqual(['e0', 'e1', 'e2', 'e3']);
      expect(await ids({ from: start, to: now, limit: 3, newestFirst: true })).toEqual(['e3', 'e2', 'e1']);
      expect(await ids({ from: start + 1000, to: start + 3000, limit: 10 })).toEqual(['e1', 'e2']);
      expect(await ids({ from: now, to: now + 1000, limit: 10 })).toEqual([]);
    });

    it('keeps hostile data as it is', async () => {
      const audit = createAudit(store);
      const data = { '': '\uD800 \u0000 <!channel>', ['__proto__']: { a: 1 }, '\u{1F600}': 1, '\uFFFD': 2 };

      await audit.append({ ...entry('a'), data });

      expect((await audit.read('case-1'))[0]?.data).toEqual(data);
      expect(await audit.verify('case-1')).toBeUndefined();
    });

    it('takes 100 entries at once from four processes, each once', async () => {
      const writers = Array.from({ length: 4 }, () => createAudit(store));

      // Each entry twice, by two different writers.
      await Promise.all(
        Array.from({ length: 200 }, async (_, index) =>
          writers[(index + Math.floor(index / 100)) % 4]?.append(entry(`e${index % 100}`)),
        ),
      );

      const records = await createAudit(store).read('case-1');
      expect(records.map((record) => record.seq)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
      expect(new Set(records.map((record) => record.id)).size).toBe(100);
      expect(await createAudit(store).verify('case-1')).toBeUndefined();
    });

    it('can be verified while others append', async () => {
      const writer = createAudit(store);
      const reader = createAudit(store);
      const appended = Promise.all(Array.from({ length: 30 }, (_, index) => writer.append(entry(`e${index}`))));

      let seen = 0;
      while (seen < 30) {
        expect(await reader.verify('case-1')).toBeUndefined();
        seen = (await reader.read('case-1')).length;
      }

      await appended;
    });
  });
}
