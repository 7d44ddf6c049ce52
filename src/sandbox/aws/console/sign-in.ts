import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../../model/json.ts';
import type { EventSink } from '../perform.ts';
import type { AccountState } from '../state/account.ts';
import { iamId, secretKey, sessionToken } from '../state/ids.ts';
import type { ConsoleSession, User } from '../state/principals.ts';
import { isoSeconds } from '../trail/user-identity.ts';
import { loggingTrails } from '../trail/trail.ts';

/** What somebody types into the console's sign-in page, and from where. */
export interface SignInAttempt {
  readonly userName: string;
  readonly password: string;
  /** Whether the code of the user's MFA device was given. Asked for where the user has a device. */
  readonly mfa?: boolean;
  readonly region: string;
  readonly sourceIp: string;
  readonly userAgent: string;
}

/** Credentials that the console works with for its user. */
export interface ConsoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** "By default … the session expires 12 hours after sign-in" ("Sign in to the AWS Management Console", IAM User Guide). */
const SESSION_MS = 12 * 60 * 60 * 1000;

/**
 * Signs an IAM user in to the console, which no API does. Undefined where name, password or code are wrong; the record tells
 * either way ("AWS Management Console sign-in events", AWS CloudTrail User Guide).
 */
export function signIn(account: AccountState, sink: EventSink, attempt: SignInAttempt): ConsoleCredentials | undefined {
  const user = account.users.get(attempt.userName);
  const mfa = (user?.mfaDevices.length ?? 0) > 0;
  const right = user?.loginProfile?.password === attempt.password && (!mfa || attempt.mfa === true);
  const trails = loggingTrails(account);
  const at = account.schedule.now();
  const id = randomUUID();
  const record: JsonObject = {
    eventVersion: '1.11',
    userIdentity: identityOf(account, user),
    eventTime: isoSeconds(at),
    eventSource: 'signin.amazonaws.com',
    eventName: 'ConsoleLogin',
    awsRegion: attempt.region,
    sourceIPAddress: attempt.sourceIp,
    userAgent: attempt.userAgent,
    ...(right
      ? {}
      : { errorMessage: user === undefined ? 'No username found in supplied account' : 'Failed authentication' }),
    requestParameters: null,
    responseElements: { ConsoleLogin: right ? 'Success' : 'Failure' },
    additionalEventData: {
      LoginTo: `https://${attempt.region}.console.aws.amazon.com/console/home?region=${attempt.region}`,
      MobileVersion: 'No',
      MFAUsed: mfa && attempt.mfa === true ? 'Yes' : 'No',
    },
    eventID: id,
    readOnly: false,
    eventType: 'AwsConsoleSignIn',
    managementEvent: true,
    recipientAccountId: account.id,
    eventCategory: 'Management',
    tlsDetails: {
      tlsVersion: 'TLSv1.3',
      cipherSuite: 'TLS_AES_128_GCM_SHA256',
      clientProvidedHostHeader: `${attempt.region}.signin.aws.amazon.com`,
    },
  };
  sink(
    {
      record,
      at,
      id,
      region: attempt.region,
      eventName: 'ConsoleLogin',
      eventSource: 'signin.amazonaws.com',
      username: user?.name,
      accessKeyId: undefined,
      readOnly: false,
      resources: [],
      actorArn: user?.arn ?? `arn:aws:iam::${account.id}:user/unknown`,
      errorCode: right ? undefined : 'Failure',
    },
    trails,
  );
  return right && user !== undefined ? openConsole(account, user, mfa) : undefined;
}

/** CloudTrail hides names that are none: people type their password there ("HIDDEN_DUE_TO_SECURITY_REASONS"). */
function identityOf(account: AccountState, user: User | undefined): JsonObject {
  const base = { type: 'IAMUser', accountId: account.id };
  if (user === undefined) return { ...base, accessKeyId: '', userName: 'HIDDEN_DUE_TO_SECURITY_REASONS' };
  return { ...base, principalId: user.id, arn: user.arn, userName: user.name };
}

function openConsole(account: AccountState, user: User, mfa: boolean): ConsoleCredentials {
  const now = Math.floor(account.schedule.now() / 1000) * 1000;
  const session: ConsoleSession = {
    accessKeyId: iamId('ASIA'),
    secret: secretKey(),
    token: sessionToken(),
    user,
    mfa,
    createdAt: now,
    expiresAt: now + SESSION_MS,
  };
  account.consoleSessions.set(session.accessKeyId, session);
  return { accessKeyId: session.accessKeyId, secretAccessKey: session.secret, sessionToken: session.token };
}
