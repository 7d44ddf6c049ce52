import { buildApp } from 'fauxqs';
import type { TrailStorage } from '../state/account.ts';
import { translateAccount } from './fauxqs-account.ts';
import { ObjectTally } from './object-tally.ts';

export interface MessagingRequest {
  readonly service: 'sns' | 'sqs' | 's3';
  readonly operation: string;
  readonly region: string;
  readonly method: string;
  /** Path and query as sent. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface MessagingAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: Buffer;
}

/** SNS, SQS and S3 by fauxqs, in this process: nobody can reach it but through the signature check. */
export interface MessagingBackend {
  send(request: MessagingRequest): Promise<MessagingAnswer>;
  /** What CloudTrail, an AWS service, does there on its own account. */
  readonly storage: TrailStorage;
  close(): Promise<void>;
}

export async function startMessaging(account: string): Promise<MessagingBackend> {
  const app = buildApp({ logger: false });
  await app.ready();
  const translation = translateAccount(account);
  const tally = new ObjectTally();

  const send = async (request: MessagingRequest): Promise<MessagingAnswer> => {
    const { service, region, operation } = request;
    const text = (): string => request.body.toString('utf8');
    const payload =
      service === 'sqs'
        ? translation.sqsRequest(text(), region)
        : service === 'sns'
          ? translation.snsRequest(text())
          : request.body;
    const { 'content-length': _length, connection: _connection, ...headers } = request.headers;
    const answer = await app.inject({
      method: request.method as 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE',
      // Queue URLs are as good an address for SQS as the endpoint itself; fauxqs listens on its root.
      url: service === 's3' ? request.url : '/',
      headers,
      ...(request.method === 'GET' || request.method === 'HEAD' ? {} : { payload }),
    });
    if (service === 's3' && answer.statusCode < 300) tally.note(request);
    const body =
      service === 'sqs'
        ? Buffer.from(translation.sqsResponse(operation, answer.body, request.headers['host'] ?? ''))
        : service === 'sns'
          ? Buffer.from(translation.snsResponse(answer.body))
          : answer.rawPayload;
    return { status: answer.statusCode, headers: textHeaders(answer.headers, request.method === 'HEAD'), body };
  };

  const storage = trailStorage(send, tally);
  return { send, storage, close: () => app.close() };
}

/** Without what belongs to the connection. The length stays for HEAD only: there it is the object's. */
function textHeaders(headers: Readonly<Record<string, unknown>>, head: boolean): Record<string, string | string[]> {
  const result: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (name === 'connection' || name === 'transfer-encoding' || (name === 'content-length' && !head)) continue;
    if (Array.isArray(value)) result[name] = value.map(String);
    else if (typeof value === 'string' || typeof value === 'number') result[name] = String(value);
  }
  return result;
}

/** fauxqs reads the Region from the credential scope and nothing else. */
function scope(service: string, region: string): Record<string, string> {
  return {
    host: 'localhost',
    authorization: `AWS4-HMAC-SHA256 Credential=cloudtrail/20260101/${region}/${service}/aws4_request`,
  };
}

function trailStorage(send: MessagingBackend['send'], tally: ObjectTally): TrailStorage {
  const s3 = (
    operation: string,
    method: string,
    url: string,
    body = Buffer.alloc(0),
    extra = {},
  ): Promise<MessagingAnswer> =>
    send({
      service: 's3',
      operation,
      region: 'us-east-1',
      method,
      url,
      headers: { ...scope('s3', 'us-east-1'), ...extra },
      body,
    });
  const sns = (operation: string, topicArn: string, fields: Record<string, string> = {}): Promise<MessagingAnswer> => {
    const region = topicArn.split(':')[3] ?? 'us-east-1';
    const body = new URLSearchParams({ Action: operation, Version: '2010-03-31', TopicArn: topicArn, ...fields });
    return send({
      service: 'sns',
      operation,
      region,
      method: 'POST',
      url: '/',
      headers: { ...scope('sns', region), 'content-type': 'application/x-www-form-urlencoded' },
      body: Buffer.from(body.toString()),
    });
  };
  return {
    bucketExists: async (bucket) => (await s3('HeadBucket', 'HEAD', `/${bucket}`)).status === 200,
    async createBucket(bucket) {
      const answer = await s3('CreateBucket', 'PUT', `/${bucket}`);
      if (answer.status !== 200) throw new Error(errorCode(answer));
    },
    async deleteBucket(bucket) {
      const answer = await s3('DeleteBucket', 'DELETE', `/${bucket}`);
      if (answer.status >= 300 && errorCode(answer) !== 'BucketNotEmpty') throw new Error(errorCode(answer));
      return answer.status < 300;
    },
    objectCount: (bucket) => tally.count(bucket),
    topicExists: async (topicArn) => (await sns('GetTopicAttributes', topicArn)).status === 200,
    async putObject(bucket, key, body) {
      const type = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
      const answer = await s3('PutObject', 'PUT', `/${bucket}/${encodeURI(key)}`, Buffer.from(body), type);
      if (answer.status !== 200) throw new Error(errorCode(answer));
    },
    async publish(topicArn, message) {
      const answer = await sns('Publish', topicArn, { Message: message });
      if (answer.status !== 200) throw new Error(errorCode(answer));
    },
  };
}

function errorCode(answer: MessagingAnswer): string {
  return /<Code>([^<]+)<\/Code>/.exec(answer.body.toString('utf8'))?.[1] ?? `HTTP ${answer.status}`;
}
