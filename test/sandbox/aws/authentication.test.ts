import { createHash } from 'node:crypto';
import { DescribeTrailsCommand } from '@aws-sdk/client-cloudtrail';
import { DescribeRegionsCommand } from '@aws-sdk/client-ec2';
import { ListUsersCommand, UpdateAccessKeyCommand } from '@aws-sdk/client-iam';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { PublishCommand } from '@aws-sdk/client-sns';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSandboxAws } from '../../../src/sandbox/aws/account.ts';
import type { SandboxAws } from '../../../src/sandbox/aws/account.ts';
import { assume, clients, post, refusal, signed } from './support.ts';
import type { Credentials } from './support.ts';

let aws: SandboxAws;

beforeAll(async () => {
  aws = await createSandboxAws();
});

afterAll(() => aws.close());

/** One harmless call to each service. */
function everyService(credentials: Credentials, region?: string): Record<string, () => Promise<unknown>> {
  const { ec2, iam, sts, cloudtrail, s3, sns, sqs } = clients(aws, credentials, region);
  return {
    ec2: () => ec2.send(new DescribeRegionsCommand({})),
    iam: () => iam.send(new ListUsersCommand({})),
    sts: () => sts.send(new GetCallerIdentityCommand({})),
    cloudtrail: () => cloudtrail.send(new DescribeTrailsCommand({})),
    sns: () => sns.send(new PublishCommand({ TopicArn: aws.demo.alertsTopicArn, Message: 'hello' })),
    sqs: () => sqs.send(new ReceiveMessageCommand({ QueueUrl: aws.demo.queues.jobs.url })),
    s3: () => s3.send(new ListBucketsCommand({})),
  };
}

async function codes(calls: Record<string, () => Promise<unknown>>): Promise<Record<string, string>> {
  const result: Record<string, string> = {};
  for (const [service, call] of Object.entries(calls)) {
    const { code, status } = await refusal(call());
    result[service] = `${code} ${status}`;
  }
  return result;
}

test('a valid signature is accepted by every service', async () => {
  for (const call of Object.values(everyService(aws.demo.credentials.admin))) {
    await expect(call()).resolves.toBeDefined();
  }
});

test('a wrong secret is refused in the words of each service', async () => {
  const forged = { ...aws.demo.credentials.admin, secretAccessKey: 'not the secret' };

  expect(await codes(everyService(forged))).toEqual({
    ec2: 'AuthFailure 401',
    iam: 'SignatureDoesNotMatch 403',
    sts: 'SignatureDoesNotMatch 403',
    cloudtrail: 'InvalidSignatureException 400',
    sns: 'SignatureDoesNotMatch 403',
    sqs: 'InvalidSignatureException 400',
    s3: 'SignatureDoesNotMatch 403',
  });
});

const UNKNOWN = {
  ec2: 'AuthFailure 401',
  iam: 'InvalidClientTokenId 403',
  sts: 'InvalidClientTokenId 403',
  cloudtrail: 'UnrecognizedClientException 400',
  sns: 'InvalidClientTokenId 403',
  sqs: 'UnrecognizedClientException 400',
  s3: 'InvalidAccessKeyId 403',
};

test('a key that nobody has is refused', async () => {
  expect(await codes(everyService({ accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x' }))).toEqual(UNKNOWN);
});

test('an inactive key is refused like an unknown one, until it is active again', async () => {
  const { ciDeploy, admin } = aws.demo.credentials;
  const { iam } = clients(aws, admin);
  const key = { UserName: 'ci-deploy', AccessKeyId: ciDeploy.accessKeyId };
  const { ec2 } = clients(aws, ciDeploy);

  await iam.send(new UpdateAccessKeyCommand({ ...key, Status: 'Inactive' }));
  expect(await codes(everyService(ciDeploy))).toEqual(UNKNOWN);

  await iam.send(new UpdateAccessKeyCommand({ ...key, Status: 'Active' }));
  await expect(ec2.send(new DescribeRegionsCommand({ DryRun: true }))).rejects.toMatchObject({
    name: 'DryRunOperation',
  });
});

test('temporary credentials need their token, and long-term ones must not have any', async () => {
  const session = await assume(clients(aws, aws.demo.credentials.worker), {
    RoleArn: aws.demo.roles.read,
    RoleSessionName: 'reader',
  });

  const { sessionToken: _token, ...tokenless } = session;
  expect(await codes(everyService(tokenless))).toEqual(UNKNOWN);
  expect(await codes(everyService({ ...session, sessionToken: 'another' }))).toEqual(UNKNOWN);
  expect(await codes(everyService({ ...aws.demo.credentials.admin, sessionToken: 'any' }))).toEqual(UNKNOWN);
});

test('a Region that the account does not have is refused', async () => {
  const { ec2, sts, cloudtrail } = await codes(everyService(aws.demo.credentials.admin, 'mars-north-1'));

  expect({ ec2, sts, cloudtrail }).toEqual({
    ec2: 'AuthFailure 401',
    sts: 'SignatureDoesNotMatch 403',
    cloudtrail: 'InvalidSignatureException 400',
  });
});

test.each([
  ['sts', 'SignatureDoesNotMatch', 'Signature expired'],
  ['ec2', 'RequestExpired', 'Request has expired.'],
])('a request to %s signed six minutes ago is refused', async (service, code, message) => {
  const answer = await post(aws, await signed(aws, { service, at: new Date(Date.now() - 6 * 60_000) }));

  const text = await answer.text();
  expect(text).toContain(`<Code>${code}</Code>`);
  expect(text).toContain(message);
});

test('a request from the future is refused too', async () => {
  const answer = await post(aws, await signed(aws, { service: 'sts', at: new Date(Date.now() + 6 * 60_000) }));

  expect(await answer.text()).toContain('Signature not yet current');
});

test('a body that was changed after signing is refused', async () => {
  const { headers } = await signed(aws, { service: 'sts' });

  const answer = await post(aws, { headers, body: 'Action=AssumeRole&Version=2011-06-15' });

  expect(answer.status).toBe(403);
  expect(await answer.text()).toContain('SignatureDoesNotMatch');
});

test('a body that fits its hash but not the signature is refused', async () => {
  const { headers } = await signed(aws, { service: 'sts' });
  const body = 'Action=AssumeRole&Version=2011-06-15';
  const hash = createHash('sha256').update(body).digest('hex');

  const answer = await post(aws, { headers: { ...headers, 'x-amz-content-sha256': hash }, body });

  expect(await answer.text()).toContain('SignatureDoesNotMatch');
});

test('a signature that leaves out the host is refused', async () => {
  const signer = new SignatureV4({
    service: 'sts',
    region: 'us-east-1',
    credentials: aws.demo.credentials.admin,
    sha256: Sha256,
  });
  const body = 'Action=GetCallerIdentity&Version=2011-06-15';
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const result = await signer.sign({ method: 'POST', protocol: 'http:', hostname: 'x', path: '/', headers, body });

  const answer = await post(aws, { headers: result.headers, body });

  expect(answer.status).toBe(403);
});

test.each([
  ['2016-11-15', 'MissingAuthenticationToken'],
  ['2011-06-15', 'MissingAuthenticationToken'],
])('an unsigned query of version %s is refused', async (version, code) => {
  const answer = await post(aws, {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: `Action=DescribeInstances&Version=${version}`,
  });

  expect(answer.status).toBe(403);
  expect(await answer.text()).toContain(`<Code>${code}</Code>`);
});

test('unsigned and presigned reads of S3 are refused', async () => {
  const unsigned = await fetch(`${aws.url}/${aws.demo.trail.bucket}/any`);
  const presigned = await fetch(`${aws.url}/${aws.demo.trail.bucket}/any?X-Amz-Algorithm=AWS4-HMAC-SHA256`);

  expect(unsigned.status).toBe(403);
  expect(await unsigned.text()).toContain('<Code>AccessDenied</Code>');
  expect(presigned.status).toBe(501);
  expect(await presigned.text()).toContain('<Code>NotImplemented</Code>');
});

test('credentials of a role end with their time', async () => {
  const own = await createSandboxAws();
  try {
    const session = await assume(clients(own, own.demo.credentials.worker), {
      RoleArn: own.demo.roles.read,
      RoleSessionName: 'reader',
      DurationSeconds: 900,
    });
    const { sts, ec2, cloudtrail } = clients(own, session);
    await sts.send(new GetCallerIdentityCommand({}));

    own.control.advance(15 * 60_000);

    expect((await refusal(sts.send(new GetCallerIdentityCommand({})))).code).toMatch(/^ExpiredToken/);
    expect((await refusal(ec2.send(new DescribeRegionsCommand({})))).code).toBe('RequestExpired');
    expect((await refusal(cloudtrail.send(new DescribeTrailsCommand({})))).code).toBe('ExpiredTokenException');
  } finally {
    await own.close();
  }
});

test('a call whose signature proves nobody leaves no record', async () => {
  const before = aws.snapshot().records.length;
  await refusal(
    clients(aws, { ...aws.demo.credentials.dave, secretAccessKey: 'x' }).sts.send(new GetCallerIdentityCommand({})),
  );

  expect(aws.snapshot().records).toHaveLength(before);
});

test('a service that the sandbox does not have says which it has', async () => {
  const answer = await post(aws, await signed(aws, { service: 'dynamodb', body: '{}' }));

  expect(answer.status).toBe(404);
  expect(await answer.text()).toMatch(/it has (?:[a-z0-9]+, )*ec2, (?:[a-z0-9]+, )*sqs\b/);
});
