import { setTimeout } from 'node:timers/promises';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { EC2Client } from '@aws-sdk/client-ec2';
import { IAMClient } from '@aws-sdk/client-iam';
import { S3Client } from '@aws-sdk/client-s3';
import { STSClient } from '@aws-sdk/client-sts';
import { TrailboltError } from '../../errors.ts';
import type { SandboxAws } from '../aws/account.ts';
import type { PlayOptions } from './scenario.ts';

/** From where and with what somebody works in the account. */
export interface Visitor {
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
  readonly address: string;
  readonly userAgent: string;
}

export interface Clients {
  readonly cloudtrail: CloudTrailClient;
  readonly ec2: EC2Client;
  readonly iam: IAMClient;
  readonly s3: S3Client;
  readonly sts: STSClient;
}

/**
 * Makes one call of a story, after a pause. Resolves to undefined where the account answered with the error that belongs to the
 * story.
 *
 * @throws TrailboltError `sandbox.scenario-stopped` for any other answer than the story needs.
 */
export type Step = <T>(name: string, call: () => Promise<T>, mayFail?: string) => Promise<T | undefined>;

/** What a sign-in gave. @throws TrailboltError `sandbox.scenario-stopped` where the account refused it. */
export function signedIn(credentials: Visitor['credentials'] | undefined): Visitor['credentials'] {
  if (credentials === undefined) {
    throw new TrailboltError(
      'sandbox.scenario-stopped',
      'It got no further than the sign-in: the account refused the password.',
    );
  }
  return credentials;
}

/** Works in the account as a visitor: every step is a signed call over HTTP, one after the other. */
export async function visit(
  aws: SandboxAws,
  visitor: Visitor,
  options: PlayOptions,
  story: (clients: Clients, step: Step) => Promise<void>,
): Promise<void> {
  // No retries: a refusal is an answer to them.
  const config = { endpoint: aws.url, region: aws.demo.region, credentials: visitor.credentials, maxAttempts: 1 };
  const clients: Clients = {
    cloudtrail: disguise(new CloudTrailClient(config), visitor),
    ec2: disguise(new EC2Client(config), visitor),
    iam: disguise(new IAMClient(config), visitor),
    s3: disguise(new S3Client({ ...config, forcePathStyle: true }), visitor),
    sts: disguise(new STSClient(config), visitor),
  };
  let first = true;
  const step: Step = async (name, call, mayFail) => {
    if (!first) await pause(options);
    first = false;
    try {
      return await call();
    } catch (error) {
      if (error instanceof Error && error.name === mayFail) return undefined;
      const reason = error instanceof Error ? error.name : 'an unknown error';
      throw new TrailboltError(
        'sandbox.scenario-stopped',
        `It got no further than ${name}: the account answered ${reason}.`,
        { cause: error },
      );
    }
  };
  try {
    await story(clients, step);
  } finally {
    for (const client of Object.values(clients)) client.destroy();
  }
}

/** @throws TrailboltError `sandbox.scenario-stopped` where it is to end. */
async function pause({ pauseMs, signal }: PlayOptions): Promise<void> {
  const ms = typeof pauseMs === 'number' ? pauseMs : pauseMs();
  try {
    await setTimeout(ms, undefined, signal === undefined ? {} : { signal });
  } catch (cause) {
    throw new TrailboltError('sandbox.scenario-stopped', 'It was ended: everything is set up anew.', { cause });
  }
}

type Handler = (args: { readonly request: { readonly headers: Record<string, string> } }) => Promise<unknown>;

/** What a client tells its middleware: `EC2Client`, `DescribeInstancesCommand`. */
interface CallContext {
  readonly clientName?: string;
  readonly commandName?: string;
}

interface Middleware {
  add(
    middleware: (next: Handler, context: CallContext) => Handler,
    options: { readonly step: 'finalizeRequest'; readonly name: string },
  ): void;
}

/** Makes a client's requests look as if they came from the visitor's machine. */
function disguise<C extends { readonly middlewareStack: object }>(client: C, visitor: Visitor): C {
  // Every client's stack takes this middleware, but each is typed for its own commands.
  const stack = client.middlewareStack as Middleware;
  stack.add(
    (next, context) => (args) => {
      args.request.headers['x-forwarded-for'] = visitor.address;
      args.request.headers['user-agent'] = agentOf(visitor.userAgent, context);
      return next(args);
    },
    { step: 'finalizeRequest', name: 'visitor' },
  );
  return client;
}

/** The command line tells which of its commands was typed: `md/command#ec2.describe-instances`. */
function agentOf(userAgent: string, { clientName = '', commandName = '' }: CallContext): string {
  const service = clientName.replace(/Client$/u, '').toLowerCase();
  const command = commandName
    .replace(/Command$/u, '')
    .replaceAll(/(?<=[a-z])(?=[A-Z])/gu, '-')
    .toLowerCase();
  return userAgent.replace(/md\/command#\S+/u, `md/command#${service}.${command}`);
}
