import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { startFauxqs } from 'fauxqs';
import type { FauxqsServer } from 'fauxqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTrailObjects } from '../../../src/adapters/aws/trail-objects.ts';
import { createIngest } from '../../../src/ingest/ingest.ts';
import type { TrailObjects } from '../../../src/ports/trail-source.ts';

const ACCOUNT = '111122223333';
const KEY = `AWSLogs/${ACCOUNT}/CloudTrail/eu-central-1/2026/11/23/${ACCOUNT} ü+.json.gz`;

let server: FauxqsServer;
let client: S3Client;

beforeAll(async () => {
  server = await startFauxqs({ port: 0, logger: false, host: '127.0.0.1' });
  server.createBucket('trail');
  client = clientFor(server.address);
});

afterAll(async () => {
  client.destroy();
  await server.stop();
});

describe('trail objects', () => {
  it('opens an object as it is stored', async () => {
    const bytes = gzipSync(Buffer.alloc(300_000, 'record '));
    await client.send(new PutObjectCommand({ Bucket: 'trail', Key: KEY, Body: bytes }));

    const opened = await read(createTrailObjects({ client }), 'trail', KEY);

    expect(opened).toEqual(bytes);
  });

  it('feeds ingest, from the announcement to the record', async () => {
    const record = { eventID: 'e-1', recipientAccountId: ACCOUNT };
    const body = gzipSync(JSON.stringify({ Records: [record] }));
    await client.send(new PutObjectCommand({ Bucket: 'trail', Key: KEY, Body: body }));
    const queue = `arn:aws:sqs:eu-central-1:${ACCOUNT}:trail`;
    const sources = [
      { kind: 's3', name: 'trail', accounts: [ACCOUNT], bucket: 'trail', prefix: '', announcers: [queue] },
    ] as const;
    const ingest = createIngest({ sources, objects: createTrailObjects({ client }) });
    const message = { messageId: 'm-1', eventSource: 'aws:sqs', eventSourceARN: queue };
    const found: unknown[] = [];

    const { counts } = await ingest(
      { Records: [{ ...message, body: JSON.stringify({ s3Bucket: 'trail', s3ObjectKey: [KEY] }) }] },
      async (records) => {
        await Promise.resolve();
        found.push(...records);
      },
    );

    expect(counts).toMatchObject({ records: 1, failed: 0 });
    expect(found).toEqual([{ record, provenance: { source: 'trail', kind: 's3', bucket: 'trail', key: KEY } }]);
  });

  it.each([
    ['object', 'trail', 'AWSLogs/none.json.gz'],
    ['bucket', 'no-such-bucket', KEY],
  ])('says that there is no such %s', async (_what, bucket, key) => {
    await expect(createTrailObjects({ client }).open(bucket, key)).rejects.toMatchObject({
      code: 'trail.object-missing',
      details: { bucket, key },
    });
  });

  it.each([
    [403, 'AccessDenied', 'trail.object-denied'],
    [400, 'InvalidObjectState', 'trail.object-unreadable'],
  ])('maps an answer of %i %s', async (status, code, expected) => {
    await using s3 = await answering(status, `<?xml version="1.0"?><Error><Code>${code}</Code></Error>`);

    await expect(createTrailObjects({ client: s3.client }).open('trail', KEY)).rejects.toMatchObject({
      code: expected,
    });
  });

  it('says when nobody answers', async () => {
    await using s3 = await answering(200, '');
    await s3.close();

    const opening = createTrailObjects({ client: s3.client }).open('trail', KEY);

    await expect(opening).rejects.toMatchObject({ code: 'trail.object-unreadable' });
  });

  it('says when the connection breaks within the object', async () => {
    await using s3 = await answering(200, 'half of it', { 'content-length': '1000' });

    const reading = read(createTrailObjects({ client: s3.client }), 'trail', KEY);

    await expect(reading).rejects.toMatchObject({ code: 'trail.object-unreadable' });
  });
});

async function read(objects: TrailObjects, bucket: string, key: string): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of await objects.open(bucket, key)) parts.push(part);
  return Buffer.concat(parts);
}

function clientFor(endpoint: string): S3Client {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  return new S3Client({ endpoint, region: 'eu-central-1', forcePathStyle: true, credentials, maxAttempts: 1 });
}

/** An S3 that always answers the same; it hangs up after its body where that is shorter than it says. */
async function answering(status: number, body: string, headers: Record<string, string> = {}) {
  const http: Server = createServer((_request, response) => {
    response.writeHead(status, { 'content-type': 'application/xml', ...headers });
    if (headers['content-length'] === undefined) response.end(body);
    else response.write(body, () => response.destroy());
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const s3 = clientFor(`http://127.0.0.1:${(http.address() as AddressInfo).port}`);
  const close = async (): Promise<void> => {
    http.closeAllConnections();
    if (http.listening) await new Promise<void>((resolve) => http.close(() => resolve()));
  };
  return {
    client: s3,
    close,
    async [Symbol.asyncDispose]() {
      s3.destroy();
      await close();
    },
  };
}
