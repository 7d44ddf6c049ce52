import {
  DBClusterNotFoundFault$,
  DBClusterSnapshotNotFoundFault$,
  DBInstanceNotFoundFault$,
  DBSnapshotNotFoundFault$,
  InvalidDBInstanceStateFault$,
} from '@aws-sdk/client-rds';
import { AwsRefusal, modelled } from '../../refusal.ts';

/** "Common Errors" and the errors of each action, Amazon RDS API Reference. */

export function invalidValue(message: string): AwsRefusal {
  return new AwsRefusal('InvalidParameterValue', message);
}

export function invalidCombination(message: string): AwsRefusal {
  return new AwsRefusal('InvalidParameterCombination', message);
}

export function noInstance(id: string): AwsRefusal {
  return modelled(DBInstanceNotFoundFault$, `DBInstance ${id} not found.`);
}

export function noSnapshot(id: string): AwsRefusal {
  return modelled(DBSnapshotNotFoundFault$, `DBSnapshot ${id} not found.`);
}

export function noCluster(id: string): AwsRefusal {
  return modelled(DBClusterNotFoundFault$, `DBCluster ${id} not found.`);
}

export function noClusterSnapshot(id: string): AwsRefusal {
  return modelled(DBClusterSnapshotNotFoundFault$, `DBClusterSnapshot ${id} not found.`);
}

export function notAvailable(id: string): AwsRefusal {
  return modelled(InvalidDBInstanceStateFault$, `Database instance ${id} is not in available state.`);
}

/**
 * Identifiers as RDS keeps them, in lower case: "Must contain from 1 to 63 letters, numbers, or hyphens. First character must
 * be a letter. Can't end with a hyphen or contain two consecutive hyphens." (API_CreateDBInstance; snapshots to 255)
 */
export function identifier(value: string | undefined, member: string, longest: number): string {
  const id = value ?? '';
  if (!/^[a-z](?:-?[a-z0-9])*$/i.test(id) || id.length > longest) {
    throw invalidValue(
      `The parameter ${member} is not a valid identifier. Identifiers must begin with a letter; must contain only ASCII letters, digits, and hyphens; and must not end with a hyphen or contain two consecutive hyphens.`,
    );
  }
  return id.toLowerCase();
}

/** "Minimum 20, maximum 100." (MaxRecords of the Describe calls) */
export function page<T>(
  items: readonly T[],
  input: { readonly MaxRecords?: number | undefined; readonly Marker?: string | undefined },
): { readonly items: readonly T[]; readonly Marker?: string } {
  const size = input.MaxRecords ?? 100;
  if (size < 20 || size > 100) throw invalidValue(`Invalid value ${size} for MaxRecords. Must be between 20 and 100`);
  const start = input.Marker === undefined ? 0 : Number(Buffer.from(input.Marker, 'base64url').toString('utf8'));
  if (!Number.isInteger(start) || start < 0)
    throw invalidValue('The request cannot be processed because Marker is invalid.');
  const end = start + size;
  return {
    items: items.slice(start, end),
    ...(end < items.length ? { Marker: Buffer.from(String(end)).toString('base64url') } : {}),
  };
}
