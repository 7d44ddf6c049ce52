import { createHash } from 'node:crypto';
import { buildAlerts } from '../alert/build-alerts.ts';
import { recordAlert } from '../cases/record-alert.ts';
import { inspectorsFor, inspectRecord, type Seen } from '../inspect/inspect-record.ts';
import { inspectors } from '../inspect/inspectors/index.ts';
import type { Alert, AlertRule } from '../model/alert.ts';
import type { Policy } from '../model/policy.ts';
import type { SourcedRecord } from '../model/record.ts';
import type { Aws } from '../ports/aws.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Key, Store } from '../ports/store.ts';
import type { Timer, Timers } from '../ports/timers.ts';
import type { Occasion } from '../remediate/automate.ts';
import { isOwnCall } from '../remediate/own-call.ts';
import { casePorts } from './case-ports.ts';
import { askToLookAround } from './look-around.ts';

/** Pauses before the next look at what AWS is still building, in milliseconds. */
const LOOKS_AFTER_MS = [0, 10_000, 30_000, 120_000, 600_000] as const;

/** An inspection is forgotten after this. */
const KEPT_SECONDS = 2 * 24 * 60 * 60;

/** What has to be looked at: the record as an alert would carry it, bounded and redacted, under no rule yet. */
export interface Inspection {
  readonly alert: Alert;
  /** Looks that were made. */
  readonly looks: number;
  /** Inspectors that have said what they saw, or have nothing to wait for. */
  readonly done: readonly string[];
}

/** Stands where the inspector's rule will. */
const NO_RULE: AlertRule = {
  id: 'inspection',
  title: 'Inspection',
  level: 'informational',
  falsePositives: [],
  attack: [],
};

interface AskPorts {
  readonly store: Store;
  readonly timers: Timers;
  readonly clock: Clock;
}

/**
 * Asks the worker to look at the live state behind records of guarded accounts. Each record is asked about once: what is
 * to be done stands in the store, and the job only points there. Durable when it resolves.
 */
export async function askInspections(
  ports: AskPorts,
  policy: Policy,
  records: readonly SourcedRecord[],
): Promise<number> {
  const guarded = new Set(policy.accounts.map((account) => account.id));
  let asked = 0;
  for (const sourced of records) {
    if (!mayBeInspected(sourced)) continue;
    const [alert] = buildAlerts([{ rule: NO_RULE, sourced }]);
    const [record] = alert?.records ?? [];
    if (alert === undefined || record === undefined || !guarded.has(record.account)) continue;
    if (inspectorsFor(inspectors, record).length === 0) continue;
    const now = ports.clock.now();
    const timer = lookTimer(record.account, record.eventID, 0, now);
    const value: Inspection = { alert, looks: 0, done: [] };
    const commit = await ports.store.commit([
      {
        kind: 'put',
        key: inspectionKey(record.account, record.eventID),
        value,
        if: 'absent',
        expiresAt: Math.floor(now / 1000) + KEPT_SECONDS,
      },
      ports.timers.arm(timer),
    ]);
    if (!commit.ok) continue;
    await ports.timers.nudge(timer);
    asked += 1;
  }
  return asked;
}

/** The calls that an inspector looks after, as `eventSource:eventName`. */
export const INSPECTED_CALLS: ReadonlySet<string> = new Set(inspectors.flatMap((inspector) => inspector.after));

/** Cheap, for every record: most are about calls that no inspector looks after. */
function mayBeInspected({ record }: SourcedRecord): boolean {
  const { eventSource, eventName } = record;
  return (
    typeof eventSource === 'string' &&
    typeof eventName === 'string' &&
    INSPECTED_CALLS.has(`${eventSource}:${eventName}`)
  );
}

export interface InspectPorts extends AskPorts {
  /** Lets automations take back what was found. */
  automate(occasion: Occasion): Promise<void>;
  readonly aws: Aws;
  readonly log: Log;
  readonly policy: () => Promise<Policy>;
}

/**
 * Looks at what an inspection is about, tells what was found as alerts of its case, and looks again later where AWS is
 * still building. Safe to repeat: the same finding counts once.
 * @throws TrailboltError of the ports where another try may succeed.
 */
export async function performInspection(ports: InspectPorts, subject: string): Promise<void> {
  const { store, clock, timers } = ports;
  const [account = '', eventID = ''] = JSON.parse(subject) as readonly string[];
  const key = inspectionKey(account, eventID);
  const item = await store.get<Inspection>(key);
  const record = item?.value.alert.records[0];
  if (item === undefined || record === undefined || (await isOwnCall(store, record.requestID))) return;
  const { value: inspection } = item;
  const policy = await ports.policy();
  const open = inspectorsFor(inspectors, record).filter(({ rule }) => !inspection.done.includes(rule.id));
  const last = inspection.looks + 1 >= LOOKS_AFTER_MS.length;
  const seen = await inspectRecord(ports, open, record, { accounts: policy.accounts.map((one) => one.id) });
  // What is still being built is told when it is whole, so that one record makes one alert of a rule.
  const settled = seen.filter((one) => last || !one.settling);
  for (const one of settled) {
    if (one.findings.length === 0) continue;
    const { caseId, counted } = await recordAlert(
      casePorts(ports, policy),
      alertOf(inspection.alert, one, clock.now()),
    );
    ports.log.info('inspect.found', { inspector: one.inspector.rule.id, eventID, case: caseId, counted });
    if (counted > 0) await askToLookAround(ports, caseId);
    await ports.automate({
      caseId,
      rule: one.inspector.rule.id,
      targets: one.findings.map(({ target }) => ({ ...target, region: record.region })),
      record,
      reason: one.findings
        .map(({ target, seen: words }) => `${target.id}: ${words}`)
        .join(' ')
        .slice(0, 500),
    });
  }
  const done = [...inspection.done, ...settled.map((one) => one.inspector.rule.id)];
  const waits = settled.length < seen.length;
  const next = lookTimer(
    account,
    eventID,
    inspection.looks + 1,
    clock.now() + (LOOKS_AFTER_MS[inspection.looks + 1] ?? 0),
  );
  await store.commit([
    {
      kind: 'put',
      key,
      value: { ...inspection, looks: inspection.looks + 1, done } satisfies Inspection,
      if: { version: item.version },
      expiresAt: Math.floor(clock.now() / 1000) + KEPT_SECONDS,
    },
    ...(waits ? [timers.arm(next)] : []),
  ]);
  if (waits) await timers.nudge(next);
}

function alertOf(envelope: Alert, { inspector, findings }: Seen, at: number): Alert {
  const { rule } = inspector;
  const [record] = envelope.records;
  const targets = findings.map((finding) => finding.target);
  const id = createHash('sha256')
    .update(JSON.stringify(['inspector', rule.id, envelope.id]))
    .digest('hex');
  return {
    ...envelope,
    id,
    rule,
    // What was found stands first: a card and its remedies are about that.
    records: record === undefined ? [] : [{ ...record, targets: [...targets, ...others(record.targets, targets)] }],
    seen: findings.slice(0, 20).map(({ target, seen }) => ({ id: target.id, words: seen, at })),
  };
}

function others<T extends { readonly type: string; readonly id: string }>(all: readonly T[], first: readonly T[]) {
  const named = new Set(first.map((target) => `${target.type} ${target.id}`));
  return all.filter((target) => !named.has(`${target.type} ${target.id}`));
}

export function inspectionKey(account: string, eventID: string): Key {
  return { partition: `inspection#${account}#${eventID}`, sort: 'inspection' };
}

function lookTimer(account: string, eventID: string, look: number, dueAt: number): Timer {
  const name = createHash('sha256')
    .update(JSON.stringify([account, eventID]))
    .digest('hex');
  return {
    id: `inspect-${name.slice(0, 32)}-${look}`,
    dueAt,
    kind: 'inspect',
    subject: JSON.stringify([account, eventID]),
  };
}
