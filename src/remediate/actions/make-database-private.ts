import type { AwsPermission } from '../../ports/aws.ts';
import type { Action } from '../action.ts';
import { planReach, reachCalls } from '../aws/databases.ts';

const READ: readonly AwsPermission[] = ['rds:DescribeDBInstances'];
const ACT: readonly AwsPermission[] = ['rds:ModifyDBInstance'];

/** Takes the public address from databases, and can give it back. */
export const makeDatabasePrivate: Action = {
  ...reachCalls('private'),
  id: 'make-database-private',
  title: { one: 'Make database private', many: 'Make databases private' },
  risk: 'disruptive',
  writes: 'resources',
  undo: 'exact',
  undoNote: 'The database gets a public address again; it may be another one, which its name leads to.',
  permissions: { read: READ, act: ACT },

  reverse: {
    ...reachCalls('public'),
    title: { one: 'Make database public again', many: 'Make databases public again' },
    risk: 'disruptive',
    permissions: { read: READ, act: ACT },
    plan: (session, done) => Promise.all(done.map(({ target }) => planReach(session, target, 'public', target))),
    effects: (targets) => targets.map(({ id }) => `${id} has a public address again.`),
    limits: () => ['Whoever its security groups let in can reach it from the internet again.'],
  },

  appliesTo: ({ type, id }) => type === 'AWS::RDS::DBInstance' && /^[a-z][a-z0-9-]{0,62}$/i.test(id),

  after: [
    'CreateDBInstance',
    'CreateDBInstanceReadReplica',
    'ModifyDBInstance',
    'RestoreDBInstanceFromDBSnapshot',
    'RestoreDBInstanceFromS3',
    'RestoreDBInstanceToPointInTime',
  ],

  plan: (session, targets) => Promise.all(targets.map((target) => planReach(session, target, 'private'))),

  effects: (targets) =>
    targets.map(
      ({ id }) => `${id} keeps a private address only: whoever connects from outside its network is cut off.`,
    ),

  limits: () => [
    'What was read meanwhile is out: change the passwords of the database, and look at its log of connections.',
    'Its security groups stay as they are: what they let in from inside its network still gets in.',
  ],
};
