import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { startFauxqs, type FauxqsServer } from 'fauxqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPager } from '../../../src/adapters/aws/pager.ts';
import type { Page } from '../../../src/ports/pager.ts';

const PAGE: Page = {
  id: 'trailbolt-case1-1',
  case: 'case1',
  level: 'critical',
  title: 'Trail stopped',
  actor: 'dave\n💥',
  account: 'prod',
  since: '2026-11-23T08:30:00.000Z',
  link: undefined,
};

let server: FauxqsServer;
let sns: SNSClient;
let sqs: SQSClient;

beforeAll(async () => {
  server = await startFauxqs({ port: 0, logger: false, host: '127.0.0.1' });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: server.address,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  });
  const options = { region: 'us-east-1', endpoint: server.address, credentials };
  sns = new SNSClient(options);
  sqs = new SQSClient(options);
});
afterAll(async () => {
  sns?.destroy();
  sqs?.destroy();
  await server?.stop();
});

/** A topic and what arrives on it. */
async function topic(
  name: string,
): Promise<{ arn: string; received: () => Promise<readonly Record<string, unknown>[]> }> {
  const Attributes = name.endsWith('.fifo') ? { FifoQueue: 'true' } : undefined;
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name, ...(Attributes && { Attributes }) }));
  const { TopicArn = '' } = await sns.send(
    new CreateTopicCommand({ Name: name, ...(Attributes && { Attributes: { FifoTopic: 'true' } }) }),
  );
  await sns.send(
    new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: `arn:aws:sqs:us-east-1:000000000000:${name}` }),
  );
  return {
    arn: TopicArn,
    received: async () => {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
      );
      return Messages.map(({ Body = '' }) => JSON.parse(Body) as Record<string, unknown>);
    },
  };
}

test('a page is JSON with its id, and a subject that SNS takes', async () => {
  const { arn, received } = await topic('pager');
  await createPager().page(arn, PAGE);
  const [envelope] = await received();
  const { link: _none, ...said } = PAGE;

  expect(JSON.parse(String(envelope?.['Message']))).toEqual({ schema: 'trailbolt.page/1', ...said });
  expect(envelope?.['Subject']).toBe('critical: Trail stopped (dave?)');
  expect(envelope?.['MessageAttributes']).toMatchObject({ severity: { Value: 'critical' }, case: { Value: 'case1' } });
});

test('the same page twice on a FIFO topic arrives once', async () => {
  const { arn, received } = await topic('pager.fifo');
  await createPager().page(arn, PAGE);
  await createPager().page(arn, PAGE);

  expect(await received()).toHaveLength(1);
});

test('a topic that is not there says so', async () => {
  await expect(createPager().page('arn:aws:sns:us-east-1:000000000000:gone', PAGE)).rejects.toMatchObject({
    code: 'pager.unavailable',
  });
});
