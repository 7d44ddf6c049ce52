/** Policies of the demo account, as their owners wrote them. */

export interface DemoArns {
  readonly account: string;
  readonly region: string;
}

/** A developer: may do all with EC2 and look around, nothing else. It is more than he needs, as it often is. */
export function developerPolicy(): object {
  return policy([
    {
      Effect: 'Allow',
      Action: ['ec2:*', 'sts:GetCallerIdentity', 'iam:GetUser', 'iam:ListAccountAliases'],
      Resource: '*',
    },
  ]);
}

/** Snapshots and images of the databases, and the keys of the programs that use them. */
export function databasePolicy(): object {
  return policy([
    {
      Effect: 'Allow',
      Action: [
        'ec2:Describe*',
        'ec2:CreateImage',
        'ec2:CreateSnapshot',
        'ec2:CreateTags',
        'ec2:ModifyImageAttribute',
        'iam:CreateAccessKey',
        'iam:ListAccessKeys',
        'iam:ListUsers',
      ],
      Resource: '*',
    },
  ]);
}

/** As the vendor's set-up page asked for it: far more than reading. */
export function metricsPolicy(): object {
  return policy([{ Effect: 'Allow', Action: ['cloudtrail:*', 'ec2:Describe*'], Resource: '*' }]);
}

export function backupPolicy(): object {
  return policy([
    {
      Effect: 'Allow',
      Action: [
        'ec2:Describe*',
        'ec2:CreateSnapshot',
        'ec2:CreateTags',
        'ec2:DeleteSnapshot',
        'ec2:ModifySnapshotAttribute',
      ],
      Resource: '*',
    },
  ]);
}

/** A program that wanted one bucket and got all of S3. */
export function reportsPolicy(): object {
  return policy([{ Effect: 'Allow', Action: 's3:*', Resource: '*' }]);
}

/** Somebody in support: looks, and sees to their own keys. */
export function supportPolicy({ account }: DemoArns): object {
  return policy([
    { Effect: 'Allow', Action: ['ec2:Describe*', 'iam:List*', 'iam:Get*', 's3:ListAllMyBuckets'], Resource: '*' },
    {
      Effect: 'Allow',
      Action: ['iam:CreateAccessKey', 'iam:DeleteAccessKey', 'iam:UpdateAccessKey'],
      Resource: `arn:aws:iam::${account}:user/\${aws:username}`,
    },
  ]);
}

export function deployPolicy(): object {
  return policy([
    {
      Effect: 'Allow',
      Action: ['ec2:Describe*', 'ec2:RunInstances', 'ec2:CreateTags', 'ec2:StartInstances', 'ec2:StopInstances'],
      Resource: '*',
    },
    {
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource: '*',
      Condition: { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } },
    },
  ]);
}

/** Trailbolt itself: its queues, topic and bucket, and the way into its three roles. Nothing in the account by itself. */
export function workerPolicy({ account, region }: DemoArns): object {
  return policy([
    {
      Effect: 'Allow',
      Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'],
      Resource: ['Read', 'Act', 'ActIam'].map((name) => `arn:aws:iam::${account}:role/Trailbolt${name}`),
    },
    {
      Effect: 'Allow',
      Action: [
        'sqs:ReceiveMessage',
        'sqs:DeleteMessage',
        'sqs:ChangeMessageVisibility',
        'sqs:SendMessage',
        'sqs:GetQueueUrl',
        'sqs:GetQueueAttributes',
      ],
      Resource: `arn:aws:sqs:${region}:${account}:trailbolt-*`,
    },
    { Effect: 'Allow', Action: 'sns:Publish', Resource: `arn:aws:sns:${region}:${account}:trailbolt-alerts` },
    { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::trailbolt-sandbox-trail/*' },
  ]);
}

/** Who may become TrailboltRead, TrailboltAct and TrailboltActIam: the worker, which must say for which request it acts. */
export function workerTrust({ account }: DemoArns): object {
  return policy([
    {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${account}:user/trailbolt-worker` },
      Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'],
    },
  ]);
}

export function readPolicy(): object {
  return policy([
    {
      Effect: 'Allow',
      Action: [
        'ec2:Describe*',
        'iam:Get*',
        'iam:List*',
        'cloudtrail:DescribeTrails',
        'cloudtrail:Get*',
        'cloudtrail:ListTags',
        'cloudtrail:LookupEvents',
        'elasticloadbalancing:Describe*',
        'guardduty:GetDetector',
        'guardduty:ListDetectors',
        'rds:Describe*',
        'kms:DescribeKey',
        'kms:List*',
        'lambda:Get*',
        'lambda:List*',
        's3:GetAccountPublicAccessBlock',
        's3:GetBucket*',
      ],
      Resource: '*',
    },
  ]);
}

/** The remedies, and what a plan has to look at; an instance that says it is out of bounds stays so. */
export function actPolicy({ account }: DemoArns): object {
  return policy([
    { Effect: 'Allow', Action: ['ec2:Describe*', 'iam:ListAccountAliases'], Resource: '*' },
    {
      Effect: 'Allow',
      Action: ['ec2:TerminateInstances', 'ec2:StopInstances', 'ec2:StartInstances'],
      Resource: `arn:aws:ec2:*:${account}:instance/*`,
    },
    { Effect: 'Allow', Action: 'cloudtrail:StartLogging', Resource: `arn:aws:cloudtrail:*:${account}:trail/*` },
    { Effect: 'Allow', Action: 'guardduty:CreateDetector', Resource: '*' },
    { Effect: 'Allow', Action: 'guardduty:UpdateDetector', Resource: `arn:aws:guardduty:*:${account}:detector/*` },
    { Effect: 'Allow', Action: 'rds:ModifyDBInstance', Resource: `arn:aws:rds:*:${account}:db:*` },
    {
      Effect: 'Allow',
      Action: ['rds:ModifyDBSnapshotAttribute', 'rds:ModifyDBClusterSnapshotAttribute'],
      Resource: [`arn:aws:rds:*:${account}:snapshot:*`, `arn:aws:rds:*:${account}:cluster-snapshot:*`],
    },
    {
      Effect: 'Allow',
      Action: ['kms:CancelKeyDeletion', 'kms:EnableKey'],
      Resource: `arn:aws:kms:*:${account}:key/*`,
    },
    // The policy is read once more right before a statement of it is removed.
    {
      Effect: 'Allow',
      Action: [
        'lambda:AddPermission',
        'lambda:DeleteFunctionConcurrency',
        'lambda:GetPolicy',
        'lambda:PutFunctionConcurrency',
        'lambda:RemovePermission',
      ],
      Resource: `arn:aws:lambda:*:${account}:function:*`,
    },
    { Effect: 'Allow', Action: 's3:PutBucketPublicAccessBlock', Resource: 'arn:aws:s3:::*' },
    {
      Effect: 'Allow',
      Action: ['ec2:AuthorizeSecurityGroupIngress', 'ec2:RevokeSecurityGroupIngress'],
      Resource: [`arn:aws:ec2:*:${account}:security-group/*`, `arn:aws:ec2:*:${account}:security-group-rule/*`],
    },
    {
      Effect: 'Allow',
      Action: 'ec2:CreateSnapshot',
      Resource: [`arn:aws:ec2:*:${account}:volume/*`, 'arn:aws:ec2:*::snapshot/*'],
    },
    {
      Effect: 'Allow',
      Action: ['ec2:CreateSecurityGroup', 'ec2:ModifyNetworkInterfaceAttribute'],
      Resource: ['instance', 'network-interface', 'security-group', 'vpc'].map(
        (kind) => `arn:aws:ec2:*:${account}:${kind}/*`,
      ),
    },
    {
      Effect: 'Allow',
      Action: 'ec2:RevokeSecurityGroupEgress',
      Resource: `arn:aws:ec2:*:${account}:security-group/*`,
      Condition: { StringEquals: { 'aws:ResourceTag/trailbolt:quarantine': 'true' } },
    },
    {
      Effect: 'Allow',
      Action: 'ec2:ModifyInstanceMetadataOptions',
      Resource: `arn:aws:ec2:*:${account}:instance/*`,
    },
    // Images and snapshots have no account in their ARNs: their owner is it.
    {
      Effect: 'Allow',
      Action: ['ec2:ModifyImageAttribute', 'ec2:ModifySnapshotAttribute'],
      Resource: ['arn:aws:ec2:*::image/*', 'arn:aws:ec2:*::snapshot/*'],
      Condition: { StringEquals: { 'ec2:Owner': account } },
    },
    // Tags only on what it makes, as it makes it.
    {
      Effect: 'Allow',
      Action: 'ec2:CreateTags',
      Resource: [
        `arn:aws:ec2:*:${account}:security-group/*`,
        `arn:aws:ec2:*:${account}:security-group-rule/*`,
        'arn:aws:ec2:*::snapshot/*',
      ],
      Condition: {
        StringEquals: {
          'ec2:CreateAction': ['AuthorizeSecurityGroupIngress', 'CreateSecurityGroup', 'CreateSnapshot'],
        },
      },
    },
    {
      Effect: 'Deny',
      Action: ['ec2:TerminateInstances', 'ec2:StopInstances'],
      Resource: '*',
      Condition: { StringEquals: { 'ec2:ResourceTag/trailbolt': 'never' } },
    },
  ]);
}

/** What remedies write in IAM. One policy may be attached, AWS's own that denies everything, and no other. */
export function actIamPolicy({ account }: DemoArns): object {
  const revocations = `arn:aws:iam::${account}:policy/trailbolt/revoke/*`;
  const denyAll = { ArnEquals: { 'iam:PolicyARN': 'arn:aws:iam::aws:policy/AWSDenyAll' } };
  return policy([
    {
      Effect: 'Allow',
      Action: ['ec2:AssociateIamInstanceProfile', 'ec2:DisassociateIamInstanceProfile'],
      Resource: `arn:aws:ec2:*:${account}:instance/*`,
    },
    {
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource: `arn:aws:iam::${account}:role/*`,
      Condition: { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } },
    },
    {
      Effect: 'Allow',
      Action: [
        'iam:UpdateAccessKey',
        'iam:DetachUserPolicy',
        ...['AccessKey', 'LoginProfile', 'User', 'UserPolicy'].map((what) => `iam:Delete${what}`),
      ],
      Resource: `arn:aws:iam::${account}:user/*`,
    },
    {
      Effect: 'Allow',
      Action: ['iam:RemoveUserFromGroup', 'iam:DetachGroupPolicy'],
      Resource: `arn:aws:iam::${account}:group/*`,
    },
    {
      Effect: 'Allow',
      Action: 'iam:AttachUserPolicy',
      Resource: `arn:aws:iam::${account}:user/*`,
      Condition: denyAll,
    },
    {
      Effect: 'Allow',
      Action: 'iam:AttachRolePolicy',
      Resource: `arn:aws:iam::${account}:role/*`,
      Condition: denyAll,
    },
    { Effect: 'Allow', Action: 'iam:DetachRolePolicy', Resource: `arn:aws:iam::${account}:role/*` },
    // Where somebody wants roles and trails to be put back as they were; it is the right to set them to anything.
    { Effect: 'Allow', Action: 'iam:UpdateAssumeRolePolicy', Resource: `arn:aws:iam::${account}:role/*` },
    { Effect: 'Allow', Action: 'cloudtrail:PutEventSelectors', Resource: `arn:aws:cloudtrail:*:${account}:trail/*` },
    // What it makes it can only set as a boundary, and a boundary gives nobody a right.
    { Effect: 'Allow', Action: ['iam:CreatePolicy', 'iam:DeletePolicy'], Resource: revocations },
    {
      Effect: 'Allow',
      Action: ['iam:PutRolePermissionsBoundary', 'iam:DeleteRolePermissionsBoundary'],
      Resource: `arn:aws:iam::${account}:role/*`,
      Condition: { ArnLike: { 'iam:PermissionsBoundary': revocations } },
    },
  ]);
}

export function serviceTrust(service: string): object {
  return policy([{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }]);
}

/** Only people whom Identity Center signs in. */
export function ssoTrust({ account }: DemoArns): object {
  const Federated = `arn:aws:iam::${account}:saml-provider/AWSSSO_0a1b2c3d4e5f6071_DO_NOT_DELETE`;
  const Condition = { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } };
  return policy([
    { Effect: 'Allow', Principal: { Federated }, Action: ['sts:AssumeRoleWithSAML', 'sts:TagSession'], Condition },
  ]);
}

function policy(statements: readonly object[]): object {
  return { Version: '2012-10-17', Statement: statements };
}
