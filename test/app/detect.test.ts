import { beforeEach, describe, expect, it } from 'vitest';
import { openSqliteStore } from '../../src/adapters/local/sqlite-store.ts';
import { asAlert } from '../../src/alert/schema.ts';
import { createDetect } from '../../src/app/detect.ts';
import { recordAlert } from '../../src/cases/record-alert.ts';
import { loadRuleSources } from '../../src/detect/load-rules.ts';
import { TrailboltError } from '../../src/errors.ts';
import type { Alert, RecordReference } from '../../src/model/alert.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { Policy } from '../../src/model/policy.ts';
import { sourceSeenAt } from '../../src/ingest/source-seen.ts';
import type { Store } from '../../src/ports/store.ts';
import { ACCOUNT, bucket, BUCKET, QUEUE, record, SOURCES, trailFile } from '../ingest/support.ts';
import { testLog as log } from '../support/test-log.ts';

const RULES = `title: A call was denied
id: denied
logsource: { product: aws, service: cloudtrail }
detection: { s: { errorCode: AccessDenied }, condition: s }
---
title: Many calls were denied
id: many-denied
level: high
correlation:
  type: event_count
  rules: denied
  group-by: trailbolt.network
  timespan: 10m
  condition: { gte: 4 }
`;

const NOW = Date.UTC(2026, 10, 23, 8);
const clock = { now: () => NOW, id: () => 'id' };

function denied(id: string, minute: number, user = 'ana'): JsonObject {
  return record(id, {
    eventTime: `2026-11-23T07:${String(minute).padStart(2, '0')}:00Z`,
    errorCode: 'AccessDenied',
    sourceIPAddress: `198.51.100.${minute}`,
    userIdentity: { type: 'IAMUser', arn: `arn:aws:iam::${ACCOUNT}:user/${user}`, accountId: ACCOUNT, userName: user },
  });
}

const keyOf = (name: string): string => `AWSLogs/${ACCOUNT}/CloudTrail/eu-central-1/2026/11/23/${name}.json.gz`;

/** Records of one file each, by the file's name. */
const FILES: Readonly<Record<string, readonly JsonObject[]>> = {
  one: [denied('e-1', 1), denied('e-2', 2, 'eve')],
  two: [denied('e-4', 6), denied('e-3', 5)],
  three: [denied('e-9', 9)],
};

function reference(eventID: string, name: string): RecordReference {
  return { eventID, source: 'trail', bucket: BUCKET, key: keyOf(name) };
}

/** The S3 notification of a file, from the queue. */
function announced(name: string): unknown {
  const s3 = { bucket: { name: BUCKET, arn: `arn:aws:s3:::${BUCKET}` }, object: { key: keyOf(name) } };
  const body = JSON.stringify({ Records: [{ eventSource: 'aws:s3', eventName: 'ObjectCreated:Put', s3 }] });
  return { Records: [{ messageId: `m-${name}`, eventSource: 'aws:sqs', eventSourceARN: QUEUE, body }] };
}

let store: Store;
let published: Alert[];
/** The topic refuses everything while this is so. */
let down: boolean;

beforeEach(() => {
  store = openSqliteStore(':memory:', { now: clock.now });
  published = [];
  down = false;
  return () => store.close();
});

/** A function with nothing of its own but the store: what a fresh container is. */
function fresh(text: string = RULES): (event: unknown) => Promise<unknown> {
  const load = loadRuleSources([{ file: 'rules.yml', text }]);
  if (!load.ok) throw new Error(JSON.stringify(load.problems));
  const files = Object.entries(FILES).map(
    ([name, records]) => [`${BUCKET}/${keyOf(name)}`, trailFile(...records)] as const,
  );
  return createDetect({
    rules: load.rules,
    objects: bucket(Object.fromEntries(files)),
    topic: {
      async publish(alerts) {
        if (down) throw new TrailboltError('alerts.not-published', 'The topic is down.');
        published.push(...alerts);
      },
    },
    store,
    clock,
    log,
    policy: async () => ({ sources: SOURCES }) as Policy,
    deadLetter: async () => undefined,
  });
}

const NOTHING_FAILED = { batchItemFailures: [] };

describe('detect', () => {
  it('gives a correlation over files that came to different functions, with all its records', async () => {
    expect(await fresh()(announced('one'))).toEqual(NOTHING_FAILED);
    expect(published).toEqual([]);

    expect(await fresh()(announced('two'))).toEqual(NOTHING_FAILED);

    expect(published).toMatchObject([
      {
        rule: { id: 'many-denied' },
        account: ACCOUNT,
        actor: { root: { name: 'ana' } },
        references: [
          reference('e-1', 'one'),
          reference('e-2', 'one'),
          reference('e-3', 'two'),
          reference('e-4', 'two'),
        ],
        correlated: { group: { 'trailbolt.network': '198.51.100.0/24' }, value: 4, count: 4 },
        firstAt: '2026-11-23T07:01:00Z',
        lastAt: '2026-11-23T07:06:00Z',
      },
    ]);
    expect(published[0]?.records.map(({ eventID }) => eventID)).toEqual(['e-3', 'e-4']);
    expect(new Set(published[0]?.principals)).toEqual(
      new Set([`arn:aws:iam::${ACCOUNT}:user/ana`, `arn:aws:iam::${ACCOUNT}:user/eve`]),
    );
    expect(asAlert(JSON.parse(JSON.stringify(published[0])))).toEqual(published[0]);
  });

  it('remembers when a source last brought records, for whoever looks whether any still come', async () => {
    const [source] = SOURCES;
    expect(await sourceSeenAt(store, source?.name ?? '')).toBeUndefined();

    await fresh()(announced('one'));

    expect(await sourceSeenAt(store, source?.name ?? '')).toBe(clock.now());
  });

  it('loses no correlation when it cannot publish, and counts it once however often files come', async () => {
    await fresh()(announced('one'));
    down = true;
    expect(await fresh()(announced('two'))).toEqual({ batchItemFailures: [{ itemIdentifier: 'm-two' }] });
    expect(published).toEqual([]);

    down = false;
    for (const name of ['two', 'one', 'two', 'three', 'two']) await fresh()(announced(name));

    expect(published.length).toBeGreaterThan(1);
    expect(new Set(published.map(({ id }) => id)).size).toBe(1);
    const ports = { store, clock, channelFor: async () => 'C1' };
    const counted = [];
    for (const alert of published) counted.push((await recordAlert(ports, alert)).counted);
    expect(counted.slice(0, 2)).toEqual([4, 0]);
    expect(counted.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(5);
  });

  it('gives one correlation to functions that run at the same time', async () => {
    const names = ['one', 'two', 'three', 'two', 'one', 'three'];

    const answers = await Promise.all(names.map((name) => fresh()(announced(name))));

    expect(answers).toEqual(names.map(() => NOTHING_FAILED));
    expect(new Set(published.map(({ id }) => id)).size).toBe(1);
  });

  it('tells what is new to all functions once, through a topic that is down', async () => {
    const rules = `title: Somebody new was denied
id: newcomer
logsource: { product: aws, service: cloudtrail }
detection: { s: { errorCode: AccessDenied }, condition: s }
first_seen: { values: trailbolt.actor, group-by: recipientAccountId, timespan: 30d, learning: 0d }
`;
    down = true;
    expect(await fresh(rules)(announced('two'))).not.toEqual(NOTHING_FAILED);
    down = false;

    for (const name of ['one', 'two', 'three']) await fresh(rules)(announced(name));

    // By the record that was first to arrive, though it could not be told then.
    expect(published.map(({ rule, references }) => [rule.id, references.map(({ eventID }) => eventID)])).toEqual([
      ['newcomer', ['e-2']],
      ['newcomer', ['e-4']],
    ]);
    expect(published[1]?.firstSeen).toEqual([
      {
        eventID: 'e-4',
        group: { recipientAccountId: ACCOUNT },
        values: { 'trailbolt.actor': `arn:aws:iam::${ACCOUNT}:user/ana` },
        timespan: 30,
      },
    ]);
  });
});
