/** An API call, with what it is asked and answers. */
export interface Call {
  readonly source: string;
  readonly name: string;
  /** How often, compared with the other calls. */
  readonly weight: number;
  readonly writes?: boolean;
  readonly request: (made: Maker) => unknown;
  readonly response?: (made: Maker) => unknown;
  /** Called by this AWS service in the name of a role. */
  readonly by?: string;
}

const none = (): null => null;
const page = (): unknown => ({ maxResults: 100 });
/** A mix as an account with some dozens of workloads has it: far more reads than writes, and services among themselves. */
export const CALLS: readonly Call[] = [
  { source: 'sts', name: 'AssumeRole', weight: 16, request: assumed, response: session, by: 'ec2' },
  { source: 'sts', name: 'AssumeRole', weight: 8, request: assumed, response: session, by: 'lambda' },
  { source: 'sts', name: 'GetCallerIdentity', weight: 2, request: none },
  { source: 'kms', name: 'Decrypt', weight: 14, request: encryption },
  { source: 'kms', name: 'GenerateDataKey', weight: 8, request: encryption, by: 's3' },
  { source: 'ec2', name: 'DescribeInstances', weight: 10, request: filters },
  { source: 'ec2', name: 'DescribeNetworkInterfaces', weight: 4, request: filters },
  { source: 'ec2', name: 'DescribeVolumes', weight: 4, request: filters },
  { source: 'ec2', name: 'DescribeSecurityGroups', weight: 3, request: filters },
  { source: 'ec2', name: 'DescribeSubnets', weight: 2, request: filters },
  { source: 'ec2', name: 'CreateNetworkInterface', weight: 1, writes: true, request: filters, response: network },
  { source: 'ec2', name: 'CreateTags', weight: 1, writes: true, request: tags, response: done },
  { source: 'ec2', name: 'RunInstances', weight: 0.2, writes: true, request: launch, response: instances },
  { source: 'ec2', name: 'AuthorizeSecurityGroupIngress', weight: 0.1, writes: true, request: ingress, response: done },
  { source: 's3', name: 'GetBucketAcl', weight: 6, request: bucket, by: 'config' },
  { source: 's3', name: 'GetBucketPolicy', weight: 2, request: bucket },
  { source: 's3', name: 'ListBuckets', weight: 1, request: none },
  { source: 's3', name: 'GetBucketEncryption', weight: 2, request: bucket },
  { source: 'ssm', name: 'UpdateInstanceInformation', weight: 8, writes: true, request: agent },
  { source: 'ssm', name: 'ListInstanceAssociations', weight: 5, request: agent },
  { source: 'ssm', name: 'GetParametersByPath', weight: 3, request: parameters },
  { source: 'logs', name: 'CreateLogStream', weight: 5, writes: true, request: stream },
  { source: 'logs', name: 'DescribeLogGroups', weight: 3, request: page },
  { source: 'monitoring', name: 'DescribeAlarms', weight: 3, request: page },
  { source: 'dynamodb', name: 'DescribeTable', weight: 3, request: ({ word }) => ({ tableName: word() }) },
  { source: 'lambda', name: 'GetFunction20150331v2', weight: 2, request: ({ word }) => ({ functionName: word() }) },
  { source: 'lambda', name: 'UpdateFunctionCode20150331v2', weight: 0.1, writes: true, request: code, response: code },
  {
    source: 'secretsmanager',
    name: 'GetSecretValue',
    weight: 3,
    request: ({ arn }) => ({ secretId: arn('secretsmanager', 'secret') }),
  },
  { source: 'ecr', name: 'BatchGetImage', weight: 2, request: image },
  { source: 'ecr', name: 'GetAuthorizationToken', weight: 2, request: none },
  {
    source: 'ecs',
    name: 'DescribeServices',
    weight: 2,
    request: ({ word }) => ({ cluster: word(), services: [word(), word()] }),
  },
  { source: 'rds', name: 'DescribeDBInstances', weight: 2, request: page },
  { source: 'iam', name: 'GetRole', weight: 2, request: ({ word }) => ({ roleName: word() }) },
  { source: 'iam', name: 'ListAttachedRolePolicies', weight: 1.5, request: ({ word }) => ({ roleName: word() }) },
  { source: 'iam', name: 'CreatePolicyVersion', weight: 0.05, writes: true, request: policy },
  {
    source: 'elasticloadbalancing',
    name: 'DescribeTargetHealth',
    weight: 4,
    request: ({ arn }) => ({ targetGroupArn: arn('elasticloadbalancing', 'targetgroup') }),
  },
  {
    source: 'autoscaling',
    name: 'DescribeAutoScalingGroups',
    weight: 2,
    request: ({ word }) => ({ autoScalingGroupNames: [word()], maxRecords: 100 }),
  },
  {
    source: 'cloudtrail',
    name: 'DescribeTrails',
    weight: 0.5,
    request: () => ({ includeShadowTrails: true, trailNameList: [] }),
  },
  { source: 'config', name: 'DescribeConfigRules', weight: 1, request: none },
  { source: 'sqs', name: 'ListQueues', weight: 0.5, request: none },
  {
    source: 'tagging',
    name: 'GetResources',
    weight: 1,
    request: () => ({ resourcesPerPage: 50, paginationToken: '' }),
  },
  {
    source: 'signin',
    name: 'ConsoleLogin',
    weight: 0.05,
    writes: true,
    request: none,
    response: () => ({ ConsoleLogin: 'Success' }),
  },
];

/** Makes up parts of records. */
export interface Maker {
  readonly hex: (length: number) => string;
  readonly text: (length: number) => string;
  readonly word: () => string;
  readonly arn: (service: string, kind: string) => string;
  readonly id: () => string;
}

function assumed({ arn, hex, word }: Maker): unknown {
  return { roleArn: arn('iam', 'role'), roleSessionName: `${word()}-${hex(12)}`, durationSeconds: 3600 };
}
function session({ text, arn, hex }: Maker): unknown {
  return {
    credentials: {
      accessKeyId: `ASIA${hex(16).toUpperCase()}`,
      sessionToken: text(200),
      expiration: 'Mar 2, 2026, 10:00:00 AM',
    },
    assumedRoleUser: { assumedRoleId: `AROA${hex(17).toUpperCase()}:i-${hex(17)}`, arn: arn('sts', 'assumed-role') },
  };
}
function encryption({ arn, word }: Maker): unknown {
  return {
    encryptionAlgorithm: 'SYMMETRIC_DEFAULT',
    encryptionContext: { 'aws:s3:arn': `arn:aws:s3:::${word()}/${word()}` },
    keyId: arn('kms', 'key'),
  };
}
function filters({ hex, word }: Maker): unknown {
  const items = [
    { name: 'tag:kubernetes.io/cluster', valueSet: { items: [{ value: word() }] } },
    { name: 'instance-state-name', valueSet: { items: [{ value: 'running' }, { value: 'pending' }] } },
  ];
  return {
    instancesSet: { items: [{ instanceId: `i-${hex(17)}` }, { instanceId: `i-${hex(17)}` }] },
    filterSet: { items },
  };
}
function network({ hex, id }: Maker): unknown {
  return {
    requestId: id(),
    networkInterface: {
      networkInterfaceId: `eni-${hex(17)}`,
      subnetId: `subnet-${hex(17)}`,
      vpcId: `vpc-${hex(17)}`,
      availabilityZone: 'eu-central-1a',
      status: 'pending',
      macAddress: '0a:ff:ff:ff:ff:ff',
      privateIpAddress: '10.0.12.34',
      sourceDestCheck: true,
      groupSet: { items: [{ groupId: `sg-${hex(17)}`, groupName: 'workers' }] },
      tagSet: {},
    },
  };
}
function tags({ hex, word }: Maker): unknown {
  return {
    resourcesSet: { items: [{ resourceId: `i-${hex(17)}` }] },
    tagSet: {
      items: [
        { key: 'Name', value: word() },
        { key: 'owner', value: word() },
      ],
    },
  };
}
function done({ id }: Maker): unknown {
  return { requestId: id(), _return: true };
}
function launch({ hex }: Maker): unknown {
  return {
    instancesSet: { items: [{ imageId: `ami-${hex(17)}`, minCount: 1, maxCount: 1 }] },
    instanceType: 't3.large',
    blockDeviceMapping: {},
    monitoring: { enabled: false },
    disableApiTermination: false,
  };
}
function instances({ hex, id }: Maker): unknown {
  return {
    requestId: id(),
    reservationId: `r-${hex(17)}`,
    instancesSet: {
      items: [
        {
          instanceId: `i-${hex(17)}`,
          imageId: `ami-${hex(17)}`,
          instanceState: { code: 0, name: 'pending' },
          instanceType: 't3.large',
          placement: { availabilityZone: 'eu-central-1b', tenancy: 'default' },
        },
      ],
    },
  };
}
function ingress({ hex }: Maker): unknown {
  return {
    groupId: `sg-${hex(17)}`,
    ipPermissions: {
      items: [
        {
          ipProtocol: 'tcp',
          fromPort: 443,
          toPort: 443,
          groups: {},
          ipRanges: { items: [{ cidrIp: '10.20.0.0/16' }] },
          ipv6Ranges: {},
          prefixListIds: {},
        },
      ],
    },
  };
}
function bucket({ word }: Maker): unknown {
  const name = word();
  return { bucketName: name, acl: '', Host: `${name}.s3.eu-central-1.amazonaws.com` };
}
function agent({ hex }: Maker): unknown {
  return {
    instanceId: `i-${hex(17)}`,
    agentName: 'amazon-ssm-agent',
    agentVersion: '3.3.551.0',
    agentStatus: 'Active',
    platformType: 'Linux',
    platformName: 'Amazon Linux',
    platformVersion: '2023',
    iPAddress: '10.0.12.34',
    computerName: `ip-10-0-12-34.eu-central-1.compute.internal`,
    maxResults: 20,
  };
}
function parameters({ word }: Maker): unknown {
  return { path: `/${word()}/${word()}`, recursive: true, withDecryption: true };
}
function stream({ word, hex }: Maker): unknown {
  return { logGroupName: `/aws/lambda/${word()}`, logStreamName: `2026/03/02/[$LATEST]${hex(32)}` };
}
function code({ word, arn }: Maker): unknown {
  return { functionName: arn('lambda', 'function'), dryRun: false, publish: true, s3Bucket: word() };
}
function image({ word, hex }: Maker): unknown {
  return {
    registryId: '111122223333',
    repositoryName: word(),
    imageIds: [{ imageDigest: `sha256:${hex(64)}` }],
    acceptedMediaTypes: [
      'application/vnd.oci.image.manifest.v1+json',
      'application/vnd.docker.distribution.manifest.v2+json',
    ],
  };
}
function policy({ arn, word }: Maker): unknown {
  const document = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: ['s3:GetObject'], Resource: `arn:aws:s3:::${word()}/*` }],
  };
  return { policyArn: arn('iam', 'policy'), policyDocument: JSON.stringify(document, null, 2), setAsDefault: true };
}
