import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  type Message,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { Log } from '../../ports/log.ts';

/** An SQS event as Lambda delivers it, as far as handlers look at it. */
export interface QueueEvent {
  readonly Records: readonly QueueRecord[];
}

export interface QueueRecord {
  readonly messageId: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly eventSource: 'aws:sqs';
  readonly eventSourceARN: string;
  readonly awsRegion: string;
}

export interface PollerOptions {
  readonly client: SQSClient;
  readonly queueUrl: string;
  /** As Lambda would name it in the event: what a handler trusts a source by. */
  readonly queueArn: string;
  readonly region: string;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Gives the ids of the messages that failed, like `batchItemFailures`. Throwing fails them all. */
  handle(event: QueueEvent): Promise<readonly string[]>;
}

/**
 * Feeds a handler from a queue on one host, the way Lambda does: batches, deletion of what succeeded only, and the
 * queue's own redrive for what keeps failing. Ends after the signal, when the batch in hand is done.
 */
export async function pollQueue(options: PollerOptions): Promise<void> {
  const { client, queueUrl, log, signal } = options;
  while (!signal.aborted) {
    try {
      const { Messages: messages = [] } = await client.send(
        new ReceiveMessageCommand({
          QueueUrl: queueUrl,
          MaxNumberOfMessages: 10,
          WaitTimeSeconds: 10,
          VisibilityTimeout: 120,
          MessageSystemAttributeNames: ['All'],
        }),
        { abortSignal: signal },
      );
      if (messages.length > 0) await handleBatch(options, messages);
    } catch (error) {
      if (signal.aborted) return;
      log.error('poller.failed', error, { queueUrl });
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
}

async function handleBatch(options: PollerOptions, messages: readonly Message[]): Promise<void> {
  const { client, queueUrl, log } = options;
  let failed: ReadonlySet<string>;
  try {
    failed = new Set(await options.handle({ Records: messages.map((message) => asRecord(options, message)) }));
  } catch (error) {
    log.error('poller.batch-failed', error, { queueUrl, messages: messages.length });
    failed = new Set(messages.map((message) => message.MessageId ?? ''));
  }
  const done = messages.filter((message) => !failed.has(message.MessageId ?? ''));
  if (done.length > 0) {
    const { Failed: notDeleted = [] } = await client.send(
      new DeleteMessageBatchCommand({
        QueueUrl: queueUrl,
        Entries: done.map((message, index) => ({ Id: String(index), ReceiptHandle: message.ReceiptHandle })),
      }),
    );
    // They come again and are recognised: every handler bears a duplicate.
    if (notDeleted.length > 0) log.warn('poller.not-deleted', { queueUrl, messages: notDeleted.length });
  }
  for (const message of messages.filter((candidate) => failed.has(candidate.MessageId ?? ''))) {
    const tries = Number(message.Attributes?.['ApproximateReceiveCount'] ?? 1);
    await client.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: queueUrl,
        ReceiptHandle: message.ReceiptHandle,
        VisibilityTimeout: Math.min(300, 2 ** tries),
      }),
    );
  }
}

function asRecord(options: PollerOptions, message: Message): QueueRecord {
  return {
    messageId: message.MessageId ?? '',
    body: message.Body ?? '',
    attributes: Object.fromEntries(
      Object.entries(message.Attributes ?? {}).map(([name, value]) => [name, value ?? '']),
    ),
    eventSource: 'aws:sqs',
    eventSourceARN: options.queueArn,
    awsRegion: options.region,
  };
}
