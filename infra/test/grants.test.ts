import { describe, expect, test } from 'vitest';
import { namers } from '../../src/enrich/names/index.ts';
import { parsePolicy } from '../../src/sandbox/aws/iam/document.ts';
import { evaluate } from '../../src/sandbox/aws/iam/evaluate.ts';
import { grantsOf, statementsFor } from '../grants.ts';

const OWN = 'arn:aws:ec2:eu-central-1:111122223333';
/** Images and snapshots have no account in their ARNs. */
const NOBODY = 'arn:aws:ec2:eu-central-1:';
const KEY = 'arn:aws:kms:eu-central-1:111122223333:key/00000000-0000-4000-8000-00000000cafe';
const FUNCTION = 'arn:aws:lambda:eu-central-1:111122223333:function:resize';
const IAM = 'arn:aws:iam::111122223333';
const DENY_ALL = 'arn:aws:iam::aws:policy/AWSDenyAll';

/** An acting role's policy, as the account 111122223333 would have it. */
function actingRole(role: 'act' | 'actIam') {
  const statements = statementsFor(grantsOf()[role]).map(({ permissions, scope }) => ({
    Effect: 'Allow',
    Action: permissions,
    Resource: scope.resources.map((end) => (end === '*' ? end : `arn:aws:${end}`)),
    ...(scope.conditions === undefined ? {} : { Condition: scope.conditions }),
  }));
  const text = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  const here = text.replaceAll('{account}', '111122223333').replaceAll('{partition}', 'aws');
  const document = parsePolicy(here, 'identity');
  if ('malformed' in document) throw new Error(document.malformed);
  return document;
}

/** What the role may do to a resource, where the call comes with these condition keys. */
function ask(
  action: string,
  resource: string,
  context: Record<string, string> = {},
  role: 'act' | 'actIam' = 'act',
): string {
  const entries = Object.entries(context).map(([key, value]): [string, string[]] => [key.toLowerCase(), [value]]);
  return evaluate([actingRole(role)], { action, resource, context: new Map(entries) });
}

test('the reading role may read what things are called', () => {
  expect(grantsOf().read).toEqual(expect.arrayContaining(namers.flatMap(({ permissions }) => permissions)));
});

// moto looks at names only, so these are where resources and conditions are held to what was meant.
describe('the acting role', () => {
  test.each([
    ['ec2:TerminateInstances', `${OWN}:instance/i-0123456789abcdef0`, {}],
    ['ec2:RevokeSecurityGroupIngress', `${OWN}:security-group/sg-0123456789abcdef0`, {}],
    ['ec2:RevokeSecurityGroupIngress', `${OWN}:security-group-rule/sgr-0123456789abcdef0`, {}],
    ['ec2:AuthorizeSecurityGroupIngress', `${OWN}:security-group/sg-0123456789abcdef0`, {}],
    ['ec2:CreateTags', `${OWN}:security-group-rule/*`, { 'ec2:CreateAction': 'AuthorizeSecurityGroupIngress' }],
    ['ec2:CreateTags', `${OWN}:security-group/*`, { 'ec2:CreateAction': 'CreateSecurityGroup' }],
    ['ec2:CreateSecurityGroup', `${OWN}:security-group/*`, { 'aws:RequestTag/trailbolt:quarantine': 'true' }],
    ['ec2:CreateSecurityGroup', `${OWN}:vpc/vpc-0123456789abcdef0`, {}],
    [
      'ec2:RevokeSecurityGroupEgress',
      `${OWN}:security-group/sg-0123456789abcdef0`,
      { 'aws:ResourceTag/trailbolt:quarantine': 'true' },
    ],
    ['ec2:ModifyInstanceMetadataOptions', `${OWN}:instance/i-0123456789abcdef0`, {}],
    ['ec2:ModifyImageAttribute', `${NOBODY}:image/ami-0123456789abcdef0`, { 'ec2:Owner': '111122223333' }],
    ['ec2:ModifySnapshotAttribute', `${NOBODY}:snapshot/snap-0123456789abcdef0`, { 'ec2:Owner': '111122223333' }],
    ['ec2:ModifyNetworkInterfaceAttribute', `${OWN}:network-interface/eni-0123456789abcdef0`, {}],
    ['ec2:ModifyNetworkInterfaceAttribute', `${OWN}:security-group/sg-0123456789abcdef0`, {}],
    ['cloudtrail:StartLogging', 'arn:aws:cloudtrail:eu-central-1:111122223333:trail/all', {}],
    ['s3:PutBucketPublicAccessBlock', 'arn:aws:s3:::some-bucket', { 'aws:ResourceAccount': '111122223333' }],
    ['guardduty:UpdateDetector', 'arn:aws:guardduty:eu-central-1:111122223333:detector/1', {}],
    ['guardduty:CreateDetector', '*', {}],
    ['rds:ModifyDBSnapshotAttribute', 'arn:aws:rds:eu-central-1:111122223333:snapshot:orders-1', {}],
    ['rds:ModifyDBInstance', 'arn:aws:rds:eu-central-1:111122223333:db:orders', {}],
    ['rds:ModifyDBClusterSnapshotAttribute', 'arn:aws:rds:eu-central-1:111122223333:cluster-snapshot:shop-1', {}],
    ['kms:CancelKeyDeletion', KEY, {}],
    ['kms:EnableKey', KEY, {}],
    ['lambda:RemovePermission', FUNCTION, {}],
    ['lambda:RemovePermission', `${FUNCTION}:live`, {}],
    ['lambda:AddPermission', FUNCTION, {}],
    ['lambda:PutFunctionConcurrency', FUNCTION, {}],
    ['lambda:DeleteFunctionConcurrency', FUNCTION, {}],
  ])('may %s on %s %j', (action, resource, context) => {
    expect(ask(action, resource, context)).toBe('allow');
  });

  test.each([
    ['ec2:TerminateInstances', 'arn:aws:ec2:eu-central-1:444455556666:instance/i-0123456789abcdef0', {}],
    ['ec2:RevokeSecurityGroupIngress', 'arn:aws:ec2:eu-central-1:444455556666:security-group/sg-1', {}],
    ['ec2:AuthorizeSecurityGroupEgress', `${OWN}:security-group/sg-0123456789abcdef0`, {}],
    ['ec2:CreateSecurityGroup', `${OWN}:security-group/*`, {}],
    ['iam:PassRole', `${IAM}:role/web`, { 'iam:PassedToService': 'ec2.amazonaws.com' }],
    ['ec2:AssociateIamInstanceProfile', `${OWN}:instance/i-0123456789abcdef0`, {}],
    ['ec2:CreateSecurityGroup', `${OWN}:security-group/*`, { 'aws:RequestTag/team': 'web' }],
    ['ec2:RevokeSecurityGroupEgress', `${OWN}:security-group/sg-0123456789abcdef0`, {}],
    [
      'ec2:RevokeSecurityGroupEgress',
      `${OWN}:security-group/sg-0123456789abcdef0`,
      { 'aws:ResourceTag/trailbolt:quarantine': 'false' },
    ],
    ['ec2:ModifyImageAttribute', `${NOBODY}:image/ami-0123456789abcdef0`, { 'ec2:Owner': '444455556666' }],
    ['ec2:ModifyImageAttribute', `${NOBODY}:image/ami-0123456789abcdef0`, {}],
    ['ec2:ModifySnapshotAttribute', `${NOBODY}:snapshot/snap-0123456789abcdef0`, { 'ec2:Owner': '444455556666' }],
    ['ec2:ModifyInstanceMetadataOptions', 'arn:aws:ec2:eu-central-1:444455556666:instance/i-1', {}],
    ['ec2:ModifyNetworkInterfaceAttribute', `${OWN}:subnet/subnet-0123456789abcdef0`, {}],
    [
      'ec2:ModifyNetworkInterfaceAttribute',
      'arn:aws:ec2:eu-central-1:444455556666:network-interface/eni-0123456789abcdef0',
      {},
    ],
    ['ec2:CreateTags', `${OWN}:security-group-rule/sgr-0123456789abcdef0`, {}],
    ['ec2:CreateTags', `${OWN}:instance/i-0123456789abcdef0`, {}],
    ['ec2:CreateTags', `${OWN}:instance/i-0123456789abcdef0`, { 'ec2:CreateAction': 'RunInstances' }],
    ['cloudtrail:StopLogging', 'arn:aws:cloudtrail:eu-central-1:111122223333:trail/all', {}],
    ['cloudtrail:StartLogging', 'arn:aws:cloudtrail:eu-central-1:444455556666:trail/all', {}],
    ['s3:PutBucketPublicAccessBlock', 'arn:aws:s3:::some-bucket', { 'aws:ResourceAccount': '444455556666' }],
    ['s3:PutBucketPublicAccessBlock', 'arn:aws:s3:::some-bucket', {}],
    ['s3:PutBucketPolicy', 'arn:aws:s3:::some-bucket', { 'aws:ResourceAccount': '111122223333' }],
    ['guardduty:UpdateDetector', 'arn:aws:guardduty:eu-central-1:444455556666:detector/1', {}],
    ['rds:ModifyDBSnapshotAttribute', 'arn:aws:rds:eu-central-1:444455556666:snapshot:orders-1', {}],
    ['rds:ModifyDBInstance', 'arn:aws:rds:eu-central-1:444455556666:db:orders', {}],
    ['rds:DeleteDBInstance', 'arn:aws:rds:eu-central-1:111122223333:db:orders', {}],
    ['rds:DeleteDBSnapshot', 'arn:aws:rds:eu-central-1:111122223333:snapshot:orders-1', {}],
    ['guardduty:DeleteDetector', 'arn:aws:guardduty:eu-central-1:111122223333:detector/1', {}],
    ['kms:DisableKey', KEY, {}],
    ['kms:ScheduleKeyDeletion', KEY, {}],
    ['kms:PutKeyPolicy', KEY, {}],
    ['kms:Decrypt', KEY, {}],
    ['kms:EnableKey', KEY.replace('111122223333', '444455556666'), {}],
    ['lambda:UpdateFunctionCode', FUNCTION, {}],
    ['lambda:InvokeFunction', FUNCTION, {}],
    ['lambda:RemovePermission', FUNCTION.replace('111122223333', '444455556666'), {}],
    ['iam:UpdateAccessKey', `${IAM}:user/dave`, {}],
    ['iam:AttachUserPolicy', `${IAM}:user/dave`, { 'iam:PolicyARN': DENY_ALL }],
  ])('may not %s on %s %j', (action, resource, context) => {
    expect(ask(action, resource, context)).toBe('none');
  });
});

const REVOCATION = `${IAM}:policy/trailbolt/revoke/TrailboltRevoke-request-1-deploy`;

describe('the acting role for IAM', () => {
  test.each([
    ['iam:UpdateAccessKey', `${IAM}:user/staff/dave`, {}],
    ['iam:AttachUserPolicy', `${IAM}:user/dave`, { 'iam:PolicyARN': DENY_ALL }],
    ['iam:DetachUserPolicy', `${IAM}:user/dave`, { 'iam:PolicyARN': DENY_ALL }],
    ['iam:DetachUserPolicy', `${IAM}:user/dave`, { 'iam:PolicyARN': 'arn:aws:iam::aws:policy/AdministratorAccess' }],
    ['iam:DeleteUser', `${IAM}:user/staff/dave`, {}],
    ['ec2:DisassociateIamInstanceProfile', `${OWN}:instance/i-0123456789abcdef0`, {}],
    ['ec2:AssociateIamInstanceProfile', `${OWN}:instance/i-0123456789abcdef0`, {}],
    ['iam:PassRole', `${IAM}:role/web`, { 'iam:PassedToService': 'ec2.amazonaws.com' }],
    ['iam:RemoveUserFromGroup', `${IAM}:group/admins`, {}],
    ['iam:AttachRolePolicy', `${IAM}:role/deploy`, { 'iam:PolicyARN': DENY_ALL }],
    ['iam:DetachRolePolicy', `${IAM}:role/deploy`, { 'iam:PolicyARN': DENY_ALL }],
    ['iam:DetachRolePolicy', `${IAM}:role/deploy`, { 'iam:PolicyARN': 'arn:aws:iam::aws:policy/SecurityAudit' }],
    ['iam:DetachGroupPolicy', `${IAM}:group/admins`, { 'iam:PolicyARN': 'arn:aws:iam::aws:policy/SecurityAudit' }],
    ['iam:CreatePolicy', REVOCATION, {}],
    ['iam:DeletePolicy', REVOCATION, {}],
    ['iam:PutRolePermissionsBoundary', `${IAM}:role/deploy`, { 'iam:PermissionsBoundary': REVOCATION }],
    ['iam:DeleteRolePermissionsBoundary', `${IAM}:role/deploy`, { 'iam:PermissionsBoundary': REVOCATION }],
  ])('may %s on %s %j', (action, resource, context) => {
    expect(ask(action, resource, context, 'actIam')).toBe('allow');
  });

  test.each([
    ['iam:UpdateAccessKey', 'arn:aws:iam::444455556666:user/dave', {}],
    ['iam:CreateAccessKey', `${IAM}:user/dave`, {}],
    ['iam:PassRole', `${IAM}:role/web`, { 'iam:PassedToService': 'lambda.amazonaws.com' }],
    ['iam:PassRole', `${IAM}:role/web`, {}],
    ['iam:AttachUserPolicy', `${IAM}:user/dave`, { 'iam:PolicyARN': 'arn:aws:iam::aws:policy/AdministratorAccess' }],
    ['iam:AttachUserPolicy', `${IAM}:user/dave`, { 'iam:PolicyARN': `${IAM}:policy/AWSDenyAll` }],
    ['iam:AttachUserPolicy', `${IAM}:user/dave`, {}],
    ['iam:AttachRolePolicy', `${IAM}:role/deploy`, { 'iam:PolicyARN': 'arn:aws:iam::aws:policy/IAMFullAccess' }],
    ['iam:PutRolePolicy', `${IAM}:role/deploy`, {}],
    ['iam:UpdateAssumeRolePolicy', `${IAM}:role/deploy`, {}],
    ['iam:PutUserPolicy', `${IAM}:user/dave`, {}],
    ['iam:AddUserToGroup', `${IAM}:group/admins`, {}],
    ['iam:AttachRolePolicy', `${IAM}:role/deploy`, { 'iam:PolicyARN': REVOCATION }],
    ['iam:CreatePolicy', `${IAM}:policy/everything`, {}],
    ['iam:DeletePolicy', `${IAM}:policy/bounds`, {}],
    ['iam:CreatePolicyVersion', REVOCATION, {}],
    ['iam:PutRolePermissionsBoundary', `${IAM}:role/deploy`, { 'iam:PermissionsBoundary': `${IAM}:policy/bounds` }],
    ['iam:PutRolePermissionsBoundary', `${IAM}:role/deploy`, {}],
    ['iam:PutUserPermissionsBoundary', `${IAM}:user/dave`, { 'iam:PermissionsBoundary': REVOCATION }],
    ['iam:DeleteRolePermissionsBoundary', `${IAM}:role/deploy`, { 'iam:PermissionsBoundary': `${IAM}:policy/bounds` }],
    ['iam:DeleteRole', `${IAM}:role/deploy`, {}],
    ['iam:DeleteUser', 'arn:aws:iam::444455556666:user/dave', {}],
    ['ec2:TerminateInstances', `${OWN}:instance/i-0123456789abcdef0`, {}],
  ])('may not %s on %s %j', (action, resource, context) => {
    expect(ask(action, resource, context, 'actIam')).toBe('none');
  });
});
