import { describe, expect, it } from 'vitest';
import { createCorrelatingDetector } from '../../src/detect/correlating-detector.ts';
import { createMemoryState } from '../../src/detect/sigma/correlation/state.ts';
import { loadSigma } from '../../src/detect/sigma/load.ts';
import type { SigmaRule } from '../../src/detect/sigma/types.ts';
import type { Match } from '../../src/model/match.ts';
import { UNKNOWN_PRINCIPAL } from '../../src/model/principals.ts';
import type { CloudTrailRecord } from '../../src/model/record.ts';

const RULES = `title: A call was denied
id: denied
logsource: { product: aws, service: cloudtrail }
detection: { s: { errorCode: AccessDenied }, condition: s }
---
title: Many calls were denied
id: many-denied
level: high
tags: [attack.t1580]
correlation:
  type: event_count
  rules: [denied]
  group-by: [userIdentity.arn]
  timespan: 5m
  condition: { gte: 3 }
`;

const ANA = 'arn:aws:iam::111122223333:user/ana';

function rulesOf(text: string): readonly SigmaRule[] {
  const load = loadSigma(text, 'rules.yml');
  if (!load.ok) throw new Error(JSON.stringify(load.problems));
  return load.rules;
}

function denied(eventID: string | undefined, eventTime: string): CloudTrailRecord {
  const record = { eventTime, eventName: 'ListUsers', errorCode: 'AccessDenied', userIdentity: { arn: ANA } };
  return eventID === undefined ? record : { ...record, eventID };
}

async function detect(text: string, records: readonly CloudTrailRecord[]): Promise<readonly Match[]> {
  const detector = createCorrelatingDetector(rulesOf(text), createMemoryState());
  const all: Match[] = [];
  for (const record of records) {
    all.push(...(await detector.detect({ record, provenance: { source: 'test', kind: 'file' } })));
  }
  return all;
}

const BURST = [
  denied('3', '2026-01-02T10:03:00Z'),
  denied('1', '2026-01-02T10:00:00Z'),
  denied('2', '2026-01-02T10:01:30Z'),
];

describe('createCorrelatingDetector', () => {
  it('gives the correlation, with its records, and none of the rules that only feed it', async () => {
    expect(await detect(RULES, BURST)).toEqual([
      {
        rule: {
          id: 'many-denied',
          name: 'rules',
          title: 'Many calls were denied',
          level: 'high',
          falsePositives: [],
          attack: ['T1580'],
        },
        sourced: { record: BURST[2], provenance: { source: 'test', kind: 'file' } },
        correlated: {
          id: expect.any(String),
          group: { 'userIdentity.arn': ANA },
          value: 3,
          records: [
            { eventID: '1', eventTime: '2026-01-02T10:00:00.000Z' },
            { eventID: '2', eventTime: '2026-01-02T10:01:30.000Z' },
            { eventID: '3', eventTime: '2026-01-02T10:03:00.000Z' },
          ],
          count: 3,
          repeated: false,
        },
      },
    ]);
  });

  it('gives the rules as well where the correlation generates them', async () => {
    const matches = await detect(RULES.replace('timespan', 'generate: true\n  timespan'), BURST);

    expect(matches.map(({ rule }) => rule.id)).toEqual(['denied', 'denied', 'denied', 'many-denied']);
  });

  it('tells records without an id apart by what they say, and leaves out those without a time', async () => {
    const times = ['2026-01-02T10:00:00Z', '2026-01-02T10:00:01Z', 'yesterday', '2026-01-02T10:00:01Z'];
    const records = times.map((time) => denied(undefined, time));

    expect(await detect(RULES, records)).toEqual([]);
    expect(await detect(RULES, [...records, denied(undefined, '2026-01-02T10:00:02Z')])).toHaveLength(1);
  });
});

const NEW_CALL = `title: An actor made a call for the first time
id: new-call
logsource: { product: aws, service: cloudtrail }
detection: { s: { eventSource: iam.amazonaws.com }, condition: s }
first_seen: { values: [trailbolt.actor, eventName], timespan: 30d, learning: 14d }
`;

const NEW_THEN_DENIED = `${NEW_CALL}---
${RULES.split('---')[0] ?? ''}---
title: Something new, then a denial
id: new-then-denied
correlation: { type: temporal_ordered, rules: [new-call, denied], timespan: 1h }
`;

function call(eventID: string, day: string, eventName: string, session = 'one'): CloudTrailRecord {
  return {
    eventID,
    eventTime: `2026-${day}T10:00:00Z`,
    eventName,
    eventSource: 'iam.amazonaws.com',
    recipientAccountId: '111122223333',
    userIdentity: { type: 'AssumedRole', arn: `arn:aws:sts::111122223333:assumed-role/ops/${session}` },
  };
}

describe('a rule with first_seen', () => {
  const learned = [call('1', '01-01', 'ListUsers'), call('2', '01-10', 'ListRoles', 'two')];
  const fresh = call('3', '01-15', 'CreateUser', 'three');

  it('is quiet while it learns and about what is known, and then tells what is new', async () => {
    const matches = await detect(NEW_CALL, [
      ...learned,
      fresh,
      call('4', '01-16', 'CreateUser', 'four'),
      learned[1] ?? {},
    ]);

    expect(matches).toEqual([
      {
        rule: expect.objectContaining({ id: 'new-call' }),
        sourced: { record: fresh, provenance: { source: 'test', kind: 'file' } },
        firstSeen: {
          id: expect.any(String),
          group: { 'trailbolt.account': '111122223333' },
          values: { 'trailbolt.actor': 'arn:aws:iam::111122223333:role/ops', eventName: 'CreateUser' },
          timespan: 30,
          repeated: false,
        },
      },
    ]);
  });

  it('tells again of the same record, by the same id', async () => {
    const [first, again] = await detect(NEW_CALL, [...learned, fresh, fresh]);

    expect(first?.firstSeen?.repeated).toBe(false);
    expect(again).toEqual({ ...first, firstSeen: { ...first?.firstSeen, repeated: true } });
  });

  it('feeds correlations only by what is new', async () => {
    const known = await detect(NEW_THEN_DENIED, [...learned, denied('d', '2026-01-10T10:30:00Z')]);
    const matches = await detect(NEW_THEN_DENIED, [...learned, fresh, denied('d', '2026-01-15T10:30:00Z')]);

    expect(known).toEqual([]);
    expect(matches.map(({ rule }) => rule.id)).toEqual(['new-then-denied']);
  });

  it('sees the same by record and all at once', async () => {
    const rules = rulesOf(NEW_THEN_DENIED);
    const records = [...learned, fresh, denied('d', '2026-01-15T10:30:00Z'), denied('e', '2026-01-15T10:31:00Z')];
    const sourced = records.map((record) => ({ record, provenance: { source: 'test', kind: 'file' } as const }));

    const all = await createCorrelatingDetector(rules, createMemoryState()).detectAll(sourced);

    const [one, ...none] = await detect(NEW_THEN_DENIED, records);
    expect(none).toEqual([]);
    const origin = { source: 'test', principals: [UNKNOWN_PRINCIPAL] };
    expect(all).toEqual([
      {
        ...one,
        correlated: {
          ...one?.correlated,
          records: [
            { eventID: '3', eventTime: '2026-01-15T10:00:00.000Z', origin },
            { eventID: 'd', eventTime: '2026-01-15T10:30:00.000Z', origin: { ...origin, principals: [ANA] } },
          ],
          atHand: [sourced[2], sourced[3]],
        },
      },
    ]);
  });
});
