import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { TrailboltError } from '../../errors.ts';

/** What SQS takes in one message, less room for the frame, in characters. */
const MAX_PAYLOAD = 200_000;

/** What could not be read, as kept for people: the item as it came, cut only where a queue could not hold it. */
interface Failure {
  readonly item: string;
  readonly transport: string;
  readonly code: string;
  readonly reason: string;
  readonly payload: unknown;
}

/**
 * Keeps failed items on the ingest dead-letter queue, each with its reason.
 * @throws TrailboltError `ingest.not-kept`: then the event itself must fail, so that its sender keeps it.
 */
export function createDeadLetters(options: {
  readonly client: SQSClient;
  readonly queueUrl: string;
}): (failure: Failure) => Promise<void> {
  return async ({ item, transport, code, reason, payload }) => {
    const text = JSON.stringify(payload) ?? 'null';
    const body = JSON.stringify({
      item,
      transport,
      code,
      reason: reason.slice(0, 4000),
      payload: text.slice(0, MAX_PAYLOAD),
      complete: text.length <= MAX_PAYLOAD,
    });
    try {
      await options.client.send(new SendMessageCommand({ QueueUrl: options.queueUrl, MessageBody: body }));
    } catch (cause) {
      throw new TrailboltError('ingest.not-kept', `Item ${item} failed and could not be kept either.`, { cause });
    }
  };
}
