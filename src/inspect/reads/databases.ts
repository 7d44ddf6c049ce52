import type { DBInstance } from '@aws-sdk/client-rds';
import { TrailboltError } from '../../errors.ts';
import type { RecordSummary, Target } from '../../model/alert.ts';
import type { AwsSession } from '../../ports/aws.ts';
import { targetsOf } from '../inspector.ts';

const DATABASE = 'AWS::RDS::DBInstance';

/** The successful calls that make a database, or another one of a backup. */
export const MAKES_DATABASE: readonly string[] = [
  'rds.amazonaws.com:CreateDBInstance',
  'rds.amazonaws.com:CreateDBInstanceReadReplica',
  'rds.amazonaws.com:RestoreDBInstanceFromDBSnapshot',
  'rds.amazonaws.com:RestoreDBInstanceFromS3',
  'rds.amazonaws.com:RestoreDBInstanceToPointInTime',
];

/** A database as it is now, and the target of the record that it is. */
export interface SeenDatabase {
  readonly target: Target;
  readonly database: DBInstance;
}

/** Reads the databases that a record made or changed; those that are gone again are nobody's finding. */
export async function readDatabases(session: AwsSession, record: RecordSummary): Promise<readonly SeenDatabase[]> {
  // RDS answers in lower case what a request may have named otherwise: what the answer says was made counts.
  const targets = new Map<string, Target>();
  for (const target of targetsOf(record, DATABASE)) {
    const name = target.id.toLowerCase();
    if (targets.get(name)?.created !== true) targets.set(name, target);
  }
  const found = await Promise.all([...targets.values()].map((target) => readDatabase(session, target)));
  return found.filter((one) => one !== undefined);
}

async function readDatabase(session: AwsSession, target: Target): Promise<SeenDatabase | undefined> {
  try {
    const { output } = await session.call('rds:DescribeDBInstances', { DBInstanceIdentifier: target.id });
    const database = output.DBInstances?.[0];
    return database === undefined || database.DBInstanceStatus === 'deleting' ? undefined : { target, database };
  } catch (error) {
    if (error instanceof TrailboltError && error.code === 'aws.not-found') return undefined;
    throw error;
  }
}

/** Ports that engines have unless asked otherwise, by the beginning of their names. */
const DEFAULT_PORTS: readonly (readonly [engine: string, port: number])[] = [
  ['aurora-postgresql', 5432],
  ['aurora', 3306],
  ['custom-oracle', 1521],
  ['custom-sqlserver', 1433],
  ['db2', 50_000],
  ['mariadb', 3306],
  ['mysql', 3306],
  ['oracle', 1521],
  ['postgres', 5432],
  ['sqlserver', 1433],
];

/** The port that a database answers at; while it is being made, what was asked for or its engine's. */
export function portOf(
  { Endpoint: endpoint, Engine: engine = '' }: DBInstance,
  record: RecordSummary,
): number | undefined {
  const asked = record.requestParameters?.['port'];
  if (endpoint?.Port !== undefined) return endpoint.Port;
  return typeof asked === 'number' ? asked : DEFAULT_PORTS.find(([name]) => engine.startsWith(name))?.[1];
}
