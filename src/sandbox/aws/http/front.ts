import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A whole request, read. */
export interface HttpRequest {
  readonly method: string;
  /** Path and query as sent. */
  readonly url: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Lower-case names; values of repeated headers joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly peer: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: string | Buffer;
}

/** Above what fauxqs takes (11 MiB); all else is far smaller. */
const LARGEST_BODY = 12 * 1024 * 1024;

export interface Front {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves on the loopback interface only. A handler that returns `drop` has the connection cut without an answer. */
export async function startFront(
  handler: (request: HttpRequest) => Promise<HttpAnswer | 'drop'>,
  port: number,
): Promise<Front> {
  const server = createServer((incoming, response) => {
    answer(handler, incoming, response).catch((error: unknown) => {
      console.error('sandbox: request failed', error);
      response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: actual } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${actual}`, close: () => stop(server) };
}

async function answer(
  handler: (request: HttpRequest) => Promise<HttpAnswer | 'drop'>,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(incoming);
  if (body === undefined) {
    response.writeHead(413, { connection: 'close' }).end();
    return;
  }
  const result = await handler(readRequest(incoming, body));
  if (result === 'drop') {
    incoming.socket.destroy();
    return;
  }
  const payload = Buffer.isBuffer(result.body) ? result.body : Buffer.from(result.body);
  const length = incoming.method === 'HEAD' ? {} : { 'content-length': String(payload.byteLength) };
  response.writeHead(result.status, { ...result.headers, ...length });
  response.end(incoming.method === 'HEAD' ? undefined : payload);
}

function readRequest(incoming: IncomingMessage, body: Buffer): HttpRequest {
  const url = incoming.url ?? '/';
  const [path = '/', query = ''] = url.split('?');
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headersDistinct)) {
    if (value !== undefined) headers[name] = value.join(',');
  }
  return {
    method: incoming.method ?? 'GET',
    url,
    path,
    query: new URLSearchParams(query),
    headers,
    body,
    peer: (incoming.socket.remoteAddress ?? '127.0.0.1').replace(/^::ffff:/, ''),
  };
}

async function readBody(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    const bytes = chunk as Buffer;
    size += bytes.byteLength;
    if (size > LARGEST_BODY) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => {
      if (error === undefined) resolve();
      else reject(error);
    });
    server.closeAllConnections();
  });
}
