import { describe, expect, it } from 'vitest';
import { attributesSize } from '../../src/alert/attributes.ts';
import { buildAlerts } from '../../src/alert/build-alerts.ts';
import { asAlert } from '../../src/alert/schema.ts';
import { ALERT_LIMITS } from '../../src/model/alert.ts';
import type { Correlated, Match } from '../../src/model/match.ts';
import { UNKNOWN_PRINCIPAL } from '../../src/model/principals.ts';
import type { SourcedRecord } from '../../src/model/record.ts';
import { ACCOUNT, match, record, RULE } from './support.ts';

const EVE = `arn:aws:iam::${ACCOUNT}:user/eve`;

function sourced(eventID: string, eventTime: string, more = {}): SourcedRecord {
  return match(record(eventID, { eventTime, ...more })).sourced;
}

const timeOf = (index: number): string => `2026-11-23T07:${String(index).padStart(2, '0')}:00Z`;

function correlatedMatch(completing: SourcedRecord, correlated: Partial<Correlated>): Match {
  const defaults = { id: 'c-1', group: { user: 'ana' }, value: 3, records: [], count: 3, repeated: false };
  return { rule: RULE, sourced: completing, correlated: { ...defaults, ...correlated } };
}

const last = sourced('e-3', timeOf(3));
const before = [1, 2].map((index) => ({
  eventID: `e-${index}`,
  eventTime: `2026-11-23T07:0${index}:00.000Z`,
  origin: { source: 'trail', bucket: 'b', key: `file-${index}`, principals: [EVE] },
}));
const records = [...before, { eventID: 'e-3', eventTime: '2026-11-23T07:03:00.000Z' }];

describe('the alert of a correlation', () => {
  it('is about the record that completed it, and refers to what came earlier', () => {
    const [alert, ...others] = buildAlerts([correlatedMatch(last, { records, atHand: [last] })]);

    expect(others).toEqual([]);
    expect(alert).toMatchObject({
      references: [
        { eventID: 'e-1', source: 'trail', bucket: 'b', key: 'file-1' },
        { eventID: 'e-2', source: 'trail', bucket: 'b', key: 'file-2' },
        { eventID: 'e-3', source: 'trail', bucket: 'example-trail' },
      ],
      principals: [`arn:aws:iam::${ACCOUNT}:user/ana`, EVE],
      firstAt: timeOf(1),
      lastAt: timeOf(3),
      correlated: { group: { user: 'ana' }, value: 3, count: 3 },
    });
    expect(alert?.records.map(({ eventID }) => eventID)).toEqual(['e-3']);
    expect(asAlert(alert)).toEqual(alert);
  });

  it('has one id for one match, and is apart from the alerts of the records themselves', () => {
    const told = correlatedMatch(last, { records });
    const again = correlatedMatch(last, { records: records.slice(1), repeated: true });
    const other = correlatedMatch(last, { records, id: 'c-2' });

    const ids = buildAlerts([told, again, other, match(record('e-3'))]).map(({ id }) => id);

    expect(ids).toHaveLength(3);
    expect(buildAlerts([again]).map(({ id }) => id)).toEqual([buildAlerts([told])[0]?.id]);
  });

  it('summarises ten of the records at hand, the one that completed it always among them', () => {
    const atHand = Array.from({ length: 30 }, (_, index) => sourced(`e-${index}`, timeOf(index)));
    const named = atHand.map((_, index) => ({ eventID: `e-${index}`, eventTime: timeOf(index) }));

    for (const at of [0, 15, 29]) {
      const completing = atHand[at] ?? last;
      const [alert] = buildAlerts([correlatedMatch(completing, { records: named, atHand, count: 30 })]);

      expect(alert?.records).toHaveLength(10);
      expect(alert?.records.map(({ eventID }) => eventID)).toContain(`e-${at}`);
      expect(alert?.references).toHaveLength(30);
      expect(alert?.principals).not.toContain(UNKNOWN_PRINCIPAL);
    }
  });

  it.each([
    ['where an origin was not remembered', { records: [{ eventID: 'e-0', eventTime: timeOf(0) }, ...records] }],
    ['where more records were counted than are named', { records, count: 4 }],
  ])('says that somebody unknown may be behind it %s', (_what, correlated) => {
    const [alert] = buildAlerts([correlatedMatch(last, { ...correlated, atHand: [last] })]);

    expect(alert?.principals).toContain(UNKNOWN_PRINCIPAL);
    expect(asAlert(alert)).toEqual(alert);
  });

  it('fits into a message, whatever hostile records hold', () => {
    const long = '\u{1F600}'.repeat(2000);
    const parameters = Object.fromEntries(Array.from({ length: 90 }, (_, index) => [`k${index}`, long]));
    const items = Array.from({ length: 300 }, (_, index) => ({ instanceId: `i-${index}${'€'.repeat(240)}` }));
    const huge = {
      requestParameters: parameters,
      responseElements: { instancesSet: { items } },
      errorMessage: long,
      userAgent: long,
    };
    const atHand = Array.from({ length: 100 }, (_, index) => sourced(`e-${index}`, timeOf(index % 60), huge));
    const named = Array.from({ length: 100 }, (_, index) => ({
      eventID: `e-${'x'.repeat(100)}${index}`,
      eventTime: timeOf(index % 60),
      origin: { source: 's', bucket: 'b', key: '€'.repeat(340), principals: [EVE] },
    }));
    const group = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`${long}${index}`, long]));

    const [alert] = buildAlerts([
      correlatedMatch(atHand[99] ?? last, { records: named, atHand, group, value: Infinity, count: 100 }),
    ]);

    expect(Buffer.byteLength(JSON.stringify(alert)) + attributesSize(alert ?? never())).toBeLessThanOrEqual(
      ALERT_LIMITS.bytes,
    );
    expect(asAlert(JSON.parse(JSON.stringify(alert)))).toEqual(alert);
  });
});

function never(): never {
  throw new Error('There is an alert.');
}

it('an alert of a rule with first_seen says what was new', () => {
  const news = { id: 'n-1', group: { account: ACCOUNT }, values: { eventName: 'RunInstances' }, timespan: 30 };
  const [alert] = buildAlerts([
    { ...match(record('e-1')), firstSeen: { ...news, repeated: false } },
    { ...match(record('e-2')), firstSeen: { ...news, values: { eventName: '\u202Eevil' }, repeated: true } },
  ]);

  expect(alert?.firstSeen).toEqual([
    { eventID: 'e-1', group: { account: ACCOUNT }, values: { eventName: 'RunInstances' }, timespan: 30 },
    { eventID: 'e-2', group: { account: ACCOUNT }, values: { eventName: '\uFFFDevil' }, timespan: 30 },
  ]);
  expect(asAlert(alert)).toEqual(alert);
});
