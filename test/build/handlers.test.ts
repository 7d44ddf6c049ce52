import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { startFauxqs, type FauxqsServer } from 'fauxqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundle } from '../../src/build/bundle.ts';
import { LAMBDAS, TARGETS, type LambdaName } from '../../src/build/targets.ts';
import type { SlackDelivery } from '../../src/sandbox/contract.ts';
import { CHANNELS, PEOPLE } from '../../src/sandbox/slack/cast.ts';
import { createSandboxSlack } from '../../src/sandbox/slack/create.ts';
import type { SandboxSlack } from '../../src/sandbox/slack/sandbox-slack.ts';

/** What Lambda is to a bundle: a fresh process that imports it and calls its handler with one event. */
const INVOKE = `
  const [, url, event] = process.argv;
  const { handler } = await import(url);
  process.stdout.write('\\n' + JSON.stringify((await handler(JSON.parse(event), {})) ?? null));
  process.exit();`;

const ACCOUNT = '111122223333';
const INGEST_ARN = `arn:aws:sqs:us-east-1:${ACCOUNT}:ingest`;

let folder: string;
/** Answers whatever the workspace sends: what was sent is looked at there, and handed to the functions as events. */
let mailbox: Server;
let slack: SandboxSlack;
let aws: FauxqsServer;
let sqs: SQSClient;
let environment: Record<string, string | undefined>;
let jobsUrl: string;
let deadLetterUrl: string;
let alertsUrl: string;

async function invoke(name: LambdaName, event: unknown): Promise<unknown> {
  const url = pathToFileURL(join(folder, 'lambda', name, 'index.mjs')).href;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '-e', INVOKE, url, JSON.stringify(event)],
    { cwd: folder, env: environment },
  );
  return JSON.parse(stdout.slice(stdout.lastIndexOf('\n'))) as unknown;
}

async function createQueue(name: string): Promise<string> {
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  return QueueUrl;
}

async function received(queueUrl: string): Promise<string[]> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 }),
  );
  return Messages.map((message) => message.Body ?? '');
}

function jobEvent(body: string): object {
  return { Records: [{ messageId: 'm-1', body, attributes: { ApproximateReceiveCount: '1' } }] };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trailbolt-handlers-'));
  const built = LAMBDAS.flatMap((name) => TARGETS.filter((target) => target.name === name));
  mailbox = createServer((_request, response) => response.end());
  await new Promise<void>((resolve) => mailbox.listen(0, '127.0.0.1', resolve));
  const requestUrl = `http://127.0.0.1:${(mailbox.address() as AddressInfo).port}/`;
  [slack, aws] = await Promise.all([
    createSandboxSlack({ app: { requestUrl } }),
    startFauxqs({ port: 0, logger: false, host: '127.0.0.1' }),
  ]);
  await Promise.all(built.map((target) => bundle(target, folder)));
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  sqs = new SQSClient({ endpoint: aws.address, region: 'us-east-1', credentials });
  jobsUrl = await createQueue('jobs');
  deadLetterUrl = await createQueue('jobs-set-aside');
  alertsUrl = await createQueue('alerts');
  const topic = aws.createTopic('alerts');
  aws.subscribe({ topic: 'alerts', queue: 'alerts' });
  await writeFile(
    join(folder, 'policy.yaml'),
    `version: 1
workspace: ${slack.credentials.teamId}
channels: { alerts: ${CHANNELS.alerts} }
accounts: [{ id: '${ACCOUNT}', alias: production }]
sources: [{ name: bus, kind: eventbridge, announcers: ['${INGEST_ARN}'] }]
roles: { viewer: [members] }
`,
  );
  environment = {
    PATH: process.env['PATH'],
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_ENDPOINT_URL: aws.address,
    SLACK_API_URL: slack.apiUrl,
    SLACK_BOT_TOKEN: slack.credentials.botToken,
    SLACK_SIGNING_SECRET: slack.credentials.signingSecret,
    SLACK_TEAM_ID: slack.credentials.teamId,
    TRAILBOLT_POLICY: `file:${join(folder, 'policy.yaml')}`,
    TRAILBOLT_STORE: `sqlite:${join(folder, 'store.sqlite')}`,
    TRAILBOLT_AUDIT_STORE: `sqlite:${join(folder, 'audit.sqlite')}`,
    TRAILBOLT_JOBS_QUEUE_URL: jobsUrl,
    TRAILBOLT_JOBS_DEAD_LETTER_URL: deadLetterUrl,
    TRAILBOLT_INGEST_DEAD_LETTER_URL: await createQueue('ingest-set-aside'),
    TRAILBOLT_ALERT_TOPIC_ARN: topic.topicArn,
  };
}, 60_000);

afterAll(async () => {
  sqs.destroy();
  mailbox.close();
  await Promise.all([slack.close(), aws.stop()]);
  await rm(folder, { recursive: true });
});

/** A slash command as Slack sends it. */
async function slashCommand(words: string): Promise<SlackDelivery> {
  await slack.gesture({ do: 'slash', user: PEOPLE.rana, channel: CHANNELS.alerts, command: '/trail', text: words });
  const delivery = slack.deliveries.at(-1);
  if (delivery === undefined) throw new Error('The workspace sent nothing.');
  return delivery;
}

test('the built notify shows any message on the topic as a card', async () => {
  await invoke('notify', {
    Records: [
      {
        EventSource: 'aws:sns',
        Sns: {
          MessageId: 'message-1',
          Subject: 'Disk almost full',
          Message: 'db-1 has 3% left',
          Timestamp: new Date().toISOString(),
          MessageAttributes: {},
        },
      },
    ],
  });

  const texts = slack.snapshot().messages.map((message) => JSON.stringify(message));
  expect(texts).toHaveLength(1);
  expect(texts[0]).toContain('db-1 has 3% left');
});

test('the built slack takes a signed command, and the built worker runs it', async () => {
  const { body, headers } = await slashCommand('help');

  const answer = await invoke('slack', { version: '2.0', headers, body, isBase64Encoded: false });
  const jobs = await received(jobsUrl);
  const outcome = await invoke('worker', jobEvent(jobs[0] ?? ''));

  expect(answer).toMatchObject({ statusCode: 200 });
  expect(jobs).toHaveLength(1);
  expect(outcome).toEqual({ batchItemFailures: [] });
  const seen = slack.snapshot().messages.filter((message) => message.visibleTo === PEOPLE.rana);
  expect(JSON.stringify(seen)).toContain('/trail who');
});

test('the built slack refuses what nobody signed', async () => {
  const { body, headers } = await slashCommand('help');

  const answer = await invoke('slack', { headers: { ...headers, 'x-slack-signature': 'v0=00' }, body });

  expect(answer).toMatchObject({ statusCode: 401 });
  expect(await received(jobsUrl)).toEqual([]);
});

test('the built worker sets a forged job aside', async () => {
  const { body, headers } = await slashCommand('help');
  const request = {
    body: body.replace('help', 'who+root'),
    contentType: headers['content-type'],
    timestamp: headers['x-slack-request-timestamp'],
    signature: headers['x-slack-signature'],
  };

  const outcome = await invoke('worker', jobEvent(JSON.stringify({ kind: 'slack', request })));

  expect(outcome).toEqual({ batchItemFailures: [] });
  expect(await received(deadLetterUrl)).toHaveLength(1);
});

test('the built detect turns a record into an alert, and the built notify the alert into a case', async () => {
  const record = {
    eventVersion: '1.11',
    eventID: 'd0f6a5f1-0000-4000-8000-000000000001',
    eventTime: new Date().toISOString(),
    eventSource: 'cloudtrail.amazonaws.com',
    eventName: 'StopLogging',
    eventType: 'AwsApiCall',
    awsRegion: 'us-east-1',
    recipientAccountId: ACCOUNT,
    sourceIPAddress: '80.58.61.250',
    userIdentity: {
      type: 'IAMUser',
      accountId: ACCOUNT,
      arn: `arn:aws:iam::${ACCOUNT}:user/mallory`,
      userName: 'mallory',
      principalId: 'AIDAEXAMPLE',
    },
    requestParameters: { name: 'main' },
    responseElements: null,
  };
  const event = {
    version: '0',
    id: 'e-1',
    source: 'aws.cloudtrail',
    'detail-type': 'AWS API Call via CloudTrail',
    account: ACCOUNT,
    region: 'us-east-1',
    time: record.eventTime,
    resources: [],
    detail: record,
  };

  const outcome = await invoke('detect', {
    Records: [{ messageId: 'm-1', body: JSON.stringify(event), eventSource: 'aws:sqs', eventSourceARN: INGEST_ARN }],
  });
  const [notice = '{}'] = await received(alertsUrl);
  await invoke('notify', { Records: [{ EventSource: 'aws:sns', Sns: JSON.parse(notice) as unknown }] });

  expect(outcome).toEqual({ batchItemFailures: [] });
  expect(notice).toContain('trailbolt.alert/1');
  const card = slack.snapshot().messages.at(-1);
  expect(card).toMatchObject({ channel: CHANNELS.alerts });
  expect(card?.text).toContain('mallory');
  // From the file beside the bundle.
  expect(JSON.stringify(card?.blocks)).toContain('(Spain)');
});
