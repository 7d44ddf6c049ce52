import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extendCase, freshCase } from '../../src/cases/extend-case.ts';
import type { Alert, Target } from '../../src/model/alert.ts';
import type { Case } from '../../src/model/case.ts';
import { LEVELS, levelRank } from '../../src/model/level.ts';
import { UNKNOWN_PRINCIPAL } from '../../src/model/principals.ts';
import { STORE_LIMITS } from '../../src/ports/store.ts';
import { ACCOUNT, alertOf, DAVE, eventIDs, recordOf, ruleOf, START, timeAt } from './support.ts';

function opened(alert: Alert): Case {
  return freshCase('case1', 'C0ALERTS', alert, START);
}

/** A case that saw these alerts, each with as many new records as it has. */
function caseOf(...alerts: readonly Alert[]): Case {
  const [first = alertOf(['e0'])] = alerts;
  return alerts.reduce(
    (so, alert) => extendCase(so, alert, { toCase: alert.references.length, toLine: alert.references.length }, START),
    opened(first),
  );
}

function instance(index: number, more: Partial<Target> = {}): Target {
  return { type: 'AWS::EC2::Instance', id: `i-${index.toString(16).padStart(17, '0')}`, ...more };
}

function touching(targets: readonly Target[], id = 'e0'): Alert {
  return alertOf([id], { records: [recordOf(id, { targets })] });
}

const launches = (from: number, count: number, id: string, omitted?: number): Alert => ({
  ...alertOf([id]),
  created: Array.from({ length: count }, (_, index) => ({
    ...instance(from + index, { created: true }),
    region: 'us-east-1',
  })),
  ...(omitted === undefined ? {} : { createdOmitted: omitted }),
});

describe('what a case remembers', () => {
  it('counts records once for itself and once for each rule', () => {
    const it0 = extendCase(opened(alertOf(['e0'])), alertOf(['e0', 'e1']), { toCase: 2, toLine: 2 }, START);
    const other = alertOf(['e1'], { rule: ruleOf({ id: 'other', level: 'low' }) });
    const it1 = extendCase(it0, other, { toCase: 0, toLine: 1 }, START);

    expect(it1.count).toBe(2);
    expect(it1.lines.map((line) => [line.rule.id, line.count])).toEqual([
      ['unusual-instances', 2],
      ['other', 1],
    ]);
  });

  it('keeps the worst level and puts the worst rule first, in whatever order they come', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...LEVELS), { minLength: 1, maxLength: 8 }), (levels) => {
        const it0 = caseOf(
          ...levels.map((level, index) => alertOf([`e${index}`], { rule: ruleOf({ id: `r${index}`, level }) })),
        );
        const ranks = it0.lines.map((line) => levelRank(line.rule.level));

        expect(levelRank(it0.level)).toBe(Math.max(...levels.map(levelRank)));
        expect(ranks).toEqual(ranks.toSorted((a, b) => b - a));
      }),
      { numRuns: 100 },
    );
  });

  it('knows when a rule first and last fired, in whatever order the alerts come', () => {
    const alerts = [5, 2, 9].map((second) =>
      alertOf([`e${second}`], { firstAt: timeAt(second), lastAt: timeAt(second + 1) }),
    );

    expect(caseOf(...alerts).lines[0]).toMatchObject({ firstAt: timeAt(2), lastAt: timeAt(10), count: 3 });
  });

  it('keeps the ten newest records, newest first, each once', () => {
    const ids = eventIDs(30);
    const alerts = ids.map((id, index) => alertOf([id], { records: [recordOf(id, { eventTime: timeAt(index) })] }));
    const [oldest, ...later] = alerts;
    if (oldest === undefined) throw new Error('no alert');
    const it0 = caseOf(...later, oldest, ...later.slice(-3));

    expect(it0.records.map((record) => record.eventID)).toEqual(ids.slice(-10).toReversed());
  });

  it('drops the parameters of records, which may be large and secret', () => {
    const record = recordOf('e0', { requestParameters: { password: 'x' }, responseElements: { token: 'y' } });
    const [kept] = caseOf(alertOf(['e0'], { records: [record] })).records;

    expect(kept).not.toHaveProperty('requestParameters');
    expect(kept).not.toHaveProperty('responseElements');
  });

  it('never forgets that a record created a target, nor its name', () => {
    const created = touching([instance(1, { created: true, name: 'miner' })]);
    const described = touching([instance(1)], 'e1');

    for (const order of [
      [created, described],
      [described, created],
    ]) {
      expect(caseOf(...order).targets).toEqual([
        { ...instance(1), created: true, name: 'miner', region: 'eu-central-1' },
      ]);
    }
  });

  it('knows what only informational rules named, until a rule with a card names it', () => {
    const quiet = { ...touching([instance(1), instance(2)]), rule: ruleOf({ id: 'quiet', level: 'informational' }) };
    const flagged = touching([instance(2)], 'e1');

    for (const order of [
      [quiet, flagged],
      [flagged, quiet],
    ]) {
      const noted = caseOf(...order).targets.filter((target) => target.noted === true);

      expect(noted.map(({ id }) => id)).toEqual([instance(1).id]);
    }
  });

  it('keeps what a card is about when informational rules flood it', () => {
    const flood = Array.from({ length: 6 }, (_, page) => ({
      ...touching(
        Array.from({ length: 40 }, (__, index) => instance(100 + page * 40 + index, { created: page % 2 === 0 })),
        `f${page}`,
      ),
      rule: ruleOf({ id: 'quiet', level: 'informational' }),
    }));
    const it0 = caseOf(touching([instance(1)]), touching([instance(2, { created: true })], 'e1'), ...flood);

    expect(it0.targets.map(({ id }) => id)).toEqual(expect.arrayContaining([instance(1).id, instance(2).id]));
  });

  it('tells the same id in two Regions apart', () => {
    const there = alertOf(['e1'], { records: [recordOf('e1', { targets: [instance(1)], region: 'us-east-1' })] });

    expect(caseOf(touching([instance(1)]), there).targets.map((target) => target.region)).toEqual([
      'us-east-1',
      'eu-central-1',
    ]);
  });

  it('keeps what the actor created when targets that were only touched flood it', () => {
    const flood = Array.from({ length: 6 }, (_, page) =>
      touching(
        Array.from({ length: 40 }, (__, index) => instance(100 + page * 40 + index)),
        `f${page}`,
      ),
    );
    const it0 = caseOf(touching([instance(1, { created: true })]), ...flood);

    expect(it0.targets).toHaveLength(50);
    expect(it0.targets).toContainEqual({ ...instance(1), created: true, region: 'eu-central-1' });
  });

  it('has what was created by records that are not summarised', () => {
    const it0 = caseOf(launches(0, 60, 'e0'));

    expect(it0.targets).toHaveLength(60);
    expect(it0.regions).toEqual(['eu-central-1', 'us-east-1']);
    expect(it0).not.toHaveProperty('createdOmitted');
  });

  it('counts each created resource that it has no room for, once', () => {
    const it0 = caseOf(launches(0, 150, 'e0'), launches(150, 150, 'e1', 30));
    const secondRule = extendCase(it0, launches(0, 150, 'e0'), { toCase: 0, toLine: 1 }, START);
    const secondPart = extendCase(it0, launches(150, 150, 'e1', 30), { toCase: 1, toLine: 1, again: true }, START);

    expect(it0.targets).toHaveLength(200);
    expect([it0, secondRule, secondPart].map((each) => each.createdOmitted)).toEqual([130, 130, 130]);
  });

  it('joins the people behind a shared role, and never a free session name', () => {
    const role = `arn:aws:iam::${ACCOUNT}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0a1b`;
    const by = (session: string, root = role) => ({ type: 'AssumedRole', session, root: { id: root, name: 'Admin' } });
    const alert = alertOf(['e0', 'e1', 'e2'], {
      actor: by('ana@example.com'),
      records: [
        recordOf('e0', { actor: by('ana@example.com') }),
        recordOf('e1', { actor: by('ben@example.com') }),
        recordOf('e2', { actor: by('dave@example.com', `arn:aws:iam::${ACCOUNT}:role/deploy`) }),
      ],
    });

    expect(caseOf(alert).principals).toEqual(['ana@example.com', 'ben@example.com', UNKNOWN_PRINCIPAL]);
  });

  it('says that there were more people than it remembers, so that nobody slips through', () => {
    const alerts = Array.from({ length: 150 }, (_, index) =>
      alertOf([`e${index}`], { actor: { ...DAVE, sourceIdentity: `person-${index}` } }),
    );
    const { principals } = caseOf(...alerts);

    expect(principals).toHaveLength(100);
    expect(principals[0]).toBe(DAVE.root.id);
    expect(principals.at(-1)).toBe('more principals than a case remembers');
  });

  it('changes nothing of what it was given', () => {
    const before = caseOf(alertOf(['e0']));
    const copy = structuredClone(before);
    extendCase(before, alertOf(['e1']), { toCase: 1, toLine: 1 }, START + 1);

    expect(before).toEqual(copy);
  });
});

// The longest texts that the alert's schema lets through, of the characters that take most room.
const long = (length: number) => '漢'.repeat(length);
const worst = (n: number): Alert => {
  const actor = {
    ...DAVE,
    type: long(200),
    arn: long(4096),
    session: long(200),
    invokedBy: long(200),
    sourceIdentity: `${n}${long(190)}`,
  };
  const record = (index: number) =>
    recordOf(`e${n}-${index}`, {
      actor,
      eventName: long(200),
      userAgent: long(600),
      errorMessage: long(1100),
      sourceIPAddress: long(300),
      targets: Array.from({ length: 50 }, (_, target) => ({
        type: long(200),
        id: `${n}-${index}-${target}-${long(230)}`,
        arn: long(2048),
        name: long(200),
        created: true,
      })),
    });
  return alertOf(eventIDs(10), {
    actor,
    rule: ruleOf({
      id: `rule-${n}`,
      level: n === 0 ? 'critical' : 'high',
      title: long(300),
      description: long(4096),
      whatToDo: long(4096),
      falsePositives: Array.from({ length: 50 }, () => long(5000)),
      attack: Array.from({ length: 500 }, () => long(500)),
    }),
    records: Array.from({ length: 10 }, (_, index) => record(index)),
  });
};

describe('however long the fields of an alert are', () => {
  it('the case still fits into the store, so that it can go on', () => {
    let it0 = opened(worst(0));
    for (let n = 0; n < 60; n += 1) it0 = extendCase(it0, worst(n), { toCase: 10, toLine: 10 }, START);

    expect(Buffer.byteLength(JSON.stringify(it0))).toBeLessThan(STORE_LIMITS.bytes);
    expect(it0.count).toBe(600);
    expect(it0.lines[0]?.rule.id).toBe('rule-0');
    expect(it0.records.length).toBeGreaterThan(0);
    expect(it0.targets.length).toBeGreaterThan(0);
  });

  it('real ones lose nothing but what a card does not show', () => {
    const alert = alertOf(eventIDs(10), {
      rule: ruleOf({ description: 'Why.', whatToDo: 'Do this.', falsePositives: ['A load test.'], attack: ['T1496'] }),
      records: eventIDs(10).map((id, index) => recordOf(id, { targets: [instance(index, { created: true })] })),
    });
    const it0 = caseOf(alert);

    expect(it0.lines[0]?.rule).toEqual(alert.rule);
    expect(it0.records).toHaveLength(10);
    expect(it0.targets).toHaveLength(10);
  });
});
