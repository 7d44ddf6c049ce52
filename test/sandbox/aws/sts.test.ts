import { CreateRoleCommand, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { AssumeRoleCommandInput } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSandboxAws } from '../../../src/sandbox/aws/account.ts';
import type { SandboxAws } from '../../../src/sandbox/aws/account.ts';
import { assume, clients, refusal } from './support.ts';
import type { Clients } from './support.ts';

let aws: SandboxAws;
let admin: Clients;
let worker: Clients;

beforeAll(async () => {
  aws = await createSandboxAws();
  admin = clients(aws, aws.demo.credentials.admin);
  worker = clients(aws, aws.demo.credentials.worker);
});

afterAll(() => aws.close());

async function createRole(RoleName: string, statement: object, MaxSessionDuration?: number): Promise<string> {
  const { Role } = await admin.iam.send(
    new CreateRoleCommand({
      RoleName,
      AssumeRolePolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', ...statement }],
      }),
      ...(MaxSessionDuration === undefined ? {} : { MaxSessionDuration }),
    }),
  );
  return Role?.Arn ?? '';
}

function assumeRole(from: Clients, input: Partial<AssumeRoleCommandInput>) {
  return from.sts.send(new AssumeRoleCommand({ RoleArn: aws.demo.roles.act, RoleSessionName: 'session', ...input }));
}

test('who one is', async () => {
  const user = await worker.sts.send(new GetCallerIdentityCommand({}));
  const session = clients(aws, await assume(worker, { RoleArn: aws.demo.roles.act, RoleSessionName: 'run-7' }));

  expect(user).toMatchObject({ Account: '111122223333', Arn: 'arn:aws:iam::111122223333:user/trailbolt-worker' });
  expect(await session.sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
    Arn: 'arn:aws:sts::111122223333:assumed-role/TrailboltAct/run-7',
    UserId: expect.stringMatching(/^AROA[A-Z2-7]{17}:run-7$/),
  });
});

describe('AssumeRole', () => {
  test('gives credentials for the time asked', async () => {
    const { Credentials, AssumedRoleUser, SourceIdentity } = await assumeRole(worker, {
      DurationSeconds: 900,
      SourceIdentity: 'request-9',
    });

    expect(Credentials).toMatchObject({
      AccessKeyId: expect.stringMatching(/^ASIA[A-Z2-7]{16}$/),
      SecretAccessKey: expect.any(String),
      SessionToken: expect.any(String),
    });
    const seconds = ((Credentials?.Expiration?.getTime() ?? 0) - Date.now()) / 1000;
    expect(seconds).toBeGreaterThan(850);
    expect(seconds).toBeLessThanOrEqual(900);
    expect(AssumedRoleUser?.AssumedRoleId).toMatch(/^AROA[A-Z2-7]{17}:session$/);
    expect(SourceIdentity).toBe('request-9');
  });

  test('needs the trust of the role', async () => {
    expect(await refusal(assumeRole(clients(aws, aws.demo.credentials.dave), {}))).toMatchObject({
      code: 'AccessDenied',
      status: 403,
      message:
        'User: arn:aws:iam::111122223333:user/dave is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::111122223333:role/TrailboltAct',
    });
    // All rights of his own do not help the administrator.
    expect((await refusal(assumeRole(admin, {}))).code).toBe('AccessDenied');
  });

  test('a role that is not there looks like one that is not trusted', async () => {
    expect((await refusal(assumeRole(worker, { RoleArn: 'arn:aws:iam::111122223333:role/Nothing' }))).code).toBe(
      'AccessDenied',
    );
  });

  test('a role that trusts the account needs rights of the caller too', async () => {
    const RoleArn = await createRole('trusts-account', {
      Principal: { AWS: '111122223333' },
      Action: 'sts:AssumeRole',
    });
    const dave = clients(aws, aws.demo.credentials.dave);
    expect((await refusal(assumeRole(dave, { RoleArn }))).code).toBe('AccessDenied');

    await admin.iam.send(
      new PutUserPolicyCommand({
        UserName: 'dave',
        PolicyName: 'assume',
        PolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: RoleArn },
        }),
      }),
    );

    await expect(assumeRole(dave, { RoleArn })).resolves.toBeDefined();
  });

  test('a source identity needs a right of its own, on both sides', async () => {
    const RoleArn = await createRole('no-identity', {
      Principal: { AWS: 'arn:aws:iam::111122223333:user/trailbolt-worker' },
      Action: 'sts:AssumeRole',
    });
    await expect(assumeRole(worker, { RoleArn })).resolves.toBeDefined();

    const untrusted = await refusal(assumeRole(worker, { RoleArn, SourceIdentity: 'request-1' }));
    expect(untrusted.code).toBe('AccessDenied');
    expect(untrusted.message).toContain('sts:SetSourceIdentity');

    // Trusted for both, but without the right of his own.
    const trusting = await createRole('identity', {
      Principal: { AWS: 'arn:aws:iam::111122223333:user/dave' },
      Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'],
    });
    const dave = clients(aws, aws.demo.credentials.dave);
    await expect(assumeRole(dave, { RoleArn: trusting })).resolves.toBeDefined();
    const unable = await refusal(assumeRole(dave, { RoleArn: trusting, SourceIdentity: 'request-1' }));
    expect(unable.message).toContain('sts:SetSourceIdentity');
  });

  test('a source identity stays along a chain of roles, which lasts an hour at most', async () => {
    const RoleArn = await createRole(
      'next',
      {
        Principal: { AWS: 'arn:aws:iam::111122223333:role/TrailboltAct' },
        Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'],
      },
      43_200,
    );
    const first = clients(
      aws,
      await assume(worker, { RoleArn: aws.demo.roles.act, RoleSessionName: 'first', SourceIdentity: 'request-1' }),
    );

    expect((await assumeRole(first, { RoleArn })).SourceIdentity).toBe('request-1');
    expect((await refusal(assumeRole(first, { RoleArn, SourceIdentity: 'another' }))).code).toBe('AccessDenied');
    expect(await refusal(assumeRole(first, { RoleArn, DurationSeconds: 7200 }))).toMatchObject({
      code: 'ValidationError',
      message: 'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    });
  });

  test('an external id is asked for where the trust says so', async () => {
    const RoleArn = await createRole('external', {
      Principal: { AWS: 'arn:aws:iam::111122223333:user/trailbolt-worker' },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'sts:ExternalId': 'shared-secret' } },
    });

    await expect(assumeRole(worker, { RoleArn, ExternalId: 'shared-secret' })).resolves.toBeDefined();
    expect((await refusal(assumeRole(worker, { RoleArn, ExternalId: 'guess' }))).code).toBe('AccessDenied');
    expect((await refusal(assumeRole(worker, { RoleArn }))).code).toBe('AccessDenied');
  });

  test('the root user cannot assume roles', async () => {
    expect(await refusal(assumeRole(clients(aws, aws.demo.credentials.root), {}))).toMatchObject({
      code: 'AccessDenied',
      message: 'Roles may not be assumed by root accounts.',
    });
  });

  test.each([
    [{ DurationSeconds: 899 }, 'ValidationError'],
    [{ DurationSeconds: 43_201 }, 'ValidationError'],
    [{ DurationSeconds: 3601 }, 'ValidationError'],
    [{ RoleSessionName: 'has spaces' }, 'ValidationError'],
    [{ RoleSessionName: undefined }, 'ValidationError'],
    [{ SourceIdentity: 'x' }, 'ValidationError'],
    [{ RoleArn: 'TrailboltAct' }, 'ValidationError'],
    [{ Policy: '{"Statement":[]' }, 'MalformedPolicyDocumentException'],
    [{ Policy: ' '.repeat(2049) }, 'ValidationError'],
    [{ SerialNumber: 'mfa', TokenCode: '123456' }, 'UnsupportedOperation'],
  ])('refuses %j with %s', async (input, code) => {
    expect((await refusal(assumeRole(worker, input as Partial<AssumeRoleCommandInput>))).code).toContain(code);
  });
});
