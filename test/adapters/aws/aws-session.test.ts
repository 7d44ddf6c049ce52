import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createAws } from '../../../src/adapters/aws/aws-accounts.ts';
import type { AwsPermission, AwsSession } from '../../../src/ports/aws.ts';
import { assumed, ec2Error, queryError, startAws } from './aws-server.ts';
import type { AwsReply, AwsServer } from './aws-server.ts';

const ACCOUNT = '111122223333';
const RESOURCES = [`arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/i-0abc`];
const PERMISSIONS: readonly AwsPermission[] = [
  'ec2:DescribeInstances',
  'ec2:TerminateInstances',
  'iam:ListAccountAliases',
];

describe('a session', () => {
  let server: AwsServer;
  let session: AwsSession;

  beforeEach(async () => {
    server = await startAws();
    server.on('AssumeRole', assumed('ASIAONE'));
    const roles = { actRole: `arn:aws:iam::${ACCOUNT}:role/act` };
    const aws = createAws({ accounts: async () => roles, timeoutMs: 1000 });
    session = await aws.actor({
      account: ACCOUNT,
      region: 'eu-west-1',
      permissions: PERMISSIONS,
      resources: RESOURCES,
      requestId: 'req1',
    });
    server.requests.length = 0;
  });

  afterEach(() => server.stop());

  const describeInstances = () => session.call('ec2:DescribeInstances', { InstanceIds: ['i-0abc'] });
  const terminate = () => session.call('ec2:TerminateInstances', { InstanceIds: ['i-0abc'] });

  it('gives the answer of AWS, with its request id', async () => {
    server.on('DescribeInstances', {
      body: '<DescribeInstancesResponse><reservationSet><item><instancesSet><item><instanceId>i-0abc</instanceId></item></instancesSet></item></reservationSet></DescribeInstancesResponse>',
    });

    const { output, requestId } = await describeInstances();

    expect(output.Reservations?.[0]?.Instances?.[0]?.InstanceId).toBe('i-0abc');
    expect(requestId).toBe('request-1');
    expect(server.requests).toEqual([
      expect.objectContaining({
        parameters: expect.objectContaining({ 'InstanceId.1': 'i-0abc' }),
        accessKeyId: 'ASIAONE',
        region: 'eu-west-1',
      }),
    ]);
  });

  it('knows other services', async () => {
    server.on('ListAccountAliases', {
      body: '<ListAccountAliasesResponse><ListAccountAliasesResult><AccountAliases><member>prod</member></AccountAliases></ListAccountAliasesResult></ListAccountAliasesResponse>',
    });

    const { output } = await session.call('iam:ListAccountAliases', {});

    expect(output.AccountAliases).toEqual(['prod']);
  });

  it('refuses what it was not opened for, before anything is sent', async () => {
    await expect(session.call('ec2:DescribeVolumes', {})).rejects.toMatchObject({ code: 'aws.undeclared' });
    expect(server.requests).toEqual([]);
  });

  it.each<[number, string, string]>([
    [403, 'UnauthorizedOperation', 'aws.denied'],
    [401, 'AuthFailure', 'aws.denied'],
    [400, 'ExpiredToken', 'aws.denied'],
    [400, 'InvalidInstanceID.NotFound', 'aws.not-found'],
    [404, 'NoSuchEntity', 'aws.not-found'],
    [404, 'UnknownOperationException', 'aws.refused'],
    [400, 'OperationNotPermitted', 'aws.refused'],
    [400, 'InvalidInstanceID.Malformed', 'aws.refused'],
    [503, 'RequestLimitExceeded', 'aws.throttled'],
    [400, 'Throttling', 'aws.throttled'],
    [409, 'EntityTemporarilyUnmodifiable', 'aws.throttled'],
    [500, 'InternalError', 'aws.unknown-outcome'],
    [503, 'Unavailable', 'aws.unknown-outcome'],
  ])('tells %d %s of a changing call apart, and makes it once', async (status, awsCode, code) => {
    server.on('TerminateInstances', { status, body: ec2Error(awsCode) });

    await expect(terminate()).rejects.toMatchObject({ code, details: { awsCode, requestId: expect.any(String) } });

    expect(server.requests).toHaveLength(1);
  });

  it('tells the errors of other services apart', async () => {
    server.on('ListAccountAliases', { status: 403, body: queryError('AccessDenied') });

    await expect(session.call('iam:ListAccountAliases', {})).rejects.toMatchObject({
      code: 'aws.denied',
      message: `AWS account ${ACCOUNT}, eu-west-1: iam:ListAccountAliases was denied (AccessDenied).`,
    });
  });

  it.each<AwsReply>(['hang-up', { status: 502, body: '<html>Bad gateway</html>' }, { body: '<Terminate' }])(
    'does not know what became of a changing call after %j, and does not repeat it',
    async (reply) => {
      server.on('TerminateInstances', reply);

      await expect(terminate()).rejects.toMatchObject({ code: 'aws.unknown-outcome' });

      expect(server.requests).toHaveLength(1);
    },
  );

  it('does not wait for an answer for ever', async () => {
    server.on('TerminateInstances', 'silence');

    await expect(terminate()).rejects.toMatchObject({
      code: 'aws.unknown-outcome',
      details: { awsCode: 'TimeoutError' },
    });
  });

  it('knows that a changing call did not happen when it never left', async () => {
    await server.stop();
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:1');

    await expect(terminate()).rejects.toMatchObject({ code: 'aws.unavailable' });
    server = await startAws();
  });

  it('repeats a call that only reads', async () => {
    const body = '<DescribeInstancesResponse><reservationSet/></DescribeInstancesResponse>';
    server.on('DescribeInstances', 'hang-up', { status: 503, body: ec2Error('Unavailable') }, { body });

    await expect(describeInstances()).resolves.toMatchObject({ output: {} });

    expect(server.requests).toHaveLength(3);
  });

  it('gives up reading after three times, and says that nothing happened', async () => {
    server.on('DescribeInstances', { status: 500, body: ec2Error('InternalError') });

    await expect(describeInstances()).rejects.toMatchObject({ code: 'aws.unavailable' });

    expect(server.requests).toHaveLength(3);
  });
});
