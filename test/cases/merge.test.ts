import { afterAll, beforeAll, describe, expect, test, onTestFinished } from 'vitest';
import { openDynamoStore } from '../../src/adapters/aws/dynamodb-store.ts';
import { openSqliteStore } from '../../src/adapters/local/sqlite-store.ts';
import { readForRequests, readStanding } from '../../src/cases/case-store.ts';
import { listCases } from '../../src/cases/list-cases.ts';
import { openByHand } from '../../src/cases/manual-case.ts';
import { TrailboltError } from '../../src/errors.ts';
import { actorsOf, type Case } from '../../src/model/case.ts';
import { areKnown, UNKNOWN_PRINCIPAL } from '../../src/model/principals.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Store } from '../../src/ports/store.ts';
import { startDynamo, type DynamoEmulator } from '../contract/dynamo-emulator.ts';
import { BEN, partsOn, userOf, type Parts } from './parts.ts';
import { ACCOUNT, eventIDs, ManualClock, memoryStore, ruleOf, timeAt } from './support.ts';

const HOUR = 60 * 60_000;
let dynamo: DynamoEmulator;

beforeAll(async () => {
  dynamo = await startDynamo();
});

afterAll(() => dynamo.stop());

const STORES: readonly (readonly [string, (clock: Clock) => Promise<Store>])[] = [
  ['SQLite', (clock) => Promise.resolve(openSqliteStore(':memory:', { now: () => clock.now() }))],
  [
    'DynamoDB',
    async (clock) =>
      openDynamoStore({ client: dynamo.client, table: await dynamo.createTable(), now: () => clock.now() }),
  ],
];

async function partsIn(open: (clock: Clock) => Promise<Store>): Promise<Parts> {
  const clock = new ManualClock();
  const store = await open(clock);
  onTestFinished(() => store.close());
  return partsOn(store, clock, memoryStore(clock));
}

const inMemory = () => partsIn((clock) => Promise.resolve(openSqliteStore(':memory:', { now: () => clock.now() })));

const names = (it: Case): readonly string[] => actorsOf(it).map(({ root }) => root.name);

/** What the error of each says, or that there is none. */
async function outcomes(all: readonly Promise<unknown>[]): Promise<readonly string[]> {
  const settled = await Promise.allSettled(all);
  return settled.map((one) =>
    one.status === 'fulfilled' ? 'done' : one.reason instanceof TrailboltError ? one.reason.code : String(one.reason),
  );
}

const crowd = (from: number) => Array.from({ length: 60 }, (_, index) => userOf(`p${from + index}`).root.id);

const byHand = (at: Parts): Promise<Case> =>
  openByHand(at.store, {
    id: 'byhand',
    by: BEN,
    account: ACCOUNT,
    target: { type: 'AWS::EC2::Instance', id: 'i-1', region: 'eu-central-1' },
    channel: 'C0ALERTS',
    now: at.clock.now(),
  });

describe.each(STORES)('two cases on %s', (_name, open) => {
  test('become one that has what both had', async () => {
    const at = await partsIn(open);
    const a = await at.alert('a', 'r1', ['a1', 'a2'], { firstAt: timeAt(5), lastAt: timeAt(6) });
    const b = await at.alert('b', 'r1', ['b1'], { firstAt: timeAt(1), lastAt: timeAt(9) });
    await at.alert('b', 'r2', ['b1', 'b2']);

    const merged = await at.merge(a.id, b.id);

    expect(merged).toMatchObject({ id: a.id, count: 4, absorbed: [b.id], status: 'open' });
    expect(merged.lines.map(({ rule, count, firstAt, lastAt }) => [rule.id, count, firstAt, lastAt])).toEqual([
      ['r2', 2, timeAt(0), timeAt(0)],
      ['r1', 3, timeAt(1), timeAt(9)],
    ]);
    expect(names(merged)).toEqual(['a', 'b']);
    expect(merged.principals).toEqual([userOf('a').root.id, userOf('b').root.id]);
    expect(merged.records.map(({ eventID }) => eventID).toSorted()).toEqual(['a1', 'a2', 'b1', 'b2']);
    expect(await at.read(b.id)).toMatchObject({ status: 'closed', mergedInto: { caseId: a.id, by: 'U0ANA' } });
    expect((await listCases(at.store, { shelf: 'open', limit: 10 })).cases.map(({ id }) => id)).toEqual([a.id]);
  });

  test('say so in both audits and in the thread, once, however often the same is asked', async () => {
    const at = await partsIn(open);
    const [a, b] = [await at.alert('a', 'r1', ['a1']), await at.alert('b', 'r1', ['b1'])];
    const first = await at.merge(a.id, b.id);
    const again = await at.merge(a.id, b.id);

    expect(again).toEqual(first);
    expect(await at.notes()).toEqual([`ana merged case ${b.id} (High: Rule r1, 1 record of b) into this one.`]);
    expect((await at.audit.read(a.id)).map(({ event, who }) => [event, who])).toEqual([['case.absorbed', 'U0ANA']]);
    expect((await at.audit.read(b.id)).map(({ event, data }) => [event, data])).toEqual([
      ['case.merged', { into: a.id }],
    ]);
  });

  test('merged into each other at once become one, and the other press is told where to', async () => {
    const at = await partsIn(open);
    const [a, b] = [await at.alert('a', 'r1', ['a1']), await at.alert('b', 'r1', ['b1'])];
    const results = await outcomes([at.merge(a.id, b.id), at.merge(b.id, a.id, BEN)]);
    const standing = (await at.all()).filter((it) => it.mergedInto === undefined);

    expect(results.toSorted()).toEqual(['case.merged', 'done']);
    expect(standing).toMatchObject([{ count: 2 }]);
  });

  test('are told apart again by a split, and what each does goes where it belongs', async () => {
    const at = await partsIn(open);
    const [a, b] = [await at.alert('a', 'r1', ['a1']), await at.alert('b', 'r1', ['b1', 'b2'])];
    await at.alert('b', 'r2', ['b2']);
    await at.merge(a.id, b.id);
    const part = await at.split(a.id, { kind: 'actor', actor: userOf('b').root.id });
    const rule = await at.split(part.id, { kind: 'rules', rules: ['r2'] });

    expect([await at.read(a.id), await at.read(part.id), rule].map(({ count }) => count)).toEqual([1, 2, 0]);
    expect((await at.alert('b', 'r2', ['b3'])).id).toBe(rule.id);
    expect((await at.alert('b', 'r1', ['b4'])).id).toBe(part.id);
    expect((await at.alert('a', 'r2', ['a2'])).id).toBe(a.id);
  });

  test('and alerts that come in the same moment lose and double nothing', async () => {
    const at = await partsIn(open);
    const [a, b] = [await at.alert('a', 'r1', ['a0']), await at.alert('b', 'r1', ['b0'])];
    const ids = eventIDs(6, 1);
    await Promise.all([
      ...ids.map((id) => at.alert('a', 'r1', [`a-${id}`])),
      at.merge(a.id, b.id),
      ...ids.map((id) => at.alert('b', 'r1', [`b-${id}`])),
    ]);

    expect(await at.read(a.id)).toMatchObject({ count: 14, lines: [{ count: 14 }] });
    expect((await at.all()).map(({ id }) => id).toSorted()).toEqual([a.id, b.id].toSorted());
  });
});

describe('after a merge', () => {
  test('what either actor does lands on the case, and a record that was counted before leads to it', async () => {
    const at = await inMemory();
    const [a, b] = [await at.alert('a', 'r1', ['a1']), await at.alert('b', 'r1', ['b1'])];
    await at.merge(a.id, b.id);

    expect((await at.alert('b', 'r2', ['b2'])).id).toBe(a.id);
    expect((await at.alert('a', 'r2', ['a2'])).id).toBe(a.id);
    expect((await at.alert('b', 'r1', ['b1'])).id).toBe(a.id);
    expect(await at.read(a.id)).toMatchObject({ count: 4 });
  });

  test('an actor who was quiet for days lands there while the other goes on, and on a new case when both were quiet', async () => {
    const at = await inMemory();
    const [a, b] = [await at.alert('a', 'r1', ['a1']), await at.alert('b', 'r1', ['b1'])];
    await at.merge(a.id, b.id);
    for (const day of [1, 2, 3]) {
      at.clock.advance(20 * HOUR);
      await at.alert('a', 'r1', [`a-day-${day}`]);
    }
    expect((await at.alert('b', 'r1', ['b-late'])).id).toBe(a.id);
    at.clock.advance(25 * HOUR);
    const [later, other] = [await at.alert('b', 'r1', ['b-later']), await at.alert('a', 'r1', ['a-later'])];

    expect(new Set([a.id, later.id, other.id]).size).toBe(3);
  });

  test.each(['a', 'b'])('a new match of %s opens the closed case again', async (actor) => {
    const at = await inMemory();
    const [a, b] = [await at.alert('a', 'r1', ['a1']), await at.alert('b', 'r1', ['b1'])];
    await at.merge(a.id, b.id);
    await at.close(a.id);

    expect(await at.alert(actor, 'r1', ['new'])).toMatchObject({ id: a.id, status: 'open', count: 3 });
  });

  test('the case that is no more is neither opened again, nor taken, nor merged once more', async () => {
    const at = await inMemory();
    const cases = [
      await at.alert('a', 'r1', ['a1']),
      await at.alert('b', 'r1', ['b1']),
      await at.alert('c', 'r1', ['c1']),
    ];
    const [a = '', b = '', c = ''] = cases.map(({ id }) => id);
    await at.merge(a, b);
    await at.merge(c, a);

    const told = { code: 'case.merged', message: expect.stringContaining(`into case ${c}`) as string };
    await expect(at.reopen(b)).rejects.toMatchObject(told);
    await expect(at.close(b)).rejects.toMatchObject(told);
    await expect(at.merge(b, c)).rejects.toMatchObject(told);
    await expect(at.merge(c, b)).rejects.toMatchObject(told);
    await expect(at.split(b, { kind: 'rules', rules: ['r1'] })).rejects.toMatchObject(told);
    expect((await readStanding(at.store, b)).value.id).toBe(c);
    expect(await at.read(c)).toMatchObject({ count: 3, absorbed: [a, b] });
    expect((await at.alert('b', 'r1', ['b9'])).id).toBe(c);
  });

  test('requests of every case see everybody who may be behind them, also who comes later', async () => {
    const at = await inMemory();
    const cases = [
      await at.alert('a', 'r1', ['a1']),
      await at.alert('b', 'r1', ['b1']),
      await at.alert('c', 'r1', ['c1']),
    ];
    const [a = '', b = '', c = ''] = cases.map(({ id }) => id);
    await at.merge(a, b);
    await at.merge(c, a);
    await at.alert('c', 'r1', ['c2'], { principals: ['arn:aws:iam::111122223333:user/late'] });
    const everybody = [...['a', 'b', 'c'].map((name) => userOf(name).root.id), 'arn:aws:iam::111122223333:user/late'];

    for (const id of [a, b, c])
      expect((await readForRequests(at.store, id)).value.principals.toSorted()).toEqual(everybody.toSorted());
    expect((await readForRequests(at.store, b)).value.mergedInto).toMatchObject({ caseId: c });
  });
});

describe('a merge is refused', () => {
  test.each([
    ['itself', async (at: Parts, a: Case) => at.merge(a.id, a.id), 'into itself'],
    [
      'a case of another account',
      async (at: Parts, a: Case) => at.merge(a.id, (await at.alert('x', 'r1', ['x1'], { account: '999988887777' })).id),
      'another account',
    ],
    [
      'a closed case',
      async (at: Parts, a: Case, b: Case) => (await at.close(b.id), at.merge(a.id, b.id)),
      'reopen it first',
    ],
    [
      'into a closed case',
      async (at: Parts, a: Case, b: Case) => (await at.close(a.id), at.merge(a.id, b.id)),
      'reopen it first',
    ],
  ])('%s', async (_what, merge, words) => {
    const at = await inMemory();
    const [a, b] = [await at.alert('a', 'r1', ['a1']), await at.alert('b', 'r1', ['b1'])];

    await expect(merge(at, a, b)).rejects.toMatchObject({
      code: 'case.not-mergeable',
      message: expect.stringMatching(new RegExp(`${words}.*Nothing was changed`)) as string,
    });
    expect(await at.read(a.id)).toMatchObject({ count: 1 });
    expect((await at.read(b.id)).mergedInto).toBeUndefined();
  });

  test('beyond ten actors, forty rules or a hundred people, so that nothing of them is forgotten', async () => {
    const at = await inMemory();
    const first = await at.alert('u0', 'r1', ['u0']);
    for (let index = 1; index < 10; index += 1)
      await at.merge(first.id, (await at.alert(`u${index}`, 'r1', [`u${index}`])).id);
    const eleventh = await at.alert('u10', 'r1', ['u10']);
    await expect(at.merge(first.id, eleventh.id)).rejects.toThrow('11 actors');

    const one = await at.alert('x', 'r1', ['x1'], { principals: crowd(0) });
    const other = await at.alert('y', 'r1', ['y1'], { principals: crowd(60) });
    await expect(at.merge(one.id, other.id)).rejects.toThrow('more than 100 people');

    for (let index = 0; index < 21; index += 1) {
      await at.alert('v', `v${index}`, [`v${index}`]);
      await at.alert('w', `w${index}`, [`w${index}`]);
    }
    const [v, w] = [await at.alert('v', 'v0', ['v0']), await at.alert('w', 'w0', ['w0'])];
    await expect(at.merge(v.id, w.id)).rejects.toThrow('42 rules');
  });
});

describe('a case that somebody opened by hand', () => {
  test('takes no case of alerts, and is taken by one: nobody behind it becomes known by that', async () => {
    const at = await inMemory();
    const [a, hand] = [await at.alert('a', 'r1', ['a1']), await byHand(at)];
    await expect(at.merge(hand.id, a.id)).rejects.toThrow('opened by hand');

    const merged = await at.merge(a.id, hand.id);

    expect(names(merged)).toEqual(['a']);
    expect(merged.principals).toEqual([userOf('a').root.id, UNKNOWN_PRINCIPAL]);
    expect(areKnown(merged.principals, [userOf('a').root.id])).toBe(false);
    expect(merged.targets.map(({ id }) => id)).toContain('i-1');
  });
});

describe('how much a merged case wants to be looked at', () => {
  const critical = ruleOf({ id: 'worst', level: 'critical' });

  test('becomes as bad as the worse one, is told to the channel and calls people since when that was critical', async () => {
    const at = await inMemory();
    const a = await at.alert('a', 'r1', ['a1']);
    const b = await at.alert('b', 'worst', ['b1'], { rule: critical });
    at.clock.advance(HOUR);
    at.alarms.length = 0;

    const merged = await at.merge(a.id, b.id);

    expect(merged).toMatchObject({ level: 'critical', status: 'open', criticalAt: b.criticalAt });
    expect(at.alarms).toEqual([a.id]);
    expect(await at.notes()).toContainEqual(expect.stringContaining('It is critical now.'));
  });

  test('keeps the earlier of two times since when nobody looks at it, and is not called for twice', async () => {
    const at = await inMemory();
    const b = await at.alert('b', 'worst', ['b1'], { rule: critical });
    at.clock.advance(HOUR);
    const a = await at.alert('a', 'worst', ['a1'], { rule: critical });
    const called = { criticalAt: b.criticalAt ?? 0, mentionedAt: at.clock.now() };
    await at.store.commit([
      { kind: 'put', key: { partition: `case#${b.id}`, sort: 'case' }, value: { ...b, escalated: called }, if: 'any' },
    ]);

    expect(await at.merge(a.id, b.id)).toMatchObject({ criticalAt: b.criticalAt, escalated: called });
  });

  test.each([
    ['acknowledged', 'acknowledged', 'acknowledged'],
    ['acknowledged', 'open', 'open'],
    ['open', 'acknowledged', 'open'],
  ] as const)('%s and %s, as bad as each other, is %s', async (one, other, both) => {
    const at = await inMemory();
    const cases = [await at.alert('a', 'r1', ['a1']), await at.alert('b', 'r1', ['b1'])];
    for (const [index, status] of [one, other].entries()) {
      const it = cases[index];
      if (it === undefined) continue;
      await at.store.commit([
        { kind: 'put', key: { partition: `case#${it.id}`, sort: 'case' }, value: { ...it, status }, if: 'any' },
      ]);
    }

    expect(await at.merge(cases[0]?.id ?? '', cases[1]?.id ?? '')).toMatchObject({ status: both });
  });
});

test('a case merged away without a card gets none by that, and no note that would wait for one', async () => {
  const at = await inMemory();
  const a = await at.alert('a', 'r1', ['a1']);
  const b = await at.alert('b', 'r1', ['b1'], { rule: ruleOf({ id: 'r1', level: 'informational' }) });
  expect(b.hidden).toBe(true);
  await at.merge(a.id, b.id);

  const { items } = await at.store.list<{ caseId?: string }>('outbox#C0ALERTS');
  expect(items.filter(({ value }) => value.caseId === b.id)).toEqual([]);
});
