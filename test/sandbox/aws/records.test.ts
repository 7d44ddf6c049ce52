import { LookupEventsCommand, PutEventSelectorsCommand, StopLoggingCommand } from '@aws-sdk/client-cloudtrail';
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  CreateTagsCommand,
  DescribeInstanceAttributeCommand,
  DescribeInstancesCommand,
  EC2Client,
  ModifyInstanceAttributeCommand,
  RevokeSecurityGroupIngressCommand,
  RunInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateLoginProfileCommand,
  CreateUserCommand,
  DeleteUserCommand,
  ListAccountAliasesCommand,
  ListUsersCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSandboxAws } from '../../../src/sandbox/aws/account.ts';
import type { SandboxAws } from '../../../src/sandbox/aws/account.ts';
import { assume, clients, refusal } from './support.ts';
import type { Clients } from './support.ts';

let aws: SandboxAws;
let admin: Clients;

beforeEach(async () => {
  aws = await createSandboxAws({ lookupLagMs: 0, lookupsPerSecond: 1000 });
  admin = clients(aws, aws.demo.credentials.admin);
});

afterEach(() => aws.close());

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const SECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** The newest record of an API, as CloudTrail keeps it. */
async function record(eventName: string, region = 'us-east-1'): Promise<Record<string, unknown>> {
  const { cloudtrail } = clients(aws, aws.demo.credentials.admin, region);
  const { Events } = await cloudtrail.send(
    new LookupEventsCommand({
      LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: eventName }],
      MaxResults: 1,
    }),
  );
  return JSON.parse(Events?.[0]?.CloudTrailEvent ?? '{}') as Record<string, unknown>;
}

const seenFrom = async (address: string): Promise<unknown> => {
  const ec2 = new EC2Client({ endpoint: aws.url, region: 'us-east-1', credentials: aws.demo.credentials.dave });
  ec2.middlewareStack.add(
    (next) => (args) => {
      (args.request as { headers: Record<string, string> }).headers['x-forwarded-for'] = address;
      return next(args);
    },
    { step: 'build' },
  );
  await ec2.send(new DescribeInstancesCommand({}));
  return (await record('DescribeInstances'))['sourceIPAddress'];
};

describe('every record', () => {
  test('has the fields that AWS gives it, and the request id of the answer', async () => {
    const { $metadata } = await clients(aws, aws.demo.credentials.dave).ec2.send(
      new StopInstancesCommand({ InstanceIds: [aws.demo.instances.web1] }),
    );

    expect(await record('StopInstances')).toEqual({
      eventVersion: '1.11',
      userIdentity: {
        type: 'IAMUser',
        principalId: expect.stringMatching(/^AIDA/),
        arn: 'arn:aws:iam::111122223333:user/dave',
        accountId: '111122223333',
        accessKeyId: aws.demo.credentials.dave.accessKeyId,
        userName: 'dave',
      },
      eventTime: expect.stringMatching(SECONDS),
      eventSource: 'ec2.amazonaws.com',
      eventName: 'StopInstances',
      awsRegion: 'us-east-1',
      sourceIPAddress: '127.0.0.1',
      userAgent: expect.stringContaining('aws-sdk-js/3'),
      requestParameters: { instancesSet: { items: [{ instanceId: aws.demo.instances.web1 }] }, force: false },
      responseElements: {
        requestId: $metadata.requestId,
        instancesSet: {
          items: [
            {
              instanceId: aws.demo.instances.web1,
              currentState: { code: 64, name: 'stopping' },
              previousState: { code: 16, name: 'running' },
            },
          ],
        },
      },
      requestID: $metadata.requestId,
      eventID: expect.stringMatching(UUID),
      readOnly: false,
      eventType: 'AwsApiCall',
      managementEvent: true,
      recipientAccountId: '111122223333',
      eventCategory: 'Management',
      tlsDetails: {
        tlsVersion: 'TLSv1.3',
        cipherSuite: 'TLS_AES_128_GCM_SHA256',
        clientProvidedHostHeader: 'ec2.us-east-1.amazonaws.com',
      },
    });
  });

  test('tells of a role session its role, its source identity and nothing of its secret', async () => {
    const session = await assume(clients(aws, aws.demo.credentials.worker), {
      RoleArn: aws.demo.roles.act,
      RoleSessionName: 'run-1',
      SourceIdentity: 'request-1',
    });
    await clients(aws, session).ec2.send(new TerminateInstancesCommand({ InstanceIds: [aws.demo.instances.web2] }));

    const { userIdentity } = await record('TerminateInstances');

    expect(userIdentity).toEqual({
      type: 'AssumedRole',
      principalId: expect.stringMatching(/^AROA[A-Z2-7]{17}:run-1$/),
      arn: 'arn:aws:sts::111122223333:assumed-role/TrailboltAct/run-1',
      accountId: '111122223333',
      accessKeyId: session.accessKeyId,
      sessionContext: {
        sessionIssuer: {
          type: 'Role',
          principalId: expect.stringMatching(/^AROA[A-Z2-7]{17}$/),
          arn: 'arn:aws:iam::111122223333:role/TrailboltAct',
          accountId: '111122223333',
          userName: 'TrailboltAct',
        },
        attributes: { creationDate: expect.stringMatching(SECONDS), mfaAuthenticated: 'false' },
        sourceIdentity: 'request-1',
      },
    });
  });

  test('tells root from users, and services that act by themselves', async () => {
    await clients(aws, aws.demo.credentials.root).ec2.send(
      new StopInstancesCommand({ InstanceIds: [aws.demo.instances.web1] }),
    );
    const { Events = [] } = await admin.cloudtrail.send(
      new LookupEventsCommand({ LookupAttributes: [{ AttributeKey: 'Username', AttributeValue: 'AutoScaling' }] }),
    );

    expect((await record('StopInstances'))['userIdentity']).toEqual({
      type: 'Root',
      principalId: '111122223333',
      arn: 'arn:aws:iam::111122223333:root',
      accountId: '111122223333',
      accessKeyId: aws.demo.credentials.root.accessKeyId,
    });
    expect(JSON.parse(Events[0]?.CloudTrailEvent ?? '{}')).toMatchObject({
      eventName: 'RunInstances',
      userIdentity: { type: 'AssumedRole', invokedBy: 'autoscaling.amazonaws.com' },
      sourceIPAddress: 'autoscaling.amazonaws.com',
      userAgent: 'autoscaling.amazonaws.com',
    });
  });

  test('believes a pretended address, in the sandbox only, but not nonsense', async () => {
    expect(await seenFrom('203.0.113.9')).toBe('203.0.113.9');
    expect(await seenFrom('2001:db8::9, 10.0.0.1')).toBe('2001:db8::9');
    expect(await seenFrom('<!channel>')).toBe('127.0.0.1');
  });
});

describe('EC2', () => {
  test('RunInstances, with user data removed', async () => {
    const { Instances, ReservationId, $metadata } = await admin.ec2.send(
      new RunInstancesCommand({
        ImageId: aws.demo.imageId,
        InstanceType: 'p3.8xlarge',
        MinCount: 2,
        MaxCount: 2,
        ClientToken: 'token',
        UserData: Buffer.from('secret').toString('base64'),
        TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: 'miner' }] }],
        BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 30, VolumeType: 'gp3' } }],
        IamInstanceProfile: { Name: 'web-server' },
      }),
    );

    const { requestParameters, responseElements, eventVersion } = await record('RunInstances');

    expect(eventVersion).toBe('1.11');
    expect(requestParameters).toEqual({
      instancesSet: { items: [{ imageId: aws.demo.imageId, minCount: 2, maxCount: 2 }] },
      userData: '<sensitiveDataRemoved>',
      instanceType: 'p3.8xlarge',
      blockDeviceMapping: {
        items: [{ deviceName: '/dev/xvda', ebs: { volumeSize: 30, deleteOnTermination: true, volumeType: 'gp3' } }],
      },
      monitoring: { enabled: false },
      disableApiTermination: false,
      disableApiStop: false,
      clientToken: 'token',
      iamInstanceProfile: { name: 'web-server' },
      tagSpecificationSet: { items: [{ resourceType: 'instance', tags: [{ key: 'Name', value: 'miner' }] }] },
    });
    expect(responseElements).toMatchObject({
      requestId: $metadata.requestId,
      reservationId: ReservationId,
      ownerId: '111122223333',
      groupSet: {},
      instancesSet: {
        items: [
          {
            instanceId: Instances?.[0]?.InstanceId,
            imageId: aws.demo.imageId,
            instanceState: { code: 0, name: 'pending' },
            privateDnsName: expect.stringMatching(/^ip-172-31-/),
            amiLaunchIndex: 0,
            productCodes: {},
            instanceType: 'p3.8xlarge',
            launchTime: expect.any(Number),
            placement: { availabilityZone: 'us-east-1a', tenancy: 'default' },
            monitoring: { state: 'disabled' },
            subnetId: expect.stringMatching(/^subnet-/),
            vpcId: expect.stringMatching(/^vpc-/),
            stateReason: { code: 'pending', message: 'pending' },
            architecture: 'x86_64',
            rootDeviceType: 'ebs',
            blockDeviceMapping: {},
            virtualizationType: 'hvm',
            hypervisor: 'xen',
            tagSet: { items: [{ key: 'Name', value: 'miner' }] },
            groupSet: { items: [{ groupId: expect.stringMatching(/^sg-/), groupName: 'default' }] },
            networkInterfaceSet: {
              items: [
                {
                  networkInterfaceId: expect.stringMatching(/^eni-/),
                  attachment: { deviceIndex: 0, status: 'attaching', attachTime: expect.any(Number) },
                  // EC2 writes this one set differently.
                  privateIpAddressesSet: { item: [{ primary: true }] },
                  ipv6AddressesSet: {},
                },
              ],
            },
            enclaveOptions: { enabled: false },
            metadataOptions: { state: 'pending', httpEndpoint: 'enabled' },
          },
          { amiLaunchIndex: 1 },
        ],
      },
    });
    expect(JSON.stringify(responseElements)).not.toContain('""');
  });

  test('TerminateInstances and its refusals', async () => {
    const { web1, db1 } = aws.demo.instances;
    await admin.ec2.send(new TerminateInstancesCommand({ InstanceIds: [web1] }));
    expect(await record('TerminateInstances')).toMatchObject({
      requestParameters: { instancesSet: { items: [{ instanceId: web1 }] } },
      responseElements: {
        instancesSet: {
          items: [
            {
              instanceId: web1,
              currentState: { code: 32, name: 'shutting-down' },
              previousState: { code: 16, name: 'running' },
            },
          ],
        },
      },
    });

    const refused = await refusal(admin.ec2.send(new TerminateInstancesCommand({ InstanceIds: [db1] })));
    const after = await record('TerminateInstances');
    expect(after).toMatchObject({
      errorCode: 'Client.OperationNotPermitted',
      errorMessage: refused.message,
      requestID: refused.requestId,
      requestParameters: { instancesSet: { items: [{ instanceId: db1 }] } },
      responseElements: null,
    });
  });

  test('denied calls keep their parameters', async () => {
    const { worker } = aws.demo.credentials;
    await refusal(clients(aws, worker).ec2.send(new StopInstancesCommand({ InstanceIds: [aws.demo.instances.web1] })));

    expect(await record('StopInstances')).toMatchObject({
      errorCode: 'Client.UnauthorizedOperation',
      errorMessage: expect.stringContaining('is not authorized to perform: ec2:StopInstances'),
      requestParameters: { instancesSet: { items: [{ instanceId: aws.demo.instances.web1 }] }, force: false },
      responseElements: null,
    });
  });

  test('security group rules', async () => {
    const { GroupId = '' } = await admin.ec2.send(
      new CreateSecurityGroupCommand({ GroupName: 'open', Description: 'all in' }),
    );
    expect(await record('CreateSecurityGroup')).toMatchObject({
      requestParameters: { groupName: 'open', groupDescription: 'all in' },
      responseElements: { requestId: expect.stringMatching(UUID), _return: true, groupId: GroupId },
    });

    const IpPermissions = [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }];
    await admin.ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
    const permission = {
      ipProtocol: 'tcp',
      fromPort: 22,
      toPort: 22,
      groups: {},
      ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] },
      ipv6Ranges: {},
      prefixListIds: {},
    };
    const rule = {
      groupId: GroupId,
      securityGroupRuleId: expect.stringMatching(/^sgr-/),
      isEgress: false,
      ipProtocol: 'tcp',
      fromPort: 22,
      toPort: 22,
      cidrIpv4: '0.0.0.0/0',
    };
    const authorized = await record('AuthorizeSecurityGroupIngress');
    expect(authorized['requestParameters']).toEqual({ groupId: GroupId, ipPermissions: { items: [permission] } });
    expect(authorized['responseElements']).toEqual({
      requestId: authorized['requestID'],
      _return: true,
      securityGroupRuleSet: {
        items: [
          {
            ...rule,
            groupOwnerId: '111122223333',
            securityGroupRuleArn: expect.stringMatching(
              /^arn:aws:ec2:us-east-1:111122223333:security-group-rule\/sgr-/,
            ),
          },
        ],
      },
    });

    await admin.ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
    const revoked = await record('RevokeSecurityGroupIngress');
    expect(revoked['requestParameters']).toEqual({ groupId: GroupId, ipPermissions: { items: [permission] } });
    expect(revoked['responseElements']).toEqual({
      requestId: revoked['requestID'],
      _return: true,
      revokedSecurityGroupRuleSet: { items: [rule] },
    });
  });

  test('flat rules are recorded flat', async () => {
    const { GroupId = '' } = await admin.ec2.send(
      new CreateSecurityGroupCommand({ GroupName: 'flat', Description: 'x' }),
    );
    await admin.ec2.send(
      new AuthorizeSecurityGroupIngressCommand({
        GroupId,
        IpProtocol: 'tcp',
        FromPort: 22,
        ToPort: 22,
        CidrIp: '0.0.0.0/0',
      }),
    );

    expect((await record('AuthorizeSecurityGroupIngress'))['requestParameters']).toEqual({
      groupId: GroupId,
      ipProtocol: 'tcp',
      fromPort: 22,
      toPort: 22,
      cidrIp: '0.0.0.0/0',
      ipPermissions: {},
    });
  });

  test('reads have no response, changes without result say so', async () => {
    const { web1 } = aws.demo.instances;
    await admin.ec2.send(
      new DescribeInstancesCommand({ Filters: [{ Name: 'instance-state-name', Values: ['running', 'pending'] }] }),
    );
    await admin.ec2.send(new DescribeInstanceAttributeCommand({ InstanceId: web1, Attribute: 'userData' }));
    await admin.ec2.send(
      new ModifyInstanceAttributeCommand({ InstanceId: web1, DisableApiTermination: { Value: true } }),
    );
    await admin.ec2.send(new CreateTagsCommand({ Resources: [web1], Tags: [{ Key: 'a', Value: 'b' }] }));

    expect(await record('DescribeInstances')).toMatchObject({
      readOnly: true,
      requestParameters: {
        instancesSet: {},
        filterSet: {
          items: [{ name: 'instance-state-name', valueSet: { items: [{ value: 'running' }, { value: 'pending' }] } }],
        },
      },
      responseElements: null,
    });
    expect((await record('DescribeInstanceAttribute'))['requestParameters']).toEqual({
      attribute: 'userData',
      instanceId: web1,
    });
    const modified = await record('ModifyInstanceAttribute');
    expect(modified['requestParameters']).toEqual({ instanceId: web1, disableApiTermination: { value: true } });
    expect(modified['responseElements']).toEqual({ requestId: modified['requestID'], _return: true });
    expect((await record('CreateTags'))['requestParameters']).toEqual({
      resourcesSet: { items: [{ resourceId: web1 }] },
      tagSet: { items: [{ key: 'a', value: 'b' }] },
    });
  });
});

describe('IAM', () => {
  /** `Aug 1, 2024 1:33:28 PM` */
  const TIME = /^[A-Z][a-z]{2} \d{1,2}, \d{4} \d{1,2}:\d\d:\d\d [AP]M$/;

  test('users and keys, without secrets', async () => {
    await admin.iam.send(new CreateUserCommand({ UserName: 'eve', Tags: [{ Key: 'team', Value: 'red' }] }));
    const { AccessKey } = await admin.iam.send(new CreateAccessKeyCommand({ UserName: 'eve' }));
    await admin.iam.send(
      new CreateLoginProfileCommand({ UserName: 'eve', Password: 'hush', PasswordResetRequired: false }),
    );
    await admin.iam.send(
      new AttachUserPolicyCommand({ UserName: 'eve', PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }),
    );

    expect(await record('CreateUser')).toMatchObject({
      awsRegion: 'us-east-1',
      tlsDetails: { clientProvidedHostHeader: 'iam.amazonaws.com' },
      requestParameters: { userName: 'eve', tags: [{ key: 'team', value: 'red' }] },
      responseElements: {
        user: {
          path: '/',
          userName: 'eve',
          userId: expect.stringMatching(/^AIDA/),
          arn: 'arn:aws:iam::111122223333:user/eve',
          createDate: expect.stringMatching(TIME),
          tags: [{ key: 'team', value: 'red' }],
        },
      },
    });
    const key = await record('CreateAccessKey');
    expect(key['responseElements']).toEqual({
      accessKey: {
        userName: 'eve',
        accessKeyId: AccessKey?.AccessKeyId,
        status: 'Active',
        createDate: expect.stringMatching(TIME),
      },
    });
    expect(JSON.stringify(key)).not.toContain(AccessKey?.SecretAccessKey);
    expect(await record('CreateLoginProfile')).toMatchObject({
      requestParameters: { userName: 'eve', passwordResetRequired: false },
      responseElements: { loginProfile: { userName: 'eve', createDate: expect.stringMatching(TIME) } },
    });
    expect(JSON.stringify(await record('CreateLoginProfile'))).not.toContain('hush');
    expect(await record('AttachUserPolicy')).toMatchObject({
      requestParameters: { userName: 'eve', policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
      responseElements: null,
    });
  });

  test('errors have their full name, and denied calls no parameters', async () => {
    await refusal(admin.iam.send(new DeleteUserCommand({ UserName: 'nobody' })));
    expect(await record('DeleteUser')).toMatchObject({
      errorCode: 'NoSuchEntityException',
      errorMessage: 'The user with name nobody cannot be found.',
      requestParameters: { userName: 'nobody' },
      responseElements: null,
    });

    await refusal(clients(aws, aws.demo.credentials.dave).iam.send(new ListUsersCommand({ MaxItems: 5 })));
    expect(await record('ListUsers')).toMatchObject({
      errorCode: 'AccessDenied',
      requestParameters: null,
      responseElements: null,
    });
  });

  test('no parameters are null, and global events are in us-east-1', async () => {
    await clients(aws, aws.demo.credentials.admin, 'eu-west-1').iam.send(new ListAccountAliasesCommand({}));

    expect(await record('ListAccountAliases')).toMatchObject({
      awsRegion: 'us-east-1',
      requestParameters: null,
      readOnly: true,
    });
    expect(await record('ListAccountAliases', 'eu-west-1')).toEqual({});
  });
});

describe('STS', () => {
  const TIME = /^[A-Z][a-z]{2} \d{1,2}, \d{4}, \d{1,2}:\d\d:\d\d [AP]M$/;

  test('AssumeRole', async () => {
    const { sts } = clients(aws, aws.demo.credentials.worker, 'eu-central-1');
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({
        RoleArn: aws.demo.roles.act,
        RoleSessionName: 'run-1',
        DurationSeconds: 900,
        SourceIdentity: 'request-1',
      }),
    );

    const assumed = await record('AssumeRole', 'eu-central-1');

    expect(assumed).toMatchObject({
      readOnly: true,
      awsRegion: 'eu-central-1',
      requestParameters: {
        roleArn: aws.demo.roles.act,
        roleSessionName: 'run-1',
        durationSeconds: 900,
        sourceIdentity: 'request-1',
      },
      responseElements: {
        credentials: {
          accessKeyId: Credentials?.AccessKeyId,
          sessionToken: Credentials?.SessionToken,
          expiration: expect.stringMatching(TIME),
        },
        assumedRoleUser: {
          assumedRoleId: expect.stringMatching(/^AROA.*:run-1$/),
          arn: 'arn:aws:sts::111122223333:assumed-role/TrailboltAct/run-1',
        },
        sourceIdentity: 'request-1',
      },
      resources: [{ accountId: '111122223333', type: 'AWS::IAM::Role', ARN: aws.demo.roles.act }],
    });
    expect(JSON.stringify(assumed)).not.toContain(Credentials?.SecretAccessKey);
  });

  test('a refused AssumeRole and an innocent GetCallerIdentity', async () => {
    const { sts } = clients(aws, aws.demo.credentials.dave);
    await refusal(sts.send(new AssumeRoleCommand({ RoleArn: aws.demo.roles.act, RoleSessionName: 'x1' })));
    await sts.send(new GetCallerIdentityCommand({}));

    const denied = await record('AssumeRole');
    expect(denied).toMatchObject({ errorCode: 'AccessDenied', requestParameters: null, responseElements: null });
    expect(denied).not.toHaveProperty('resources');
    expect(await record('GetCallerIdentity')).toMatchObject({
      requestParameters: null,
      responseElements: null,
      readOnly: true,
    });
  });
});

describe('CloudTrail', () => {
  test('writes of itself', async () => {
    await admin.cloudtrail.send(
      new PutEventSelectorsCommand({
        TrailName: 'org-trail',
        EventSelectors: [
          {
            ReadWriteType: 'ReadOnly',
            IncludeManagementEvents: false,
            DataResources: [],
            ExcludeManagementEventSources: [],
          },
        ],
      }),
    );
    await admin.cloudtrail.send(new StopLoggingCommand({ Name: aws.demo.trail.arn }));

    const selector = {
      readWriteType: 'ReadOnly',
      includeManagementEvents: false,
      dataResources: [],
      excludeManagementEventSources: [],
    };
    expect(await record('PutEventSelectors')).toMatchObject({
      requestParameters: { trailName: 'org-trail', eventSelectors: [selector] },
      responseElements: { trailARN: aws.demo.trail.arn, eventSelectors: [selector] },
    });
    expect(await record('StopLogging')).toMatchObject({
      requestParameters: { name: aws.demo.trail.arn },
      responseElements: null,
      readOnly: false,
    });
    expect(await record('CreateTrail')).toMatchObject({
      requestParameters: { name: 'org-trail', s3BucketName: 'trailbolt-sandbox-trail', isMultiRegionTrail: true },
      responseElements: { trailARN: aws.demo.trail.arn, snsTopicARN: aws.demo.trail.topicArn },
    });
  });

  test('lookups are recorded with their times as words', async () => {
    const StartTime = new Date(Date.UTC(2026, 5, 1, 18, 21, 13));
    await admin.cloudtrail.send(new LookupEventsCommand({ StartTime }));

    expect(await record('LookupEvents')).toMatchObject({ requestParameters: { startTime: 'Jun 1, 2026, 6:21:13 PM' } });
  });
});
