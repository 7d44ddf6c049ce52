import type * as CloudTrail from '@aws-sdk/client-cloudtrail';
import type * as Ec2 from '@aws-sdk/client-ec2';
import type * as Balancing from '@aws-sdk/client-elastic-load-balancing-v2';
import type * as GuardDuty from '@aws-sdk/client-guardduty';
import type * as Iam from '@aws-sdk/client-iam';
import type * as Rds from '@aws-sdk/client-rds';
import type * as Kms from '@aws-sdk/client-kms';
import type * as Lambda from '@aws-sdk/client-lambda';
import type * as S3 from '@aws-sdk/client-s3';
import type * as S3Control from '@aws-sdk/client-s3-control';

/**
 * The calls that actions and inspectors may make, named by the IAM permission that each needs. Types only: the adapter
 * loads the client on demand. To use another API, add its line here and in the adapter.
 */
export interface AwsCalls {
  'cloudtrail:DescribeTrails': [CloudTrail.DescribeTrailsCommandInput, CloudTrail.DescribeTrailsCommandOutput];
  'cloudtrail:GetEventSelectors': [CloudTrail.GetEventSelectorsCommandInput, CloudTrail.GetEventSelectorsCommandOutput];
  'cloudtrail:GetTrail': [CloudTrail.GetTrailCommandInput, CloudTrail.GetTrailCommandOutput];
  'cloudtrail:GetTrailStatus': [CloudTrail.GetTrailStatusCommandInput, CloudTrail.GetTrailStatusCommandOutput];
  'cloudtrail:ListTags': [CloudTrail.ListTagsCommandInput, CloudTrail.ListTagsCommandOutput];
  'cloudtrail:LookupEvents': [CloudTrail.LookupEventsCommandInput, CloudTrail.LookupEventsCommandOutput];
  'cloudtrail:PutEventSelectors': [CloudTrail.PutEventSelectorsCommandInput, CloudTrail.PutEventSelectorsCommandOutput];
  'cloudtrail:StartLogging': [CloudTrail.StartLoggingCommandInput, CloudTrail.StartLoggingCommandOutput];
  'ec2:AssociateIamInstanceProfile': [
    Ec2.AssociateIamInstanceProfileCommandInput,
    Ec2.AssociateIamInstanceProfileCommandOutput,
  ];
  'ec2:AuthorizeSecurityGroupIngress': [
    Ec2.AuthorizeSecurityGroupIngressCommandInput,
    Ec2.AuthorizeSecurityGroupIngressCommandOutput,
  ];
  'ec2:CreateSecurityGroup': [Ec2.CreateSecurityGroupCommandInput, Ec2.CreateSecurityGroupCommandOutput];
  'ec2:DescribeIamInstanceProfileAssociations': [
    Ec2.DescribeIamInstanceProfileAssociationsCommandInput,
    Ec2.DescribeIamInstanceProfileAssociationsCommandOutput,
  ];
  'ec2:DescribeImageAttribute': [Ec2.DescribeImageAttributeCommandInput, Ec2.DescribeImageAttributeCommandOutput];
  'ec2:DescribeImages': [Ec2.DescribeImagesCommandInput, Ec2.DescribeImagesCommandOutput];
  'ec2:DescribeNetworkInterfaces': [
    Ec2.DescribeNetworkInterfacesCommandInput,
    Ec2.DescribeNetworkInterfacesCommandOutput,
  ];
  'ec2:DescribeSecurityGroupRules': [
    Ec2.DescribeSecurityGroupRulesCommandInput,
    Ec2.DescribeSecurityGroupRulesCommandOutput,
  ];
  'ec2:DescribeSecurityGroups': [Ec2.DescribeSecurityGroupsCommandInput, Ec2.DescribeSecurityGroupsCommandOutput];
  'ec2:DescribeSnapshotAttribute': [
    Ec2.DescribeSnapshotAttributeCommandInput,
    Ec2.DescribeSnapshotAttributeCommandOutput,
  ];
  'ec2:DisassociateIamInstanceProfile': [
    Ec2.DisassociateIamInstanceProfileCommandInput,
    Ec2.DisassociateIamInstanceProfileCommandOutput,
  ];
  'ec2:ModifyImageAttribute': [Ec2.ModifyImageAttributeCommandInput, Ec2.ModifyImageAttributeCommandOutput];
  'ec2:ModifyInstanceMetadataOptions': [
    Ec2.ModifyInstanceMetadataOptionsCommandInput,
    Ec2.ModifyInstanceMetadataOptionsCommandOutput,
  ];
  'ec2:ModifyNetworkInterfaceAttribute': [
    Ec2.ModifyNetworkInterfaceAttributeCommandInput,
    Ec2.ModifyNetworkInterfaceAttributeCommandOutput,
  ];
  'ec2:ModifySnapshotAttribute': [Ec2.ModifySnapshotAttributeCommandInput, Ec2.ModifySnapshotAttributeCommandOutput];
  'ec2:RevokeSecurityGroupEgress': [
    Ec2.RevokeSecurityGroupEgressCommandInput,
    Ec2.RevokeSecurityGroupEgressCommandOutput,
  ];
  'ec2:RevokeSecurityGroupIngress': [
    Ec2.RevokeSecurityGroupIngressCommandInput,
    Ec2.RevokeSecurityGroupIngressCommandOutput,
  ];
  'ec2:CreateSnapshot': [Ec2.CreateSnapshotCommandInput, Ec2.CreateSnapshotCommandOutput];
  'ec2:CreateTags': [Ec2.CreateTagsCommandInput, Ec2.CreateTagsCommandOutput];
  'ec2:DescribeInstances': [Ec2.DescribeInstancesCommandInput, Ec2.DescribeInstancesCommandOutput];
  'ec2:DescribeInstanceAttribute': [
    Ec2.DescribeInstanceAttributeCommandInput,
    Ec2.DescribeInstanceAttributeCommandOutput,
  ];
  'ec2:DescribeSnapshots': [Ec2.DescribeSnapshotsCommandInput, Ec2.DescribeSnapshotsCommandOutput];
  'ec2:DescribeVolumes': [Ec2.DescribeVolumesCommandInput, Ec2.DescribeVolumesCommandOutput];
  'ec2:StartInstances': [Ec2.StartInstancesCommandInput, Ec2.StartInstancesCommandOutput];
  'ec2:StopInstances': [Ec2.StopInstancesCommandInput, Ec2.StopInstancesCommandOutput];
  'ec2:TerminateInstances': [Ec2.TerminateInstancesCommandInput, Ec2.TerminateInstancesCommandOutput];
  'elasticloadbalancing:DescribeTargetGroups': [
    Balancing.DescribeTargetGroupsCommandInput,
    Balancing.DescribeTargetGroupsCommandOutput,
  ];
  'elasticloadbalancing:DescribeTargetHealth': [
    Balancing.DescribeTargetHealthCommandInput,
    Balancing.DescribeTargetHealthCommandOutput,
  ];
  'guardduty:CreateDetector': [GuardDuty.CreateDetectorCommandInput, GuardDuty.CreateDetectorCommandOutput];
  'guardduty:GetDetector': [GuardDuty.GetDetectorCommandInput, GuardDuty.GetDetectorCommandOutput];
  'guardduty:ListDetectors': [GuardDuty.ListDetectorsCommandInput, GuardDuty.ListDetectorsCommandOutput];
  'guardduty:UpdateDetector': [GuardDuty.UpdateDetectorCommandInput, GuardDuty.UpdateDetectorCommandOutput];
  'iam:AttachRolePolicy': [Iam.AttachRolePolicyCommandInput, Iam.AttachRolePolicyCommandOutput];
  'iam:AttachUserPolicy': [Iam.AttachUserPolicyCommandInput, Iam.AttachUserPolicyCommandOutput];
  'iam:CreatePolicy': [Iam.CreatePolicyCommandInput, Iam.CreatePolicyCommandOutput];
  'iam:DeleteAccessKey': [Iam.DeleteAccessKeyCommandInput, Iam.DeleteAccessKeyCommandOutput];
  'iam:DeleteLoginProfile': [Iam.DeleteLoginProfileCommandInput, Iam.DeleteLoginProfileCommandOutput];
  'iam:DeletePolicy': [Iam.DeletePolicyCommandInput, Iam.DeletePolicyCommandOutput];
  'iam:DeleteRolePermissionsBoundary': [
    Iam.DeleteRolePermissionsBoundaryCommandInput,
    Iam.DeleteRolePermissionsBoundaryCommandOutput,
  ];
  'iam:DeleteUser': [Iam.DeleteUserCommandInput, Iam.DeleteUserCommandOutput];
  'iam:DeleteUserPolicy': [Iam.DeleteUserPolicyCommandInput, Iam.DeleteUserPolicyCommandOutput];
  'iam:DetachGroupPolicy': [Iam.DetachGroupPolicyCommandInput, Iam.DetachGroupPolicyCommandOutput];
  'iam:DetachRolePolicy': [Iam.DetachRolePolicyCommandInput, Iam.DetachRolePolicyCommandOutput];
  'iam:DetachUserPolicy': [Iam.DetachUserPolicyCommandInput, Iam.DetachUserPolicyCommandOutput];
  'iam:GetAccessKeyLastUsed': [Iam.GetAccessKeyLastUsedCommandInput, Iam.GetAccessKeyLastUsedCommandOutput];
  'iam:GetGroup': [Iam.GetGroupCommandInput, Iam.GetGroupCommandOutput];
  'iam:GetInstanceProfile': [Iam.GetInstanceProfileCommandInput, Iam.GetInstanceProfileCommandOutput];
  'iam:GetLoginProfile': [Iam.GetLoginProfileCommandInput, Iam.GetLoginProfileCommandOutput];
  'iam:GetPolicy': [Iam.GetPolicyCommandInput, Iam.GetPolicyCommandOutput];
  'iam:GetRole': [Iam.GetRoleCommandInput, Iam.GetRoleCommandOutput];
  'iam:GetUser': [Iam.GetUserCommandInput, Iam.GetUserCommandOutput];
  'iam:ListAccessKeys': [Iam.ListAccessKeysCommandInput, Iam.ListAccessKeysCommandOutput];
  /** No call of its own: what handing a role to an instance needs besides. */
  'iam:PassRole': [never, never];
  'iam:ListAccountAliases': [Iam.ListAccountAliasesCommandInput, Iam.ListAccountAliasesCommandOutput];
  'iam:ListAttachedGroupPolicies': [
    Iam.ListAttachedGroupPoliciesCommandInput,
    Iam.ListAttachedGroupPoliciesCommandOutput,
  ];
  'iam:ListAttachedRolePolicies': [Iam.ListAttachedRolePoliciesCommandInput, Iam.ListAttachedRolePoliciesCommandOutput];
  'iam:ListAttachedUserPolicies': [Iam.ListAttachedUserPoliciesCommandInput, Iam.ListAttachedUserPoliciesCommandOutput];
  'iam:ListGroupsForUser': [Iam.ListGroupsForUserCommandInput, Iam.ListGroupsForUserCommandOutput];
  'iam:ListMFADevices': [Iam.ListMFADevicesCommandInput, Iam.ListMFADevicesCommandOutput];
  'iam:ListRoles': [Iam.ListRolesCommandInput, Iam.ListRolesCommandOutput];
  'iam:ListUserPolicies': [Iam.ListUserPoliciesCommandInput, Iam.ListUserPoliciesCommandOutput];
  'iam:ListUsers': [Iam.ListUsersCommandInput, Iam.ListUsersCommandOutput];
  'iam:PutRolePermissionsBoundary': [
    Iam.PutRolePermissionsBoundaryCommandInput,
    Iam.PutRolePermissionsBoundaryCommandOutput,
  ];
  'iam:RemoveUserFromGroup': [Iam.RemoveUserFromGroupCommandInput, Iam.RemoveUserFromGroupCommandOutput];
  'iam:UpdateAccessKey': [Iam.UpdateAccessKeyCommandInput, Iam.UpdateAccessKeyCommandOutput];
  'iam:UpdateAssumeRolePolicy': [Iam.UpdateAssumeRolePolicyCommandInput, Iam.UpdateAssumeRolePolicyCommandOutput];
  'rds:DescribeDBClusterSnapshotAttributes': [
    Rds.DescribeDBClusterSnapshotAttributesCommandInput,
    Rds.DescribeDBClusterSnapshotAttributesCommandOutput,
  ];
  'rds:DescribeDBClusterSnapshots': [
    Rds.DescribeDBClusterSnapshotsCommandInput,
    Rds.DescribeDBClusterSnapshotsCommandOutput,
  ];
  'rds:DescribeDBInstances': [Rds.DescribeDBInstancesCommandInput, Rds.DescribeDBInstancesCommandOutput];
  'rds:DescribeDBSnapshotAttributes': [
    Rds.DescribeDBSnapshotAttributesCommandInput,
    Rds.DescribeDBSnapshotAttributesCommandOutput,
  ];
  'rds:DescribeDBSnapshots': [Rds.DescribeDBSnapshotsCommandInput, Rds.DescribeDBSnapshotsCommandOutput];
  'rds:ModifyDBClusterSnapshotAttribute': [
    Rds.ModifyDBClusterSnapshotAttributeCommandInput,
    Rds.ModifyDBClusterSnapshotAttributeCommandOutput,
  ];
  'rds:ModifyDBInstance': [Rds.ModifyDBInstanceCommandInput, Rds.ModifyDBInstanceCommandOutput];
  'rds:ModifyDBSnapshotAttribute': [
    Rds.ModifyDBSnapshotAttributeCommandInput,
    Rds.ModifyDBSnapshotAttributeCommandOutput,
  ];
  'kms:CancelKeyDeletion': [Kms.CancelKeyDeletionCommandInput, Kms.CancelKeyDeletionCommandOutput];
  'kms:DescribeKey': [Kms.DescribeKeyCommandInput, Kms.DescribeKeyCommandOutput];
  'kms:EnableKey': [Kms.EnableKeyCommandInput, Kms.EnableKeyCommandOutput];
  'kms:ListAliases': [Kms.ListAliasesCommandInput, Kms.ListAliasesCommandOutput];
  'kms:ListResourceTags': [Kms.ListResourceTagsCommandInput, Kms.ListResourceTagsCommandOutput];
  'lambda:AddPermission': [Lambda.AddPermissionCommandInput, Lambda.AddPermissionCommandOutput];
  'lambda:DeleteFunctionConcurrency': [
    Lambda.DeleteFunctionConcurrencyCommandInput,
    Lambda.DeleteFunctionConcurrencyCommandOutput,
  ];
  'lambda:GetFunctionConcurrency': [
    Lambda.GetFunctionConcurrencyCommandInput,
    Lambda.GetFunctionConcurrencyCommandOutput,
  ];
  'lambda:GetFunctionConfiguration': [
    Lambda.GetFunctionConfigurationCommandInput,
    Lambda.GetFunctionConfigurationCommandOutput,
  ];
  'lambda:GetFunctionUrlConfig': [Lambda.GetFunctionUrlConfigCommandInput, Lambda.GetFunctionUrlConfigCommandOutput];
  'lambda:GetPolicy': [Lambda.GetPolicyCommandInput, Lambda.GetPolicyCommandOutput];
  'lambda:ListEventSourceMappings': [
    Lambda.ListEventSourceMappingsCommandInput,
    Lambda.ListEventSourceMappingsCommandOutput,
  ];
  'lambda:ListTags': [Lambda.ListTagsCommandInput, Lambda.ListTagsCommandOutput];
  'lambda:PutFunctionConcurrency': [
    Lambda.PutFunctionConcurrencyCommandInput,
    Lambda.PutFunctionConcurrencyCommandOutput,
  ];
  'lambda:RemovePermission': [Lambda.RemovePermissionCommandInput, Lambda.RemovePermissionCommandOutput];
  's3:GetAccountPublicAccessBlock': [
    S3Control.GetPublicAccessBlockCommandInput,
    S3Control.GetPublicAccessBlockCommandOutput,
  ];
  's3:GetBucketAcl': [S3.GetBucketAclCommandInput, S3.GetBucketAclCommandOutput];
  's3:GetBucketPolicyStatus': [S3.GetBucketPolicyStatusCommandInput, S3.GetBucketPolicyStatusCommandOutput];
  's3:GetBucketPublicAccessBlock': [S3.GetPublicAccessBlockCommandInput, S3.GetPublicAccessBlockCommandOutput];
  's3:GetBucketTagging': [S3.GetBucketTaggingCommandInput, S3.GetBucketTaggingCommandOutput];
  's3:GetBucketWebsite': [S3.GetBucketWebsiteCommandInput, S3.GetBucketWebsiteCommandOutput];
  's3:PutBucketPublicAccessBlock': [
    Partial<Pick<S3.PutPublicAccessBlockCommandInput, 'PublicAccessBlockConfiguration'>> &
      S3.DeletePublicAccessBlockCommandInput,
    S3.PutPublicAccessBlockCommandOutput,
  ];
}

export type AwsPermission = keyof AwsCalls;

/** An answer of AWS with its request id, by which our own records are recognised in the trail. */
export interface AwsAnswer<T> {
  readonly output: T;
  readonly requestId: string | undefined;
}

/** One assumed role in one account and Region. Refuses what was not declared, before anything is sent. */
export interface AwsSession {
  readonly account: string;
  readonly region: string;
  /**
   * @throws TrailboltError `aws.undeclared` (a programming error: the permission was not asked for), `aws.denied`,
   * `aws.not-found`, `aws.throttled`, `aws.refused` (any other 4xx), `aws.unknown-outcome` (time-out or 5xx of a call
   * that changes something: it may or may not have happened), `aws.unavailable` (no answer, and nothing happened: a call
   * that only reads, or one that never left).
   */
  call<P extends AwsPermission>(permission: P, input: AwsCalls[P][0]): Promise<AwsAnswer<AwsCalls[P][1]>>;
}

export interface Aws {
  /**
   * The reading role of the account, limited to these permissions.
   * @throws TrailboltError `aws.account-unknown` for an account that the policy does not list, `aws.no-role` where it
   * names no role or the role cannot be assumed, `aws.throttled`, `aws.unavailable`.
   */
  reader(account: string, region: string, permissions: readonly AwsPermission[]): Promise<AwsSession>;

  /**
   * The acting role of the account, narrowed by a session policy to these permissions on these exact ARNs.
   * @throws TrailboltError as `reader`, and `aws.unscoped` for resources that are no exact ARNs, `aws.grant-too-large`
   * for more of them than a session policy takes.
   */
  actor(grant: ActingGrant): Promise<AwsSession>;
}

export interface ActingGrant {
  readonly account: string;
  readonly region: string;
  readonly permissions: readonly AwsPermission[];
  /** Exact ARNs of the plan's targets. Calls that cannot be scoped (`Describe*`) are allowed on `*`. */
  readonly resources: readonly string[];
  /**
   * ARN patterns, with one `*` at the end, of what is made and has no name yet: for the `Create…` calls, and for tagging in
   * such a call. `*` alone where AWS knows no resource for the call. Absent: nothing is made.
   */
  readonly creates?: readonly string[];
  /** ARNs of the managed policies that `Attach…` and `Detach…` calls may be about. Absent: the role's own bounds hold. */
  readonly policies?: readonly string[];
  /** The role for what is not IAM's own, or the second one for what is; `resources` unless said. */
  readonly writes?: 'resources' | 'iam';
  /** Becomes the session's `SourceIdentity`. */
  readonly requestId: string;
}
