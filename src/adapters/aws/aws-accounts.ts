import type { STSClient } from '@aws-sdk/client-sts';
import { TrailboltError } from '../../errors.ts';
import type { ActingGrant, Aws, AwsPermission, AwsSession } from '../../ports/aws.ts';
import { connection } from './aws-call-table.ts';
import type { Connection } from './aws-call-table.ts';
import { actingPolicy, readingPolicy } from './aws-policy.ts';
import { assumeRole, toSessionName } from './aws-roles.ts';
import type { Credentials, RoleRequest } from './aws-roles.ts';
import { RoleSession } from './aws-session.ts';

/** Credentials are renewed this long before they end, so that a session outlives what it was opened for. */
const MARGIN_MS = 5 * 60_000;

/** The roles in an account by which Trailbolt works there, asked for anew each time: the policy changes. */
export type AwsAccounts = (account: string) => Promise<AwsAccountRoles | undefined>;

/** The roles that Trailbolt may assume in an account, as ARNs. */
export interface AwsAccountRoles {
  readonly readRole?: string;
  readonly actRole?: string;
  /** For what is written in IAM. */
  readonly iamActRole?: string;
  readonly externalId?: string;
}

/**
 * AWS through assumed roles. Endpoint, Region and Trailbolt's own credentials come from the environment, as the SDK
 * reads them (`AWS_ENDPOINT_URL`, `AWS_REGION`, …).
 *
 * @param options.accounts the guarded accounts; undefined for any other.
 * @param options.now Unix milliseconds.
 * @param options.timeoutMs how long a call may take; 10 s by default.
 */
export function createAws(options: {
  readonly accounts: AwsAccounts;
  readonly now?: () => number;
  readonly timeoutMs?: number;
}): Aws {
  const { accounts, now = Date.now, timeoutMs = 10_000 } = options;
  return new RoleAws(accounts, now, connection(timeoutMs));
}

const PURPOSES = { readRole: 'reading', actRole: 'acting', iamActRole: 'changing IAM' } as const;

/** A reading role as it was assumed, and its session in each Region: they keep their clients and connections. */
interface Reading {
  readonly credentials: Credentials;
  readonly sessions: Map<string, RoleSession>;
}

class RoleAws implements Aws {
  readonly #accounts: AwsAccounts;
  readonly #now: () => number;
  readonly #connection: Connection;
  #sts: Promise<STSClient> | undefined;
  /** Of readers only: an actor's session belongs to one request. By role and policy. */
  readonly #reading = new Map<string, Promise<Reading>>();

  constructor(accounts: AwsAccounts, now: () => number, requestHandler: Connection) {
    this.#accounts = accounts;
    this.#now = now;
    this.#connection = requestHandler;
  }

  async reader(account: string, region: string, permissions: readonly AwsPermission[]): Promise<AwsSession> {
    const { roleArn, externalId } = await this.#role(account, 'readRole');
    const policy = readingPolicy(permissions);
    const request = {
      account,
      roleArn,
      externalId,
      sessionName: 'trailbolt-reader',
      policy,
      sourceIdentity: undefined,
    };
    const { credentials, sessions } = await this.#cached(request);
    const session = sessions.get(region) ?? this.#session(account, region, permissions, credentials);
    sessions.set(region, session);
    return session;
  }

  async actor(grant: ActingGrant): Promise<AwsSession> {
    const { account, region, permissions, requestId } = grant;
    const { roleArn, externalId } = await this.#role(account, grant.writes === 'iam' ? 'iamActRole' : 'actRole');
    const policy = actingPolicy(grant);
    const credentials = await this.#assume({
      account,
      roleArn,
      externalId,
      sessionName: toSessionName(`trailbolt-${requestId}`),
      policy,
      sourceIdentity: toSessionName(requestId),
    });
    return this.#session(account, region, permissions, credentials);
  }

  #session(
    account: string,
    region: string,
    permissions: readonly AwsPermission[],
    credentials: Credentials,
  ): RoleSession {
    return new RoleSession({ account, region, permissions, credentials, connection: this.#connection });
  }

  async #role(
    account: string,
    kind: keyof typeof PURPOSES,
  ): Promise<{ readonly roleArn: string; readonly externalId: string | undefined }> {
    const roles = await this.#accounts(account);
    if (roles === undefined) {
      throw new TrailboltError('aws.account-unknown', `The policy does not list the AWS account ${account}.`, {
        details: { account },
      });
    }
    const roleArn = roles[kind];
    if (roleArn === undefined) {
      throw new TrailboltError(
        'aws.no-role',
        `The policy names no role for ${PURPOSES[kind]} in the AWS account ${account}.`,
        {
          details: { account },
        },
      );
    }
    return { roleArn, externalId: roles.externalId };
  }

  async #cached(request: RoleRequest): Promise<Reading> {
    const key = JSON.stringify([request.roleArn, request.externalId, request.policy]);
    let known = this.#reading.get(key);
    while (known !== undefined) {
      const reading = await known;
      if (reading.credentials.expiration.getTime() - MARGIN_MS > this.#now()) return reading;
      // Of those who find it too old together, the first renews it and the others wait for that.
      if (this.#reading.get(key) === known) this.#reading.delete(key);
      known = this.#reading.get(key);
    }
    const assumed = this.#assume(request).then((credentials): Reading => ({ credentials, sessions: new Map() }));
    this.#reading.set(key, assumed);
    try {
      return await assumed;
    } catch (error) {
      if (this.#reading.get(key) === assumed) this.#reading.delete(key);
      throw error;
    }
  }

  async #assume(request: RoleRequest): Promise<Credentials> {
    this.#sts ??= import('@aws-sdk/client-sts').then(
      ({ STSClient }) => new STSClient({ requestHandler: this.#connection }),
    );
    return assumeRole(await this.#sts, request);
  }
}
