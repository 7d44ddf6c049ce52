/**
 * AWS managed policies that the account knows, by name. AdministratorAccess, AWSDenyAll, AmazonEC2FullAccess and
 * IAMFullAccess are as AWS has them for the services emulated here; the others are cut down to them
 * ("AWS managed policy reference").
 */
export const MANAGED_POLICIES: Readonly<Record<string, object>> = {
  AdministratorAccess: allow(['*']),
  AWSDenyAll: { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }] },
  AWSCompromisedKeyQuarantineV3: {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Deny',
        Action: [
          'ec2:RequestSpotInstances',
          'ec2:RunInstances',
          'ec2:StartInstances',
          'iam:AddUserToGroup',
          'iam:AttachGroupPolicy',
          'iam:AttachRolePolicy',
          'iam:AttachUserPolicy',
          'iam:ChangePassword',
          'iam:CreateAccessKey',
          'iam:CreateLoginProfile',
          'iam:CreateRole',
          'iam:CreateUser',
          'iam:DetachUserPolicy',
          'iam:PutUserPolicy',
          'iam:UpdateAccessKey',
          'iam:UpdateLoginProfile',
        ],
        Resource: '*',
      },
    ],
  },
  PowerUserAccess: {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', NotAction: ['iam:*', 'organizations:*', 'account:*'], Resource: '*' },
      { Effect: 'Allow', Action: ['iam:ListRoles', 'iam:GetRole', 'iam:CreateServiceLinkedRole'], Resource: '*' },
    ],
  },
  AmazonEC2FullAccess: allow(['ec2:*', 'elasticloadbalancing:*', 'cloudwatch:*', 'autoscaling:*']),
  AmazonEC2ReadOnlyAccess: allow(['ec2:Describe*', 'ec2:GetSecurityGroupsForVpc']),
  IAMFullAccess: allow(['iam:*', 'organizations:DescribeAccount', 'organizations:DescribeOrganization']),
  IAMReadOnlyAccess: allow(['iam:Get*', 'iam:List*']),
  ReadOnlyAccess: allow([
    'ec2:Describe*',
    'iam:Get*',
    'iam:List*',
    'cloudtrail:Describe*',
    'cloudtrail:Get*',
    'cloudtrail:List*',
    'cloudtrail:LookupEvents',
    's3:Get*',
    's3:List*',
    'sns:Get*',
    'sns:List*',
    'sqs:Get*',
    'sqs:List*',
  ]),
  SecurityAudit: allow([
    'ec2:Describe*',
    'iam:Get*',
    'iam:List*',
    'cloudtrail:Describe*',
    'cloudtrail:Get*',
    'cloudtrail:LookupEvents',
  ]),
};

function allow(actions: readonly string[]): object {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] };
}
