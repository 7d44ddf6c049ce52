import { buildAlerts } from '../alert/build-alerts.ts';
import type { BaselineKeeper } from '../detect/baseline/store-baseline.ts';
import { createStoreState } from '../detect/correlate/store-state.ts';
import { createCorrelatingDetector } from '../detect/correlating-detector.ts';
import type { SigmaExpression, SigmaRule } from '../detect/sigma/types.ts';
import { rulePrefilter, type Wanted } from '../detect/prefilter/prefilter.ts';
import { ruleName } from '../detect/rule-names.ts';
import { createStoreFirstSeen } from '../detect/first-seen/store-state.ts';
import { describeError } from '../errors.ts';
import { createIngest } from '../ingest/ingest.ts';
import { createSourceWatch } from '../ingest/source-seen.ts';
import { batchItemFailures, deadLetters, type ItemFailure } from '../ingest/result.ts';
import type { Match } from '../model/match.ts';
import type { Policy } from '../model/policy.ts';
import type { CloudTrailRecord, SourcedRecord } from '../model/record.ts';
import type { AlertTopic } from '../ports/alert-topic.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Store } from '../ports/store.ts';
import type { TrailObjects } from '../ports/trail-source.ts';

export interface DetectPorts {
  readonly rules: readonly SigmaRule[];
  readonly objects: TrailObjects;
  readonly topic: AlertTopic;
  /** Keeps what correlations and `first_seen` remember of earlier records. */
  readonly store: Store;
  readonly clock: Clock;
  /** Remembers what actors usually do, where that is wanted. */
  readonly baseline?: BaselineKeeper;
  readonly log: Log;
  readonly policy: () => Promise<Policy>;
  readonly inspection?: {
    /** The calls that inspectors look after, as `eventSource:eventName`. */
    readonly calls: ReadonlySet<string>;
    /** Has live state looked at behind records of these calls. Durable when it resolves. */
    ask(policy: Policy, records: readonly SourcedRecord[]): Promise<number>;
  };
  readonly automation?: {
    /** Has automations look at what rules fired on; people call these by names. Durable when it resolves. */
    ask(policy: Policy, matches: readonly Match[], names: ReadonlyMap<string, string>): Promise<number>;
  };
  readonly states?: {
    /** The calls whose records say what a setting is from then on, as `eventSource:eventName`. */
    readonly calls: ReadonlySet<string>;
    /** Remembers it. Durable when it resolves. */
    take(policy: Policy, records: readonly SourcedRecord[]): Promise<void>;
  };
  /** Keeps what failed and nobody will deliver again, with its reason. */
  deadLetter(failure: ItemFailure): Promise<void>;
}

/**
 * Any event that carries CloudTrail records, to alerts on the topic. The answer names the SQS messages that failed. What is
 * remembered is committed before the alerts go out: an item that fails in between comes again and gives the same alerts.
 */
export function createDetect(ports: DetectPorts): (event: unknown) => Promise<ReturnType<typeof batchItemFailures>> {
  const { store, clock } = ports;
  const correlation = createStoreState({ store, clock, rules: ports.rules });
  const detector = createCorrelatingDetector(ports.rules, correlation, createStoreFirstSeen({ store, clock }));
  const names = new Map(ports.rules.map((rule) => [rule.id, ruleName(rule)]));
  const prefilter = rulePrefilter(ports.rules, {
    others: [...inspected(ports), ...(ports.baseline ? [KEY_FIELDS_OF_ALL] : [])],
  });
  const watch = createSourceWatch({ store, clock });
  return async (event) => {
    const sources = new Set<string>();
    const policy = await ports.policy();
    const shown = createBuffer((records) => remember(ports, records));
    const ingest = createIngest({
      sources: policy.sources,
      objects: ports.objects,
      prefilter,
      takeKeyFields: (record) => shown.add(record),
      sawSource: (name) => sources.add(name),
    });
    let alerts = 0;
    let inspections = 0;
    const result = await ingest(event, async (records) => {
      const matches = await detector.detectAll(records);
      const built = buildAlerts(matches);
      alerts += built.length;
      if (built.length > 0) await ports.topic.publish(built);
      inspections += (await ports.inspection?.ask(policy, records)) ?? 0;
      await ports.automation?.ask(policy, matches, names);
      await ports.states?.take(policy, records);
      await remember(
        ports,
        records.map(({ record }) => record),
      );
    });
    await shown.flush();
    // For people who look whether anything still comes; records do not wait for it.
    await watch
      .note(sources)
      .catch((error: unknown) => ports.log.warn('detect.source-not-noted', { reason: describeError(error) }));
    ports.log.info('detect', { ...result.counts, alerts, inspections });
    for (const refusal of result.refusals) ports.log.warn('detect.refused', { ...refusal });
    for (const failure of result.failures)
      ports.log.warn('detect.item-failed', {
        item: failure.item,
        transport: failure.transport,
        code: failure.code,
        reason: failure.reason,
      });
    // Before the answer: whatever is not on the queue again by then would be lost with it.
    for (const failure of deadLetters(result)) await ports.deadLetter(failure);
    return batchItemFailures(result);
  };
}

/** What actors usually do is told by few fields of every record. */
const KEY_FIELDS_OF_ALL: Wanted = { wants: 'key-fields' };

/** Records of calls that inspectors look after, or that tell what a setting is; and some others. */
function inspected({ inspection, states }: DetectPorts): readonly Wanted[] {
  const calls = [...(inspection?.calls ?? []), ...(states?.calls ?? [])];
  const names = new Set(calls.map((call) => call.slice(call.indexOf(':') + 1)));
  const of = [...names].map((value): SigmaExpression => ({
    op: 'test',
    test: { field: 'eventName', operator: { kind: 'equals', value, cased: true } },
  }));
  return of.length === 0 ? [] : [{ wants: 'record', condition: { op: 'or', of } }];
}

/** Cards can do without what actors usually do; alerts cannot wait for it. */
async function remember({ baseline, log }: DetectPorts, records: readonly CloudTrailRecord[]): Promise<void> {
  try {
    await baseline?.take(records);
  } catch (error) {
    log.warn('detect.baseline-failed', { reason: describeError(error) });
  }
}

/** Gathers records and hands them on a thousand at a time, and the rest at the end. */
function createBuffer(take: (records: readonly CloudTrailRecord[]) => Promise<void>) {
  let held: CloudTrailRecord[] = [];
  const flush = async (): Promise<void> => {
    const records = held;
    held = [];
    if (records.length > 0) await take(records);
  };
  return {
    flush,
    async add(record: CloudTrailRecord): Promise<void> {
      held.push(record);
      if (held.length >= 1000) await flush();
    },
  };
}
