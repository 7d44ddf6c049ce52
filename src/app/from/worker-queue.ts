import { createSqsClient } from '../../adapters/aws/sqs-client.ts';
import { createSqsJobs } from '../../adapters/aws/sqs-jobs.ts';
import { createSqsRetry } from '../../adapters/aws/sqs-retry.ts';
import { openStore } from '../../adapters/open-store.ts';
import { createWorkerFrom } from './worker.ts';
import { createQueueHandler } from '../worker-queue.ts';
import { readSettings, WORKER_SETTINGS, type Environment } from '../../config/environment.ts';
import type { Log } from '../../ports/log.ts';

/** The `worker` function from its environment. */
export async function workerQueueFrom(environment: Environment, log: Log) {
  const settings = readSettings(environment, WORKER_SETTINGS);
  const client = createSqsClient();
  const jobs = createSqsJobs({
    client,
    queueUrl: settings.TRAILBOLT_JOBS_QUEUE_URL,
    deadLetterUrl: settings.TRAILBOLT_JOBS_DEAD_LETTER_URL,
  });
  const [store, auditStore] = await Promise.all([
    openStore(settings.TRAILBOLT_STORE),
    openStore(settings.TRAILBOLT_AUDIT_STORE),
  ]);

  return createQueueHandler({
    worker: createWorkerFrom({ environment: environment, store, auditStore, jobs, log }),
    jobs,
    log,
    retryLater: createSqsRetry(client, settings.TRAILBOLT_JOBS_QUEUE_URL),
  });
}
