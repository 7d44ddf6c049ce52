import { createHash, randomUUID } from 'node:crypto';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ALERT_SCHEMA, type Alert } from '../../src/model/alert.ts';
import type { SandboxMessage } from '../../src/sandbox/contract.ts';
import { PEOPLE } from '../../src/sandbox/slack/cast.ts';
import { eventually } from '../support/eventually.ts';
import { channelMessages, press, said, stateOf } from '../story/leaked-key.ts';
import { startAttackedHost, type AttackedHost } from './host.ts';
import { openCase, userArn } from './trail-files.ts';

const ACCOUNT = '111122223333';

let host: AttackedHost;
let sns: SNSClient;
let sqs: SQSClient;

beforeAll(async () => {
  host = await startAttackedHost();
  const { aws } = host.world;
  const options = { endpoint: aws.url, region: aws.demo.region, credentials: aws.demo.credentials.admin };
  sns = new SNSClient(options);
  sqs = new SQSClient({ ...options, useQueueUrlAsEndpoint: false });
});
afterAll(async () => {
  for (const client of [sns, sqs]) client?.destroy();
  await host?.close();
});

/** Publishes on the topic of alerts, as anybody may who has the right. */
async function publish(message: unknown, subject?: string): Promise<void> {
  await sns.send(
    new PublishCommand({
      TopicArn: host.world.aws.demo.alertsTopicArn,
      Message: typeof message === 'string' ? message : JSON.stringify(message),
      ...(subject === undefined ? {} : { Subject: subject }),
    }),
  );
}

/** A well-formed alert that nobody's rule raised, about the account's own web server. */
function forgedAlert(user: string, change: Partial<Alert> = {}): Alert {
  const actor = { type: 'IAMUser', arn: userArn(user), account: ACCOUNT, root: { id: userArn(user), name: user } };
  const eventID = randomUUID();
  const at = new Date().toISOString();
  return {
    schema: ALERT_SCHEMA,
    id: createHash('sha256').update(eventID).digest('hex'),
    rule: { id: 'forged', title: 'Forged', level: 'critical', falsePositives: [], attack: [] },
    account: ACCOUNT,
    region: 'us-east-1',
    actor,
    records: [
      {
        eventID,
        eventTime: at,
        eventName: 'RunInstances',
        eventSource: 'ec2.amazonaws.com',
        account: ACCOUNT,
        region: 'us-east-1',
        actor,
        targets: [{ type: 'AWS::EC2::Instance', id: host.world.aws.demo.instances.web1, created: true }],
      },
    ],
    references: [{ eventID, source: 'forged' }],
    firstAt: at,
    lastAt: at,
    ...change,
  };
}

/** The same alert with other targets in its only record. */
function aboutTarget(alert: Alert, target: object, region = 'us-east-1'): Alert {
  return {
    ...alert,
    region,
    records: alert.records.map((record) => ({ ...record, region, targets: [target as never] })),
  };
}

async function shown(mark: string): Promise<SandboxMessage> {
  return eventually(() => {
    const found = channelMessages(host.world).find((message) => said(message).includes(mark));
    if (found === undefined) throw new Error(`No message says ${mark}.`);
    return found;
  }, 60_000);
}

function buttonsOf(message: SandboxMessage): readonly string[] {
  return [...JSON.stringify(message.blocks).matchAll(/"action_id":"([^"]+)"/g)].map(([, id]) => id ?? '');
}

/** What the message's buttons say. */
function labelsOf(message: SandboxMessage): readonly string[] {
  const rows = (message.blocks ?? []).filter((block) => block['type'] === 'actions');
  return rows
    .flatMap((row) => row['elements'] as readonly { readonly text?: { readonly text?: string } }[])
    .flatMap((element) => element.text?.text ?? []);
}

afterAll(() => {
  // Whatever the topic carried: nothing was asked for, and nothing called.
  expect(host.world.aws.control.faults.calls('ec2:TerminateInstances')).toBe(0);
  expect(host.log.map((line) => line['event'])).not.toContain('poller.batch-failed');
});

const mark = (name: string): string => `mark-${name}-${randomUUID().slice(0, 8)}`;

describe('what is no alert of ours is shown as a plain card without a button', () => {
  test.concurrent.each<[string, (text: string) => unknown]>([
    ['a text with markup', (text) => `<!channel> <https://evil.example|aws.amazon.com> ${text}`],
    ['a text of 200 KB', (text) => `${text} ${'<!here> '.repeat(25_000)}`],
    ['JSON of somebody', (text) => ({ build: { state: 'failed', text } })],
    [
      'a finding of GuardDuty',
      (text) => ({
        source: 'aws.guardduty',
        'detail-type': 'GuardDuty Finding',
        account: ACCOUNT,
        detail: { title: `Recon ${text}`, description: '<!channel>', severity: 8, accountId: ACCOUNT },
      }),
    ],
    ['an alert without an actor', (text) => ({ ...forgedAlert('nobody'), actor: undefined, note: text })],
    ['an alert of another version', (text) => ({ ...forgedAlert('nobody'), schema: 'trailbolt.alert/2', note: text })],
    [
      'an alert with a level that there is none of',
      (text) => ({
        ...forgedAlert('nobody'),
        rule: { ...forgedAlert('nobody').rule, level: 'apocalyptic' },
        note: text,
      }),
    ],
  ])('%s', async (what, build) => {
    const text = mark(what.replaceAll(/\W/g, ''));

    await publish(build(text));

    const message = await shown(text);
    expect(buttonsOf(message)).toEqual([]);
    expect(message.text).not.toMatch(/</);
    expect(JSON.stringify(message.blocks)).not.toContain('"mrkdwn"');
  });
});

describe('a forged alert gets a card at most', () => {
  test('and its button shows what is really there: an old server with its name', async () => {
    const { web1 } = host.world.aws.demo.instances;
    await publish(forgedAlert('forger'));
    const message = await shown('forger');

    await press(host.world, PEOPLE.rana, message, 'open.plan.0');

    await eventually(() => {
      const plan = JSON.stringify(host.world.slack.snapshot().views.find(({ user }) => user === PEOPLE.rana)?.view);
      expect(plan).toContain(web1);
      expect(plan).toContain('web-1');
      expect(plan).toContain('launched');
    });
    expect((await openCase(host, userArn('forger'))).requests).toEqual([]);
    expect(stateOf(host.world, web1)).toBe('running');
  });

  test('and an instance that does not exist cannot be asked for', async () => {
    const id = 'i-0123456789abcdef0';
    await publish(aboutTarget(forgedAlert('dreamer'), { type: 'AWS::EC2::Instance', id, created: true }));
    const message = await shown('dreamer');

    await press(host.world, PEOPLE.rana, message, 'open.plan.0');

    await eventually(() => {
      const view = host.world.slack.snapshot().views.find(({ user }) => user === PEOPLE.rana)?.view;
      expect(JSON.stringify(view)).toContain(id);
      expect(view?.['submit'] ?? 'no button').toBe('no button');
    });
  });

  test.concurrent.each<[string, string, () => Alert, RegExp]>([
    [
      'for anything about an account that the policy does not know',
      'elsewhere',
      () => forgedAlert('elsewhere', { account: '999999999999' }),
      /^(?!Show ).*…$/,
    ],
    [
      'that destroys an object that nobody created',
      'innocent',
      () =>
        aboutTarget(forgedAlert('innocent'), { type: 'AWS::EC2::Instance', id: host.world.aws.demo.instances.web1 }),
      /^(Terminate|Delete)/,
    ],
    [
      'for an id that is none',
      'injector',
      () =>
        aboutTarget(forgedAlert('injector'), {
          type: 'AWS::EC2::Instance',
          id: 'i-0123456789abcdef0 *',
          created: true,
        }),
      /instance/,
    ],
    [
      'for an instance in a Region that is none',
      'wanderer',
      () =>
        aboutTarget(
          forgedAlert('wanderer'),
          { type: 'AWS::EC2::Instance', id: 'i-0123456789abcdef0', created: true },
          'evil.example/#',
        ),
      /instance/,
    ],
  ])('without a remedy %s', async (_what, user, alert, remedy) => {
    await publish(alert());

    const message = await shown(user);

    const labels = labelsOf(message);
    expect(labels).toContain('Show trail');
    expect(labels.filter((label) => remedy.test(label))).toEqual([]);
  });

  test('with half a character in every key', async () => {
    const actor = { type: 'IAMUser', root: { id: 'half \ud800', name: 'half' } };
    const references = [{ eventID: 'half \ud800', source: 'forged' }];

    await publish(forgedAlert('half', { actor, references, account: '\udc00', region: '\udc00' }));

    await shown('half (');
  });

  test('of a quarter of a megabyte, it still gets one', async () => {
    const targets = Array.from({ length: 1800 }, (_, index) => ({
      type: 'AWS::EC2::Instance',
      id: `i-0bbbbbbbbbbbb${String(index).padStart(4, '0')}`,
      created: true,
    }));
    const alert = forgedAlert('glutton');
    const references = Array.from({ length: 500 }, () => ({ eventID: randomUUID(), source: 'forged' }));

    await publish({ ...alert, records: alert.records.map((record) => ({ ...record, targets })), references });

    await shown('glutton');
    expect((await openCase(host, userArn('glutton'))).count).toBe(500);
  });

  test('and cannot lower what is known: a case stays as severe as its worst alert', async () => {
    const alert = forgedAlert('calm');
    await publish(alert);
    await shown('calm');
    const harmless = { ...alert.rule, level: 'informational' as const, title: 'Nothing to see here' };

    await publish({ ...forgedAlert('calm'), rule: harmless });
    await publish({ ...forgedAlert('calm'), rule: { ...harmless, id: 'other' } });

    await eventually(async () => expect((await openCase(host, userArn('calm'))).count).toBe(3));
    expect((await openCase(host, userArn('calm'))).level).toBe('critical');
  });
});

/** SNS's envelope of a message, put into the queue `times` times. */
async function redeliver(message: string, times: number): Promise<void> {
  const envelope = JSON.stringify({
    Type: 'Notification',
    MessageId: randomUUID(),
    TopicArn: host.world.aws.demo.alertsTopicArn,
    Message: message,
    Timestamp: new Date().toISOString(),
  });
  const QueueUrl = host.world.aws.demo.queues.notify.url;
  await Promise.all(
    Array.from({ length: times }, () => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: envelope }))),
  );
}

async function everythingIsTaken(): Promise<void> {
  const last = `last-${randomUUID()}`;
  await publish(last);
  await shown(last);
}

describe('what SNS delivers twice counts once', () => {
  test('an alert', async () => {
    await redeliver(JSON.stringify(forgedAlert('doubled')), 4);
    await publish(forgedAlert('doubled'));

    await eventually(async () => expect((await openCase(host, userArn('doubled'))).count).toBe(2));
    await shown('doubled');
    await everythingIsTaken();
    expect((await openCase(host, userArn('doubled'))).count).toBe(2);
    expect(channelMessages(host.world).filter((message) => said(message).includes('doubled'))).toHaveLength(1);
  });

  test('a plain message', async () => {
    await redeliver('the disk is full', 4);

    await shown('the disk is full');
    await everythingIsTaken();
    expect(channelMessages(host.world).filter((message) => said(message).includes('the disk is full'))).toHaveLength(1);
  });
});
