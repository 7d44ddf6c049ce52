import { onTestFinished } from 'vitest';
import { openSqliteStore } from '../../src/adapters/local/sqlite-store.ts';
import {
  ALERT_SCHEMA,
  type Alert,
  type AlertRule,
  type RecordReference,
  type RecordSummary,
} from '../../src/model/alert.ts';
import type { Actor } from '../../src/model/actor.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Store } from '../../src/ports/store.ts';

export const ACCOUNT = '111122223333';
export const START = Date.UTC(2026, 10, 23, 8, 30);
export const DAVE: Actor = {
  type: 'IAMUser',
  arn: `arn:aws:iam::${ACCOUNT}:user/dave`,
  account: ACCOUNT,
  root: { id: `arn:aws:iam::${ACCOUNT}:user/dave`, name: 'dave' },
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
};

/** A clock that moves only when told, with ids that count up. */
export class ManualClock implements Clock {
  #now: number;
  #ids = 0;

  constructor(now = START) {
    this.#now = now;
  }

  readonly now = (): number => this.#now;
  readonly id = (): string => `id${String((this.#ids += 1)).padStart(8, '0')}`;

  advance(ms: number): void {
    this.#now += ms;
  }
}

/** A store in memory that ends with the test. */
export function memoryStore(clock: Clock): Store {
  const store = openSqliteStore(':memory:', { now: () => clock.now() });
  onTestFinished(() => store.close());
  return store;
}

export function ruleOf(more: Partial<AlertRule> = {}): AlertRule {
  return {
    id: 'unusual-instances',
    title: 'Instances launched in bulk',
    level: 'high',
    falsePositives: [],
    attack: [],
    ...more,
  };
}

/** `2026-11-23T08:20:00Z` and so many seconds. */
export function timeAt(second: number): string {
  return new Date(START - 600_000 + second * 1000).toISOString().replace('.000', '');
}

export function recordOf(eventID: string, more: Partial<RecordSummary> = {}): RecordSummary {
  return {
    eventID,
    eventTime: timeAt(0),
    eventName: 'RunInstances',
    eventSource: 'ec2.amazonaws.com',
    account: ACCOUNT,
    region: 'eu-central-1',
    actor: DAVE,
    sourceIPAddress: '198.51.100.7',
    userAgent: 'aws-cli/2.31',
    targets: [],
    ...more,
  };
}

function referenceOf(eventID: string): RecordReference {
  return { eventID, source: 'trail', bucket: 'example-trail', key: `AWSLogs/${eventID}.json.gz` };
}

/** An alert that counts these records and summarises the first ten of them. */
export function alertOf(ids: readonly string[], more: Partial<Alert> = {}): Alert {
  return {
    schema: ALERT_SCHEMA,
    id: 'a'.repeat(64),
    rule: ruleOf(),
    account: ACCOUNT,
    region: 'eu-central-1',
    actor: DAVE,
    records: [...new Set(ids)].slice(0, 10).map((id) => recordOf(id)),
    references: ids.map(referenceOf),
    firstAt: timeAt(0),
    lastAt: timeAt(0),
    ...more,
  };
}

/** `e0`, `e1`, … */
export function eventIDs(count: number, from = 0): string[] {
  return Array.from({ length: count }, (_, index) => `e${from + index}`);
}
