import { Sha256 } from '@aws-crypto/sha256-js';
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { GuardDutyClient } from '@aws-sdk/client-guardduty';
import { IAMClient } from '@aws-sdk/client-iam';
import { KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { RDSClient } from '@aws-sdk/client-rds';
import { S3Client } from '@aws-sdk/client-s3';
import { S3ControlClient } from '@aws-sdk/client-s3-control';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { AssumeRoleCommandInput } from '@aws-sdk/client-sts';
import { SignatureV4 } from '@smithy/signature-v4';
import type { CloudTrailRecord } from '../../../src/model/record.ts';
import type { SandboxAws } from '../../../src/sandbox/aws/account.ts';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** The real clients, without retries: a test wants to see the first answer. */
export function clients(aws: SandboxAws, credentials: Credentials, region = 'us-east-1') {
  const config = { endpoint: aws.url, region, credentials, maxAttempts: 1 };
  return {
    ec2: new EC2Client(config),
    iam: new IAMClient(config),
    sts: new STSClient(config),
    kms: new KMSClient(config),
    lambda: new LambdaClient(config),
    cloudtrail: new CloudTrailClient(config),
    elbv2: new ElasticLoadBalancingV2Client(config),
    guardduty: new GuardDutyClient(config),
    rds: new RDSClient(config),
    sns: new SNSClient(config),
    sqs: new SQSClient(config),
    s3: new S3Client(config),
    // By itself the client puts the account before the host.
    s3Control: new S3ControlClient({ ...config, endpointProvider: () => ({ url: new URL(aws.url) }) }),
  };
}

export type Clients = ReturnType<typeof clients>;

/** What the service answered instead of doing it. */
export async function refusal(
  call: Promise<unknown>,
): Promise<{ readonly code: string; readonly message: string; readonly status: number; readonly requestId: string }> {
  try {
    await call;
  } catch (error) {
    const { name, message, $metadata } = error as Error & {
      $metadata?: { httpStatusCode?: number; requestId?: string };
    };
    return { code: name, message, status: $metadata?.httpStatusCode ?? 0, requestId: $metadata?.requestId ?? '' };
  }
  throw new Error('The call was not refused.');
}

/** The record that CloudTrail keeps of the newest such call. */
export async function newestRecord({ cloudtrail }: Clients, eventName: string): Promise<CloudTrailRecord> {
  const { Events = [] } = await cloudtrail.send(
    new LookupEventsCommand({
      LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: eventName }],
      MaxResults: 1,
    }),
  );
  const text = Events[0]?.CloudTrailEvent;
  if (text === undefined) throw new Error(`CloudTrail has no record of ${eventName}.`);
  return JSON.parse(text) as CloudTrailRecord;
}

export async function assume(from: Clients, input: AssumeRoleCommandInput): Promise<Credentials> {
  const { Credentials: made } = await from.sts.send(new AssumeRoleCommand(input));
  return {
    accessKeyId: made?.AccessKeyId ?? '',
    secretAccessKey: made?.SecretAccessKey ?? '',
    sessionToken: made?.SessionToken ?? '',
  };
}

/** Resolves once the snapshot satisfies the question; the account says when to look again. */
export async function until(aws: SandboxAws, question: () => boolean): Promise<void> {
  if (question()) return;
  await new Promise<void>((resolve) => {
    const stop = aws.onChange(() => {
      if (!question()) return;
      stop();
      resolve();
    });
  });
}

export function stateOf(aws: SandboxAws, id: string): string | undefined {
  return aws.snapshot().instances.find((instance) => instance.id === id)?.state;
}

/** Signs as any client would, at the time and with the changes that a test wants. */
export async function signed(
  aws: SandboxAws,
  options: {
    readonly service: string;
    readonly body?: string;
    readonly at?: Date;
    readonly headers?: Record<string, string>;
    readonly method?: string;
    readonly path?: string;
    readonly query?: Record<string, string>;
  },
): Promise<SignedRequest> {
  const { service, body = 'Action=GetCallerIdentity&Version=2011-06-15', at = new Date(), headers = {} } = options;
  const { method = 'POST', path = '/', query = {} } = options;
  const signer = new SignatureV4({
    service,
    region: 'us-east-1',
    credentials: aws.demo.credentials.admin,
    sha256: Sha256,
  });
  const { host, hostname } = new URL(aws.url);
  const request = {
    method,
    protocol: 'http:',
    hostname,
    path,
    query,
    headers: { host, 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body,
  };
  const result = await signer.sign(request, { signingDate: at });
  const search = new URLSearchParams(query).toString();
  return { headers: result.headers, body, method, url: search === '' ? path : `${path}?${search}` };
}

export interface SignedRequest {
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly method?: string;
  readonly url?: string;
}

export async function post(aws: SandboxAws, request: SignedRequest): Promise<Response> {
  const { host: _host, ...headers } = request.headers;
  return fetch(`${aws.url}${request.url ?? ''}`, { method: request.method ?? 'POST', headers, body: request.body });
}
