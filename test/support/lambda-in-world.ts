import { createServer } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { pollQueue, type QueueEvent } from '../../src/adapters/aws/sqs-poller.ts';
import { createSqsClient } from '../../src/adapters/aws/sqs-client.ts';
import { bundle } from '../../src/build/bundle.ts';
import { LAMBDAS, TARGETS, type LambdaName } from '../../src/build/targets.ts';
import { createWorld, type World, type WorldOptions } from '../../src/sandbox/world.ts';
import { startDynamo } from '../contract/dynamo-emulator.ts';
import { testLog as log } from './test-log.ts';

type Handler = (event: unknown) => Promise<unknown>;

/**
 * Trailbolt as its four built functions: the bundles that are deployed, with DynamoDB and SQS, fed with events in the
 * shapes that Lambda delivers.
 */
export async function startLambdasInWorld(
  options: WorldOptions = {},
): Promise<{ world: World; auditStore: string; close(): Promise<void> }> {
  const [world, dynamo, folder] = await Promise.all([
    createWorld({ ...options, aws: { deliveryMs: 200, transitionMs: 300, lookupLagMs: 0, ...options.aws } }),
    startDynamo(),
    mkdtemp(join(tmpdir(), 'trailbolt-lambdas-')),
  ]);
  const [table, auditTable] = [await dynamo.createTable(), await dynamo.createTable()];
  Object.assign(process.env, world.environment, {
    AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint,
    TRAILBOLT_STORE: `dynamodb:${table}`,
    TRAILBOLT_AUDIT_STORE: `dynamodb:${auditTable}`,
  });
  const handlers = await load(folder);
  const stopping = new AbortController();
  const loops = eventSources(world, handlers, stopping.signal);
  const endpoint = await functionUrl(handlers.slack);
  await world.slack.setRequestUrl(endpoint.url);
  return {
    world,
    auditStore: `dynamodb:${auditTable}`,
    async close() {
      await endpoint.close();
      stopping.abort();
      await Promise.allSettled(loops);
      await Promise.all([world.close(), dynamo.stop(), rm(folder, { recursive: true, force: true })]);
    },
  };
}

/** Builds and imports the functions, as `npm run build` and Lambda do. */
async function load(folder: string): Promise<Record<LambdaName, Handler>> {
  const loaded = await Promise.all(
    LAMBDAS.map(async (name) => {
      const target = TARGETS.find((candidate) => candidate.name === name);
      if (target === undefined) throw new Error(`The build has no target ${name}.`);
      await bundle(target, folder);
      const module = (await import(
        /* @vite-ignore */ pathToFileURL(join(folder, target.folder, 'index.mjs')).href
      )) as { handler: Handler };
      return [name, module.handler] as const;
    }),
  );
  return Object.fromEntries(loaded) as Record<LambdaName, Handler>;
}

/** Queues to `detect` and `worker`, the topic to `notify`, the schedule to `worker`. */
function eventSources(world: World, handlers: Record<LambdaName, Handler>, signal: AbortSignal): Promise<void>[] {
  const client = createSqsClient();
  const { queues, region } = world.aws.demo;
  const source = (
    queue: { url: string; arn: string },
    handle: (event: QueueEvent) => Promise<readonly string[]>,
  ): Promise<void> => pollQueue({ client, queueUrl: queue.url, queueArn: queue.arn, region, log, signal, handle });
  const reported = (handler: Handler) => async (event: QueueEvent) => {
    const answer = (await handler(event)) as { batchItemFailures: { itemIdentifier: string }[] };
    return answer.batchItemFailures.map((failure) => failure.itemIdentifier);
  };
  return [
    source(queues.trail, reported(handlers.detect)),
    source(queues.jobs, reported(handlers.worker)),
    source(queues.notify, async (event) => {
      for (const record of event.Records) {
        await handlers.notify({
          Records: [{ EventSource: 'aws:sns', EventVersion: '1.0', Sns: JSON.parse(record.body) as unknown }],
        });
      }
      return [];
    }),
    schedule(handlers.worker, signal),
  ];
}

async function schedule(worker: Handler, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await worker({ source: 'aws.events', 'detail-type': 'Scheduled Event' }).catch((error: unknown) =>
      log.error('schedule', error),
    );
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** A function URL: HTTP in, an event of payload format 2.0 to the function, its answer out. */
async function functionUrl(handler: Handler): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const answer = async (): Promise<void> => {
      const body = await buffer(request);
      const result = (await handler({
        version: '2.0',
        rawPath: '/',
        headers: request.headers,
        isBase64Encoded: true,
        body: body.toString('base64'),
      })) as { statusCode: number; headers: Record<string, string>; body: string };
      response.writeHead(result.statusCode, result.headers).end(result.body);
    };
    answer().catch(() => response.writeHead(502).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
