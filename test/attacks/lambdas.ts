import { DeleteMessageCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { createAudit } from '../../src/adapters/audit.ts';
import { createSqsClient } from '../../src/adapters/aws/sqs-client.ts';
import { openStore } from '../../src/adapters/open-store.ts';
import { startLambdasInWorld } from '../support/lambda-in-world.ts';
import type { Cast } from '../../src/sandbox/slack/cast.ts';
import type { OpenQueue } from './forged-jobs.ts';

interface Letter {
  readonly reason: string;
  readonly job: unknown;
}

/** Trailbolt as its four built functions under attack, with its queue of jobs open to everybody. */
export async function startAttackedLambdas(options: { readonly cast?: Cast } = {}): Promise<Required<OpenQueue>> {
  const running = await startLambdasInWorld({ slack: { rateScale: 20, ...options } });
  const { world, auditStore } = running;
  const [store, audits] = await Promise.all([openStore(process.env['TRAILBOLT_STORE'] ?? ''), openStore(auditStore)]);
  const client = createSqsClient();
  const { jobs, jobsDead } = world.aws.demo.queues;
  const letters: Letter[] = [];
  const sendText = async (text: string): Promise<void> => {
    await client.send(new SendMessageCommand({ QueueUrl: jobs.url, MessageBody: text }));
  };
  return {
    world,
    get url() {
      return world.slack.deliveries.at(-1)?.to ?? '';
    },
    store,
    audit: createAudit(audits),
    // Half a surrogate pair cannot stand in a message but as its escape, which is how JSON writes it.
    enqueue: (job) => sendText(JSON.stringify(job)),
    enqueueText: sendText,
    async deadLetters() {
      const { Messages: messages = [] } = await client.send(
        new ReceiveMessageCommand({ QueueUrl: jobsDead.url, MaxNumberOfMessages: 10, VisibilityTimeout: 60 }),
      );
      for (const message of messages) {
        letters.push(JSON.parse(message.Body ?? '{}') as Letter);
        await client.send(new DeleteMessageCommand({ QueueUrl: jobsDead.url, ReceiptHandle: message.ReceiptHandle }));
      }
      return letters;
    },
    async close() {
      client.destroy();
      await Promise.all([store.close(), audits.close()]);
      await running.close();
    },
  };
}
