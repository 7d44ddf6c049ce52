import {
  CreateAccessKeyCommand,
  CreateLoginProfileCommand,
  CreateUserCommand,
  DeleteUserCommand,
  ListUsersCommand,
} from '@aws-sdk/client-iam';
import { DeleteLoginProfileCommand, DeleteUserPolicyCommand } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSandboxAws } from '../../../src/sandbox/aws/account.ts';
import type { SandboxAws } from '../../../src/sandbox/aws/account.ts';
import { clients, newestRecord, refusal } from './support.ts';
import type { Clients } from './support.ts';

let aws: SandboxAws;
let admin: Clients;

beforeAll(async () => {
  aws = await createSandboxAws({ lookupLagMs: 0, lookupsPerSecond: 1000 });
  admin = clients(aws, aws.demo.credentials.admin);
});
afterAll(() => aws.close());

function attempt(userName: string, password: string, mfa?: boolean) {
  return aws.signIn({
    userName,
    password,
    region: 'us-east-1',
    sourceIp: '203.0.113.9',
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36',
    ...(mfa === undefined ? {} : { mfa }),
  });
}

describe('signing in to the console', () => {
  test('gives credentials that act as the user, and leaves the record of it', async () => {
    const { name, password } = aws.demo.consoleUser;
    const session = attempt(name, password);
    if (session === undefined) throw new Error('refused');

    const { Arn } = await clients(aws, session).sts.send(new GetCallerIdentityCommand({}));

    expect(Arn).toBe(`arn:aws:iam::111122223333:user/${name}`);
    expect(await newestRecord(admin, 'ConsoleLogin')).toMatchObject({
      eventSource: 'signin.amazonaws.com',
      eventType: 'AwsConsoleSignIn',
      userIdentity: { type: 'IAMUser', userName: name, arn: Arn },
      additionalEventData: { MFAUsed: 'No' },
      responseElements: { ConsoleLogin: 'Success' },
      sourceIPAddress: '203.0.113.9',
    });
    expect(await newestRecord(admin, 'GetCallerIdentity')).toMatchObject({
      sessionCredentialFromConsole: 'true',
      userIdentity: {
        type: 'IAMUser',
        accessKeyId: session.accessKeyId,
        sessionContext: { attributes: { mfaAuthenticated: 'false' } },
      },
    });
  });

  test.each([
    ['jonas', 'wrong', 'Failed authentication', 'jonas'],
    ['dave', 'no password', 'Failed authentication', 'dave'],
    ['my password by mistake', 'x', 'No username found in supplied account', 'HIDDEN_DUE_TO_SECURITY_REASONS'],
  ])('%s with %s is refused, and the record says no more than AWS does', async (name, password, message, shown) => {
    expect(attempt(name, password)).toBeUndefined();

    const record = await newestRecord(admin, 'ConsoleLogin');
    expect(record).toMatchObject({
      errorMessage: message,
      userIdentity: { userName: shown },
      responseElements: { ConsoleLogin: 'Failure' },
    });
    expect(JSON.stringify(record)).not.toContain('by mistake');
  });

  test('a user with a device needs its code as well', async () => {
    await admin.iam.send(new CreateLoginProfileCommand({ UserName: 'admin', Password: 'Long-enough-1' }));

    expect(attempt('admin', 'Long-enough-1')).toBeUndefined();
    expect(attempt('admin', 'Long-enough-1', true)).toBeDefined();
    expect(await newestRecord(admin, 'ConsoleLogin')).toMatchObject({ additionalEventData: { MFAUsed: 'Yes' } });
  });

  test('the session has the user’s rights, and ends with the user or after twelve hours', async () => {
    const { name, password } = aws.demo.consoleUser;
    const session = attempt(name, password);
    if (session === undefined) throw new Error('refused');
    const { iam } = clients(aws, session);
    await iam.send(new ListUsersCommand({}));
    expect((await refusal(iam.send(new CreateUserCommand({ UserName: 'x' })))).code).toBe('AccessDenied');
    expect((await refusal(iam.send(new CreateAccessKeyCommand({ UserName: 'dave' })))).code).toBe('AccessDenied');

    await admin.iam.send(new DeleteLoginProfileCommand({ UserName: name }));
    await admin.iam.send(new DeleteUserPolicyCommand({ UserName: name, PolicyName: name }));
    await admin.iam.send(new DeleteUserCommand({ UserName: name }));
    await admin.iam.send(new CreateUserCommand({ UserName: name }));
    expect((await refusal(iam.send(new ListUsersCommand({})))).code).toBe('InvalidClientTokenId');

    const later = attempt('admin', 'Long-enough-1', true);
    if (later === undefined) throw new Error('refused');
    aws.control.advance(12 * 60 * 60 * 1000);
    expect((await refusal(clients(aws, later).iam.send(new ListUsersCommand({})))).code).toBe('ExpiredToken');
  });
});
