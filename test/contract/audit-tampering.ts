import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { createAudit } from '../../src/adapters/audit.ts';
import type { AuditRecord } from '../../src/ports/audit.ts';
import type { Key, Store } from '../../src/ports/store.ts';
import { entry } from './audit-entry.ts';

/** What somebody who can write to the store cannot do without being seen. */
export function describeTampering(name: string, open: () => Promise<Store>): void {
  describe(`${name}: an audit that was tampered with`, () => {
    const subject = new TamperedChain();

    beforeEach(async () => {
      await subject.fill(await open());
      return () => subject.store.close();
    });

    it('shows an altered record', async () => {
      await subject.set(recordKey(2), { ...subject.record(2), who: 'U2' });

      expect(await subject.broken()).toBe(2);
    });

    it('shows an added field', async () => {
      await subject.set(recordKey(2), { ...subject.record(2), note: 'fine' });

      expect(await subject.broken()).toBe(2);
    });

    it('shows an altered record with a fitting hash at the record behind it', async () => {
      const { hash: _hash, ...unsealed } = subject.record(2);
      await subject.set(recordKey(2), sealed({ ...unsealed, who: 'U2' }));

      expect(await subject.broken()).toBe(3);
    });

    it('shows an altered last record with a fitting hash by the head', async () => {
      const { hash: _hash, ...unsealed } = subject.record(4);
      await subject.set(recordKey(4), sealed({ ...unsealed, who: 'U2' }));

      expect(await subject.broken()).toBe(4);
    });

    it.each([1, 2, 4])('shows that record %d was removed', async (seq) => {
      await subject.remove(recordKey(seq));

      expect(await subject.broken()).toBe(seq);
    });

    it('shows that two records were exchanged', async () => {
      await subject.set(recordKey(2), subject.record(3));
      await subject.set(recordKey(3), subject.record(2));

      expect(await subject.broken()).toBe(2);
    });

    it('shows an inserted record', async () => {
      const { hash: _hash, ...unsealed } = { ...subject.record(4), id: 'x', seq: 5, previous: subject.record(4).hash };
      await subject.set(recordKey(5), sealed(unsealed));

      expect(await subject.broken()).toBe(5);
    });

    it('shows records removed together with the head, by the entries', async () => {
      await subject.remove(recordKey(3));
      await subject.remove(recordKey(4));
      await subject.set(key('head'), { seq: 2, hash: subject.record(2).hash });

      expect(await subject.broken()).toBe(3);
    });

    it('shows that the head was removed', async () => {
      await subject.remove(key('head'));

      expect(await subject.broken()).toBe(1);
    });

    it('shows an entry id that was taken in advance, and does not take it for written', async () => {
      await subject.set(key('entry#run-intent'), 2);

      expect(await subject.broken()).toBe(2);
      await expect(createAudit(subject.store).append(entry('run-intent'))).rejects.toMatchObject({
        code: 'audit.broken',
      });
    });

    it('shows that an entry id was removed, by which the entry could be written twice', async () => {
      await subject.remove(key('entry#b'));

      expect(await subject.broken()).toBe(2);
    });

    it('shows that a whole chain was removed', async () => {
      for (const seq of [1, 2, 3, 4]) await subject.remove(recordKey(seq));
      for (const id of ['a', 'b', 'c', 'd']) await subject.remove(key(`entry#${id}`));
      await subject.remove(key('head'));

      expect(await subject.broken()).toBe(1);
      expect(await createAudit(subject.store).chains()).toEqual(['case-1']);
    });

    it('shows that a chain was written anew from its beginning', async () => {
      const store = subject.store;
      for (const seq of [1, 2, 3, 4]) await subject.remove(recordKey(seq));
      for (const id of ['a', 'b', 'c', 'd']) await subject.remove(key(`entry#${id}`));
      await subject.remove(key('head'));
      const forged = sealed({ ...entry('a'), who: 'U2', seq: 1, previous: '0'.repeat(64) });
      await subject.set(recordKey(1), forged);
      await subject.set(key('entry#a'), 1);
      await subject.set(key('head'), { seq: 1, hash: forged.hash });

      expect(await createAudit(store).verify('case-1')).toEqual({
        seq: 1,
        problem: 'the record is not the one that the register of all chains knows',
      });
    });

    it('shows that the register was altered, in the register itself', async () => {
      const at = { partition: 'audit#chains', sort: recordKey(1).sort };
      const register = await subject.store.get<AuditRecord>(at);
      await subject.set(at, { ...register?.value, data: { first: 'f'.repeat(64) } });

      expect((await createAudit(subject.store).verify('chains'))?.seq).toBe(1);
    });

    it('shows a record of another chain', async () => {
      await subject.set({ partition: 'audit#case-2', sort: recordKey(1).sort }, subject.record(1));

      expect((await createAudit(subject.store).verify('case-2'))?.seq).toBe(1);
    });
  });
}

/** A chain of four records, and the means of somebody who can write to its store. */
class TamperedChain {
  #store: Store | undefined;
  #records: readonly AuditRecord[] = [];

  async fill(store: Store): Promise<void> {
    this.#store = store;
    const audit = createAudit(store);
    for (const id of ['a', 'b', 'c', 'd']) await audit.append(entry(id));
    this.#records = await audit.read('case-1');
  }

  get store(): Store {
    if (this.#store === undefined) throw new Error('the store has not been opened');
    return this.#store;
  }

  /** The record as it was written. */
  record(seq: number): AuditRecord {
    const record = this.#records[seq - 1];
    if (record === undefined) throw new Error(`no record ${seq}`);
    return record;
  }

  async set(at: Key, value: unknown): Promise<void> {
    await this.store.commit([{ kind: 'put', key: at, value, if: 'any' }]);
  }

  async remove(at: Key): Promise<void> {
    await this.store.commit([{ kind: 'delete', key: at, if: 'any' }]);
  }

  /** Where verification finds the chain broken. */
  async broken(): Promise<number | undefined> {
    return (await createAudit(this.store).verify('case-1'))?.seq;
  }
}

function key(sort: string): Key {
  return { partition: 'audit#case-1', sort };
}

function recordKey(seq: number): Key {
  return key(`record#${String(seq).padStart(12, '0')}`);
}

/** The record as somebody would forge it: with a hash that fits its content. */
function sealed({ at, chain, data, event, id, previous, seq, who }: Omit<AuditRecord, 'hash'>): AuditRecord {
  const unsealed = { at, chain, data, event, id, previous, seq, who };
  return { ...unsealed, hash: createHash('sha256').update(JSON.stringify(unsealed)).digest('hex') };
}
