import { describe, expect, it } from 'vitest';
import { attributesSize } from '../../src/alert/attributes.ts';
import { buildAlerts } from '../../src/alert/build-alerts.ts';
import { asAlert } from '../../src/alert/schema.ts';
import { ALERT_LIMITS } from '../../src/model/alert.ts';
import { ACCOUNT, match, record, RULE } from './support.ts';

const at = (second: number) =>
  `2026-11-23T07:${String(Math.floor(second / 60)).padStart(2, '0')}:${String(second % 60).padStart(2, '0')}Z`;
const identity = (name: string) => ({ userIdentity: { type: 'IAMUser', arn: `arn:aws:iam::${ACCOUNT}:user/${name}` } });
const size = (alert: object) => Buffer.byteLength(JSON.stringify(alert));

const sessionOf = (name: string) => ({
  userIdentity: {
    type: 'AssumedRole',
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/ops/${name}`,
    accountId: ACCOUNT,
  },
});
const idOf = (...events: readonly string[]) => buildAlerts(events.map((event) => match(record(event))))[0]?.id;

const launch = (from: number, count: number) => ({
  responseElements: {
    instancesSet: { items: Array.from({ length: count }, (_, index) => ({ instanceId: `i-${from + index}` })) },
  },
});

describe('build alerts', () => {
  it('makes nothing of nothing', () => {
    expect(buildAlerts([])).toEqual([]);
  });

  it('makes one alert for each rule, account and root actor', () => {
    const other = { ...RULE, id: 'other' };
    const matches = [
      match(record('e-1')),
      match(record('e-2', identity('eve'))),
      match(record('e-3', { recipientAccountId: '444455556666' })),
      match(record('e-1'), other),
      match(record('e-4')),
    ];

    const alerts = buildAlerts(matches);

    expect(
      alerts.map(({ rule, account, actor, references }) => [rule.id, account, actor.root.name, references.length]),
    ).toEqual([
      [RULE.id, ACCOUNT, 'ana', 2],
      [RULE.id, ACCOUNT, 'eve', 1],
      [RULE.id, '444455556666', 'ana', 1],
      ['other', ACCOUNT, 'ana', 1],
    ]);
  });

  it('groups sessions of one role, whatever their names', () => {
    const alerts = buildAlerts([match(record('e-1', sessionOf('one'))), match(record('e-2', sessionOf('two')))]);

    expect(alerts).toHaveLength(1);
  });

  it('summarises the ten oldest, oldest first, and refers to all', () => {
    const matches = Array.from({ length: 25 }, (_value, index) =>
      match(record(`e-${index}`, { eventTime: at(24 - index) })),
    );

    const [alert, ...others] = buildAlerts(matches);

    expect(others).toEqual([]);
    expect(alert?.records.map(({ eventID }) => eventID)).toEqual(
      Array.from({ length: 10 }, (_value, index) => `e-${24 - index}`),
    );
    expect(alert?.references).toHaveLength(25);
    expect([alert?.firstAt, alert?.lastAt]).toEqual([at(0), at(24)]);
    expect(alert?.references[0]).toEqual({
      eventID: 'e-24',
      source: 'trail',
      bucket: 'example-trail',
      key: `AWSLogs/${ACCOUNT}/CloudTrail/x.json.gz`,
    });
  });

  it('names what every record created, however many records and instances there are', () => {
    const singles = Array.from({ length: 15 }, (_, index) => match(record(`e-${10 + index}`, launch(index, 1))));

    const [fifteen] = buildAlerts(singles);
    const [sixty] = buildAlerts([match(record('e-0', launch(0, 60)))]);
    const [bulk] = buildAlerts([match(record('e-0', launch(0, 150))), match(record('e-1', launch(100, 150)))]);
    const [refused] = buildAlerts([match(record('e-0', { ...launch(0, 3), errorCode: 'UnauthorizedOperation' }))]);

    expect(fifteen?.created?.map(({ id }) => id)).toEqual(Array.from({ length: 15 }, (_, index) => `i-${index}`));
    expect(fifteen?.created?.[14]).toEqual({
      type: 'AWS::EC2::Instance',
      id: 'i-14',
      created: true,
      region: 'eu-central-1',
    });
    expect([fifteen?.createdOmitted, sixty?.createdOmitted, bulk?.createdOmitted]).toEqual([undefined, undefined, 50]);
    expect([sixty?.created?.length, bulk?.created?.length]).toEqual([60, 200]);
    expect(asAlert(bulk)).toEqual(bulk);
    expect(refused).not.toHaveProperty('created');
  });

  it('keeps what was created when there is room for little else', () => {
    const items = Array.from({ length: 300 }, (_, index) => ({
      instanceId: `i-${index}${'€'.repeat(240)}`,
      tagSet: { items: [{ key: 'Name', value: '€'.repeat(100) }] },
    }));
    const matches = Array.from({ length: 10 }, (_, index) =>
      match(record(`e-${index}`, { responseElements: { instancesSet: { items } } })),
    );

    const alerts = buildAlerts(matches);

    expect(alerts).toHaveLength(1);
    expect(size(alerts[0] ?? {})).toBeLessThanOrEqual(ALERT_LIMITS.bytes);
    expect(alerts[0]?.created?.length).toBeGreaterThanOrEqual(50);
    expect((alerts[0]?.created?.length ?? 0) + (alerts[0]?.createdOmitted ?? 0)).toBe(300);
  });

  it('counts a record once that came through two sources', () => {
    const again = {
      rule: RULE,
      sourced: { record: record('e-1'), provenance: { source: 'bus', kind: 'eventbridge' } },
    } as const;

    const [alert] = buildAlerts([match(record('e-1')), again]);

    expect(alert?.references).toMatchObject([{ eventID: 'e-1', source: 'trail' }]);
    expect(alert?.records).toHaveLength(1);
  });

  it('puts records without a time last, and knows no time where there is none', () => {
    const [mixed] = buildAlerts([match(record('e-1', { eventTime: 'yesterday' })), match(record('e-2'))]);
    const [none] = buildAlerts([match(record('e-1', { eventTime: 7 }))]);

    expect(mixed?.records.map(({ eventID }) => eventID)).toEqual(['e-2', 'e-1']);
    expect([mixed?.firstAt, mixed?.lastAt]).toEqual(['2026-11-23T07:38:12Z', '2026-11-23T07:38:12Z']);
    expect([none?.firstAt, none?.lastAt]).toEqual(['unknown', 'unknown']);
  });

  it('has the same id for the same records in any order, and another for others', () => {
    expect(idOf('e-1', 'e-2', 'e-3')).toBe(idOf('e-3', 'e-1', 'e-2'));
    expect(idOf('e-1', 'e-2')).not.toBe(idOf('e-1', 'e-3'));
    expect(idOf('e-1')).not.toBe(buildAlerts([match(record('e-1'), { ...RULE, id: 'other' })])[0]?.id);
  });

  it('splits references that do not fit into one message, and loses none', () => {
    const key = `AWSLogs/${ACCOUNT}/CloudTrail/eu-central-1/${'x'.repeat(200)}.json.gz`;
    const matches = Array.from({ length: 5000 }, (_value, index) =>
      match(record(`e-${index}`, { eventTime: at(index % 3000) }), RULE, key),
    );

    const alerts = buildAlerts(matches);

    expect(alerts.length).toBeGreaterThan(4);
    for (const alert of alerts) {
      expect(size(alert) + attributesSize(alert)).toBeLessThanOrEqual(ALERT_LIMITS.bytes);
      expect(asAlert(JSON.parse(JSON.stringify(alert)))).toEqual(alert);
    }
    const referred = alerts.flatMap(({ references }) => references.map(({ eventID }) => eventID));
    expect(new Set(referred).size).toBe(5000);
    expect(referred).toHaveLength(5000);
    expect(new Set(alerts.map(({ id }) => id)).size).toBe(alerts.length);
  });

  it('drops parameters before it splits ten records, and never the targets', () => {
    const large = Object.fromEntries(
      Array.from({ length: 90 }, (_value, index) => [`k${index}`, '\u{1F600}'.repeat(100)]),
    );
    const items = Array.from({ length: 60 }, (_value, index) => ({
      instanceId: `i-${index}`,
      tagSet: { items: [{ key: 'Name', value: '€'.repeat(100) }] },
    }));
    const huge = {
      requestParameters: large,
      responseElements: { ...large, instancesSet: { items } },
      errorMessage: '\u{1F600}'.repeat(2000),
    };
    const matches = Array.from({ length: 10 }, (_value, index) =>
      match(record(`e-${index}`, { ...huge, userAgent: '€'.repeat(9000) })),
    );

    const alerts = buildAlerts(matches);

    expect(alerts).toHaveLength(1);
    expect(size(alerts[0] ?? {})).toBeLessThanOrEqual(ALERT_LIMITS.bytes);
    expect(alerts[0]?.records).toHaveLength(10);
    expect(alerts[0]?.records[0]?.targets).toHaveLength(50);
    expect(alerts[0]?.records[0]?.targetsOmitted).toBe(10);
    expect(alerts[0]?.records[0]?.responseElements).toBeUndefined();
  });

  it("bounds the rule's own texts", () => {
    const rule = {
      ...RULE,
      title: 't'.repeat(9999),
      description: 'd'.repeat(99_999),
      falsePositives: Array.from({ length: 99 }, () => 'f'.repeat(9999)),
    };

    const [alert] = buildAlerts([match(record('e-1'), rule)]);

    expect(asAlert(alert)).toBeDefined();
    expect(alert?.rule.description?.length).toBeLessThan(4100);
  });
});
