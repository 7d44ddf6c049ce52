import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openDynamoStore } from '../../src/adapters/aws/dynamodb-store.ts';
import { openSqliteStore } from '../../src/adapters/local/sqlite-store.ts';
import { caseKey, openCaseKey, readCase } from '../../src/cases/case-store.ts';
import { outboxPartition, type OutboxEntry } from '../../src/cases/outbox.ts';
import { recordAlert, type CasesPorts, type Recorded } from '../../src/cases/record-alert.ts';
import { recordPlain } from '../../src/cases/record-plain.ts';
import { TrailboltError } from '../../src/errors.ts';
import type { Alert, PlainMessage } from '../../src/model/alert.ts';
import type { Case } from '../../src/model/case.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Store } from '../../src/ports/store.ts';
import { startDynamo, type DynamoEmulator } from '../contract/dynamo-emulator.ts';
import { alertOf, DAVE, eventIDs, ManualClock, recordOf, ruleOf } from './support.ts';

const CHANNEL = 'C0ALERTS';
const DAY = 24 * 60 * 60 * 1000;

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

class Desk {
  readonly clock: ManualClock;
  readonly store: Store;

  constructor(store: Store, clock: ManualClock) {
    this.store = store;
    this.clock = clock;
  }

  record(alert: Alert, store = this.store): Promise<Recorded> {
    const ports: CasesPorts = { store, clock: this.clock, channelFor: () => Promise.resolve(CHANNEL) };
    return recordAlert(ports, alert);
  }

  /** As SNS does: delivers again what failed in passing. */
  async deliver(alert: Alert): Promise<Recorded> {
    for (;;) {
      try {
        return await this.record(alert);
      } catch (error) {
        if (!(error instanceof TrailboltError) || error.code !== 'case.contended') throw error;
      }
    }
  }

  async theCase(id: string): Promise<Case> {
    return (await readCase(this.store, id)).value;
  }

  async outbox(): Promise<OutboxEntry[]> {
    const page = await this.store.list<OutboxEntry>(outboxPartition(CHANNEL));
    return page.items.map((item) => item.value);
  }
}

async function deskOn(open: (clock: Clock) => Promise<Store>): Promise<Desk> {
  const clock = new ManualClock();
  const store = await open(clock);
  onTestFinished(() => store.close());
  return new Desk(store, clock);
}

const inMemory = (clock: Clock) => Promise.resolve(openSqliteStore(':memory:', { now: () => clock.now() }));

describe.each(STORES)('an alert on %s', (_name, open) => {
  const desk = () => deskOn(open);

  it('opens a case with its outbox entry in the same commit', async () => {
    const at = await desk();
    const recorded = await at.record(alertOf(['e0', 'e1']));

    expect(recorded).toEqual({ caseId: expect.any(String), channel: CHANNEL, counted: 2 });
    expect(await at.theCase(recorded.caseId)).toMatchObject({ count: 2, level: 'high', openedAt: at.clock.now() });
    expect(await at.outbox()).toEqual([{ kind: 'card', id: recorded.caseId, caseId: recorded.caseId }]);
  });

  it('counts nothing when it is delivered again', async () => {
    const at = await desk();
    const first = await at.record(alertOf(['e0', 'e1']));
    const before = await at.theCase(first.caseId);
    at.clock.advance(60_000);
    const again = await at.record(alertOf(['e0', 'e1']));

    expect(again).toEqual({ ...first, counted: 0 });
    expect(await at.theCase(first.caseId)).toEqual(before);
  });

  it('counts only what is new of a delivery that overlaps an earlier one', async () => {
    const at = await desk();
    const first = await at.record(alertOf(['e0', 'e1', 'e2']));
    const second = await at.record(alertOf(['e1', 'e2', 'e3']));

    expect(second).toEqual({ ...first, counted: 1 });
    expect(await at.theCase(first.caseId)).toMatchObject({ count: 4, lines: [{ count: 4 }] });
  });

  it('counts a record that it names twice once', async () => {
    const at = await desk();
    const { caseId, counted } = await at.record(alertOf(['e0', 'e0', 'e1']));

    expect(counted).toBe(2);
    expect(await at.theCase(caseId)).toMatchObject({ count: 2, lines: [{ count: 2 }] });
  });

  it('of a second rule on the same record adds a line and no record', async () => {
    const at = await desk();
    const { caseId } = await at.record(alertOf(['e0', 'e1']));
    await at.record(alertOf(['e1'], { rule: ruleOf({ id: 'root-used', level: 'critical' }) }));
    const it0 = await at.theCase(caseId);

    expect(it0).toMatchObject({ count: 2, level: 'critical' });
    expect(it0.lines.map((line) => [line.rule.id, line.count])).toEqual([
      ['root-used', 1],
      ['unusual-instances', 2],
    ]);
  });

  it('with hundreds of references counts every one', async () => {
    const at = await desk();
    const { caseId, counted } = await at.record(alertOf(eventIDs(333)));
    const again = await at.record(alertOf(eventIDs(333)));

    expect([counted, again.counted]).toEqual([333, 0]);
    expect(await at.theCase(caseId)).toMatchObject({ count: 333, lines: [{ count: 333 }] });
  });

  it('that broke off half-way is finished by its redelivery', async () => {
    const at = await desk();
    let commits = 0;
    const failing: Store = {
      get: (key) => at.store.get(key),
      list: (partition, options) => at.store.list(partition, options),
      close: () => at.store.close(),
      commit(writes) {
        commits += 1;
        if (commits === 3) return Promise.reject(new TrailboltError('store.unavailable', 'The database is away.'));
        return at.store.commit(writes);
      },
    };

    await expect(at.record(alertOf(eventIDs(300)), failing)).rejects.toMatchObject({ code: 'store.unavailable' });
    const { caseId, counted } = await at.record(alertOf(eventIDs(300)));

    expect(counted).toBeGreaterThan(0);
    expect(counted).toBeLessThan(300);
    expect(await at.theCase(caseId)).toMatchObject({ count: 300, lines: [{ count: 300 }] });
  });

  it('delivered many times at once counts once, on one case', async () => {
    const at = await desk();
    const recorded = await Promise.all(Array.from({ length: 6 }, () => at.deliver(alertOf(eventIDs(5)))));
    const [first] = recorded;
    if (first === undefined) throw new Error('nothing was recorded');

    expect(recorded.map((each) => each.counted).toSorted((a, b) => a - b)).toEqual([0, 0, 0, 0, 0, 5]);
    expect(await at.theCase(first.caseId)).toMatchObject({ count: 5, lines: [{ count: 5 }] });
  });

  it('delivered beside others that overlap it loses and doubles nothing', async () => {
    const at = await desk();
    const rules = ['a', 'b', 'c'].map((id) => ruleOf({ id }));
    // Each record belongs to two alerts of its rule, and all rules fire on all records.
    const alerts = rules.flatMap((rule) => [0, 5, 10].map((from) => alertOf(eventIDs(10, from), { rule })));
    const recorded = await Promise.all(alerts.map((alert) => at.deliver(alert)));
    const ids = new Set(recorded.map((each) => each.caseId));
    const it0 = await at.theCase(recorded[0]?.caseId ?? '');

    expect(ids.size).toBe(1);
    expect(it0.count).toBe(20);
    expect(it0.lines.map((line) => line.count)).toEqual([20, 20, 20]);
    expect(new Set(it0.lines.map((line) => line.rule.id))).toEqual(new Set(['a', 'b', 'c']));
  });

  it('on a record that another case counts at the same moment counts it once in all', async () => {
    const at = await desk();
    const actors = ['a', 'b', 'c', 'd'].map((name) => ({ ...DAVE, root: { id: name, name } }));
    const recorded = await Promise.all(
      actors.map((actor) => at.deliver(alertOf(['e0'], { actor, rule: ruleOf({ id: actor.root.id }) }))),
    );
    const cases = await Promise.all(recorded.map(({ caseId }) => at.theCase(caseId)));

    expect(cases.map((it0) => it0.count).toSorted((a, b) => a - b)).toEqual([0, 0, 0, 1]);
    expect(cases.flatMap((it0) => it0.lines.map((line) => line.count))).toEqual([1, 1, 1, 1]);
  });

  it('of another actor or account opens another case', async () => {
    const at = await desk();
    const other = { ...DAVE, root: { id: `${DAVE.root.id}2`, name: 'dave2' } };
    const recorded = [
      await at.record(alertOf(['e0'])),
      await at.record(alertOf(['e1'], { actor: other })),
      await at.record(alertOf(['e0'], { account: '999988887777' })),
    ];

    expect(new Set(recorded.map((each) => each.caseId)).size).toBe(3);
  });

  it('extends the case for a day after the last one, then opens another', async () => {
    const at = await desk();
    const first = await at.record(alertOf(['e0']));
    at.clock.advance(DAY - 1000);
    const second = await at.record(alertOf(['e1']));
    at.clock.advance(DAY - 1000);
    const third = await at.record(alertOf(['e2']));
    at.clock.advance(DAY + 1000);
    const fourth = await at.record(alertOf(['e3']));

    expect([second.caseId, third.caseId]).toEqual([first.caseId, first.caseId]);
    expect(fourth.caseId).not.toBe(first.caseId);
    expect((await at.theCase(first.caseId)).count).toBe(3);
  });

  it('delivered again within 15 days opens no new case, long after the old one rests', async () => {
    const at = await desk();
    const first = await at.record(alertOf(['e0']));
    at.clock.advance(15 * DAY);
    const late = await at.record(alertOf(['e0']));

    expect(late).toEqual({ ...first, counted: 0 });
    expect(await at.store.get(openCaseKey(DAVE.account ?? '', DAVE.root.id))).toBeUndefined();
    expect(await at.outbox()).toHaveLength(1);
  });

  it('without any record is refused, and nothing is written', async () => {
    const at = await desk();

    await expect(at.record(alertOf([]))).rejects.toMatchObject({ code: 'alert.empty' });
    expect(await at.outbox()).toEqual([]);
  });

  it.each([
    ['two bytes and more a character', `principal:${'漢'.repeat(512)}`],
    ['as long as an ARN', `arn:aws:iam::111122223333:user/${'x'.repeat(2000)}`],
    ['cut through a character', `${'x'.repeat(899)}${'😀'.repeat(10)}`],
  ])('of an actor whose id is %s has a case of its own', async (_what, id) => {
    const at = await desk();
    const of = (suffix: string) => ({ actor: { ...DAVE, root: { id: `${id}${suffix}`, name: 'x' } } });
    const first = await at.record(alertOf(['e0'], of('')));
    const same = await at.record(alertOf(['e1'], of('')));
    const other = await at.record(alertOf(['e2'], of('!')));

    expect(same.caseId).toBe(first.caseId);
    expect(other.caseId).not.toBe(first.caseId);
  });
});

const travel = () => new Promise((resolve) => setTimeout(resolve, 20));

/** A store some milliseconds away, so that writers meet between reading and writing. */
function farAway(store: Store): Store {
  return {
    get: async (key) => (await travel(), store.get(key)),
    list: async (partition, options) => (await travel(), store.list(partition, options)),
    commit: async (writes) => (await travel(), store.commit(writes)),
    close: () => store.close(),
  };
}

describe('a storm of one actor', () => {
  it('at one case is counted exactly, and no alert gives up', async () => {
    const at = await deskOn(inMemory);
    const store = farAway(at.store);
    const alerts = eventIDs(100).map((id) => alertOf([id]));

    const recorded = await Promise.all(alerts.map((alert) => at.record(alert, store)));

    expect(new Set(recorded.map(({ caseId }) => caseId)).size).toBe(1);
    expect(await at.theCase(recorded[0]?.caseId ?? '')).toMatchObject({ count: 100, lines: [{ count: 100 }] });
  });

  it('that takes several commits counts once what the alert itself could not list', async () => {
    const at = await deskOn(inMemory);
    const alert = alertOf(eventIDs(230), { createdOmitted: 30 });

    const { caseId } = await at.record(alert);
    await at.record({ ...alert, rule: ruleOf({ id: 'other' }) });

    expect(await at.theCase(caseId)).toMatchObject({ count: 230, createdOmitted: 30 });
  });
});

describe('the outbox of a case', () => {
  it('puts the most severe first, then the oldest', async () => {
    const at = await deskOn(inMemory);
    const byLevel = async (level: 'low' | 'critical' | 'medium', name: string) => {
      at.clock.advance(1000);
      const actor = { ...DAVE, root: { id: name, name } };
      return (await at.record(alertOf([name], { actor, rule: ruleOf({ level }), records: [recordOf(name)] }))).caseId;
    };
    const low = await byLevel('low', 'a');
    const medium = await byLevel('medium', 'b');
    const critical = await byLevel('critical', 'c');
    const laterCritical = await byLevel('critical', 'd');

    expect((await at.outbox()).map((entry) => entry.id)).toEqual([critical, laterCritical, medium, low]);
  });

  it('takes a message that is no alert once per message id', async () => {
    const at = await deskOn(inMemory);
    const message: PlainMessage = {
      schema: 'plain',
      id: 'm1',
      title: 'Alarm',
      text: 'CPU',
      level: 'medium',
      sender: 'unknown',
      at: '2026-11-23T08:00:00Z',
    };
    const card = { text: 'Alarm.', blocks: [] };
    const taken = [
      await recordPlain(at.store, at.clock, CHANNEL, message, card),
      await recordPlain(at.store, at.clock, CHANNEL, message, card),
    ];

    expect(taken).toEqual([true, false]);
    expect(await at.outbox()).toEqual([
      {
        kind: 'plain',
        id: 'm1',
        message: card,
        about: { level: 'medium', title: 'Alarm', sender: 'unknown', account: 'unknown' },
      },
    ]);
  });

  it('says plainly that a case is not there', async () => {
    const at = await deskOn(inMemory);

    await expect(readCase(at.store, 'nope')).rejects.toMatchObject({ code: 'case.missing' });
    expect(await at.store.get(caseKey('nope'))).toBeUndefined();
  });
});
