import { onTestFinished, describe, expect, it } from 'vitest';
import { createAudit } from '../../src/adapters/audit.ts';
import { openSqliteStore } from '../../src/adapters/local/sqlite-store.ts';
import { freeze, readFreeze, thaw, type FreezePorts } from '../../src/approve/freeze.ts';
import type { Person } from '../../src/model/person.ts';
import type { ChatMessage } from '../../src/ports/chat.ts';
import { ManualClock } from '../cases/support.ts';
import { NOW, personOf, policyOf } from './support.ts';

const policy = policyOf();
const ana = personOf('U0ANA');
const ben = personOf('U0BEN');
const vic = personOf('U0VIC', { role: 'viewer' });

function bench() {
  const clock = new ManualClock(NOW);
  const store = openSqliteStore(':memory:', { now: () => clock.now() });
  const audit = createAudit(openSqliteStore(':memory:'));
  onTestFinished(() => store.close());
  const told: string[] = [];
  const ports: FreezePorts = {
    store,
    audit,
    clock,
    announce(_policy, id, message: ChatMessage) {
      told.push(message.text);
      return [{ kind: 'put', key: { partition: 'told', sort: id }, value: message, if: 'any' }];
    },
  };
  let clicks = 0;
  const click = (person: Person) => ({ person, policy, key: `click${(clicks += 1)}` });
  return {
    clock,
    store,
    told,
    ports,
    freeze: (person: Person, reason = 'Drill') => freeze(ports, { ...click(person), reason }),
    thaw: (person: Person) => thaw(ports, click(person)),
    state: () => readFreeze(store),
    async audited() {
      return (await audit.read('system')).map((record) => `${record.event} ${record.who}`);
    },
  };
}

describe('freezing', () => {
  it('is done by one approver, with a reason, and told and audited', async () => {
    const desk = bench();

    const answer = await desk.freeze(ana, 'False alarms');

    expect(answer).toMatchObject({ allowed: true });
    expect(await desk.state()).toEqual({ by: 'U0ANA', at: NOW, reason: 'False alarms' });
    expect(desk.told[0]).toContain('“False alarms”');
    expect(await desk.audited()).toEqual(['freeze.set U0ANA']);
  });

  it.each([
    ['a viewer', vic],
    ['a guest whom a rule lists', personOf('U0ANA', { kind: 'guest', role: undefined })],
    ['a stranger whom a rule lists', personOf('U0ANA', { kind: 'stranger', role: undefined })],
    ['a deactivated approver', personOf('U0ANA', { kind: 'deleted', role: undefined })],
  ])('is refused to %s, and that is audited', async (_who, person) => {
    const desk = bench();

    expect(await desk.freeze(person)).toMatchObject({ allowed: false });
    expect(await desk.thaw(person)).toMatchObject({ allowed: false });
    expect(await desk.state()).toBeUndefined();
    expect(await desk.audited()).toEqual([`freeze.refused ${person.id}`, `thaw.refused ${person.id}`]);
  });

  it('is open to an approver by role whom no rule lists, and to a responder whom one lists', async () => {
    const desk = bench();

    expect(await desk.freeze(personOf('U0ZOE', { role: 'approver' }))).toMatchObject({ allowed: true });
    expect(await desk.thaw(personOf('U0BEN', { role: 'responder' }))).toMatchObject({ allowed: true });
  });

  it('says who was first when it is frozen already', async () => {
    const desk = bench();
    await desk.freeze(ana, 'First');

    expect((await desk.freeze(ben, 'Second')).sentence).toContain('“First”');
    expect(await desk.state()).toMatchObject({ by: 'U0ANA', reason: 'First' });
  });
});

describe('thawing', () => {
  it('needs two approvers, of whom one may have frozen it', async () => {
    const desk = bench();
    await desk.freeze(ana);

    const first = await desk.thaw(ana);
    const between = await desk.state();
    const second = await desk.thaw(ben);

    expect(first.sentence).toContain('another approver');
    expect(between).toMatchObject({ by: 'U0ANA', thawing: { by: 'U0ANA' } });
    expect(second.sentence).toBe('Thawed: things go on.');
    expect(await desk.state()).toBeUndefined();
    expect(await desk.audited()).toEqual(['freeze.set U0ANA', 'freeze.thawing U0ANA', 'freeze.thawed U0BEN']);
  });

  it('is not done by the same person twice', async () => {
    const desk = bench();
    await desk.freeze(ana);
    await desk.thaw(ben);

    expect(await desk.thaw(ben)).toMatchObject({ allowed: false });
    expect(await desk.state()).toBeDefined();
  });

  it('is begun anew when the second comes too late', async () => {
    const desk = bench();
    await desk.freeze(ana);
    await desk.thaw(ana);
    desk.clock.advance(15 * 60_000);

    await desk.thaw(ben);

    expect(await desk.state()).toMatchObject({ thawing: { by: 'U0BEN' } });
  });

  it('is taken back by whoever freezes again', async () => {
    const desk = bench();
    await desk.freeze(ana);
    await desk.thaw(ben);

    await desk.freeze(personOf('U0CLEO'));
    const after = await desk.thaw(ana);

    expect(after.sentence).toContain('another approver');
    expect(await desk.state()).toMatchObject({ by: 'U0ANA', thawing: { by: 'U0ANA' } });
  });

  it('of what is not frozen does nothing', async () => {
    const desk = bench();

    expect(await desk.thaw(ana)).toEqual({ allowed: false, sentence: 'Trailbolt is not frozen.' });
    expect(await desk.audited()).toEqual([]);
  });
});

describe('clicks', () => {
  it('that are delivered again are answered alike and change nothing', async () => {
    const desk = bench();
    const one = { person: ana, policy, key: 'k1', reason: 'Drill' };
    const two = { person: ana, policy, key: 'k2' };
    const three = { person: ben, policy, key: 'k3' };

    const answers = [
      [await freeze(desk.ports, one), await freeze(desk.ports, one)],
      [await thaw(desk.ports, two), await thaw(desk.ports, two)],
      [await thaw(desk.ports, three), await thaw(desk.ports, three)],
    ];

    for (const [first, again] of answers) expect(again).toEqual(first);
    expect(await desk.audited()).toHaveLength(3);
    expect(await desk.state()).toBeUndefined();
  });

  it('of many at once thaw only by two different people', async () => {
    const desk = bench();
    await desk.freeze(ana);

    await Promise.all(Array.from({ length: 10 }, () => desk.thaw(ana)));
    const afterOne = await desk.state();
    await Promise.all(Array.from({ length: 10 }, () => desk.thaw(ben)));

    expect(afterOne).toMatchObject({ thawing: { by: 'U0ANA' } });
    expect(await desk.state()).toBeUndefined();
    expect((await desk.audited()).filter((event) => event.startsWith('freeze.thawed'))).toEqual([
      'freeze.thawed U0BEN',
    ]);
  });

  it('fail where the store cannot be read: nothing is taken for thawed', async () => {
    const desk = bench();
    await desk.freeze(ana);
    await desk.store.close();

    await expect(desk.state()).rejects.toThrow();
  });
});
