import { describe, expect, test } from 'vitest';
import { splitCase } from '../../src/cases/split-case.ts';
import { actorsOf, recordsOf, type Case } from '../../src/model/case.ts';
import { TrailboltError } from '../../src/errors.ts';
import { partsOn, userOf, type Parts } from './parts.ts';
import { ManualClock, memoryStore, recordOf, ruleOf, timeAt } from './support.ts';

const HOUR = 60 * 60_000;

function desk(): Parts {
  const clock = new ManualClock();
  return partsOn(memoryStore(clock), clock, memoryStore(clock));
}

const rules = (...ids: readonly string[]) => ({ kind: 'rules' as const, rules: ids });
const actor = (name: string) => ({ kind: 'actor' as const, actor: userOf(name).root.id });
const lines = (it: Case) => Object.fromEntries(it.lines.map(({ rule, count }) => [rule.id, count]));
const names = (it: Case) => actorsOf(it).map(({ root }) => root.name);

const touching = (id: string, target: string) => ({
  records: [recordOf(id, { actor: userOf('a'), targets: [{ type: 'AWS::EC2::Instance', id: target }] })],
});

const refused = (words: string) => ({
  code: 'case.not-splittable',
  message: expect.stringMatching(new RegExp(`${words}.*Nothing was changed`)) as string,
});

async function merged(at: Parts): Promise<Case> {
  const a = await at.alert('a', 'r1', ['a1', 'a2'], { firstAt: timeAt(1), lastAt: timeAt(2) });
  const b = await at.alert('b', 'r1', ['b1'], { firstAt: timeAt(7), lastAt: timeAt(8) });
  await at.alert('b', 'r2', ['b1', 'b2']);
  return at.merge(a.id, b.id);
}

/** Of 128 records those whose number has this bit: every record has a set of rules of its own. */
function sets(bit: number): readonly string[] {
  return Array.from({ length: 128 }, (_, number) => number)
    .filter((number) => ((number >> bit) & 1) === 1)
    .map((number) => `n${number}`);
}

describe('rules that are split off', () => {
  test('take their lines and the records that only they fired on, and what they find next', async () => {
    const at = desk();
    const it0 = await at.alert('a', 'r1', ['e1', 'e2', 'e3']);
    await at.alert('a', 'r2', ['e3', 'e4'], { rule: ruleOf({ id: 'r2', level: 'critical' }) });
    const part = await at.split(it0.id, rules('r2'));
    const rest = await at.read(it0.id);

    expect([lines(rest), rest.count, rest.level]).toEqual([{ r1: 3 }, 3, 'high']);
    expect([lines(part), part.count, part.level]).toEqual([{ r2: 2 }, 1, 'critical']);
    // The record that both fired on is counted once, and both cards say that they have it.
    expect([recordsOf(rest), recordsOf(part)]).toEqual([
      { number: 3, atLeast: false },
      { number: 2, atLeast: false },
    ]);
    expect(part.splitFrom).toEqual({ caseId: it0.id, part: rules('r2'), by: 'U0ANA', at: at.clock.now() });
    expect((await at.alert('a', 'r2', ['e5'])).id).toBe(part.id);
    expect((await at.alert('a', 'r1', ['e6'])).id).toBe(it0.id);
    expect((await at.alert('a', 'r3', ['e7'])).id).toBe(it0.id);
  });

  test('go to their case until it rests, and then where everything else goes', async () => {
    const at = desk();
    const it0 = await at.alert('a', 'r1', ['e1']);
    await at.alert('a', 'r2', ['e2']);
    const part = await at.split(it0.id, rules('r2'));
    at.clock.advance(20 * HOUR);
    await at.alert('a', 'r1', ['e3']);
    at.clock.advance(5 * HOUR);

    expect((await at.alert('a', 'r2', ['e4'])).id).toBe(it0.id);
    expect((await at.read(part.id)).count).toBe(1);
  });

  test('open their case again when it was closed, like those of any other', async () => {
    const at = desk();
    const it0 = await at.alert('a', 'r1', ['e1']);
    await at.alert('a', 'r2', ['e2']);
    const part = await at.split(it0.id, rules('r2'));
    await at.close(part.id);

    expect(await at.alert('a', 'r2', ['e3'])).toMatchObject({ id: part.id, status: 'open' });
    expect((await at.read(it0.id)).count).toBe(1);
  });

  test('take the records and targets that are theirs; what cannot be told stands on both sides', async () => {
    const at = desk();
    const it0 = await at.alert('a', 'r1', ['e1'], touching('e1', 'i-1'));
    await at.alert('a', 'r2', ['e2'], touching('e2', 'i-2'));
    await at.alert('a', 'r2', ['e1'], touching('e1', 'i-1'));
    const part = await at.split(it0.id, rules('r2'));
    const rest = await at.read(it0.id);

    expect([rest.records.map(({ eventID }) => eventID), rest.targets.map(({ id }) => id)]).toEqual([['e1'], ['i-1']]);
    expect(part.records.map(({ eventID }) => eventID).toSorted()).toEqual(['e1', 'e2']);
    expect(part.targets.map(({ id }) => id).toSorted()).toEqual(['i-1', 'i-2']);

    const many = await at.alert(
      'z',
      'r1',
      Array.from({ length: 12 }, (_, index) => `z${index}`),
    );
    await at.alert('z', 'r2', ['z99'], touching('z99', 'i-9'));
    const split = await at.split(many.id, rules('r2'));
    expect([(await at.read(many.id)).targets, split.targets].map(([first]) => first?.id)).toEqual(['i-9', 'i-9']);
  });

  test('leave suspects on both sides, requests where they were, and since when both began', async () => {
    const at = desk();
    const it0 = await at.alert('a', 'r1', ['e1'], {
      firstAt: timeAt(1),
      principals: ['arn:aws:iam::111122223333:user/x'],
    });
    await at.alert('a', 'r2', ['e2'], { firstAt: timeAt(50) });
    const before = await at.read(it0.id);
    await at.store.commit([
      {
        kind: 'put',
        key: { partition: `case#${it0.id}`, sort: 'case' },
        value: { ...before, requests: ['q1'] },
        if: 'any',
      },
    ]);
    const part = await at.split(it0.id, rules('r2'));
    const rest = await at.read(it0.id);

    expect([rest.principals, part.principals]).toEqual([before.principals, before.principals]);
    expect([rest.requests, part.requests]).toEqual([['q1'], []]);
    expect([rest.since, part.since]).toEqual([Date.parse(timeAt(1)), Date.parse(timeAt(1))]);
  });

  test('are not split off where none or all are chosen, nor from a closed case', async () => {
    const at = desk();
    const { id } = await at.alert('a', 'r1', ['e1']);
    await at.alert('a', 'r2', ['e2']);

    await expect(at.split(id, rules())).rejects.toMatchObject(refused('Nothing was chosen'));
    await expect(at.split(id, rules('r1', 'r2'))).rejects.toMatchObject(refused('At least one rule has to stay'));
    await expect(at.split(id, rules('r9'))).rejects.toMatchObject(refused('has changed'));
    await expect(at.split(id, actor('a'))).rejects.toMatchObject(refused('one actor only'));
    await at.close(id);
    await expect(at.split(id, rules('r1'))).rejects.toMatchObject(refused('closed'));
    expect(await at.all()).toHaveLength(1);
  });

  test('by the same window make one case, and two people at once two parts or a refusal', async () => {
    const at = desk();
    const it0 = await at.alert('a', 'r1', ['e1']);
    await at.alert('a', 'r2', ['e2']);
    const [one, same] = await Promise.all([
      at.split(it0.id, rules('r2'), 'window1'),
      at.split(it0.id, rules('r2'), 'window1'),
    ]);
    const late = await at.split(it0.id, rules('r2'), 'window2').catch((error: unknown) => error);

    expect(one.id).toBe(same.id);
    expect(late).toBeInstanceOf(TrailboltError);
    expect(await at.all()).toHaveLength(2);
    expect((await at.audit.read(it0.id)).map(({ event }) => event)).toEqual(['case.split']);
    expect((await at.audit.read('window1')).map(({ event, data }) => [event, data])).toEqual([
      ['case.split-off', { from: it0.id, rules: ['r2'] }],
    ]);
  });

  test('meet alerts that come in the same moment: none is lost, none counts twice', async () => {
    const at = desk();
    const it0 = await at.alert('a', 'r1', ['e0']);
    await at.alert('a', 'r2', ['f0']);
    const more = Array.from({ length: 6 }, (_, index) => index + 1);
    await Promise.all([
      ...more.map((index) => at.alert('a', 'r1', [`e${index}`])),
      at.split(it0.id, rules('r2'), 'part'),
      ...more.map((index) => at.alert('a', 'r2', [`f${index}`])),
    ]);

    expect(lines(await at.read(it0.id))).toEqual({ r1: 7 });
    expect(lines(await at.read('part'))).toEqual({ r2: 7 });
  });
});

describe('an actor that is taken out', () => {
  test('takes all it did, counted exactly, and is a suspect on both sides', async () => {
    const at = desk();
    const whole = await merged(at);
    const part = await at.split(whole.id, actor('b'));
    const rest = await at.read(whole.id);

    expect([lines(rest), rest.count, names(rest)]).toEqual([{ r1: 2 }, 2, ['a']]);
    expect([lines(part), part.count, names(part)]).toEqual([{ r1: 1, r2: 2 }, 2, ['b']]);
    expect(rest.lines[0]).toMatchObject({ firstAt: timeAt(1), lastAt: timeAt(2) });
    expect([rest.apart, part.apart]).toEqual([[userOf('b').root.id], [userOf('a').root.id]]);
    expect([rest.principals, part.principals]).toEqual([whole.principals, whole.principals]);
    expect((await at.alert('b', 'r1', ['b3'])).id).toBe(part.id);
    expect((await at.alert('a', 'r1', ['a3'])).id).toBe(whole.id);
  });

  test('may be the one that the case began with', async () => {
    const at = desk();
    const whole = await merged(at);
    const part = await at.split(whole.id, actor('a'));

    expect([names(part), names(await at.read(whole.id))]).toEqual([['a'], ['b']]);
    expect((await at.alert('a', 'r9', ['a9'])).id).toBe(part.id);
    expect((await at.alert('b', 'r9', ['b9'])).id).toBe(whole.id);
  });

  test('and is put back again, is counted as before', async () => {
    const at = desk();
    const whole = await merged(at);
    const part = await at.split(whole.id, actor('b'));
    const again = await at.merge(whole.id, part.id);

    expect([lines(again), again.count, names(again)]).toEqual([{ r1: 3, r2: 2 }, 4, ['a', 'b']]);
    expect(recordsOf(again)).toEqual({ number: 4, atLeast: false });
    expect((await at.alert('b', 'r1', ['b4'])).id).toBe(whole.id);
  });
});

describe('a case with more sets of rules than it remembers', () => {
  test('is split all the same, and says “at least” where it does not know', async () => {
    const at = desk();
    let it0 = await at.alert('a', 'r0', ['e0']);
    for (let index = 0; index < 7; index += 1) it0 = await at.alert('a', `r${index}`, sets(index), {});
    expect(it0.tally?.partial).toBe(true);
    const total = it0.count;
    const part = await at.split(it0.id, rules('r1', 'r2'));
    const rest = await at.read(it0.id);

    expect(rest.count + part.count).toBe(total);
    expect(recordsOf(part)).toEqual({ number: 64, atLeast: true });
    expect(lines(part)).toEqual({ r1: 64, r2: 64 });
  });
});

test('a split of what an earlier release wrote counts lines exactly and the rest “at least”', () => {
  const whole: Case = {
    id: 'old',
    status: 'open',
    account: '111122223333',
    actor: userOf('a'),
    level: 'high',
    lines: ['r1', 'r2'].map((id) => ({ rule: ruleOf({ id }), count: 3, firstAt: timeAt(0), lastAt: timeAt(1) })),
    count: 5,
    records: [],
    targets: [],
    regions: ['eu-central-1'],
    principals: [userOf('a').root.id],
    openedAt: 1,
    updatedAt: 1,
    channel: 'C0ALERTS',
    requests: [],
  };
  const { stays, goes } = splitCase(whole, rules('r2'), { id: 'new', by: 'U0ANA', at: 2 }, () => undefined);

  expect([stays.count, goes.count]).toEqual([5, 0]);
  expect([lines(stays), lines(goes)]).toEqual([{ r1: 3 }, { r2: 3 }]);
  expect(recordsOf(goes)).toEqual({ number: 3, atLeast: true });
});
