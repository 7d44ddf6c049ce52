import { caseWrites } from '../cases/case-index.ts';
import { readStanding, standingIfAny } from '../cases/case-store.ts';
import { withLiveAgain, type LiveAgain } from '../cases/live-again.ts';
import { createOutbox } from '../cases/outbox.ts';
import { TrailboltError } from '../errors.ts';
import { inspectorsFor, inspectRecord } from '../inspect/inspect-record.ts';
import { inspectors } from '../inspect/inspectors/index.ts';
import type { RecordSummary } from '../model/alert.ts';
import type { Case } from '../model/case.ts';
import type { Policy } from '../model/policy.ts';
import type { Aws } from '../ports/aws.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Store } from '../ports/store.ts';
import type { Timers } from '../ports/timers.ts';
import { aftermathTimer } from '../remediate/request-timers.ts';
import { inspectionKey, type Inspection } from './inspections.ts';

export interface AftermathPorts {
  readonly store: Store;
  readonly timers: Timers;
  readonly clock: Clock;
  readonly aws: Aws;
  readonly log: Log;
  readonly policy: () => Promise<Policy>;
}

/** An alert or a click that comes in the same moment wins; what was seen is written upon what it left. */
const TRIES = 20;

/**
 * After a run: lets the inspectors look again at what the case says is live, so that its card tells what is so now. Nothing
 * fires, whatever they see. Safe to repeat. Looks again later where anything is as it was: AWS may not show it yet.
 * @throws TrailboltError of the ports where another try may succeed.
 */
export async function lookAtAftermath(ports: AftermathPorts, subject: string): Promise<void> {
  const { store, clock, timers } = ports;
  const [caseId = '', look = 0] = JSON.parse(subject) as [string?, number?];
  const before = await standingIfAny(store, caseId);
  if (before === undefined) return;
  const seen = await lookAgain(ports, before.value);
  if (seen.length === 0) return;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const item = attempt === 0 ? before : await readStanding(store, caseId);
    const now = clock.now();
    const next = withLiveAgain(item.value, seen, now);
    const same = next.lines.some((line) => (line.seen ?? []).some(({ over }) => over !== true));
    const later = same ? aftermathTimer(caseId, look + 1, now) : undefined;
    const { ok } = await store.commit([
      ...caseWrites(item, next),
      ...(next.hidden === true ? [] : [createOutbox(() => now).card(next)]),
      ...(later === undefined ? [] : [timers.arm(later)]),
    ]);
    if (!ok) continue;
    if (later !== undefined) await timers.nudge(later);
    return;
  }
  throw new TrailboltError('case.contended', `Case ${caseId} is changing too fast to say what is live now.`);
}

/** What each inspector that the case has a line of sees now, as far as the records are kept that it looked after. */
async function lookAgain(ports: AftermathPorts, it: Case): Promise<readonly LiveAgain[]> {
  const told = it.lines.filter(({ seen = [] }) => seen.length > 0);
  if (told.length === 0) return [];
  const policy = await ports.policy();
  const guarded = policy.accounts.map(({ id }) => id);
  if (!guarded.includes(it.account)) return [];
  const kept = await Promise.all(
    it.records.map(
      async ({ eventID }) => (await ports.store.get<Inspection>(inspectionKey(it.account, eventID)))?.value,
    ),
  );
  const records = kept.flatMap((inspection): readonly RecordSummary[] => inspection?.alert.records.slice(0, 1) ?? []);
  const looks: LiveAgain[] = [];
  for (const { rule, count } of told) {
    const of = inspectors.filter((inspector) => inspector.rule.id === rule.id);
    const mine = records.filter((record) => inspectorsFor(of, record).length > 0);
    const seen = [];
    for (const record of mine)
      seen.push(...(await inspectRecord(ports, of, record, { accounts: guarded })).map((one) => ({ ...one, record })));
    const read = seen.filter(({ refused, settling }) => refused === undefined && !settling);
    if (read.length === 0) continue;
    const named = new Set(read.flatMap(({ record }) => record.targets.map(({ id }) => id)));
    looks.push({
      rule: rule.id,
      found: seen.flatMap(({ findings }) => findings.map((one) => ({ id: one.target.id, words: one.seen }))),
      covers: (id) => named.has(id) || read.length >= count,
    });
  }
  return looks;
}
