import type { SQSBatchResponse } from 'aws-lambda';
import { TrailboltError } from '../errors.ts';
import { isObject } from '../model/json.ts';
import type { Jobs } from '../ports/jobs.ts';
import type { Log } from '../ports/log.ts';
import type { Worker } from './worker.ts';

/**
 * Seconds until a job that failed comes again, by how often it was delivered. The first is short, because a person may be
 * waiting; together they outlast an outage of some minutes. After the
 * fourth no click is tried any more: the person only has to hear it.
 */
const RETRY_SECONDS = [3, 30, 300, 3] as const;

/** An SQS event of jobs, or the schedule's event, to the worker. Answers with the jobs that have to come again. */
export function createQueueHandler(ports: {
  readonly worker: Worker;
  readonly jobs: Jobs;
  readonly log: Log;
  /** Makes a message that is being handled visible again after so many seconds, instead of the queue's own time. */
  readonly retryLater?: (receiptHandle: string, seconds: number) => Promise<void>;
}): (event: unknown) => Promise<SQSBatchResponse> {
  return async (event) => {
    const records: unknown = isObject(event) ? event['Records'] : undefined;
    if (!Array.isArray(records)) {
      await ports.worker({ kind: 'tick' }, 1);
      return { batchItemFailures: [] };
    }
    const outcomes = await Promise.all(records.map((record: unknown) => handleRecord(ports, record)));
    return { batchItemFailures: outcomes.flatMap((id) => (id === undefined ? [] : [{ itemIdentifier: id }])) };
  };
}

/** The message id when it failed. */
async function handleRecord(
  ports: Parameters<typeof createQueueHandler>[0],
  record: unknown,
): Promise<string | undefined> {
  if (!isObject(record) || typeof record['messageId'] !== 'string' || typeof record['body'] !== 'string') {
    throw new TrailboltError('worker.not-sqs', 'Expected Records[] with messageId and body.');
  }
  const attributes = isObject(record['attributes']) ? record['attributes'] : {};
  const receives = Number(attributes['ApproximateReceiveCount'] ?? 1);
  try {
    await ports.worker(parse(record['body']), receives);
    return undefined;
  } catch (error) {
    ports.log.error('worker.failed', error, { message: record['messageId'], receives });
    await comeAgain(ports, record, receives);
    return record['messageId'];
  }
}

/** Without this a job waits as long as one whose function crashed. Where it fails, that is what it does. */
async function comeAgain(
  { retryLater, log }: Parameters<typeof createQueueHandler>[0],
  record: Readonly<Record<string, unknown>>,
  receives: number,
): Promise<void> {
  const receipt = record['receiptHandle'];
  if (retryLater === undefined || typeof receipt !== 'string') return;
  const seconds = RETRY_SECONDS[Math.max(1, receives) - 1] ?? RETRY_SECONDS[0];
  try {
    await retryLater(receipt, seconds);
  } catch (error) {
    log.error('worker.retry-not-hastened', error, { message: record['messageId'], receives });
  }
}

/** What is not JSON stays text, which is no job. */
function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
