import { createAudit } from '../../src/adapters/audit.ts';
import { CASE_REGISTER } from '../../src/cases/case-index.ts';
import { caseKey, readCase } from '../../src/cases/case-store.ts';
import { changeCase } from '../../src/cases/manage-case.ts';
import { mergeCase } from '../../src/cases/manage-merge.ts';
import { splitOff } from '../../src/cases/manage-split.ts';
import { outboxPartition, type OutboxEntry } from '../../src/cases/outbox.ts';
import { recordAlert } from '../../src/cases/record-alert.ts';
import { caseNote } from '../../blocks/case-note.ts';
import type { Actor } from '../../src/model/actor.ts';
import type { Case, CasePart } from '../../src/model/case.ts';
import type { Audit } from '../../src/ports/audit.ts';
import type { Store, Write } from '../../src/ports/store.ts';
import { ACCOUNT, alertOf, recordOf, ruleOf, type ManualClock } from './support.ts';

export const ANA = { id: 'U0ANA', name: 'ana' };
export const BEN = { id: 'U0BEN', name: 'ben' };

/** Everything that happens to cases, over one store. */
export interface Parts {
  readonly store: Store;
  readonly clock: ManualClock;
  readonly audit: Audit;
  /** Cases that somebody was to be called to. */
  readonly alarms: string[];
  alert(actor: string, rule: string, ids: readonly string[], more?: Parameters<typeof alertOf>[1]): Promise<Case>;
  merge(into: string, from: string, person?: typeof ANA): Promise<Case>;
  split(caseId: string, part: CasePart, newId?: string, person?: typeof ANA): Promise<Case>;
  close(caseId: string): Promise<void>;
  reopen(caseId: string): Promise<void>;
  read(caseId: string): Promise<Case>;
  /** Every case that was ever opened, also those that were merged away. */
  all(): Promise<readonly Case[]>;
  notes(): Promise<readonly string[]>;
}

/** A user of the account. */
export function userOf(name: string): Actor {
  const id = `arn:aws:iam::${ACCOUNT}:user/${name}`;
  return { type: 'IAMUser', arn: id, account: ACCOUNT, root: { id, name } };
}

export function partsOn(store: Store, clock: ManualClock, auditStore: Store): Parts {
  const audit = createAudit(auditStore);
  const alarms: string[] = [];
  const alarm = (it: Case): readonly Write[] => {
    alarms.push(it.id);
    return [];
  };
  const ports = { store, clock, audit, alarm };
  let keys = 0;
  const read = async (id: string): Promise<Case> => (await readCase(store, id)).value;
  const change = async (caseId: string, what: Parameters<typeof changeCase>[1]['change']): Promise<void> => {
    keys += 1;
    await changeCase(
      { ...ports, say: (done, by) => caseNote(by, done.kind) },
      { caseId, change: what, person: ANA, key: `change-${keys}` },
    );
  };
  return {
    store,
    clock,
    audit,
    alarms,
    async alert(actor, rule, ids, more = {}) {
      const { caseId } = await recordAlert(
        { ...ports, channelFor: () => Promise.resolve('C0ALERTS') },
        alertOf(ids, {
          actor: userOf(actor),
          rule: ruleOf({ id: rule, title: `Rule ${rule}` }),
          records: ids.slice(0, 10).map((id) => recordOf(id, { actor: userOf(actor) })),
          ...more,
        }),
      );
      return read(caseId);
    },
    merge: async (into, from, person = ANA) => (await mergeCase(ports, { into, from, person })).case,
    split(caseId, part, newId = `split${(keys += 1)}`, person = ANA) {
      return splitOff(ports, { caseId, choose: () => part, newId, person });
    },
    close: (id) => change(id, { kind: 'close', verdict: 'true', words: 'Done.' }),
    reopen: (id) => change(id, { kind: 'reopen' }),
    read,
    async all() {
      const { items } = await store.list<{ caseId: string }>(CASE_REGISTER, { limit: 1000 });
      const cases = await Promise.all(items.map(({ value }) => store.get<Case>(caseKey(value.caseId))));
      return cases.flatMap((item) => item?.value ?? []);
    },
    async notes() {
      const { items } = await store.list<OutboxEntry>(outboxPartition('C0ALERTS'), { limit: 1000 });
      return items.flatMap(({ value }) => (value.kind === 'note' ? [value.message.text] : []));
    },
  };
}
