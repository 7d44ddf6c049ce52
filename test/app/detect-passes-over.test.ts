import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openSqliteStore } from '../../src/adapters/local/sqlite-store.ts';
import { buildAlerts } from '../../src/alert/build-alerts.ts';
import { createDetect } from '../../src/app/detect.ts';
import { createBaselineKeeper } from '../../src/detect/baseline/store-baseline.ts';
import { createStoreState } from '../../src/detect/correlate/store-state.ts';
import { createCorrelatingDetector } from '../../src/detect/correlating-detector.ts';
import { createStoreFirstSeen } from '../../src/detect/first-seen/store-state.ts';
import { builtinRules } from '../../src/detect/rules/builtin.ts';
import { accountOf, actorOf } from '../../src/model/actor-of.ts';
import type { Alert } from '../../src/model/alert.ts';
import { baselineKey } from '../../src/model/baseline.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { Policy } from '../../src/model/policy.ts';
import type { SourcedRecord } from '../../src/model/record.ts';
import type { Store } from '../../src/ports/store.ts';
import { ACCOUNT, bucket, BUCKET, QUEUE, SOURCES, trailFile } from '../ingest/support.ts';
import { testLog as log } from '../support/test-log.ts';

const SAMPLES = join(import.meta.dirname, '../rules');

/** Every record of every rule's samples, each under an id of its own, and ordinary ones between them. */
const records: readonly JsonObject[] = readdirSync(SAMPLES, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.json'))
  .toSorted()
  .flatMap((name) => [JSON.parse(readFileSync(join(SAMPLES, name), 'utf8'))].flat() as JsonObject[])
  .flatMap((record, index) => {
    const own = { ...record, eventID: `e-${index}`, recipientAccountId: ACCOUNT };
    return [own, { ...own, eventID: `o-${index}`, eventName: 'DescribeNothing', errorCode: '' }];
  });

const clock = { now: () => Date.UTC(2026, 10, 30), id: () => 'id' };

const CALLS = new Set(['ec2.amazonaws.com:RunInstances', 'iam.amazonaws.com:CreateRole']);

const keyOf = (index: number): string => `AWSLogs/${ACCOUNT}/CloudTrail/eu-central-1/2026/11/23/part-${index}.json.gz`;

/** So many that each is one chunk: what comes together is taken together, whatever is passed over. */
const PARTS = 12;
const part = (index: number): readonly JsonObject[] => records.filter((_, at) => at % PARTS === index);

interface Told {
  readonly alerts: readonly Alert[];
  /** Ids of records that inspectors were shown. */
  readonly inspected: readonly string[];
  readonly baselines: readonly unknown[];
}

async function throughDetect(): Promise<Told> {
  const store = openSqliteStore(':memory:', { now: clock.now });
  const alerts: Alert[] = [];
  const inspected: string[] = [];
  const files = Array.from(
    { length: PARTS },
    (_, index) => [`${BUCKET}/${keyOf(index)}`, trailFile(...part(index))] as const,
  );
  const detect = createDetect({
    rules: builtinRules,
    objects: bucket(Object.fromEntries(files), 50_000),
    topic: { publish: async (some) => void alerts.push(...some) },
    store,
    clock,
    baseline: createBaselineKeeper({ store, clock }),
    inspection: {
      calls: CALLS,
      ask: async (_policy, some) => (inspected.push(...some.filter(isInspected).map(idOf)), 0),
    },
    log,
    policy: async () => ({ sources: SOURCES }) as Policy,
    deadLetter: async () => undefined,
  });
  for (let index = 0; index < PARTS; index += 1) {
    const s3 = { bucket: { name: BUCKET, arn: `arn:aws:s3:::${BUCKET}` }, object: { key: keyOf(index) } };
    const body = JSON.stringify({ Records: [{ eventSource: 'aws:s3', eventName: 'ObjectCreated:Put', s3 }] });
    const event = { Records: [{ messageId: 'm', eventSource: 'aws:sqs', eventSourceARN: QUEUE, body }] };
    expect(await detect(event)).toEqual({ batchItemFailures: [] });
  }
  return { alerts, inspected, baselines: await baselinesIn(store) };
}

/** The same with every record parsed and shown to everybody. */
async function throughEverything(): Promise<Told> {
  const store = openSqliteStore(':memory:', { now: clock.now });
  const correlation = createStoreState({ store, clock, rules: builtinRules });
  const detector = createCorrelatingDetector(builtinRules, correlation, createStoreFirstSeen({ store, clock }));
  const baseline = createBaselineKeeper({ store, clock });
  const alerts: Alert[] = [];
  const inspected: string[] = [];
  for (let index = 0; index < PARTS; index += 1) {
    const provenance = { source: 'trail', kind: 's3', bucket: BUCKET, key: keyOf(index) } as const;
    const all = part(index).map((record) => ({ record, provenance }));
    alerts.push(...buildAlerts(await detector.detectAll(all)));
    inspected.push(...all.filter(isInspected).map(idOf));
    await baseline.take(part(index));
  }
  return { alerts, inspected, baselines: await baselinesIn(store) };
}

function isInspected({ record: { eventSource, eventName } }: SourcedRecord): boolean {
  return typeof eventSource === 'string' && typeof eventName === 'string' && CALLS.has(`${eventSource}:${eventName}`);
}

function idOf({ record: { eventID } }: SourcedRecord): string {
  return typeof eventID === 'string' ? eventID : '';
}

async function baselinesIn(store: Store): Promise<readonly unknown[]> {
  const keys = records.flatMap((record) => baselineKey(accountOf(record) ?? '', actorOf(record).root.id) ?? []);
  const unique = new Map(keys.map((key) => [key.partition, key]));
  const items = await Promise.all([...unique.values()].map((key) => store.get(key)));
  await store.close();
  return items.map((item) => item?.value);
}

/** Alerts by what they say, whatever chunks their records came in. */
function said(alerts: readonly Alert[]): ReadonlySet<string> {
  return new Set(
    alerts.flatMap(({ rule, references, correlated, firstSeen }) =>
      references.map(({ eventID }) =>
        JSON.stringify([rule.id, eventID, correlated, firstSeen?.find((one) => one.eventID === eventID)]),
      ),
    ),
  );
}

it('detect gives what parsing every record gives: alerts, inspections and baselines', async () => {
  const [fast, full] = [await throughDetect(), await throughEverything()];

  expect(said(fast.alerts)).toEqual(said(full.alerts));
  expect(new Set(fast.inspected)).toEqual(new Set(full.inspected));
  expect(new Set(fast.baselines.map(sorted))).toEqual(new Set(full.baselines.map(sorted)));
  expect(full.inspected.length).toBeGreaterThan(10);
  expect(full.alerts.length).toBeGreaterThan(200);
  expect(full.alerts.some(({ correlated }) => correlated !== undefined)).toBe(true);
  expect(full.alerts.some(({ firstSeen }) => firstSeen !== undefined)).toBe(true);
});

/** Values were taken in in another order. */
function sorted(baseline: unknown): string {
  return JSON.stringify(baseline, (_, value: unknown) =>
    Array.isArray(value) ? value.map((one) => JSON.stringify(one)).toSorted() : value,
  );
}
