import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createAws } from '../../../src/adapters/aws/aws-accounts.ts';
import type { AwsAccountRoles } from '../../../src/adapters/aws/aws-accounts.ts';
import type { ActingGrant, Aws } from '../../../src/ports/aws.ts';
import { assumed, queryError, startAws } from './aws-server.ts';
import type { AwsServer } from './aws-server.ts';

const ACCOUNT = '111122223333';
const INSTANCE = `arn:aws:ec2:eu-central-1:${ACCOUNT}:instance/i-0abc`;
const EMPTY = { body: '<DescribeInstancesResponse><reservationSet/></DescribeInstancesResponse>' };

const ROLES: AwsAccountRoles = {
  readRole: `arn:aws:iam::${ACCOUNT}:role/trailbolt-read`,
  actRole: `arn:aws:iam::${ACCOUNT}:role/trailbolt-act`,
  externalId: 'external',
};

describe('roles in accounts', () => {
  let server: AwsServer;
  let now: number;
  let aws: Aws;

  beforeEach(async () => {
    server = await startAws();
    server.on('AssumeRole', assumed('ASIAONE'), assumed('ASIATWO'), assumed('ASIATHREE'));
    server.on('DescribeInstances', EMPTY);
    now = Date.now();
    aws = createAws({ accounts: async (id) => (id === ACCOUNT ? ROLES : undefined), now: () => now });
  });

  afterEach(() => server.stop());

  function grant(more: Partial<ActingGrant> = {}): ActingGrant {
    const permissions = ['ec2:TerminateInstances', 'ec2:DescribeInstances'] as const;
    return { account: ACCOUNT, region: 'eu-west-1', permissions, resources: [INSTANCE], requestId: 'req1', ...more };
  }

  function assumptions(): readonly Readonly<Record<string, unknown>>[] {
    return server.requests
      .filter((request) => request.action === 'AssumeRole')
      .map(({ parameters }) => ({ ...parameters, Policy: JSON.parse(parameters['Policy'] ?? '') as unknown }));
  }

  it('let a reader read what it named, wherever', async () => {
    const session = await aws.reader(ACCOUNT, 'eu-west-1', ['ec2:DescribeVolumes', 'ec2:DescribeInstances']);
    await session.call('ec2:DescribeInstances', {});

    expect(assumptions()).toEqual([
      expect.objectContaining({
        RoleArn: ROLES.readRole,
        ExternalId: 'external',
        RoleSessionName: 'trailbolt-reader',
        DurationSeconds: '900',
        Policy: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: ['ec2:DescribeInstances', 'ec2:DescribeVolumes'], Resource: ['*'] }],
        },
      }),
    ]);
    expect(assumptions()[0]).not.toHaveProperty('SourceIdentity');
    expect(server.requests.map(({ accessKeyId, region }) => [accessKeyId, region])).toEqual([
      ['AKIAOWN', 'eu-central-1'],
      ['ASIAONE', 'eu-west-1'],
    ]);
  });

  it('let an actor change what its plan names and nothing else', async () => {
    await aws.actor(grant());

    expect(assumptions()).toEqual([
      expect.objectContaining({
        RoleArn: ROLES.actRole,
        ExternalId: 'external',
        RoleSessionName: 'trailbolt-req1',
        SourceIdentity: 'req1',
        DurationSeconds: '900',
        Policy: {
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Action: ['ec2:TerminateInstances'], Resource: [INSTANCE] },
            { Effect: 'Allow', Action: ['ec2:DescribeInstances'], Resource: ['*'] },
          ],
        },
      }),
    ]);
  });

  it('make a request id fit for a session', async () => {
    await aws.actor(grant({ requestId: `é ${'x'.repeat(80)}` }));

    const [assumption] = assumptions();
    expect(assumption).toMatchObject({ SourceIdentity: `--${'x'.repeat(62)}` });
    expect(assumption?.['RoleSessionName']).toBe(`trailbolt---${'x'.repeat(52)}`);
  });

  it.each([
    ['none', []],
    ['a wildcard', [`arn:aws:ec2:eu-central-1:${ACCOUNT}:instance/*`]],
    ['a wildcard for one character', [`arn:aws:ec2:eu-central-1:${ACCOUNT}:instance/i-0ab?`]],
    ['a variable', [`arn:aws:ec2:eu-central-1:${ACCOUNT}:instance/\${aws:username}`]],
    ['everything', ['*']],
    ['an exact one and a wildcard', [INSTANCE, '*']],
  ])('refuse to act where the targets are %s', async (_, resources) => {
    await expect(aws.actor(grant({ resources }))).rejects.toMatchObject({ code: 'aws.unscoped' });
    expect(server.requests).toEqual([]);
  });

  it('let what is made have any name, and be tagged only as it is made', async () => {
    await aws.actor(
      grant({
        permissions: ['ec2:CreateSnapshot', 'ec2:CreateTags', 'ec2:DescribeSnapshots'],
        resources: [`arn:aws:ec2:eu-west-1:${ACCOUNT}:volume/vol-1`],
        creates: ['arn:aws:ec2:eu-west-1::snapshot/*'],
      }),
    );

    expect(assumptions()[0]).toMatchObject({
      Policy: {
        Statement: [
          { Action: ['ec2:CreateSnapshot'], Resource: [`arn:aws:ec2:eu-west-1:${ACCOUNT}:volume/vol-1`] },
          { Action: ['ec2:CreateSnapshot'], Resource: ['arn:aws:ec2:eu-west-1::snapshot/*'] },
          {
            Action: ['ec2:CreateTags'],
            Resource: ['arn:aws:ec2:eu-west-1::snapshot/*'],
            Condition: { StringEquals: { 'ec2:CreateAction': ['CreateSnapshot'] } },
          },
          { Action: ['ec2:DescribeSnapshots'], Resource: ['*'] },
        ],
      },
    });
  });

  it('detach no other managed policy than what is named, and make one in a folder', async () => {
    const user = `arn:aws:iam::${ACCOUNT}:user/dave`;
    const folder = `arn:aws:iam::${ACCOUNT}:policy/trailbolt/revoke/*`;
    const policies = ['arn:aws:iam::aws:policy/AdministratorAccess'];
    await aws.actor(grant({ permissions: ['iam:DetachUserPolicy'], resources: [user], policies }));
    await aws.actor(grant({ permissions: ['iam:CreatePolicy'], resources: [], creates: [folder] }));

    expect(assumptions().map(({ Policy }) => Policy)).toMatchObject([
      {
        Statement: [
          {
            Action: ['iam:DetachUserPolicy'],
            Resource: [user],
            Condition: { ArnEquals: { 'iam:PolicyARN': policies } },
          },
        ],
      },
      { Statement: [{ Action: ['iam:CreatePolicy'], Resource: [folder] }] },
    ]);
  });

  it.each([
    ['everything', ['*']],
    ['any resource of a service', [`arn:aws:ec2:eu-west-1:${ACCOUNT}:*`]],
    ['a part of a name', [`arn:aws:ec2:eu-west-1:${ACCOUNT}:snapshot/snap-*`]],
    ['what exists, by a pattern, for a call that makes nothing', [`arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/*`]],
  ])('refuse to make what is named as %s', async (_, creates) => {
    await expect(aws.actor(grant({ resources: [], creates }))).rejects.toMatchObject({ code: 'aws.unscoped' });
    expect(server.requests).toEqual([]);
  });

  it('let make what AWS knows no resource for, and nothing else with it', async () => {
    const creates = ['*'];
    const made = grant({ permissions: ['guardduty:CreateDetector'], resources: [], creates });
    await aws.actor(made);

    expect(assumptions()[0]).toMatchObject({
      Policy: { Statement: [{ Action: ['guardduty:CreateDetector'], Resource: ['*'] }] },
    });
    const more = { ...made, permissions: [...made.permissions, 'guardduty:UpdateDetector' as const] };
    await expect(aws.actor(more)).rejects.toMatchObject({ code: 'aws.unscoped' });
  });

  it('act in IAM with the role for that, where there is one', async () => {
    const iam = { ...ROLES, iamActRole: `arn:aws:iam::${ACCOUNT}:role/trailbolt-act-iam` };
    const both = createAws({ accounts: async () => iam });

    await both.actor(grant({ writes: 'iam' }));

    expect(assumptions()).toEqual([expect.objectContaining({ RoleArn: iam.iamActRole })]);
    await expect(aws.actor(grant({ writes: 'iam' }))).rejects.toMatchObject({ code: 'aws.no-role' });
  });

  it('refuse to act on more targets than a session policy takes', async () => {
    const resources = Array.from({ length: 60 }, (_, index) => `${INSTANCE}${index}`);

    await expect(aws.actor(grant({ resources }))).rejects.toMatchObject({ code: 'aws.grant-too-large' });
  });

  it('assume a role for reading once, until it is about to expire', async () => {
    const open = () => aws.reader(ACCOUNT, 'eu-west-1', ['ec2:DescribeInstances', 'ec2:DescribeVolumes']);
    await Promise.all([open(), open()]);
    await aws.reader(ACCOUNT, 'us-east-1', ['ec2:DescribeVolumes', 'ec2:DescribeInstances']);
    expect(assumptions()).toHaveLength(1);

    now += 11 * 60_000;
    const session = await open();
    await session.call('ec2:DescribeInstances', {});

    expect(assumptions()).toHaveLength(2);
    expect(server.requests.at(-1)?.accessKeyId).toBe('ASIATWO');
  });

  it('assume a role for reading anew for other permissions, and for each request to act', async () => {
    await aws.reader(ACCOUNT, 'eu-west-1', ['ec2:DescribeInstances']);
    await aws.reader(ACCOUNT, 'eu-west-1', ['ec2:DescribeVolumes']);
    await aws.actor(grant());
    await aws.actor(grant());

    expect(assumptions()).toHaveLength(4);
  });

  it('try again after a role could not be assumed', async () => {
    server.on('AssumeRole', { status: 403, body: queryError('AccessDenied') }, assumed('ASIAONE'));
    const open = () => aws.reader(ACCOUNT, 'eu-west-1', ['ec2:DescribeInstances']);

    await expect(open()).rejects.toMatchObject({ code: 'aws.no-role', details: { awsCode: 'AccessDenied' } });

    await expect(open()).resolves.toMatchObject({ account: ACCOUNT, region: 'eu-west-1' });
  });

  it('are none in an account that the policy does not list', async () => {
    const unknown = { code: 'aws.account-unknown', message: expect.stringContaining('999999999999') };

    await expect(aws.reader('999999999999', 'eu-west-1', [])).rejects.toMatchObject(unknown);
    await expect(aws.actor(grant({ account: '999999999999' }))).rejects.toMatchObject(unknown);
  });

  it('are none where the policy names none', async () => {
    aws = createAws({ accounts: async () => ({}) });

    await expect(aws.reader(ACCOUNT, 'eu-west-1', [])).rejects.toMatchObject({ code: 'aws.no-role' });
    await expect(aws.actor(grant())).rejects.toMatchObject({ code: 'aws.no-role' });
  });

  it('cannot be assumed without credentials of our own', async () => {
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE']) vi.stubEnv(name, undefined);
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
    vi.stubEnv('AWS_CONFIG_FILE', 'no-such-file');
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', 'no-such-file');

    await expect(aws.actor(grant())).rejects.toMatchObject({
      code: 'aws.no-role',
      message: expect.stringContaining('no AWS credentials of its own'),
    });
  });

  it('are unavailable when AWS does not answer, and nothing has happened', async () => {
    server.on('AssumeRole', 'hang-up');

    await expect(aws.actor(grant())).rejects.toMatchObject({ code: 'aws.unavailable' });
  });
});
