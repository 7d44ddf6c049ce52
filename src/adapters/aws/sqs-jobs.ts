import { GetQueueAttributesCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { TrailboltError } from '../../errors.ts';
import type { Jobs } from '../../ports/jobs.ts';
import { jobBody, toDeadLetter } from '../job-bodies.ts';

/**
 * Jobs on an SQS standard queue: each message is one job as JSON. Dead letters are JSON too: `{reason, job, at}`. What
 * fails too often SQS moves to the dead-letter queue by itself, as it came and without a reason.
 */
export function createSqsJobs(options: {
  readonly client: SQSClient;
  readonly queueUrl: string;
  readonly deadLetterUrl: string;
  /** After this long without an answer the queue counts as away, in milliseconds. Absent: as long as the client waits. */
  readonly sendTimeoutMs?: number;
  /** Unix milliseconds. */
  readonly now?: () => number;
}): Jobs {
  const { client, queueUrl, deadLetterUrl, sendTimeoutMs, now = Date.now } = options;

  async function send(url: string, body: string, delaySeconds: number): Promise<void> {
    try {
      await client.send(
        new SendMessageCommand({ QueueUrl: url, MessageBody: body, DelaySeconds: delaySeconds }),
        sendTimeoutMs === undefined ? {} : { abortSignal: AbortSignal.timeout(sendTimeoutMs) },
      );
    } catch (cause) {
      const awsCode = cause instanceof Error ? cause.name : undefined;
      throw new TrailboltError('jobs.unavailable', `The job queue does not take the job: ${awsCode ?? 'no answer'}.`, {
        cause,
        details: { url, awsCode },
      });
    }
  }

  return {
    async send(job, { delaySeconds = 0 } = {}) {
      await send(queueUrl, jobBody(job, delaySeconds), delaySeconds);
    },
    async deadLetter(job, reason) {
      await send(deadLetterUrl, toDeadLetter(job, reason, now()).body, 0);
    },
    async setAside() {
      const asked = new GetQueueAttributesCommand({
        QueueUrl: deadLetterUrl,
        AttributeNames: ['ApproximateNumberOfMessages'],
      });
      // Without the right to ask, or without an answer, nothing else is worse for it.
      const { Attributes: attributes } = await client.send(asked).catch(() => ({ Attributes: undefined }));
      const depth = Number(attributes?.['ApproximateNumberOfMessages']);
      return Number.isInteger(depth) ? depth : undefined;
    },
  };
}
