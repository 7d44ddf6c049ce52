import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { vi } from 'vitest';

/** A request as it arrived: query services send an action and parameters, JSON services a target and a document. */
export interface AwsRequest {
  readonly action: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly document: unknown;
  /** The access key id that signed it. */
  readonly accessKeyId: string;
  readonly region: string;
}

export type AwsReply =
  | { readonly status?: number; readonly body: string }
  /** Never answered. */
  | 'silence'
  /** The connection breaks after the request has been read. */
  | 'hang-up';

export interface AwsServer {
  readonly requests: AwsRequest[];
  /** Answers to each action, in turn; the last one again and again. */
  on(action: string, ...replies: readonly AwsReply[]): void;
  stop(): Promise<void>;
}

/** AWS on a free port, with the environment set so that the SDK goes there. */
export async function startAws(): Promise<AwsServer> {
  const requests: AwsRequest[] = [];
  const replies = new Map<string, AwsReply[]>();

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const seen = read(request, await text(request));
    requests.push(seen);
    const planned = replies.get(seen.action) ?? [];
    const reply = planned.length > 1 ? planned.shift() : planned[0];
    if (reply === 'silence') return;
    if (reply === 'hang-up') {
      response.destroy();
      return;
    }
    const { status = 200, body } = reply ?? { status: 400, body: queryError('InvalidAction') };
    response.writeHead(status, { 'x-amzn-requestid': `request-${requests.length}`, 'content-type': typeOf(body) });
    response.end(body);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAOWN');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  return {
    requests,
    on: (action, ...planned) => void replies.set(action, [...planned]),
    async stop() {
      vi.unstubAllEnvs();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function read(request: IncomingMessage, body: string): AwsRequest {
  const [, accessKeyId = '', region = ''] =
    /Credential=([^/]+)\/\d+\/([^/]+)\//.exec(request.headers.authorization ?? '') ?? [];
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') {
    const action = target.slice(target.lastIndexOf('.') + 1);
    return { action, parameters: {}, document: JSON.parse(body), accessKeyId, region };
  }
  const parameters = Object.fromEntries(new URLSearchParams(body));
  return { action: parameters['Action'] ?? '', parameters, document: undefined, accessKeyId, region };
}

function typeOf(body: string): string {
  return body.startsWith('<') ? 'text/xml' : 'application/x-amz-json-1.1';
}

/** An error as EC2 writes it. */
export function ec2Error(code: string): string {
  return `<Response><Errors><Error><Code>${code}</Code><Message>why</Message></Error></Errors><RequestID>r</RequestID></Response>`;
}

/** An error as STS and IAM write it. */
export function queryError(code: string): string {
  return `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>why</Message></Error><RequestId>r</RequestId></ErrorResponse>`;
}

/** An error as the JSON services write it. */
export function jsonError(code: string): string {
  return JSON.stringify({ __type: code, message: 'why' });
}

/** The answer of `AssumeRole`, with credentials whose access key id is given. */
export function assumed(accessKeyId: string, expiration = new Date(Date.now() + 900_000)): AwsReply {
  const fields = {
    AccessKeyId: accessKeyId,
    SecretAccessKey: 'secret',
    SessionToken: 'token',
    Expiration: expiration.toISOString(),
  };
  const credentials = Object.entries(fields).map(([name, value]) => `<${name}>${value}</${name}>`);
  return {
    body: `<AssumeRoleResponse><AssumeRoleResult><Credentials>${credentials.join('')}</Credentials></AssumeRoleResult></AssumeRoleResponse>`,
  };
}
