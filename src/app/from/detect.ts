import { createSqsClient } from '../../adapters/aws/sqs-client.ts';
import { SNSClient } from '@aws-sdk/client-sns';
import { createAlertTopic } from '../../adapters/aws/alert-topic.ts';
import { createDeadLetters } from '../../adapters/aws/ingest-dead-letters.ts';
import { createSqsJobs } from '../../adapters/aws/sqs-jobs.ts';
import { createS3Client } from '../../adapters/aws/s3-client.ts';
import { createTrailObjects } from '../../adapters/aws/trail-objects.ts';
import { systemClock as clock } from '../../adapters/local/system-clock.ts';
import { openStore } from '../../adapters/open-store.ts';
import { createPolicySource } from '../../adapters/policy-source.ts';
import { createTimers } from '../../adapters/timers.ts';
import { createDetect } from '../detect.ts';
import { askInspections, INSPECTED_CALLS } from '../inspections.ts';
import { askAutomations } from '../rule-occasions.ts';
import { createStateKeeper } from '../states.ts';
import { DETECT_SETTINGS, readSettings, type Environment } from '../../config/environment.ts';
import { createBaselineKeeper } from '../../detect/baseline/store-baseline.ts';
import { builtinRules } from '../../detect/rules/builtin.ts';
import type { Log } from '../../ports/log.ts';

/** The `detect` function from its environment. */
export async function detectFrom(environment: Environment, log: Log) {
  const settings = readSettings(environment, DETECT_SETTINGS);
  const policy = createPolicySource(settings.TRAILBOLT_POLICY, log);
  const topic = createAlertTopic({ client: new SNSClient({}), topicArn: settings.TRAILBOLT_ALERT_TOPIC_ARN });
  const client = createSqsClient();
  const deadLetter = createDeadLetters({ client, queueUrl: settings.TRAILBOLT_INGEST_DEAD_LETTER_URL });
  const store = await openStore(settings.TRAILBOLT_STORE);
  const jobs = createSqsJobs({
    client,
    queueUrl: settings.TRAILBOLT_JOBS_QUEUE_URL,
    deadLetterUrl: settings.TRAILBOLT_INGEST_DEAD_LETTER_URL,
  });
  const timers = createTimers({ store, jobs, clock, log });

  return createDetect({
    rules: builtinRules,
    objects: createTrailObjects({ client: createS3Client() }),
    topic,
    store,
    ...(settings.TRAILBOLT_BASELINE === 'on' ? { baseline: createBaselineKeeper({ store, clock }) } : {}),
    clock,
    log,
    policy,
    inspection: {
      calls: INSPECTED_CALLS,
      ask: (current, records) => askInspections({ store, timers, clock }, current, records),
    },
    automation: { ask: (...asked) => askAutomations({ store, timers, clock }, ...asked) },
    states: createStateKeeper({ store, clock }),
    deadLetter,
  });
}
