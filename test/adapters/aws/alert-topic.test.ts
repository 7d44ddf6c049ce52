import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { SNSClient } from '@aws-sdk/client-sns';
import { startFauxqs } from 'fauxqs';
import type { FauxqsServer } from 'fauxqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAlertTopic } from '../../../src/adapters/aws/alert-topic.ts';
import { attributesSize } from '../../../src/alert/attributes.ts';
import { buildAlerts } from '../../../src/alert/build-alerts.ts';
import { parseMessage } from '../../../src/alert/parse.ts';
import { ALERT_LIMITS, type Alert } from '../../../src/model/alert.ts';
import { match, record, RULE } from '../../alert/support.ts';

const client = { region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' }, maxAttempts: 1 };

let server: FauxqsServer;
let sqs: SQSClient;
let topics = 0;

beforeAll(async () => {
  server = await startFauxqs({ port: 0, logger: false, host: '127.0.0.1' });
  sqs = new SQSClient({ ...client, endpoint: server.address });
});

afterAll(async () => {
  sqs.destroy();
  await server.stop();
});

describe('alert topic', () => {
  it('publishes alerts with their attributes', async () => {
    const { topicArn, received } = newTopic();
    const sns = new SNSClient({ ...client, endpoint: server.address });
    const alerts = someAlerts(2);

    await createAlertTopic({ client: sns, topicArn }).publish(alerts);

    const envelopes = await received();
    expect(envelopes.map((envelope) => parseMessage(envelope))).toEqual(alerts);
    expect(envelopes[0]?.['MessageAttributes']).toEqual({
      severity: { Type: 'String', Value: 'high' },
      rule: { Type: 'String', Value: 'rule-0' },
      account: { Type: 'String', Value: '111122223333' },
    });
    sns.destroy();
  });

  it('publishes nothing for nothing', async () => {
    await using sns = await proxy();

    await createAlertTopic({ client: sns.client, topicArn: newTopic().topicArn }).publish([]);

    expect(sns.batches).toEqual([]);
  });

  it('sends at most ten to a batch, and at most 256 KiB', async () => {
    const { topicArn, received } = newTopic();
    await using sns = await proxy();
    const large = someAlerts(4, 100);
    expect(Math.min(...large.map(sealedSize))).toBeGreaterThan(ALERT_LIMITS.bytes / 4);
    const alerts = [...someAlerts(23), ...large];
    const sizes = new Map(alerts.map((alert) => [alert.id, sealedSize(alert)]));

    await createAlertTopic({ client: sns.client, topicArn }).publish(alerts);

    expect(sns.batches.flat()).toEqual(alerts.map(({ id }) => id));
    expect(sns.batches.map(({ length }) => length).slice(0, 2)).toEqual([10, 10]);
    for (const batch of sns.batches) {
      const bytes = batch.reduce((sum, id) => sum + (sizes.get(id) ?? 0), 0);
      expect(bytes).toBeLessThanOrEqual(ALERT_LIMITS.bytes);
    }
    expect(await received()).toHaveLength(27);
  });

  it('tries again, one by one, what SNS failed on its own side', async () => {
    const { topicArn, received } = newTopic();
    const alerts = someAlerts(12);
    const [, second, third] = alerts;
    await using sns = await proxy({ fail: [second, third], times: 2, senderFault: false });

    await createAlertTopic({ client: sns.client, topicArn }).publish(alerts);

    expect(await receivedIds(received)).toEqual(alerts.map(({ id }) => id).toSorted());
    expect(sns.batches.filter((batch) => batch.length === 1)).toEqual([
      [second?.id],
      [second?.id],
      [third?.id],
      [third?.id],
    ]);
  });

  it('publishes everything else before it names what SNS refuses, and does not insist', async () => {
    const { topicArn, received } = newTopic();
    const alerts = someAlerts(15);
    const [first] = alerts;
    await using sns = await proxy({ fail: [first], times: 99, senderFault: true });

    const publishing = createAlertTopic({ client: sns.client, topicArn }).publish(alerts);

    await expect(publishing).rejects.toMatchObject({
      code: 'alerts.not-published',
      message: 'The alerts topic did not take 1 alert: InvalidParameter.',
      details: { ids: [first?.id] },
    });
    expect(await receivedIds(received)).toEqual(
      alerts
        .slice(1)
        .map(({ id }) => id)
        .toSorted(),
    );
    expect(sns.batches).toHaveLength(2);
  });

  it('gives up on an alert that SNS keeps failing', async () => {
    const alerts = someAlerts(2);
    await using sns = await proxy({ fail: alerts, times: 99, senderFault: false });

    const publishing = createAlertTopic({ client: sns.client, topicArn: newTopic().topicArn }).publish(alerts);

    await expect(publishing).rejects.toMatchObject({
      code: 'alerts.not-published',
      details: { ids: alerts.map(({ id }) => id), reasons: 'InternalError' },
    });
    expect(sns.batches).toHaveLength(1 + 2 * 4);
  });

  it('does not lose nine alerts to one that makes the whole call invalid', async () => {
    const { topicArn, received } = newTopic();
    const alerts = someAlerts(10);
    const poison = alerts[4];
    await using sns = await proxy({ refuseCallWith: poison?.id ?? '' });

    const publishing = createAlertTopic({ client: sns.client, topicArn }).publish(alerts);

    await expect(publishing).rejects.toMatchObject({ details: { ids: [poison?.id] } });
    expect(await receivedIds(received)).toHaveLength(9);
  });

  it('says that there is no such topic, for every alert, after one call a batch', async () => {
    await using sns = await proxy();
    const alerts = someAlerts(11);

    const publishing = createAlertTopic({ client: sns.client, topicArn: 'arn:aws:sns:us-east-1:000000000000:none' });

    await expect(publishing.publish(alerts)).rejects.toMatchObject({
      code: 'alerts.not-published',
      details: { ids: alerts.map(({ id }) => id) },
    });
    expect(sns.batches.map(({ length }) => length)).toEqual([10, 1]);
  });
});

/** Different alerts; with `fill`, of six records with as many long fields each. */
function someAlerts(count: number, fill = 0): readonly Alert[] {
  const fields = Array.from({ length: fill }, (_value, index) => [`k${index}`, '\u{1F600}'.repeat(50)]);
  const filler = Object.fromEntries(fields) as Record<string, string>;
  const more = fill === 0 ? {} : { requestParameters: filler, responseElements: filler };
  return Array.from({ length: count }, (_value, index) => {
    const records = Array.from({ length: fill === 0 ? 1 : 6 }, (_v, n) => record(`e-${fill}-${index}-${n}`, more));
    const [alert] = buildAlerts(records.map((one) => match(one, { ...RULE, id: `rule-${index}` })));
    if (alert === undefined) throw new Error('No alert was built.');
    return alert;
  });
}

function sealedSize(alert: Alert): number {
  return Buffer.byteLength(JSON.stringify(alert)) + attributesSize(alert);
}

/** A topic with a queue behind it. */
function newTopic() {
  topics += 1;
  const { topicArn } = server.createTopic(`alerts-${topics}`);
  const { queueUrl } = server.createQueue(`alerts-${topics}`);
  server.subscribe({ topic: `alerts-${topics}`, queue: `alerts-${topics}` });
  const received = async (): Promise<readonly Record<string, unknown>[]> => {
    const all: Record<string, unknown>[] = [];
    for (;;) {
      const command = new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 });
      const { Messages: messages = [] } = await sqs.send(command);
      if (messages.length === 0) return all;
      for (const { Body: body = '' } of messages) all.push(JSON.parse(body) as Record<string, unknown>);
    }
  };
  return { topicArn, received };
}

async function receivedIds(received: () => Promise<readonly unknown[]>): Promise<readonly string[]> {
  return (await received()).map((envelope) => parseMessage(envelope).id).toSorted();
}

interface Faults {
  /** Alerts that fail within their batch, so many times. */
  readonly fail?: readonly (Alert | undefined)[];
  readonly times?: number;
  readonly senderFault?: boolean;
  /** An alert for which the whole call is refused. */
  readonly refuseCallWith?: string;
}

/** SNS in front of the emulator's: notes the batches, holds them to the limit on the whole, and fails as asked. */
async function proxy({ fail = [], times = 0, senderFault = false, refuseCallWith = '' }: Faults = {}) {
  const batches: string[][] = [];
  const left = new Map(fail.map((alert) => [alert?.id ?? '', times]));
  const http = createServer((request, response) => {
    void (async () => {
      const form = new URLSearchParams(await bodyOf(request));
      const entries = entriesOf(form);
      batches.push(entries.map(({ alert }) => alert));
      const failing = entries.filter(({ alert }) => (left.get(alert) ?? 0) > 0);
      for (const { alert } of failing) left.set(alert, (left.get(alert) ?? 0) - 1);
      const refused = entries.some(({ alert }) => alert === refuseCallWith);
      const tooLong = entries.reduce((sum, { bytes }) => sum + bytes, 0) > ALERT_LIMITS.bytes;
      response.setHeader('content-type', 'text/xml');
      if (refused || tooLong) {
        response.writeHead(400).end(errorXml(tooLong ? 'BatchRequestTooLong' : 'InvalidParameter'));
        return;
      }
      for (const { prefix } of failing)
        for (const name of new Set(form.keys())) if (name.startsWith(prefix)) form.delete(name);
      const passed = await fetch(server.address, {
        method: 'POST',
        headers: headersOf(request),
        body: form.toString(),
      });
      const text = failing.length === entries.length ? emptyResult : await passed.text();
      const members = failing.map(({ id }) => failedXml(id, senderFault)).join('');
      response.writeHead(failing.length === entries.length ? 200 : passed.status);
      response.end(text.replace('<Failed>', `<Failed>${members}`));
    })();
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const sns = new SNSClient({ ...client, endpoint: `http://127.0.0.1:${(http.address() as AddressInfo).port}` });
  return {
    client: sns,
    batches,
    async [Symbol.asyncDispose]() {
      sns.destroy();
      await new Promise<void>((resolve) => http.close(() => resolve()));
    },
  };
}

const emptyResult =
  '<PublishBatchResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishBatchResult><Successful></Successful>' +
  '<Failed></Failed></PublishBatchResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></PublishBatchResponse>';

function failedXml(id: string, senderFault: boolean): string {
  const code = senderFault ? 'InvalidParameter' : 'InternalError';
  return `<member><Id>${id}</Id><Code>${code}</Code><Message>no</Message><SenderFault>${senderFault}</SenderFault></member>`;
}

function errorXml(code: string): string {
  return `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>${code}</Code><Message>no</Message></Error><RequestId>r</RequestId></ErrorResponse>`;
}

function entriesOf(form: URLSearchParams) {
  const found: { prefix: string; id: string; alert: string; bytes: number }[] = [];
  for (let index = 1; form.has(`PublishBatchRequestEntries.member.${index}.Id`); index++) {
    const prefix = `PublishBatchRequestEntries.member.${index}.`;
    const message = form.get(`${prefix}Message`) ?? '';
    const counted = [...form]
      .filter(([name]) => name.startsWith(`${prefix}MessageAttributes`))
      .map(([, value]) => value);
    const bytes = [message, ...counted].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    const { id: alert } = JSON.parse(message) as { id: string };
    found.push({ prefix, id: form.get(`${prefix}Id`) ?? '', alert, bytes });
  }
  return found;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

function headersOf(request: IncomingMessage): Record<string, string> {
  return { authorization: request.headers.authorization ?? '', 'content-type': 'application/x-www-form-urlencoded' };
}
