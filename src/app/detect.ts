import { buildAlerts } from '../alert/build-alerts.ts';
import type { BaselineKeeper } from '../detect/baseline/store-baseline.ts';
import { createStoreState } from '../detect/correlate/store-state.ts';
import { createCorrelatingDetector } from '../detect/correlating-detector.ts';
import type { SigmaRule } from '../detect/sigma/types.ts';
import { createStoreFirstSeen } from '../detect/first-seen/store-state.ts';
import { describeError } from '../errors.ts';
import { createIngest } from '../ingest/ingest.ts';
import { batchItemFailures, deadLetters, type ItemFailure } from '../ingest/result.ts';
import type { Policy } from '../model/policy.ts';
import type { SourcedRecord } from '../model/record.ts';
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
  /** Has live state looked at behind the records that inspectors look after. Durable when it resolves. */
  inspect?(policy: Policy, records: readonly SourcedRecord[]): Promise<number>;
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
  return async (event) => {
    const policy = await ports.policy();
    const ingest = createIngest({ sources: policy.sources, objects: ports.objects });
    let alerts = 0;
    let inspections = 0;
    const result = await ingest(event, async (records) => {
      const built = buildAlerts(await detector.detectAll(records));
      alerts += built.length;
      if (built.length > 0) await ports.topic.publish(built);
      inspections += (await ports.inspect?.(policy, records)) ?? 0;
      await remember(ports, records);
    });
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

/** Cards can do without what actors usually do; alerts cannot wait for it. */
async function remember({ baseline, log }: DetectPorts, records: readonly SourcedRecord[]): Promise<void> {
  try {
    await baseline?.take(records.map(({ record }) => record));
  } catch (error) {
    log.warn('detect.baseline-failed', { reason: describeError(error) });
  }
}
