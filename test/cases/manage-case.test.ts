import { beforeEach, describe, expect, it } from 'vitest';
import { createAudit } from '../../src/adapters/audit.ts';
import { caseNote } from '../../blocks/case-note.ts';
import { readCase } from '../../src/cases/case-store.ts';
import { listCases } from '../../src/cases/list-cases.ts';
import { changeCase, type CaseChange } from '../../src/cases/manage-case.ts';
import type { OutboxEntry } from '../../src/cases/outbox.ts';
import { recordAlert } from '../../src/cases/record-alert.ts';
import type { Alert } from '../../src/model/alert.ts';
import type { Audit } from '../../src/ports/audit.ts';
import type { Store } from '../../src/ports/store.ts';
import { alertOf, DAVE, ManualClock, memoryStore, ruleOf } from './support.ts';

const ANA = { id: 'U0ANA', name: 'ana' };
const BEN = { id: 'U0BEN', name: 'ben' };

let clock: ManualClock;
let store: Store;
let audit: Audit;
let caseId: string;

const record = (alert: Alert) =>
  recordAlert({ store, clock, channelFor: () => Promise.resolve('C0ALERTS') }, alert).then(
    (recorded) => recorded.caseId,
  );

const change = (what: CaseChange, person = ANA, key = `${what.kind}-1`) =>
  changeCase(
    { store, clock, audit, say: (done, by) => caseNote(by, done.kind) },
    { caseId, change: what, person, key },
  );

const theCase = async () => (await readCase(store, caseId)).value;

const notes = async () =>
  (await store.list<OutboxEntry>('outbox#C0ALERTS')).items.flatMap(({ value }) =>
    value.kind === 'note' ? [value.message.text] : [],
  );

const audited = async () => (await audit.read(caseId)).map((entry) => `${entry.event} ${entry.who}`);

beforeEach(async () => {
  clock = new ManualClock();
  store = memoryStore(clock);
  audit = createAudit(memoryStore(clock));
  caseId = await record(alertOf(['e0']));
});

describe('a case that somebody takes care of', () => {
  it('says who acknowledged it, once, in the thread and the audit', async () => {
    const first = await change({ kind: 'acknowledge' });
    const again = await change({ kind: 'acknowledge' });
    const other = await change({ kind: 'acknowledge' }, BEN, 'acknowledge-2');

    expect([first.changed, again.changed, other.changed]).toEqual([true, true, false]);
    expect(await theCase()).toMatchObject({ status: 'acknowledged', acknowledged: { by: ANA.id } });
    expect(await notes()).toEqual(['ana acknowledge']);
    expect(await audited()).toEqual(['case.acknowledged U0ANA']);
  });

  it('has one owner after twenty people took it at once, and every change in its audit', async () => {
    const people = Array.from({ length: 20 }, (_, index) => ({ id: `U${index}`, name: `u${index}` }));
    const results = await Promise.all(
      people.map((person) => change({ kind: 'assign', to: person }, person, `k-${person.id}`)),
    );

    expect(results.filter(({ changed }) => changed)).toHaveLength(20);
    expect(people.map(({ id }) => id)).toContain((await theCase()).assignee);
    expect(await audited()).toHaveLength(20);
    expect(await audit.verify(caseId)).toBeUndefined();
  });

  it('keeps why it was closed, and is neither taken nor assigned after that', async () => {
    await change({ kind: 'close', verdict: 'expected', words: 'A load test.' });
    await expect(change({ kind: 'acknowledge' }, BEN)).rejects.toMatchObject({ code: 'case.closed' });
    await expect(change({ kind: 'assign', to: BEN })).rejects.toMatchObject({ code: 'case.closed' });
    const second = await change({ kind: 'close', verdict: 'true', words: 'No!' }, BEN, 'close-2');

    expect(second.changed).toBe(false);
    expect(await theCase()).toMatchObject({
      status: 'closed',
      closed: { by: ANA.id, verdict: 'expected', words: 'A load test.' },
    });
  });

  it('is opened again by hand', async () => {
    await change({ kind: 'close', verdict: 'false', words: 'Nothing.' });
    await change({ kind: 'reopen' }, BEN);

    expect((await theCase()).status).toBe('open');
    expect(await audited()).toEqual(['case.closed U0ANA', 'case.reopened U0BEN']);
  });
});

describe('a new match', () => {
  it('opens a closed case again and tells the channel; the same record once more does not', async () => {
    await change({ kind: 'close', verdict: 'false', words: 'Nothing.' });
    await record(alertOf(['e0']));
    expect((await theCase()).status).toBe('closed');

    await record(alertOf(['e1']));
    await record(alertOf(['e1']));

    expect((await theCase()).status).toBe('open');
    expect((await notes()).filter((text) => text.startsWith('Opened again'))).toEqual([
      'Opened again: Instances launched in bulk (dave).',
    ]);
  });

  it('does not take an acknowledged case away from who looks after it', async () => {
    await change({ kind: 'acknowledge' });
    await record(alertOf(['e1']));

    expect(await theCase()).toMatchObject({ status: 'acknowledged', count: 2 });
  });
});

it('has to be acknowledged anew when it becomes worse', async () => {
  await change({ kind: 'acknowledge' });
  await record(alertOf(['e1'], { rule: ruleOf({ id: 'worse', level: 'critical' }) }));

  expect(await theCase()).toMatchObject({ status: 'open', level: 'critical' });
});

it('lists cases the worst first, and says where there are more', async () => {
  const other = { ...DAVE, root: { id: 'arn:aws:iam::111122223333:role/ci', name: 'ci' } };
  clock.advance(1000);
  const low = await record(alertOf(['e5'], { actor: other, rule: ruleOf({ level: 'low' }) }));
  await change({ kind: 'acknowledge' });

  const all = await listCases(store, { shelf: 'open', limit: 10 });
  const one = await listCases(store, { shelf: 'open', limit: 1 });

  expect(all).toMatchObject({ cases: [{ id: caseId }, { id: low }], more: 0, partial: false });
  expect(one).toMatchObject({ cases: [{ id: caseId }], more: 1 });
  expect((await listCases(store, { shelf: 'closed', limit: 10 })).cases).toEqual([]);
});
