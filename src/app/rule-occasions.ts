import { createHash } from 'node:crypto';
import { buildAlerts } from '../alert/build-alerts.ts';
import { recordAlert } from '../cases/record-alert.ts';
import type { Alert } from '../model/alert.ts';
import type { Match } from '../model/match.ts';
import type { Policy } from '../model/policy.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Key, Store } from '../ports/store.ts';
import type { Timer, Timers } from '../ports/timers.ts';
import { automationsFor, type Occasion } from '../remediate/automate.ts';
import { isOwnCall } from '../remediate/own-call.ts';
import { casePorts } from './case-ports.ts';
import { askToLookAround } from './look-around.ts';

/** An occasion is forgotten after this. */
const KEPT_SECONDS = 2 * 24 * 60 * 60;

interface AskPorts {
  readonly store: Store;
  readonly timers: Timers;
  readonly clock: Clock;
}

/**
 * Asks the worker to let automations look at records on which a rule fired that the policy names: by itself, as no rule that
 * needs other records does. Detection knows where a record came from; what stands on the topic never leads here. Each record
 * is asked about once for each rule. Durable when it resolves.
 */
export async function askAutomations(
  ports: AskPorts,
  policy: Policy,
  matches: readonly Match[],
  /** What people call a rule, by its id. */
  names: ReadonlyMap<string, string>,
): Promise<number> {
  let asked = 0;
  for (const match of matches) {
    if (match.correlated !== undefined || match.firstSeen !== undefined) continue;
    const rule = names.get(match.rule.id) ?? match.rule.id;
    if (!policy.automations.some(({ after }) => after.includes(rule))) continue;
    const [alert] = buildAlerts([match]);
    const [record] = alert?.records ?? [];
    if (alert === undefined || record === undefined || record.errorCode !== undefined) continue;
    if (automationsFor(policy, rule, record.account).length === 0) continue;
    const now = ports.clock.now();
    const subject = [record.account, record.eventID, rule];
    const name = createHash('sha256').update(JSON.stringify(subject)).digest('hex').slice(0, 32);
    const timer: Timer = { id: `automate-${name}`, dueAt: now, kind: 'automate', subject: JSON.stringify(subject) };
    const expiresAt = Math.floor(now / 1000) + KEPT_SECONDS;
    const commit = await ports.store.commit([
      { kind: 'put', key: occasionKey(subject), value: alert, if: 'absent', expiresAt },
      ports.timers.arm(timer),
    ]);
    if (!commit.ok) continue;
    await ports.timers.nudge(timer);
    asked += 1;
  }
  return asked;
}

/**
 * Counts the record on its case, whoever is first to do so, and lets automations take back what it did.
 * @throws TrailboltError of the ports where another try may succeed.
 */
export async function performOccasion(
  ports: {
    readonly store: Store;
    readonly timers: Timers;
    readonly clock: Clock;
    readonly log: Log;
    readonly policy: () => Promise<Policy>;
    automate(occasion: Occasion): Promise<void>;
  },
  subject: string,
): Promise<void> {
  const key = JSON.parse(subject) as readonly string[];
  const [, , rule = ''] = key;
  const alert = (await ports.store.get<Alert>(occasionKey(key)))?.value;
  const record = alert?.records[0];
  if (alert === undefined || record === undefined || (await isOwnCall(ports.store, record.requestID))) return;
  const policy = await ports.policy();
  if (automationsFor(policy, rule, record.account).length === 0) return;
  const { caseId, counted } = await recordAlert(casePorts(ports, policy), alert);
  // Whoever counts it first asks for what else is to be told: the other comes too late to know.
  if (counted > 0) await askToLookAround(ports, caseId);
  ports.log.info('automate.occasion', { rule, eventID: record.eventID, case: caseId });
  await ports.automate({
    caseId,
    rule,
    targets: record.targets.map((target) => ({ ...target, region: record.region })),
    record,
    reason: `${alert.rule.title}: ${record.eventName}.`.slice(0, 500),
  });
}

function occasionKey([account = '', eventID = '', rule = '']: readonly string[]): Key {
  return { partition: `occasion#${account}#${eventID}`, sort: rule === '' ? 'none' : rule };
}
