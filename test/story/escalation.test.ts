import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../src/adapters/local/system-clock.ts';
import { createNotify } from '../../src/app/notify.ts';
import { createWorker } from '../../src/app/worker.ts';
import { ALERT_SCHEMA, type Alert } from '../../src/model/alert.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { PEOPLE } from '../../src/sandbox/slack/cast.ts';
import { createWorld, type World } from '../../src/sandbox/world.ts';
import { portsFor } from '../crash/scene.ts';
import { channelMessages } from './leaked-key.ts';

const ACCOUNT = '111122223333';
const MINUTE = 60_000;

let world: World;
let sns: SNSClient;
let sqs: SQSClient;
let queueUrl = '';
beforeAll(async () => {
  world = await createWorld({ slack: { rateScale: Number.POSITIVE_INFINITY } });
  Object.assign(process.env, world.environment);
  const options = {
    endpoint: world.aws.url,
    region: world.aws.demo.region,
    credentials: world.aws.demo.credentials.admin,
  };
  sns = new SNSClient(options);
  sqs = new SQSClient({ ...options, useQueueUrlAsEndpoint: false });
  const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'on-call' }));
  queueUrl = (await sqs.send(new CreateQueueCommand({ QueueName: 'pager' }))).QueueUrl ?? '';
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['QueueArn'] }),
  );
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: Attributes?.['QueueArn'] }));
  const iam = new IAMClient(options);
  await iam.send(
    new PutUserPolicyCommand({
      UserName: 'trailbolt-worker',
      PolicyName: 'page',
      PolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'sns:Publish', Resource: TopicArn }],
      }),
    }),
  );
  iam.destroy();
  const file = world.environment['TRAILBOLT_POLICY']?.slice('file:'.length) ?? '';
  await writeFile(
    file,
    `${await readFile(file, 'utf8')}\nescalation: { mention: [${PEOPLE.ada}], pager-topic: '${TopicArn}' }\n`,
  );
});
afterAll(async () => {
  sns?.destroy();
  sqs?.destroy();
  await world?.close();
});

function topicEvent(name: string): unknown {
  const arn = `arn:aws:iam::${ACCOUNT}:user/${name}`;
  const actor = { type: 'IAMUser', arn, account: ACCOUNT, root: { id: arn, name } };
  const at = new Date().toISOString();
  const alert: Alert = {
    schema: ALERT_SCHEMA,
    id: createHash('sha256').update(name).digest('hex'),
    rule: { id: 'trail-stopped', title: 'Trail stopped', level: 'critical', falsePositives: [], attack: [] },
    account: ACCOUNT,
    region: 'us-east-1',
    actor,
    records: [
      {
        eventID: `event-${name}`,
        eventTime: at,
        eventName: 'StopLogging',
        eventSource: 'cloudtrail.amazonaws.com',
        account: ACCOUNT,
        region: 'us-east-1',
        actor,
        targets: [],
      },
    ],
    references: [{ eventID: `event-${name}`, source: 'org-trail' }],
    firstAt: at,
    lastAt: at,
  };
  return { Records: [{ EventSource: 'aws:sns', Sns: { MessageId: name, Message: JSON.stringify(alert) } }] };
}

/** The pages that the pager got, with how often each. */
async function pages(): Promise<readonly Record<string, unknown>[]> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
  );
  return Messages.map(({ Body = '' }) => JSON.parse(Body) as { Message: string }).map(
    ({ Message }) => JSON.parse(Message) as Record<string, unknown>,
  );
}

test('a critical case that nobody acknowledges calls people in Slack, then the pager, each once', async () => {
  let ahead = 0;
  const clock: Clock = { now: () => systemClock.now() + ahead, id: () => systemClock.id() };
  const ports = portsFor(
    world,
    join(world.folder, 'escalation.sqlite'),
    join(world.folder, 'escalation-audit.sqlite'),
    clock,
  );
  const worker = createWorker(ports);
  await createNotify(ports)(topicEvent('mallory'));
  await createNotify(ports)(topicEvent('eve'));
  const calls = () => channelMessages(world).filter(({ text }) => text.includes('nobody has acknowledged it'));
  await worker({ kind: 'tick' }, 1);
  const early = calls().length;

  const [card] = channelMessages(world).filter(({ text }) => text.includes('eve'));
  const id = (card?.metadata?.['event_payload'] as { readonly id?: string } | undefined)?.id ?? '';
  const item = await ports.store.get<Record<string, unknown>>({ partition: `case#${id}`, sort: 'case' });
  await ports.store.commit([
    {
      kind: 'put',
      key: { partition: `case#${id}`, sort: 'case' },
      value: { ...item?.value, status: 'acknowledged' },
      if: 'any',
    },
  ]);
  for (let minute = 0; minute < 30; minute += 1) {
    ahead += MINUTE;
    await worker({ kind: 'tick' }, 1);
  }
  const paged = await pages();
  await ports.close();

  expect(early).toBe(0);
  expect(calls().map(({ text }) => text)).toEqual([expect.stringContaining('Trail stopped (mallory in')]);
  expect(JSON.stringify(calls()[0]?.blocks)).toContain(PEOPLE.ada);
  expect(paged).toEqual([
    expect.objectContaining({
      schema: 'trailbolt.page/1',
      level: 'critical',
      actor: 'mallory',
      link: expect.stringContaining('/archives/'),
    }),
  ]);
});
