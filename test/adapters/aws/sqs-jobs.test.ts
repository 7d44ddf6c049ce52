import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { startFauxqs } from 'fauxqs';
import type { FauxqsServer } from 'fauxqs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createQueueDepths } from '../../../src/adapters/aws/queue-depths.ts';
import { createSqsJobs } from '../../../src/adapters/aws/sqs-jobs.ts';
import { createSqsRetry } from '../../../src/adapters/aws/sqs-retry.ts';
import { describeJobs } from '../../contract/jobs.ts';

let server: FauxqsServer;
let client: SQSClient;
let queues = 0;

beforeAll(async () => {
  server = await startFauxqs({ port: 0, logger: false, host: '127.0.0.1' });
  client = new SQSClient({
    endpoint: server.address,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
});

afterAll(async () => {
  client.destroy();
  await server.stop();
});

describeJobs('SQS', async (now) => {
  queues += 1;
  const queue = server.createQueue(`jobs-${queues}`);
  const dead = server.createQueue(`dead-${queues}`);
  return {
    jobs: createSqsJobs({ client, queueUrl: queue.queueUrl, deadLetterUrl: dead.queueUrl, now: () => now }),
    receive: () => drain(queue.queueUrl),
    delayed: async () => server.inspectQueue(queue.queueName)?.messages.delayed.length ?? 0,
    deadLetters: () => drain(dead.queueUrl),
  };
});

it('says how much lies in dead ends, and leaves out one that does not say', async () => {
  const dead = server.createQueue('failed');
  await client.send(new SendMessageCommand({ QueueUrl: dead.queueUrl, MessageBody: 'x' }));
  const refused: string[] = [];
  const urls = `${dead.queueUrl}, ${server.address}/000000000000/no-such-queue`;

  expect(await createQueueDepths(client, urls, (queue) => void refused.push(queue))()).toEqual([
    { name: 'failed', number: 1 },
  ]);
  expect(refused).toEqual(['no-such-queue']);
});

it('is unavailable where there is no queue, and says why', async () => {
  const url = `${server.address}/000000000000/no-such-queue`;
  const jobs = createSqsJobs({ client, queueUrl: url, deadLetterUrl: url });

  await expect(jobs.send({ kind: 'tick' })).rejects.toMatchObject({
    code: 'jobs.unavailable',
    details: { awsCode: 'QueueDoesNotExist' },
  });
  await expect(jobs.deadLetter({}, 'forged')).rejects.toMatchObject({ code: 'jobs.unavailable' });
});

it('lets a message in hand come again when asked, and not before', async () => {
  const { queueUrl } = server.createQueue('retried');
  await createSqsJobs({ client, queueUrl, deadLetterUrl: queueUrl }).send({ kind: 'tick' });
  const receive = async () => (await client.send(new ReceiveMessageCommand({ QueueUrl: queueUrl }))).Messages ?? [];
  const [inHand] = await receive();
  const before = await receive();

  await createSqsRetry(client, queueUrl)(inHand?.ReceiptHandle ?? '', 0);

  expect(before).toEqual([]);
  expect(await receive()).toMatchObject([{ MessageId: inHand?.MessageId }]);
});

/** Everything in the queue that can be received, by parsing what a consumer gets. */
async function drain(url: string): Promise<readonly unknown[]> {
  const found: unknown[] = [];
  for (;;) {
    const { Messages: messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 }),
    );
    if (messages.length === 0) return found;
    for (const message of messages) found.push(JSON.parse(message.Body ?? ''));
  }
}
