import { namers } from '../src/enrich/names/index.ts';
import { inspectors } from '../src/inspect/inspectors/index.ts';
import { actions } from '../src/remediate/actions/index.ts';
import { QUARANTINE_TAG } from '../src/remediate/aws/quarantine.ts';
import { SNAPSHOT_READS } from '../src/remediate/prior/snapshot-reads.ts';
import { REVOKE_PATH } from '../src/remediate/aws/revocations.ts';

/** IAM actions that the product declares, by the role that has them. */
export interface Grants {
  readonly read: readonly string[];
  readonly act: readonly string[];
  /** Of the second acting role, which an account has only where it is asked for: what writes in IAM. */
  readonly actIam: readonly string[];
  /** Of the same role, where that is asked for besides: what IAM cannot confine to putting back what was there. */
  readonly actOpen: readonly string[];
}

interface Permissions {
  readonly permissions: { readonly read: readonly string[]; readonly act: readonly string[] };
}

interface Declares extends Permissions {
  readonly writes: 'resources' | 'iam';
  /** The undo, which is run with the same roles. */
  readonly reverse?: Permissions;
}

/** Who may set these may set them to anything: let anybody assume any role, blind any trail. */
const OPEN: ReadonlySet<string> = new Set(['cloudtrail:PutEventSelectors', 'iam:UpdateAssumeRolePolicy']);

/** What lookups, cards and the daily snapshot read, whichever actions there are. */
const ALWAYS_READ = ['cloudtrail:LookupEvents', 'iam:ListAccountAliases', ...SNAPSHOT_READS];

/**
 * What the roles of a guarded account may do: exactly what actions, inspectors and names of things declare. The acting role reads too, because a run
 * may have to look at what it changes; the one for IAM changes and does nothing else.
 */
export function grantsOf(declaring: readonly Declares[] = actions): Grants {
  const all = permissionsOf(declaring);
  const resources = permissionsOf(declaring.filter(({ writes }) => writes === 'resources'));
  const iam = permissionsOf(declaring.filter(({ writes }) => writes === 'iam'));
  return {
    read: unique([
      ...ALWAYS_READ,
      ...all.read,
      ...inspectors.flatMap(({ permissions }) => permissions.read),
      ...namers.flatMap(({ permissions }) => permissions),
    ]),
    act: unique([...resources.read, ...resources.act]),
    actIam: unique(iam.act.filter((permission) => !OPEN.has(permission))),
    actOpen: unique(iam.act.filter((permission) => OPEN.has(permission))),
  };
}

function permissionsOf(declaring: readonly Declares[]): Permissions['permissions'] {
  const all = declaring.flatMap((one): Permissions[] => (one.reverse === undefined ? [one] : [one, one.reverse]));
  return {
    read: all.flatMap(({ permissions }) => permissions.read),
    act: all.flatMap(({ permissions }) => permissions.act),
  };
}

function unique(permissions: readonly string[]): string[] {
  return [...new Set(permissions)].toSorted();
}

/** What a changing call is confined to. `{account}` is the role's own, `{partition}` its account's. */
export interface Scope {
  /** Ends of ARNs, behind `arn:<partition>:`; `*` for what IAM cannot confine: reads, and calls that AWS knows no resource for. */
  readonly resources: readonly string[];
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

const INSTANCES: Scope = { resources: ['ec2:*:{account}:instance/*'] };
const GROUPS_AND_RULES: Scope = {
  resources: ['ec2:*:{account}:security-group/*', 'ec2:*:{account}:security-group-rule/*'],
};

const KEYS: Scope = { resources: ['kms:*:{account}:key/*'] };
const FUNCTIONS: Scope = { resources: ['lambda:*:{account}:function:*'] };

/** Attaching any other policy would be giving any right to anybody. */
const DENY_ALL = { ArnEquals: { 'iam:PolicyARN': 'arn:{partition}:iam::aws:policy/AWSDenyAll' } };
const ROLES: Scope = { resources: ['iam::{account}:role/*'] };
const DENY_ROLES: Scope = { ...ROLES, conditions: DENY_ALL };
const GROUPS: Scope = { resources: ['iam::{account}:group/*'] };
/** Whatever stands in such a policy, it can be set as a boundary only, which never gives a right. */
const REVOCATIONS: Scope = { resources: [`iam::{account}:policy${REVOKE_PATH}*`] };
const BOUNDED_ROLES: Scope = {
  ...ROLES,
  conditions: { ArnLike: { 'iam:PermissionsBoundary': `arn:{partition}:iam::{account}:policy${REVOKE_PATH}*` } },
};
const USERS: Scope = { resources: ['iam::{account}:user/*'] };
const DENY_USERS: Scope = { ...USERS, conditions: DENY_ALL };

const SCOPES: Readonly<Record<string, Scope | readonly Scope[]>> = {
  'cloudtrail:PutEventSelectors': { resources: ['cloudtrail:*:{account}:trail/*'] },
  'cloudtrail:StartLogging': { resources: ['cloudtrail:*:{account}:trail/*'] },
  'ec2:AssociateIamInstanceProfile': INSTANCES,
  'ec2:AuthorizeSecurityGroupIngress': GROUPS_AND_RULES,
  // What is made is a quarantine group, and says so.
  'ec2:CreateSecurityGroup': [
    {
      resources: ['ec2:*:{account}:security-group/*'],
      conditions: { StringEquals: { [`aws:RequestTag/${QUARANTINE_TAG}`]: 'true' } },
    },
    { resources: ['ec2:*:{account}:vpc/*'] },
  ],
  // The ARNs of snapshots name no account.
  'ec2:CreateSnapshot': { resources: ['ec2:*:{account}:volume/*', 'ec2:*::snapshot/*'] },
  // Tags only come with what is made, so that none of somebody else's resources can be given another meaning.
  'ec2:CreateTags': {
    resources: ['ec2:*:{account}:security-group/*', 'ec2:*:{account}:security-group-rule/*', 'ec2:*::snapshot/*'],
    conditions: {
      StringEquals: {
        'ec2:CreateAction': ['AuthorizeSecurityGroupIngress', 'CreateSecurityGroup', 'CreateSnapshot'],
      },
    },
  },
  'ec2:DisassociateIamInstanceProfile': INSTANCES,
  'ec2:ModifyImageAttribute': {
    resources: ['ec2:*::image/*'],
    conditions: { StringEquals: { 'ec2:Owner': '{account}' } },
  },
  'ec2:ModifyInstanceMetadataOptions': INSTANCES,
  'ec2:ModifyNetworkInterfaceAttribute': {
    resources: [
      'ec2:*:{account}:instance/*',
      'ec2:*:{account}:network-interface/*',
      'ec2:*:{account}:security-group/*',
    ],
  },
  // The ARNs of snapshots and images name no account: their owner does.
  'ec2:ModifySnapshotAttribute': {
    resources: ['ec2:*::snapshot/*'],
    conditions: { StringEquals: { 'ec2:Owner': '{account}' } },
  },
  // A new group lets everything out; of no other group may outbound rules be taken.
  'ec2:RevokeSecurityGroupEgress': {
    resources: ['ec2:*:{account}:security-group/*'],
    conditions: { StringEquals: { [`aws:ResourceTag/${QUARANTINE_TAG}`]: 'true' } },
  },
  'ec2:RevokeSecurityGroupIngress': GROUPS_AND_RULES,
  'ec2:StartInstances': INSTANCES,
  'ec2:StopInstances': INSTANCES,
  'ec2:TerminateInstances': INSTANCES,
  // AWS knows no resource for it.
  'guardduty:CreateDetector': { resources: ['*'] },
  'guardduty:UpdateDetector': { resources: ['guardduty:*:{account}:detector/*'] },
  'iam:AttachRolePolicy': DENY_ROLES,
  'iam:AttachUserPolicy': DENY_USERS,
  'iam:CreatePolicy': REVOCATIONS,
  'iam:DeleteAccessKey': USERS,
  'iam:DeleteLoginProfile': USERS,
  'iam:DeletePolicy': REVOCATIONS,
  'iam:DeleteRolePermissionsBoundary': BOUNDED_ROLES,
  'iam:DeleteUser': USERS,
  'iam:DeleteUserPolicy': USERS,
  // Whatever a record attached may be detached, and a user that is deleted has to lose all of it.
  'iam:DetachGroupPolicy': GROUPS,
  'iam:DetachRolePolicy': ROLES,
  'iam:DetachUserPolicy': USERS,
  'iam:PutRolePermissionsBoundary': BOUNDED_ROLES,
  'iam:RemoveUserFromGroup': GROUPS,
  'iam:UpdateAccessKey': USERS,
  'iam:UpdateAssumeRolePolicy': ROLES,
  'rds:ModifyDBClusterSnapshotAttribute': { resources: ['rds:*:{account}:cluster-snapshot:*'] },
  // IAM cannot say which settings of a database may be changed: the session of a run names the database.
  'rds:ModifyDBInstance': { resources: ['rds:*:{account}:db:*'] },
  'rds:ModifyDBSnapshotAttribute': { resources: ['rds:*:{account}:snapshot:*'] },
  // Keys are kept and enabled; no right to disable one, or to delete it.
  'kms:CancelKeyDeletion': KEYS,
  'kms:EnableKey': KEYS,
  'lambda:AddPermission': FUNCTIONS,
  'lambda:DeleteFunctionConcurrency': FUNCTIONS,
  'lambda:PutFunctionConcurrency': FUNCTIONS,
  'lambda:RemovePermission': FUNCTIONS,
  // A bucket's ARN names no account.
  's3:PutBucketPublicAccessBlock': {
    resources: ['s3:::*'],
    conditions: { StringEquals: { 'aws:ResourceAccount': '{account}' } },
  },
  // Only what undoing a detachment hands back to an instance.
  'iam:PassRole': {
    resources: ['iam::{account}:role/*'],
    conditions: { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } },
  },
};

const READS = /^[a-z0-9-]+:(Describe|Get|List|Lookup)[A-Z]/;

/** @throws Error for a changing call that nobody confined: add its line to the table. */
export function scopesOf(permission: string): readonly Scope[] {
  const scopes = SCOPES[permission];
  if (scopes !== undefined) return [scopes].flat();
  if (READS.test(permission)) return [{ resources: ['*'] }];
  throw new Error(`infra/grants.ts does not say which resources ${permission} may touch`);
}

/** One for each scope, in the order in which the scopes are met. */
export function statementsFor(
  permissions: readonly string[],
): readonly { readonly permissions: readonly string[]; readonly scope: Scope }[] {
  const all = permissions.flatMap((permission) => scopesOf(permission).map((scope) => ({ permission, scope })));
  const groups = Map.groupBy(all, ({ scope }) => JSON.stringify(scope));
  return [...groups.values()].flatMap((same) => {
    const scope = same[0]?.scope;
    return scope === undefined ? [] : { permissions: same.map(({ permission }) => permission), scope };
  });
}
