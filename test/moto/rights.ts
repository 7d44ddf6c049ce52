import type { LambdaName } from '../../src/build/targets.ts';
import { inspectors } from '../../src/inspect/inspectors/index.ts';
import { SNAPSHOT_READS } from '../../src/remediate/prior/snapshot-reads.ts';
import { actions } from '../../src/remediate/actions/index.ts';

/** What each function may do, by the names of actions: as the deployment grants them, and nothing more. */
export const RIGHTS: Readonly<Record<LambdaName, readonly string[]>> = {
  detect: ['s3:GetObject', 'sns:Publish', 'sqs:SendMessage', 'dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem'],
  notify: [
    's3:GetObject',
    'secretsmanager:GetSecretValue',
    'dynamodb:GetItem',
    'dynamodb:Query',
    'dynamodb:PutItem',
    'dynamodb:DeleteItem',
    'dynamodb:ConditionCheckItem',
    'sqs:SendMessage',
  ],
  slack: ['secretsmanager:GetSecretValue', 'dynamodb:PutItem', 'dynamodb:DeleteItem', 'sqs:SendMessage'],
  worker: [
    's3:GetObject',
    'secretsmanager:GetSecretValue',
    'dynamodb:GetItem',
    'dynamodb:Query',
    'dynamodb:PutItem',
    'dynamodb:DeleteItem',
    'dynamodb:ConditionCheckItem',
    'sqs:SendMessage',
    'sts:AssumeRole',
    'sts:SetSourceIdentity',
  ],
};

/**
 * Names under which moto asks for a right where AWS asks for another: a transaction is authorised by what it holds, a
 * batch as single publications; a bucket's public access block moto takes for the bucket itself.
 */
export const MOTO_NAMES: Readonly<Record<string, readonly string[]>> = {
  'dynamodb:PutItem': ['dynamodb:TransactWriteItems'],
  's3:GetAccountPublicAccessBlock': ['s3:GetPublicAccessBlock'],
  's3:GetBucketPublicAccessBlock': ['s3:ListBucket'],
  's3:PutBucketPublicAccessBlock': ['s3:CreateBucket', 's3:DeleteBucket'],
  'sns:Publish': ['sns:PublishBatch'],
};

/** Actions and their undoing. */
const proceduresOf = (some: typeof actions) =>
  some.flatMap((action) => (action.reverse === undefined ? [action] : [action, action.reverse]));
const rights = (writes: 'resources' | 'iam', of: 'read' | 'act') =>
  proceduresOf(actions.filter((action) => action.writes === writes)).flatMap(({ permissions }) => permissions[of]);

/** What the roles in a guarded account may do: what the actions and inspectors declare, as in the deployment, the daily snapshot and the event history. */
export const ROLE_RIGHTS = {
  TrailboltRead: [
    'cloudtrail:LookupEvents',
    ...SNAPSHOT_READS,
    ...[...proceduresOf(actions), ...inspectors].flatMap(({ permissions }) => permissions.read),
  ],
  TrailboltAct: [...rights('resources', 'read'), ...rights('resources', 'act')],
  TrailboltActIam: rights('iam', 'act'),
} as const;

/** An identity policy that allows these actions. moto looks at almost every request as one about `*`. */
export function allow(names: readonly string[]): string {
  const all = names.flatMap((action) => [action, ...(MOTO_NAMES[action] ?? [])]);
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: all, Resource: '*' }] });
}
