import type { DBInstance } from '@aws-sdk/client-rds';
import { partitionOf } from '../../model/partition.ts';
import type { PlanTarget } from '../../model/plan.ts';
import type { AwsSession } from '../../ports/aws.ts';
import type { Procedure, StepResult, Verification } from '../action.ts';
import { tagsFrom } from './carriers.ts';
import { isAwsError } from './answers.ts';
import { targetTags } from './instances.ts';

const NOT_FOUND = ['DBInstanceNotFoundFault', 'DBInstanceNotFound'] as const;

/** The database, or undefined where RDS says that there is none. */
async function findDatabase(session: AwsSession, id: string): Promise<DBInstance | undefined> {
  try {
    const { output } = await session.call('rds:DescribeDBInstances', { DBInstanceIdentifier: id });
    return output.DBInstances?.find((one) => one.DBInstanceIdentifier?.toLowerCase() === id.toLowerCase());
  } catch (error) {
    if (isAwsError(error, ...NOT_FOUND)) return undefined;
    throw error;
  }
}

/**
 * A database as a plan's target, to be given a public address or to lose it.
 * @param same The database that an undo is about: another one under its name is left alone.
 */
export async function planReach(
  session: AwsSession,
  { type, id }: Pick<PlanTarget, 'type' | 'id'>,
  wanted: 'private' | 'public',
  same?: PlanTarget,
): Promise<PlanTarget> {
  const { region, account } = session;
  // RDS keeps names in lower case, and policies go by that.
  const arn = `arn:${partitionOf(region)}:rds:${region}:${account}:db:${id.toLowerCase()}`;
  const database = await findDatabase(session, id);
  if (database === undefined) {
    return {
      type,
      id,
      arn,
      facts: [],
      material: { database: id, exists: false },
      warnings: [],
      blocked: 'RDS does not know this database (any more).',
    };
  }
  const isPublic = database.PubliclyAccessible === true;
  const { DbiResourceId: resource, DBInstanceStatus: status = 'unknown', Endpoint: endpoint } = database;
  const blocked =
    same !== undefined && same.material['resource'] !== (resource ?? null)
      ? 'It is another database of the same name.'
      : blockedBy(isPublic, status, wanted);
  return {
    type,
    id,
    arn,
    facts: [
      `${isPublic ? 'public' : 'private'} address`,
      ...(database.Engine === undefined ? [] : [database.Engine]),
      status,
      ...(endpoint?.Address === undefined ? [] : [`${endpoint.Address}:${endpoint.Port ?? '?'}`]),
      ...(database.DBClusterIdentifier === undefined ? [] : [`of cluster ${database.DBClusterIdentifier}`]),
    ],
    material: { database: id, exists: true, resource: resource ?? null, public: isPublic },
    ...tagsFrom({ type, names: [id.toLowerCase(), arn], tags: targetTags(database.TagList) }),
    warnings: [],
    ...(blocked === undefined ? {} : { blocked }),
  };
}

function blockedBy(isPublic: boolean, status: string, wanted: 'private' | 'public'): string | undefined {
  if (isPublic === (wanted === 'public')) return `It has a ${wanted} address already.`;
  if (status === 'available' || status === 'storage-optimization') return undefined;
  return `It is ${status}: RDS changes a database only while it is available.`;
}

/** The one call and its verification, in either direction. Nothing else of the database changes. */
export function reachCalls(wanted: 'private' | 'public'): Pick<Procedure, 'steps' | 'run' | 'verify'> {
  const words = `${wanted} address`;
  return {
    steps: ({ arn }) => [
      {
        id: `make ${wanted}`,
        title: wanted === 'private' ? 'Take the public address' : 'Give a public address again',
        permissions: ['rds:ModifyDBInstance'],
        resources: [arn],
      },
    ],

    async run(session, { target }): Promise<StepResult> {
      const { requestId } = await session.call('rds:ModifyDBInstance', {
        DBInstanceIdentifier: target.id,
        PubliclyAccessible: wanted === 'public',
        // Anything that somebody else has left for the maintenance window stays there.
        ApplyImmediately: false,
      });
      return { result: words, ...(requestId === undefined ? {} : { requestId }) };
    },

    async verify(session, { target }): Promise<Verification> {
      const database = await findDatabase(session, target.id);
      if (database === undefined) return { state: 'gone', sentence: 'RDS no longer lists it' };
      // What was asked for shows only when it is done; until then nobody else can change it either.
      if (database.DBInstanceStatus === 'modifying') return { state: 'pending', sentence: 'being modified' };
      const isPublic = database.PubliclyAccessible === true;
      if (isPublic !== (wanted === 'public')) return { state: 'not-begun', sentence: 'as it was' };
      return { state: 'done', sentence: words };
    },
  };
}
