import { createSqsClient } from '../adapters/aws/sqs-client.ts';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { pumpJobs } from '../adapters/local/pump-jobs.ts';
import type { LocalJobs } from '../adapters/local/local-jobs.ts';
import { pollQueue, type QueueEvent, type QueueRecord } from '../adapters/aws/sqs-poller.ts';
import { startSocketFront } from '../adapters/slack/socket-front.ts';
import { describeError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import { answerSlack } from '../slack/front/front.ts';
import type { FrontPorts } from '../slack/front/ports.ts';
import { sign } from '../slack/signature.ts';
import { createFront } from './front.ts';
import type { Worker } from './worker.ts';

export interface HostPorts {
  readonly detect: (event: unknown) => Promise<{ batchItemFailures: readonly { itemIdentifier: string }[] }>;
  readonly notify: (event: unknown) => Promise<void>;
  readonly worker: Worker;
  readonly front: FrontPorts;
  readonly jobs: LocalJobs;
  readonly clock: Clock;
  readonly log: Log;
  readonly region: string;
  /** Queue that announces CloudTrail files, and queue subscribed to the alerts topic. */
  readonly trailQueueUrl: string;
  readonly alertQueueUrl: string;
  /** Socket Mode where there is a token; otherwise HTTP. */
  readonly appToken: string | undefined;
  readonly slackApiUrl: string | undefined;
  readonly host: string;
  readonly port: number;
}

export interface Host {
  /** Where Slack's requests go; undefined in Socket Mode. */
  readonly url: string | undefined;
  /** Ends in order: no new work, then what is in hand is finished. */
  stop(): Promise<void>;
}

/** Slack sends at most a few hundred kilobytes; whoever sends more is not Slack. */
const MAX_BODY = 1024 * 1024;
const TICK_MS = 10_000;

/** All stages in one process: two queue pollers, the job pump, the clock tick, and the Slack front. */
export async function startHost(ports: HostPorts): Promise<Host> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const client = createSqsClient();
  const poll = async (queueUrl: string, handle: (event: QueueEvent) => Promise<readonly string[]>): Promise<void> => {
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['QueueArn'] }),
    );
    await pollQueue({
      client,
      queueUrl,
      queueArn: Attributes?.['QueueArn'] ?? '',
      region: ports.region,
      log: ports.log,
      signal,
      handle,
    });
  };
  const front = ports.appToken === undefined ? await listenHttp(ports) : await listenSocket(ports, ports.appToken);
  const loops = [
    poll(ports.trailQueueUrl, async (event) =>
      (await ports.detect(event)).batchItemFailures.map((failure) => failure.itemIdentifier),
    ),
    poll(ports.alertQueueUrl, (event) => notifyFrom(ports, event)),
    pumpJobs({
      jobs: ports.jobs,
      clock: ports.clock,
      log: ports.log,
      concurrency: 8,
      signal,
      handle: ports.worker,
    }),
    tick(ports, signal),
  ];
  const ended = Promise.allSettled(loops);
  for (const loop of loops) loop.catch((error: unknown) => ports.log.error('host.loop-ended', error));
  return {
    url: front.url,
    async stop() {
      await front.stop();
      stopping.abort();
      await ended;
      client.destroy();
    },
  };
}

/** The queue's messages as the SNS event that Lambda would get, one by one, so that one failure fails one message. */
async function notifyFrom(ports: HostPorts, event: QueueEvent): Promise<readonly string[]> {
  const failed: string[] = [];
  for (const record of event.Records) {
    try {
      await ports.notify({ Records: [{ EventSource: 'aws:sns', Sns: snsOf(record) }] });
    } catch (error) {
      ports.log.error('host.notify-failed', error, { message: record.messageId });
      failed.push(record.messageId);
    }
  }
  return failed;
}

/** SNS's envelope, or, with raw delivery, the message itself under the queue's message id. */
function snsOf(record: QueueRecord): unknown {
  try {
    const envelope: unknown = JSON.parse(record.body);
    if (typeof envelope === 'object' && envelope !== null && 'Message' in envelope && 'MessageId' in envelope)
      return envelope;
  } catch {
    // Not JSON: somebody's plain text, delivered raw.
  }
  return {
    MessageId: record.messageId,
    Message: record.body,
    Timestamp: new Date(Number(record.attributes['SentTimestamp'] ?? 0)).toISOString(),
  };
}

async function tick(ports: HostPorts, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await ports.worker({ kind: 'tick' }, 1).catch((error: unknown) => ports.log.error('host.tick-failed', error));
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, TICK_MS);
      signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
    });
  }
}

interface Front {
  readonly url: string | undefined;
  stop(): Promise<void>;
}

async function listenSocket(ports: HostPorts, appToken: string): Promise<Front> {
  const socket = await startSocketFront({
    appToken,
    log: ports.log,
    ...(ports.slackApiUrl === undefined ? {} : { slackApiUrl: ports.slackApiUrl }),
    sign: async (body, contentType) => sign(body, contentType, await ports.front.signingSecret(), ports.clock.now()),
    answer: (request) => answerSlack(ports.front, request),
  });
  return { url: undefined, stop: () => socket.stop() };
}

async function listenHttp(ports: HostPorts): Promise<Front> {
  const front = createFront(ports.front);
  const server = createServer((request, response) => {
    const answer = async (): Promise<void> => {
      if (request.method !== 'POST' || request.url?.split('?', 1)[0] !== '/slack/events')
        return void response.writeHead(404).end();
      const body = await readBody(request);
      // Half of it is still on its way, so nothing else can come over this connection.
      if (body === undefined) return void response.writeHead(413, { connection: 'close' }).end();
      const {
        statusCode,
        headers,
        body: text,
      } = await front({ headers: request.headers, body: body.toString('base64'), isBase64Encoded: true });
      response.writeHead(statusCode, headers).end(text);
    };
    answer().catch((error: unknown) => {
      ports.log.error('host.front-failed', error, { reason: describeError(error) });
      if (!response.headersSent) response.writeHead(500).end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(ports.port, ports.host, resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : ports.port;
  return { url: `http://${ports.host}:${port}/slack/events`, stop: () => closed(server) };
}

async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}
