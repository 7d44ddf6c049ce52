import { note } from '../../blocks/note.ts';
import { plainCard } from '../../blocks/plain-card.ts';
import { createTimers } from '../adapters/timers.ts';
import { parseMessage } from '../alert/parse.ts';
import { caseKey } from '../cases/case-store.ts';
import { createOutbox } from '../cases/outbox.ts';
import { recordAlert } from '../cases/record-alert.ts';
import { recordPlain } from '../cases/record-plain.ts';
import { routeAlert } from '../cases/route-alert.ts';
import { TrailboltError } from '../errors.ts';
import type { Alert } from '../model/alert.ts';
import type { Case } from '../model/case.ts';
import { isObject } from '../model/json.ts';
import type { Policy } from '../model/policy.ts';
import type { Chat } from '../ports/chat.ts';
import type { Clock } from '../ports/clock.ts';
import type { Jobs } from '../ports/jobs.ts';
import type { Log } from '../ports/log.ts';
import type { Networks } from '../ports/networks.ts';
import type { Store } from '../ports/store.ts';
import { ownCallKey } from '../remediate/own-call.ts';
import type { Beside } from './beside.ts';
import { casePorts } from './case-ports.ts';
import { askToLookAround } from './look-around.ts';
import { postWaiting } from './post.ts';
import { createRender } from './render.ts';

export interface NotifyPorts {
  readonly store: Store;
  readonly chat: Chat;
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly networks: Networks;
  readonly log: Log;
  readonly policy: () => Promise<Policy>;
  /**
   * Where one process takes all alerts one after the other, it posts beside that: otherwise they would be taken no faster
   * than Slack takes messages. Absent: it is waited for, since a function stops when it has answered.
   */
  readonly beside?: Pick<Beside, 'begin'>;
}

/** How long it goes on posting, in milliseconds; the rest is left to the worker. Beside other work: so that it ends soon. */
const POSTING_MS = { waited: 20_000, beside: 5000 } as const;

/** An SNS event to cases and their cards. Throws when a message could not be taken, so that SNS delivers it again. */
export function createNotify(ports: NotifyPorts): (event: unknown) => Promise<void> {
  const render = createRender(ports);
  const post = async (channel: string): Promise<void> => {
    const work = (budgetMs: number): Promise<void> => postWaiting({ ...ports, render }, channel, budgetMs);
    if (ports.beside === undefined) await work(POSTING_MS.waited);
    else ports.beside.begin(channel, () => work(POSTING_MS.beside));
  };
  return async (event) => {
    const channels = new Set<string>();
    const failures: unknown[] = [];
    for (const notification of notificationsOf(event)) {
      try {
        for (const channel of await take(ports, notification)) channels.add(channel);
      } catch (error) {
        ports.log.error('notify.failed', error);
        failures.push(error);
      }
    }
    // Side by side: one that Slack holds back must not hold back the others.
    await Promise.all([...channels].map((channel) => post(channel)));
    if (failures.length > 0) throw new AggregateError(failures, `${failures.length} message(s) could not be taken`);
  };
}

async function take(ports: NotifyPorts, notification: unknown): Promise<readonly string[]> {
  const policy = await ports.policy();
  const parsed = parseMessage(notification);
  if (parsed.schema === 'plain') {
    const { account = '', level } = parsed;
    const { channel } = routeAlert(policy, { account, level });
    const fresh = await recordPlain(ports.store, ports.clock, channel, parsed, plainCard(parsed));
    ports.log.info('notify.plain', { message: parsed.id, sender: parsed.sender, fresh });
    return [channel];
  }
  const own = await ownCase(ports, parsed);
  if (own !== undefined) return noteOwn(ports, own, parsed);
  const timers = createTimers(ports);
  const recorded = await recordAlert(casePorts({ ...ports, timers }, policy), parsed);
  ports.log.info('notify.alert', {
    alert: parsed.id,
    rule: parsed.rule.id,
    case: recorded.caseId,
    counted: recorded.counted,
  });
  if (recorded.counted > 0) await askToLookAround({ ...ports, timers }, recorded.caseId);
  return [recorded.channel];
}

/** The case whose run made every call of this alert, if one did: our own doing raises no new case. */
async function ownCase(ports: NotifyPorts, alert: Alert): Promise<Case | undefined> {
  if (alert.records.length !== alert.references.length) return undefined;
  let caseId: string | undefined;
  for (const record of alert.records) {
    const own =
      record.requestID === undefined
        ? undefined
        : await ports.store.get<{ caseId: string }>(ownCallKey(record.requestID));
    if (own === undefined) return undefined;
    caseId = own.value.caseId;
  }
  return caseId === undefined ? undefined : (await ports.store.get<Case>(caseKey(caseId)))?.value;
}

async function noteOwn(ports: NotifyPorts, of: Case, alert: Alert): Promise<readonly string[]> {
  const names = [...new Set(alert.records.map((record) => record.eventName))].join(', ');
  const message = note(`CloudTrail confirms: ${names} was made by this case's own run.`);
  await ports.store.commit([createOutbox(() => ports.clock.now()).note(`own-${alert.id.slice(0, 40)}`, of, message)]);
  return [of.channel];
}

/**
 * The `Sns` objects of a Lambda event.
 * @throws TrailboltError `notify.not-sns` for anything else.
 */
function notificationsOf(event: unknown): readonly unknown[] {
  const records: unknown = isObject(event) ? event['Records'] : undefined;
  if (!Array.isArray(records)) throw new TrailboltError('notify.not-sns', 'Expected an SNS event with Records.');
  return records.map((record: unknown) => {
    const sns: unknown = isObject(record) ? record['Sns'] : undefined;
    if (!isObject(sns) || typeof sns['Message'] !== 'string' || typeof sns['MessageId'] !== 'string') {
      throw new TrailboltError('notify.not-sns', 'Expected Records[].Sns with MessageId and Message.');
    }
    return sns;
  });
}
