import * as fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { createAudit } from '../../src/adapters/audit.ts';
import { muteNote } from '../../blocks/case-note.ts';
import { readCase } from '../../src/cases/case-store.ts';
import { createMute, liftMute, type MuteWish } from '../../src/cases/manage-mute.ts';
import { muteOf, readMutes } from '../../src/cases/mutes.ts';
import type { OutboxEntry } from '../../src/cases/outbox.ts';
import { recordAlert } from '../../src/cases/record-alert.ts';
import type { Alert } from '../../src/model/alert.ts';
import type { Mute, MuteScope } from '../../src/model/mute.ts';
import type { Audit } from '../../src/ports/audit.ts';
import type { Store } from '../../src/ports/store.ts';
import { ACCOUNT, alertOf, DAVE, ManualClock, memoryStore, recordOf, ruleOf } from './support.ts';

const HOUR = 3_600_000;
const RANA = { id: 'U0RANA', name: 'rana' };
const ACTOR: MuteScope = { kind: 'actor', id: DAVE.root.id, name: 'dave' };
const MEDIUM = ruleOf({ id: 'noisy', title: 'A noisy rule', level: 'medium' });
const OTHER = { ...DAVE, root: { id: `arn:aws:iam::${ACCOUNT}:user/eve`, name: 'eve' } };

let clock: ManualClock;
let store: Store;
let audit: Audit;

beforeEach(() => {
  clock = new ManualClock();
  store = memoryStore(clock);
  audit = createAudit(memoryStore(clock));
});

const record = async (alert: Alert) => {
  const mutes = () => readMutes(store, clock.now());
  const { caseId } = await recordAlert({ store, clock, channelFor: () => Promise.resolve('C0ALERTS'), mutes }, alert);
  return (await readCase(store, caseId)).value;
};

const outbox = async () => (await store.list<OutboxEntry>('outbox#C0ALERTS')).items.map(({ value }) => value);
const cards = async () => (await outbox()).flatMap((entry) => (entry.kind === 'card' ? [entry.id] : []));
const ports = () => ({ store, clock, audit, say: muteNote });

const wish = (caseId: string, more: Partial<MuteWish> = {}): MuteWish => ({
  caseId,
  ruleId: MEDIUM.id,
  scope: ACTOR,
  hours: 24,
  reason: 'Load tests all day.',
  person: RANA,
  isApprover: false,
  longest: { severe: 7 * 24, other: 30 * 24 },
  key: 'v0123456789abcdef',
  ...more,
});

/** A case whose card has left the outbox, so that the next entry there is news. */
async function shown(alert: Alert) {
  const first = await record(alert);
  for (const item of (await store.list('outbox#C0ALERTS')).items)
    await store.commit([{ kind: 'delete', key: item, if: 'any' }]);
  return first;
}

describe('a mute', () => {
  it('hides the card of a new case, never the case, and lets the next other match show it', async () => {
    const first = await shown(alertOf(['e0'], { rule: MEDIUM }));
    await createMute(ports(), wish(first.id, { scope: { kind: 'account' } }));
    const hidden = await record(alertOf(['e1'], { rule: MEDIUM, actor: OTHER }));

    expect(hidden).toMatchObject({ hidden: true, count: 1, status: 'open' });
    expect(await cards()).not.toContain(hidden.id);

    const raised = await record(alertOf(['e2'], { actor: OTHER }));
    expect(raised.id).toBe(hidden.id);
    expect(raised.hidden).toBeUndefined();
    expect(raised.count).toBe(2);
    expect(await cards()).toContain(hidden.id);
  });

  it('is told to the whole channel and audited once, however often the window is sent', async () => {
    const it0 = await shown(alertOf(['e0'], { rule: MEDIUM }));
    const [mute] = await Promise.all([createMute(ports(), wish(it0.id)), createMute(ports(), wish(it0.id))]);
    await createMute(ports(), wish(it0.id));

    expect(await readMutes(store, clock.now())).toEqual([mute]);
    const notes = (await outbox()).filter((entry) => entry.kind === 'note');
    expect(notes.map(({ id }) => id).filter((id, at, all) => all.indexOf(id) === at)).toEqual([`muted-${mute.id}`]);
    expect(notes[0]).toMatchObject({ broadcast: true });
    expect((await audit.read(it0.id)).map(({ event }) => event)).toEqual(['case.muted']);
  });

  it('is not needed for informational rules: they never get a card of their own', async () => {
    const hidden = await record(alertOf(['e0'], { rule: ruleOf({ level: 'informational' }) }));
    const raised = await record(alertOf(['e1'], { rule: ruleOf({ id: 'other', level: 'low' }) }));

    expect(hidden.hidden).toBe(true);
    expect(raised).toMatchObject({ id: hidden.id, count: 2, level: 'low' });
    expect(await cards()).toEqual([raised.id]);
  });

  it('ends by itself', async () => {
    const it0 = await shown(alertOf(['e0'], { rule: MEDIUM }));
    await createMute(ports(), wish(it0.id, { scope: { kind: 'account' } }));
    clock.advance(24 * HOUR + 1);

    expect(await readMutes(store, clock.now())).toEqual([]);
    expect((await record(alertOf(['e1'], { rule: MEDIUM, actor: OTHER }))).hidden).toBeUndefined();
  });

  it('is lifted once, and the channel is told', async () => {
    const it0 = await shown(alertOf(['e0'], { rule: MEDIUM }));
    const mute = await createMute(ports(), wish(it0.id));
    const lifted = await Promise.all([
      liftMute(ports(), { id: mute.id, person: RANA }),
      liftMute(ports(), { id: mute.id, person: RANA }),
    ]);

    expect(lifted.filter((one) => one !== undefined)).toEqual([mute]);
    expect(await readMutes(store, clock.now())).toEqual([]);
    expect((await outbox()).filter((entry) => entry.id === `lifted-${mute.id}`)).toHaveLength(1);
    expect(await liftMute(ports(), { id: 'no-such', person: RANA })).toBeUndefined();
  });

  it.each<[string, Partial<MuteWish>, string]>([
    ['a rule that the case does not have', { ruleId: 'other' }, 'mute.no-rule'],
    ['somebody who is not the case’s actor', { scope: { kind: 'actor', id: 'x', name: 'x' } }, 'mute.not-of-case'],
    ['a resource of another case', { scope: { kind: 'resource', id: 'i-1' } }, 'mute.not-of-case'],
    ['longer than 30 days', { hours: 24 * 31 }, 'mute.too-long'],
    ['no time at all', { hours: Number.NaN }, 'mute.too-long'],
    ['no reason', { reason: ' ' }, 'mute.no-reason'],
  ])('is refused for %s', async (_what, more, code) => {
    const it0 = await shown(alertOf(['e0'], { rule: MEDIUM }));

    await expect(createMute(ports(), wish(it0.id, more))).rejects.toMatchObject({ code });
    expect(await readMutes(store, clock.now())).toEqual([]);
    expect(await outbox()).toEqual([]);
  });

  it('lasts as long as the policy allows, and no longer', async () => {
    const it0 = await shown(alertOf(['e0'], { rule: MEDIUM }));
    const longest = { severe: 24, other: 48 };

    await expect(createMute(ports(), wish(it0.id, { longest, hours: 49 }))).rejects.toMatchObject({
      code: 'mute.too-long',
      message: expect.stringContaining('2 days'),
    });
    await expect(createMute(ports(), wish(it0.id, { longest, hours: 48 }))).resolves.toMatchObject({
      rule: { id: MEDIUM.id },
    });
  });

  it('is not taken for another that the same window asks for', async () => {
    const it0 = await shown(alertOf(['e0'], { rule: MEDIUM }));
    await createMute(ports(), wish(it0.id));

    for (const more of [
      { hours: 48 },
      { scope: { kind: 'account' } as const },
      { person: { id: 'U0BEN', name: 'ben' } },
    ])
      await expect(createMute(ports(), wish(it0.id, more))).rejects.toMatchObject({ code: 'mute.differs' });
    expect(await readMutes(store, clock.now())).toHaveLength(1);
    expect(await audit.read(it0.id)).toHaveLength(1);
  });

  it('of a rule that has become severe hides nothing any more, and what it hid is seen', async () => {
    const first = await shown(alertOf(['e0'], { rule: MEDIUM }));
    await createMute(ports(), wish(first.id, { scope: { kind: 'account' } }));
    const hidden = await record(alertOf(['e1'], { rule: MEDIUM, actor: OTHER }));
    const risen = await record(alertOf(['e2'], { rule: { ...MEDIUM, level: 'high' }, actor: OTHER }));

    expect(hidden.hidden).toBe(true);
    expect(risen).toMatchObject({ id: hidden.id, level: 'high', count: 2 });
    expect(risen.hidden).toBeUndefined();
    expect(await cards()).toContain(hidden.id);
  });

  it('of a severe rule is an approver’s, and shorter', async () => {
    const rule = ruleOf({ id: MEDIUM.id, level: 'critical' });
    const it0 = await shown(alertOf(['e0'], { rule }));

    await expect(createMute(ports(), wish(it0.id))).rejects.toMatchObject({ code: 'mute.needs-approver' });
    await expect(createMute(ports(), wish(it0.id, { isApprover: true, hours: 200 }))).rejects.toMatchObject({
      code: 'mute.too-long',
    });
    await expect(createMute(ports(), wish(it0.id, { isApprover: true }))).resolves.toMatchObject({ by: RANA.id });
  });
});

const muteWith = (scope: MuteScope): Mute => ({
  id: 'm1',
  account: ACCOUNT,
  rule: { id: MEDIUM.id, title: MEDIUM.title, level: MEDIUM.level },
  scope,
  caseId: 'k1',
  reason: 'r',
  by: RANA.id,
  at: 0,
  until: 100,
});

describe('what a mute covers', () => {
  it.each<[string, MuteScope, Partial<Alert>, boolean]>([
    ['its actor', ACTOR, {}, true],
    ['another actor', ACTOR, { actor: OTHER }, false],
    ['another account', { kind: 'account' }, { account: '444455556666' }, false],
    ['another rule', { kind: 'account' }, { rule: ruleOf() }, false],
    ['anybody in the account', { kind: 'account' }, { actor: OTHER }, true],
    ['records of its resource alone', { kind: 'resource', id: 'b' }, { records: [touching('b')] }, true],
    ['records of another as well', { kind: 'resource', id: 'b' }, { records: [touching('b', 'c')] }, false],
    ['records that touch nothing', { kind: 'resource', id: 'b' }, { records: [touching()] }, false],
    [
      'more resources than are listed',
      { kind: 'resource', id: 'b' },
      { records: [{ ...touching('b'), targetsOmitted: 1 }] },
      false,
    ],
  ])('%s: %j', (_what, scope, more, covered) => {
    expect(muteOf(alertOf(['e0'], { rule: MEDIUM, ...more }), [muteWith(scope)], 50) !== undefined).toBe(covered);
  });

  it.each([
    ['low', 'medium', true],
    ['medium', 'low', true],
    ['medium', 'high', false],
    ['informational', 'critical', false],
    ['high', 'high', true],
    ['high', 'critical', false],
    ['critical', 'high', true],
  ] as const)('of a rule that was %s and is %s now: %s', (was, is, covered) => {
    const mute = muteWith({ kind: 'account' });
    const alert = alertOf(['e0'], { rule: { ...MEDIUM, level: is } });

    expect(muteOf(alert, [{ ...mute, rule: { ...mute.rule, level: was } }], 50) !== undefined).toBe(covered);
  });

  it('is nothing once it has ended', () => {
    expect(muteOf(alertOf(['e0'], { rule: MEDIUM }), [muteWith({ kind: 'account' })], 100)).toBeUndefined();
  });

  it('never hangs on what a caller chooses: user agents, session names and addresses change nothing', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (session, userAgent, sourceIPAddress) => {
        const plain = alertOf(['e0'], { rule: MEDIUM });
        const dressed = alertOf(['e0'], {
          rule: MEDIUM,
          actor: { ...DAVE, session, sourceIdentity: session },
          records: [recordOf('e0', { userAgent, sourceIPAddress })],
        });
        for (const scope of [ACTOR, { kind: 'account' } as const, { kind: 'resource', id: 'b' } as const])
          expect(muteOf(dressed, [muteWith(scope)], 50)).toEqual(muteOf(plain, [muteWith(scope)], 50));
      }),
    );
  });
});

function touching(...ids: readonly string[]) {
  return recordOf('e0', { targets: ids.map((id) => ({ type: 'AWS::S3::Bucket', id })) });
}
