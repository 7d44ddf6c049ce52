import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createS3Client } from '../../../src/adapters/aws/s3-client.ts';

let server: Server;
let asked: (string | undefined)[];
let port: number;

beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    asked.push(`${request.headers.host} ${request.url}`);
    const [, region] = /Credential=AKIAOWN\/\d+\/([^/]+)\/s3\//.exec(request.headers.authorization ?? '') ?? [];
    if (request.url?.startsWith('/elsewhere/') !== true || region === 'us-west-2') response.end('content');
    else
      response
        .writeHead(301, { 'x-amz-bucket-region': 'us-west-2', 'content-type': 'application/xml' })
        .end('<Error><Code>PermanentRedirect</Code><Message>why</Message></Error>');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAOWN');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
});
afterEach(() => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  server.close();
});

test.each(['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_S3'])(
  '%s may name a host whose subdomains nobody resolves',
  async (name) => {
    vi.stubEnv(name, `http://localhost:${port}`);

    const client = createS3Client();
    const { Body: body } = await client.send(new GetObjectCommand({ Bucket: 'trail', Key: 'AWSLogs/file.json.gz' }));
    client.destroy();

    expect(await body?.transformToString()).toBe('content');
    expect(asked).toEqual([`localhost:${port} /trail/AWSLogs/file.json.gz?x-id=GetObject`]);
  },
);

test('a bucket in another Region is found there', async () => {
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${port}`);

  const client = createS3Client();
  const { Body: body } = await client.send(new GetObjectCommand({ Bucket: 'elsewhere', Key: 'file' }));
  client.destroy();

  expect(await body?.transformToString()).toBe('content');
  expect(asked).toHaveLength(2);
});

test('at AWS itself the bucket stays in the host', async () => {
  vi.stubEnv('AWS_ENDPOINT_URL', '');

  const client = createS3Client();

  expect(client.config.forcePathStyle).toBe(false);
  client.destroy();
});
