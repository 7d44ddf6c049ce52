import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { DeleteMessageCommand, ReceiveMessageCommand, type Message, type SQSClient } from '@aws-sdk/client-sqs';
import type { Queue } from './account.ts';
import { snsEvent } from './aws-events.ts';
import type { RunningFunction } from './functions.ts';

/**
 * AWS's part between a queue and a function: events in the shapes of AWS's documentation, deletion of what did not fail.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html, .../urls-invocation.html
 */
export async function deliver(options: {
  readonly sqs: SQSClient;
  readonly queue: Queue;
  readonly signal: AbortSignal;
  /** Gives the ids of the messages that failed. */
  readonly hand: (message: Message, event: object) => Promise<readonly string[]>;
}): Promise<void> {
  const { sqs, queue, signal, hand } = options;
  while (!signal.aborted) {
    const { Messages: messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: queue.url,
        MaxNumberOfMessages: 1,
        WaitTimeSeconds: 0,
        VisibilityTimeout: 5,
        MessageSystemAttributeNames: ['All'],
      }),
    );
    for (const message of messages) {
      const failed = await hand(message, sqsEvent(queue, message));
      if (failed.length > 0) continue;
      await sqs.send(new DeleteMessageCommand({ QueueUrl: queue.url, ReceiptHandle: message.ReceiptHandle }));
    }
    if (messages.length === 0) await sleep(100);
  }
}

/** With `ReportBatchItemFailures`. */
export async function failuresOf(answer: Promise<unknown>): Promise<readonly string[]> {
  const { batchItemFailures } = (await answer) as { batchItemFailures: readonly { itemIdentifier: string }[] };
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}

function sqsEvent(queue: Queue, message: Message): object {
  return {
    Records: [
      {
        messageId: message.MessageId,
        receiptHandle: message.ReceiptHandle,
        body: message.Body,
        attributes: message.Attributes,
        messageAttributes: {},
        md5OfBody: message.MD5OfBody,
        eventSource: 'aws:sqs',
        eventSourceARN: queue.arn,
        awsRegion: queue.arn.split(':')[3],
      },
    ],
  };
}

/** A notification that lies in a subscribed queue, as Lambda would have got it from the topic. */
export function notificationIn(message: Message): object {
  const { TopicArn: topicArn, ...rest } = JSON.parse(message.Body ?? '') as { readonly TopicArn: string };
  return snsEvent(topicArn, rest);
}

/** A function URL: HTTP in, an event of payload format 2.0 to the function, its answer out. */
export async function functionUrl(target: RunningFunction): Promise<{ url: string; close(): void }> {
  const server = createServer((request, response) => {
    const answer = async (): Promise<void> => {
      const body = await buffer(request);
      const { host = '' } = request.headers;
      const result = (await target.invoke({
        version: '2.0',
        routeKey: '$default',
        rawPath: '/',
        rawQueryString: '',
        headers: request.headers,
        requestContext: {
          accountId: 'anonymous',
          apiId: '<urlid>',
          domainName: host,
          http: { method: request.method, path: '/', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1' },
          requestId: 'id',
          routeKey: '$default',
          stage: '$default',
          timeEpoch: Date.now(),
        },
        // A form, as Slack sends it, is binary to Lambda.
        body: body.toString('base64'),
        isBase64Encoded: true,
      })) as { statusCode: number; headers: Record<string, string>; body: string };
      response.writeHead(result.statusCode, result.headers).end(result.body);
    };
    answer().catch(() => response.writeHead(502).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
