import { LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import {
  AssociateIamInstanceProfileCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateImageCommand,
  CreateSecurityGroupCommand,
  CreateSnapshotCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeVolumesCommand,
  ModifyImageAttributeCommand,
  ModifyInstanceMetadataOptionsCommand,
  ModifyNetworkInterfaceAttributeCommand,
  ModifySecurityGroupRulesCommand,
  ModifySnapshotAttributeCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSandboxAws } from '../../../src/sandbox/aws/account.ts';
import type { SandboxAws } from '../../../src/sandbox/aws/account.ts';
import { clients, refusal } from './support.ts';
import type { Clients } from './support.ts';

let aws: SandboxAws;
let admin: Clients;
let GroupId: string;

beforeAll(async () => {
  aws = await createSandboxAws({ lookupLagMs: 0, lookupsPerSecond: 1000 });
  admin = clients(aws, aws.demo.credentials.admin);
  const made = await admin.ec2.send(new CreateSecurityGroupCommand({ GroupName: 'recorded', Description: 'test' }));
  GroupId = made.GroupId ?? '';
});
afterAll(() => aws.close());

/** What CloudTrail keeps of the newest call of an API. */
async function recorded(eventName: string): Promise<{ requestParameters: unknown; responseElements: unknown }> {
  const { Events } = await admin.cloudtrail.send(
    new LookupEventsCommand({
      LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: eventName }],
      MaxResults: 1,
    }),
  );
  return JSON.parse(Events?.[0]?.CloudTrailEvent ?? '{}') as { requestParameters: unknown; responseElements: unknown };
}

const requestId = expect.stringMatching(/^[0-9a-f-]{36}$/);
const response = (more: object) => ({ xmlns: 'http://ec2.amazonaws.com/doc/2016-11-15/', requestId, ...more });

test('rules are recorded with their ids, and revoking names them', async () => {
  const { SecurityGroupRules: [rule] = [] } = await admin.ec2.send(
    new AuthorizeSecurityGroupIngressCommand({
      GroupId,
      IpPermissions: [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
    }),
  );
  const { responseElements: made } = await recorded('AuthorizeSecurityGroupIngress');
  await admin.ec2.send(
    new RevokeSecurityGroupIngressCommand({ GroupId, SecurityGroupRuleIds: [rule?.SecurityGroupRuleId ?? ''] }),
  );

  const facts = {
    groupId: GroupId,
    securityGroupRuleId: rule?.SecurityGroupRuleId,
    isEgress: false,
    ipProtocol: 'tcp',
    fromPort: 22,
    toPort: 22,
    cidrIpv4: '0.0.0.0/0',
  };
  expect(made).toEqual({
    requestId,
    _return: true,
    securityGroupRuleSet: {
      items: [{ ...facts, groupOwnerId: '111122223333', securityGroupRuleArn: rule?.SecurityGroupRuleArn }],
    },
  });
  expect(await recorded('RevokeSecurityGroupIngress')).toMatchObject({
    requestParameters: {
      groupId: GroupId,
      ipPermissions: {},
      securityGroupRuleIds: { items: [{ securityGroupRuleId: rule?.SecurityGroupRuleId }] },
    },
    responseElements: { requestId, _return: true, revokedSecurityGroupRuleSet: { items: [facts] } },
  });
});

test('the newer calls are recorded as their XML was', async () => {
  const { SecurityGroupRules: [rule] = [] } = await admin.ec2.send(
    new AuthorizeSecurityGroupIngressCommand({
      GroupId,
      IpPermissions: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: '192.0.2.0/24' }] }],
    }),
  );
  const SecurityGroupRuleId = rule?.SecurityGroupRuleId ?? '';
  const change = { CidrIpv4: '127.0.0.1/32', FromPort: 443, ToPort: 443, IpProtocol: 'tcp' };
  await admin.ec2.send(
    new ModifySecurityGroupRulesCommand({
      GroupId,
      SecurityGroupRules: [{ SecurityGroupRuleId, SecurityGroupRule: change }],
    }),
  );
  await admin.ec2.send(
    new DescribeSecurityGroupRulesCommand({
      MaxResults: 100,
      Filters: [{ Name: 'group-id', Values: [GroupId, 'sg-0123456789abcdef0'] }],
    }),
  );

  expect(await recorded('ModifySecurityGroupRules')).toMatchObject({
    requestParameters: {
      ModifySecurityGroupRulesRequest: {
        GroupId,
        SecurityGroupRule: { SecurityGroupRuleId, SecurityGroupRule: change, tag: 1 },
      },
    },
    responseElements: { ModifySecurityGroupRulesResponse: response({ return: true }) },
  });
  expect(await recorded('DescribeSecurityGroupRules')).toMatchObject({
    requestParameters: {
      DescribeSecurityGroupRulesRequest: {
        MaxResults: 100,
        Filter: {
          Name: 'group-id',
          Value: [
            { content: GroupId, tag: 1 },
            { content: 'sg-0123456789abcdef0', tag: 2 },
          ],
          tag: 1,
        },
      },
    },
    responseElements: null,
  });
});

test('metadata options and instance profiles are among the newer calls', async () => {
  const { db1 } = aws.demo.instances;
  await admin.ec2.send(new ModifyInstanceMetadataOptionsCommand({ InstanceId: db1, HttpTokens: 'optional' }));
  await admin.ec2.send(
    new AssociateIamInstanceProfileCommand({ InstanceId: db1, IamInstanceProfile: { Name: 'web-server' } }),
  );

  expect(await recorded('ModifyInstanceMetadataOptions')).toMatchObject({
    requestParameters: { ModifyInstanceMetadataOptionsRequest: { InstanceId: db1, HttpTokens: 'optional' } },
    responseElements: {
      ModifyInstanceMetadataOptionsResponse: response({
        instanceId: db1,
        instanceMetadataOptions: expect.objectContaining({ state: 'pending', httpTokens: 'optional' }),
      }),
    },
  });
  expect(await recorded('AssociateIamInstanceProfile')).toMatchObject({
    requestParameters: {
      AssociateIamInstanceProfileRequest: { InstanceId: db1, IamInstanceProfile: { Name: 'web-server' } },
    },
    responseElements: {
      AssociateIamInstanceProfileResponse: response({
        iamInstanceProfileAssociation: expect.objectContaining({ instanceId: db1, state: 'associating' }),
      }),
    },
  });
});

test('who an image is shared with, and which groups an interface got', async () => {
  const { ImageId } = await admin.ec2.send(
    new CreateImageCommand({ InstanceId: aws.demo.instances.web1, Name: 'recorded' }),
  );
  await admin.ec2.send(
    new ModifyImageAttributeCommand({ ImageId, LaunchPermission: { Add: [{ UserId: '444455556666' }] } }),
  );
  const { NetworkInterfaces: [one] = [] } = await admin.ec2.send(new DescribeNetworkInterfacesCommand({}));
  await refusal(
    admin.ec2.send(
      new ModifyNetworkInterfaceAttributeCommand({
        NetworkInterfaceId: one?.NetworkInterfaceId,
        Groups: ['sg-0123456789abcdef0'],
      }),
    ),
  );

  expect(await recorded('ModifyImageAttribute')).toMatchObject({
    requestParameters: {
      attributeType: 'launchPermission',
      imageId: ImageId,
      launchPermission: { add: { items: [{ userId: '444455556666' }] } },
    },
    responseElements: { requestId, _return: true },
  });
  expect(await recorded('ModifyNetworkInterfaceAttribute')).toMatchObject({
    errorCode: 'Client.InvalidGroup.NotFound',
    requestParameters: {
      networkInterfaceId: one?.NetworkInterfaceId,
      groupSet: { items: [{ groupId: 'sg-0123456789abcdef0' }] },
    },
    responseElements: null,
  });
});

test('who a snapshot is shared with', async () => {
  const { Volumes: [volume] = [] } = await admin.ec2.send(new DescribeVolumesCommand({}));
  const { SnapshotId } = await admin.ec2.send(new CreateSnapshotCommand({ VolumeId: volume?.VolumeId }));
  await admin.ec2.send(
    new ModifySnapshotAttributeCommand({ SnapshotId, CreateVolumePermission: { Add: [{ UserId: '444455556666' }] } }),
  );

  expect(await recorded('ModifySnapshotAttribute')).toMatchObject({
    requestParameters: {
      snapshotId: SnapshotId,
      attributeType: 'CREATE_VOLUME_PERMISSION',
      createVolumePermission: { add: { items: [{ userId: '444455556666' }] } },
    },
    responseElements: { requestId, _return: true },
  });
});
