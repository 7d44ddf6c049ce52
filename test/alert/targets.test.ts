import { describe, expect, it } from 'vitest';
import { TARGET_LIMIT, targetsOf } from '../../src/alert/targets.ts';
import type { JsonObject } from '../../src/model/json.ts';

function targets(call: string, fields: JsonObject) {
  const [service, eventName] = call.split(':');
  return targetsOf({ eventSource: `${service}.amazonaws.com`, eventName: eventName ?? '', ...fields }).targets;
}

const request = (requestParameters: JsonObject) => ({ requestParameters, responseElements: null });
const response = (responseElements: JsonObject, requestParameters: JsonObject = {}) => ({
  requestParameters,
  responseElements,
});
const TRAIL = 'arn:aws:cloudtrail:eu-central-1:111122223333:trail/main';

describe('targets of a record', () => {
  it('names instances that a launch created, by their own tag or the one that was asked for', () => {
    const asked = {
      tagSpecificationSet: { items: [{ resourceType: 'instance', tags: [{ key: 'Name', value: 'miner' }] }] },
    };
    const items = [{ instanceId: 'i-01', tagSet: { items: [{ key: 'Name', value: 'own' }] } }, { instanceId: 'i-02' }];

    const found = targets(
      'ec2:RunInstances',
      response({ instancesSet: { items } }, { ...asked, subnetId: 'subnet-1' }),
    );

    expect(found).toEqual([
      { type: 'AWS::EC2::Instance', id: 'i-01', name: 'own', created: true },
      { type: 'AWS::EC2::Instance', id: 'i-02', name: 'miner', created: true },
    ]);
  });

  it.each([
    [
      'ec2:TerminateInstances',
      response(
        { instancesSet: { items: [{ instanceId: 'i-01' }] } },
        { instancesSet: { items: [{ instanceId: 'i-01' }] } },
      ),
      [{ type: 'AWS::EC2::Instance', id: 'i-01' }],
    ],
    [
      'ec2:CreateSecurityGroup',
      response({ groupId: 'sg-1' }, { groupName: 'web', vpcId: 'vpc-1' }),
      [
        { type: 'AWS::EC2::SecurityGroup', id: 'sg-1', name: 'web', created: true },
        { type: 'AWS::EC2::VPC', id: 'vpc-1' },
      ],
    ],
    [
      'rds:ModifyDBSnapshotAttribute',
      request({ dBSnapshotIdentifier: 'orders-1', attributeName: 'restore', valuesToAdd: ['all', '444455556666'] }),
      [
        {
          type: 'AWS::RDS::DBSnapshotAttribute',
          id: 'snapshot:orders-1/all',
          name: 'shared with everybody',
          created: true,
        },
        {
          type: 'AWS::RDS::DBSnapshotAttribute',
          id: 'snapshot:orders-1/444455556666',
          name: 'shared with 444455556666',
          created: true,
        },
        { type: 'AWS::RDS::DBSnapshot', id: 'orders-1' },
      ],
    ],
    [
      'rds:ModifyDBClusterSnapshotAttribute',
      request({
        dBClusterSnapshotIdentifier: 'shop-1',
        attributeName: 'restore',
        valuesToAdd: ['all', { account: 1 }],
        valuesToRemove: ['777788889999'],
      }),
      [
        {
          type: 'AWS::RDS::DBClusterSnapshotAttribute',
          id: 'cluster-snapshot:shop-1/all',
          name: 'shared with everybody',
          created: true,
        },
        { type: 'AWS::RDS::DBClusterSnapshot', id: 'shop-1' },
      ],
    ],
    [
      'rds:ModifyDBSnapshotAttribute',
      request({ dBSnapshotIdentifier: 'orders-1', attributeName: 'restore', valuesToRemove: ['all'] }),
      [{ type: 'AWS::RDS::DBSnapshot', id: 'orders-1' }],
    ],
    [
      'ec2:AuthorizeSecurityGroupIngress',
      response(
        { securityGroupRuleSet: { items: [{ securityGroupRuleId: 'sgr-1', groupId: 'sg-1' }] } },
        { groupId: 'sg-1' },
      ),
      [
        { type: 'AWS::EC2::SecurityGroupIngress', id: 'sgr-1', created: true },
        { type: 'AWS::EC2::SecurityGroup', id: 'sg-1' },
      ],
    ],
    [
      'ec2:AuthorizeSecurityGroupIngress',
      response({
        securityGroupRuleSet: {
          items: [
            {
              securityGroupRuleId: 'sgr-1',
              isEgress: false,
              ipProtocol: 'tcp',
              fromPort: 22,
              toPort: 22,
              cidrIpv4: '0.0.0.0/0',
              securityGroupRuleArn: 'arn:aws:ec2:eu-central-1:111122223333:security-group-rule/sgr-1',
            },
            { securityGroupRuleId: 'sgr-2', ipProtocol: '-1', fromPort: -1, toPort: -1, cidrIpv6: '::/0' },
            { securityGroupRuleId: 'sgr-3', ipProtocol: 'udp', fromPort: 1, toPort: 9, prefixListId: 'pl-1' },
            { securityGroupRuleId: 'sgr-4', ipProtocol: '50', referencedGroupInfo: { groupId: 'sg-2' } },
          ],
        },
      }),
      [
        {
          type: 'AWS::EC2::SecurityGroupIngress',
          id: 'sgr-1',
          arn: 'arn:aws:ec2:eu-central-1:111122223333:security-group-rule/sgr-1',
          name: 'tcp 22 from 0.0.0.0/0',
          created: true,
        },
        { type: 'AWS::EC2::SecurityGroupIngress', id: 'sgr-2', name: 'all traffic from ::/0', created: true },
        { type: 'AWS::EC2::SecurityGroupIngress', id: 'sgr-3', name: 'udp 1-9 from pl-1', created: true },
        { type: 'AWS::EC2::SecurityGroupIngress', id: 'sgr-4', name: '50 from sg-2', created: true },
      ],
    ],
    [
      'lambda:AddPermission20150331v2',
      response(
        { statement: '{"Sid":"all"}' },
        {
          functionName: 'arn:aws:lambda:eu-central-1:111122223333:function:resize:live',
          statementId: 'all',
          action: 'lambda:InvokeFunction',
          principal: '*',
        },
      ),
      [
        {
          type: 'AWS::Lambda::Permission',
          id: 'resize:live/all',
          arn: 'arn:aws:lambda:eu-central-1:111122223333:function:resize:live',
          name: 'lets everybody invoke it',
          created: true,
        },
        {
          type: 'AWS::Lambda::Function',
          id: 'resize',
          arn: 'arn:aws:lambda:eu-central-1:111122223333:function:resize:live',
        },
      ],
    ],
    [
      'lambda:AddPermission20150331',
      response(
        {},
        {
          functionName: '111122223333:function:resize',
          qualifier: '7',
          statementId: 'mail',
          action: 'lambda:InvokeFunction',
          principal: 'ses.amazonaws.com',
          sourceAccount: '111122223333',
        },
      ),
      [
        {
          type: 'AWS::Lambda::Permission',
          id: 'resize:7/mail',
          name: 'lets ses.amazonaws.com invoke it, from account 111122223333',
          created: true,
        },
        { type: 'AWS::Lambda::Function', id: 'resize' },
      ],
    ],
    [
      // As before rules had ids: by what they let in.
      'ec2:AuthorizeSecurityGroupIngress',
      response(
        { _return: true },
        {
          groupId: 'sg-1',
          ipPermissions: {
            items: [
              {
                ipProtocol: 'tcp',
                fromPort: 22,
                toPort: 22,
                groups: { items: [{ groupId: 'sg-2' }] },
                ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }, { cidrIp: '192.0.2.0/24' }] },
                ipv6Ranges: {},
                prefixListIds: {},
              },
              { ipProtocol: '-1', ipv6Ranges: { items: [{ cidrIpv6: '::/0' }] } },
            ],
          },
        },
      ),
      [
        ['sg-1/tcp:22-22:0.0.0.0/0', 'tcp 22 from 0.0.0.0/0'],
        ['sg-1/tcp:22-22:192.0.2.0/24', 'tcp 22 from 192.0.2.0/24'],
        ['sg-1/tcp:22-22:sg-2', 'tcp 22 from sg-2'],
        ['sg-1/-1:-1--1:::/0', 'all traffic from ::/0'],
      ]
        .map(([id, name]): object => ({ type: 'AWS::EC2::SecurityGroupIngress', id, name, created: true }))
        .concat({ type: 'AWS::EC2::SecurityGroup', id: 'sg-1' }),
    ],
    [
      'ec2:AuthorizeSecurityGroupIngress',
      response(
        { _return: true },
        { groupId: 'sg-1', ipProtocol: 'tcp', fromPort: 22, toPort: 22, cidrIp: '0.0.0.0/0', ipPermissions: {} },
      ),
      [
        {
          type: 'AWS::EC2::SecurityGroupIngress',
          id: 'sg-1/tcp:22-22:0.0.0.0/0',
          name: 'tcp 22 from 0.0.0.0/0',
          created: true,
        },
        { type: 'AWS::EC2::SecurityGroup', id: 'sg-1' },
      ],
    ],
    [
      // What the rules were before stands nowhere, so none of them is a thing that the call made.
      'ec2:ModifySecurityGroupRules',
      response(
        { ModifySecurityGroupRulesResponse: { return: true } },
        {
          ModifySecurityGroupRulesRequest: {
            GroupId: 'sg-1',
            SecurityGroupRule: { SecurityGroupRuleId: 'sgr-1', tag: 1, SecurityGroupRule: { CidrIpv4: '0.0.0.0/0' } },
          },
        },
      ),
      [{ type: 'AWS::EC2::SecurityGroup', id: 'sg-1' }],
    ],
    [
      'ec2:ModifySnapshotAttribute',
      request({
        snapshotId: 'snap-1',
        attributeType: 'CREATE_VOLUME_PERMISSION',
        createVolumePermission: { add: { items: [{ group: 'all' }, { userId: '444455556666' }] } },
      }),
      [
        { type: 'AWS::EC2::CreateVolumePermission', id: 'snap-1/all', name: 'shared with everybody', created: true },
        {
          type: 'AWS::EC2::CreateVolumePermission',
          id: 'snap-1/444455556666',
          name: 'shared with 444455556666',
          created: true,
        },
        { type: 'AWS::EC2::Snapshot', id: 'snap-1' },
      ],
    ],
    [
      'ec2:ModifyImageAttribute',
      request({
        imageId: 'ami-1',
        launchPermission: {
          add: { items: [{ organizationArn: 'arn:aws:organizations::444455556666:organization/o-1' }] },
          remove: { items: [{ userId: '444455556666' }] },
        },
      }),
      [
        {
          type: 'AWS::EC2::LaunchPermission',
          id: 'ami-1/arn:aws:organizations::444455556666:organization/o-1',
          name: 'shared with arn:aws:organizations::444455556666:organization/o-1',
          created: true,
        },
        { type: 'AWS::EC2::Image', id: 'ami-1' },
      ],
    ],
    [
      'ec2:ModifyInstanceMetadataOptions',
      request({ ModifyInstanceMetadataOptionsRequest: { InstanceId: 'i-01', HttpTokens: 'optional' } }),
      [
        {
          type: 'AWS::EC2::InstanceMetadataOptions',
          id: 'i-01',
          name: 'metadata without a token',
          created: true,
        },
        { type: 'AWS::EC2::Instance', id: 'i-01' },
      ],
    ],
    [
      'ec2:ModifyInstanceMetadataOptions',
      request({ ModifyInstanceMetadataOptionsRequest: { InstanceId: 'i-01', HttpTokens: 'required' } }),
      [{ type: 'AWS::EC2::Instance', id: 'i-01' }],
    ],
    [
      'ec2:RunInstances',
      response({ instancesSet: { items: [{ instanceId: 'i-01' }] } }, { metadataOptions: { httpTokens: 'optional' } }),
      [
        { type: 'AWS::EC2::Instance', id: 'i-01', created: true },
        {
          type: 'AWS::EC2::InstanceMetadataOptions',
          id: 'i-01',
          name: 'metadata without a token',
          created: true,
        },
      ],
    ],
    [
      'ec2:ReplaceIamInstanceProfileAssociation',
      response(
        {
          ReplaceIamInstanceProfileAssociationResponse: {
            iamInstanceProfileAssociation: {
              associationId: 'iip-assoc-2',
              instanceId: 'i-01',
              iamInstanceProfile: { arn: 'arn:aws:iam::111122223333:instance-profile/admin', id: 'AIPAEXAMPLE' },
            },
          },
        },
        { ReplaceIamInstanceProfileAssociationRequest: { AssociationId: 'iip-assoc-1' } },
      ),
      [
        { type: 'AWS::EC2::IamInstanceProfileAssociation', id: 'iip-assoc-2', name: 'admin', created: true },
        { type: 'AWS::EC2::Instance', id: 'i-01' },
      ],
    ],
    ['ec2:ModifySnapshotAttribute', request({ snapshotId: 'snap-1' }), [{ type: 'AWS::EC2::Snapshot', id: 'snap-1' }]],
    ['ec2:ModifyImageAttribute', request({ imageId: 'ami-1' }), [{ type: 'AWS::EC2::Image', id: 'ami-1' }]],
    [
      'ec2:CreateTags',
      request({ resourcesSet: { items: [{ resourceId: 'i-01' }, { resourceId: 'odd-1' }] } }),
      [{ type: 'AWS::EC2::Instance', id: 'i-01' }],
    ],
    [
      'iam:CreateUser',
      response({ user: { userName: 'eve', arn: 'arn:aws:iam::111122223333:user/eve' } }, { userName: 'eve' }),
      [{ type: 'AWS::IAM::User', id: 'eve', arn: 'arn:aws:iam::111122223333:user/eve', created: true }],
    ],
    [
      'iam:CreateAccessKey',
      response({ accessKey: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', userName: 'eve' } }, { userName: 'eve' }),
      [
        { type: 'AWS::IAM::AccessKey', id: 'AKIAIOSFODNN7EXAMPLE', name: 'eve', created: true },
        { type: 'AWS::IAM::User', id: 'eve' },
      ],
    ],
    [
      'iam:AttachRolePolicy',
      request({ roleName: 'ops', policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }),
      [
        {
          type: 'AWS::IAM::AttachedPolicy',
          id: 'role/ops/arn:aws:iam::aws:policy/AdministratorAccess',
          name: 'AdministratorAccess on role ops',
          created: true,
        },
        { type: 'AWS::IAM::Role', id: 'ops' },
        {
          type: 'AWS::IAM::ManagedPolicy',
          id: 'AdministratorAccess',
          arn: 'arn:aws:iam::aws:policy/AdministratorAccess',
        },
      ],
    ],
    [
      'sts:AssumeRole',
      request({ roleArn: 'arn:aws:iam::111122223333:role/team/ops' }),
      [{ type: 'AWS::IAM::Role', id: 'ops', arn: 'arn:aws:iam::111122223333:role/team/ops' }],
    ],
    ['cloudtrail:StopLogging', request({ name: TRAIL }), [{ type: 'AWS::CloudTrail::Trail', id: 'main', arn: TRAIL }]],
    ['cloudtrail:DeleteTrail', request({ name: 'main' }), [{ type: 'AWS::CloudTrail::Trail', id: 'main' }]],
    ['s3:PutBucketPolicy', request({ bucketName: 'photos' }), [{ type: 'AWS::S3::Bucket', id: 'photos' }]],
    ['guardduty:DeleteDetector', request({ detectorId: 'd1' }), [{ type: 'AWS::GuardDuty::Detector', id: 'd1' }]],
    [
      'lambda:CreateFunction20150331',
      response(
        { functionName: 'f', functionArn: 'arn:aws:lambda:eu-central-1:111122223333:function:f' },
        { functionName: 'f' },
      ),
      [
        {
          type: 'AWS::Lambda::Function',
          id: 'f',
          arn: 'arn:aws:lambda:eu-central-1:111122223333:function:f',
          created: true,
        },
      ],
    ],
    [
      'rds:ModifyDBSnapshotAttribute',
      request({ dBSnapshotIdentifier: 'copy' }),
      [{ type: 'AWS::RDS::DBSnapshot', id: 'copy' }],
    ],
    [
      'ssm:SendCommand',
      request({ instanceIds: ['i-01', 'i-02'] }),
      [
        { type: 'AWS::EC2::Instance', id: 'i-01' },
        { type: 'AWS::EC2::Instance', id: 'i-02' },
      ],
    ],
    ['secretsmanager:GetSecretValue', request({ secretId: 'db' }), [{ type: 'AWS::SecretsManager::Secret', id: 'db' }]],
    ['unheard-of:DoThings', request({ thingId: 't-1' }), []],
  ])('%s', (call, fields, expected) => {
    expect(targets(call, fields as unknown as JsonObject)).toEqual(expected);
  });

  it("joins CloudTrail's own list with what the request named", () => {
    const arn = 'arn:aws:kms:eu-central-1:111122223333:key/2f94fc0e';
    const fields = {
      ...request({ keyId: '2f94fc0e' }),
      resources: [{ ARN: arn, accountId: '111122223333', type: 'AWS::KMS::Key' }],
    };

    expect(targets('kms:ScheduleKeyDeletion', fields)).toEqual([{ type: 'AWS::KMS::Key', id: '2f94fc0e', arn }]);
  });

  it('takes nothing for created when the call failed, or when the request alone names it', () => {
    const created = response({ instancesSet: { items: [{ instanceId: 'i-01' }] } });

    expect(targets('ec2:RunInstances', { ...created, errorCode: 'Client.DryRunOperation' })).toEqual([]);
    expect(targets('s3:CreateBucket', request({ bucketName: 'photos' }))).toEqual([
      { type: 'AWS::S3::Bucket', id: 'photos' },
    ]);
  });

  it('lists at most fifty and counts the rest', () => {
    const items = Array.from({ length: 120 }, (_value, index) => ({ instanceId: `i-${index}` }));

    const found = targetsOf({
      eventSource: 'ec2.amazonaws.com',
      eventName: 'RunInstances',
      ...response({ instancesSet: { items } }),
    });

    expect(found.targets).toHaveLength(TARGET_LIMIT);
    expect(found.omitted).toBe(70);
  });

  it('leaves out ids that are none, and never alters one', () => {
    const ids = ['i-01\u202Eevil', 'x'.repeat(5000), '', 7, null, { a: 1 }, 'i-02'];
    const fields = response({ instancesSet: { items: ids.map((instanceId) => ({ instanceId })) } });

    expect(targets('ec2:RunInstances', fields)).toEqual([{ type: 'AWS::EC2::Instance', id: 'i-02', created: true }]);
  });

  it('cleans names, which anyone who may tag can choose', () => {
    const tagSet = { items: [{ key: 'Name', value: `a\u0007b password=hunter2 ${'x'.repeat(500)}` }] };

    const [found] = targets(
      'ec2:RunInstances',
      response({ instancesSet: { items: [{ instanceId: 'i-01', tagSet }] } }),
    );

    expect(found?.name).toMatch(/^a\uFFFDb password=\[redacted: secret\] x+… \(\d+ characters\)$/);
  });
});
