/**
 * Which fields of which API name a resource, and its CloudFormation type. Only what people and remedies deal with: a
 * field that is not here is still on the card, among the request's parameters.
 */
export const REQUEST_FIELDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ec2: {
    instanceId: 'AWS::EC2::Instance',
    groupId: 'AWS::EC2::SecurityGroup',
    snapshotId: 'AWS::EC2::Snapshot',
    imageId: 'AWS::EC2::Image',
    volumeId: 'AWS::EC2::Volume',
    vpcId: 'AWS::EC2::VPC',
    subnetId: 'AWS::EC2::Subnet',
    routeTableId: 'AWS::EC2::RouteTable',
    internetGatewayId: 'AWS::EC2::InternetGateway',
    networkInterfaceId: 'AWS::EC2::NetworkInterface',
    networkAclId: 'AWS::EC2::NetworkAcl',
    launchTemplateId: 'AWS::EC2::LaunchTemplate',
    keyPairId: 'AWS::EC2::KeyPair',
  },
  iam: {
    userName: 'AWS::IAM::User',
    roleName: 'AWS::IAM::Role',
    groupName: 'AWS::IAM::Group',
    policyArn: 'AWS::IAM::ManagedPolicy',
    accessKeyId: 'AWS::IAM::AccessKey',
    instanceProfileName: 'AWS::IAM::InstanceProfile',
    sAMLProviderArn: 'AWS::IAM::SAMLProvider',
    openIDConnectProviderArn: 'AWS::IAM::OIDCProvider',
  },
  sts: { roleArn: 'AWS::IAM::Role' },
  cloudtrail: { name: 'AWS::CloudTrail::Trail', trailName: 'AWS::CloudTrail::Trail' },
  guardduty: { detectorId: 'AWS::GuardDuty::Detector' },
  kms: { keyId: 'AWS::KMS::Key' },
  s3: { bucketName: 'AWS::S3::Bucket' },
  lambda: { functionName: 'AWS::Lambda::Function' },
  rds: {
    dBInstanceIdentifier: 'AWS::RDS::DBInstance',
    dBClusterIdentifier: 'AWS::RDS::DBCluster',
    dBSnapshotIdentifier: 'AWS::RDS::DBSnapshot',
    dBClusterSnapshotIdentifier: 'AWS::RDS::DBClusterSnapshot',
  },
  secretsmanager: { secretId: 'AWS::SecretsManager::Secret' },
  ssm: { instanceIds: 'AWS::EC2::Instance', target: 'AWS::EC2::Instance', instanceId: 'AWS::EC2::Instance' },
  'ec2-instance-connect': { instanceId: 'AWS::EC2::Instance' },
  logs: { logGroupName: 'AWS::Logs::LogGroup' },
  sns: { topicArn: 'AWS::SNS::Topic' },
  sqs: { queueUrl: 'AWS::SQS::Queue' },
  dynamodb: { tableName: 'AWS::DynamoDB::Table' },
  config: {
    configurationRecorderName: 'AWS::Config::ConfigurationRecorder',
    deliveryChannelName: 'AWS::Config::DeliveryChannel',
  },
  ecs: { cluster: 'AWS::ECS::Cluster', taskDefinition: 'AWS::ECS::TaskDefinition' },
};

/** What a call created: where in `responseElements` its resources are, and which field of each is its id. */
export interface Creation {
  readonly type: string;
  /** Path of the objects that describe the resources; empty for `responseElements` itself. */
  readonly each: string;
  readonly id: string;
  readonly arn?: string;
  readonly name?: string;
}

const DATABASE: Creation = { type: 'AWS::RDS::DBInstance', each: '', id: 'dBInstanceIdentifier', arn: 'dBInstanceArn' };

export const CREATIONS: Readonly<Record<string, readonly Creation[]>> = {
  'ec2:RunInstances': [{ type: 'AWS::EC2::Instance', each: 'instancesSet.items[]', id: 'instanceId' }],
  'ec2:CreateSecurityGroup': [{ type: 'AWS::EC2::SecurityGroup', each: '', id: 'groupId' }],
  'ec2:AuthorizeSecurityGroupEgress': [
    { type: 'AWS::EC2::SecurityGroupEgress', each: 'securityGroupRuleSet.items[]', id: 'securityGroupRuleId' },
  ],
  'ec2:CreateSnapshot': [{ type: 'AWS::EC2::Snapshot', each: '', id: 'snapshotId' }],
  'ec2:CopySnapshot': [{ type: 'AWS::EC2::Snapshot', each: '', id: 'snapshotId' }],
  'ec2:CreateImage': [{ type: 'AWS::EC2::Image', each: '', id: 'imageId' }],
  'ec2:CopyImage': [{ type: 'AWS::EC2::Image', each: '', id: 'imageId' }],
  'ec2:RegisterImage': [{ type: 'AWS::EC2::Image', each: '', id: 'imageId' }],
  'ec2:CreateVolume': [{ type: 'AWS::EC2::Volume', each: '', id: 'volumeId' }],
  'ec2:CreateKeyPair': [{ type: 'AWS::EC2::KeyPair', each: '', id: 'keyPairId', name: 'keyName' }],
  'ec2:ImportKeyPair': [{ type: 'AWS::EC2::KeyPair', each: '', id: 'keyPairId', name: 'keyName' }],
  'iam:CreateUser': [{ type: 'AWS::IAM::User', each: 'user', id: 'userName', arn: 'arn' }],
  'iam:CreateRole': [{ type: 'AWS::IAM::Role', each: 'role', id: 'roleName', arn: 'arn' }],
  'iam:CreateGroup': [{ type: 'AWS::IAM::Group', each: 'group', id: 'groupName', arn: 'arn' }],
  'iam:CreatePolicy': [{ type: 'AWS::IAM::ManagedPolicy', each: 'policy', id: 'policyName', arn: 'arn' }],
  'iam:CreateAccessKey': [{ type: 'AWS::IAM::AccessKey', each: 'accessKey', id: 'accessKeyId', name: 'userName' }],
  'kms:CreateKey': [{ type: 'AWS::KMS::Key', each: 'keyMetadata', id: 'keyId', arn: 'arn' }],
  'cloudtrail:CreateTrail': [{ type: 'AWS::CloudTrail::Trail', each: '', id: 'name', arn: 'trailARN' }],
  'guardduty:CreateDetector': [{ type: 'AWS::GuardDuty::Detector', each: '', id: 'detectorId' }],
  'lambda:CreateFunction': [{ type: 'AWS::Lambda::Function', each: '', id: 'functionName', arn: 'functionArn' }],
  'rds:CreateDBInstance': [DATABASE],
  'rds:CreateDBInstanceReadReplica': [DATABASE],
  'rds:RestoreDBInstanceFromDBSnapshot': [DATABASE],
  'rds:RestoreDBInstanceFromS3': [DATABASE],
  'rds:RestoreDBInstanceToPointInTime': [DATABASE],
  'rds:CreateDBCluster': [{ type: 'AWS::RDS::DBCluster', each: '', id: 'dBClusterIdentifier', arn: 'dBClusterArn' }],
  'rds:CreateDBSnapshot': [
    { type: 'AWS::RDS::DBSnapshot', each: '', id: 'dBSnapshotIdentifier', arn: 'dBSnapshotArn' },
  ],
  'secretsmanager:CreateSecret': [{ type: 'AWS::SecretsManager::Secret', each: '', id: 'arn', arn: 'arn' }],
};

/** Calls whose request names what is used, not what is touched: a launch lists image, subnet and groups by the dozen. */
export const REQUEST_IS_INPUT: ReadonlySet<string> = new Set(['ec2:RunInstances', 'ec2:RegisterImage']);

/** EC2's tagging calls take any resource as `resourceId`; its prefix tells the type. */
export const EC2_PREFIXES: Readonly<Record<string, string>> = {
  i: 'AWS::EC2::Instance',
  sg: 'AWS::EC2::SecurityGroup',
  snap: 'AWS::EC2::Snapshot',
  ami: 'AWS::EC2::Image',
  vol: 'AWS::EC2::Volume',
  vpc: 'AWS::EC2::VPC',
};
