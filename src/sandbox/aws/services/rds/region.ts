import { randomInt } from 'node:crypto';
import type { Call, Demand } from '../../operation.ts';
import type { RdsRegion } from '../../state/rds.ts';

/** RDS of the Region that the call went to. Signing checked the Region, so it is there. */
export function databasesOf(call: Call): RdsRegion {
  const region = call.account.databases.get(call.region);
  if (region === undefined) throw new Error(`Region ${call.region} is not in the account`);
  return region;
}

/** "Amazon Resource Names (ARNs) in Amazon RDS", Amazon RDS User Guide. */
export type Kind = 'db' | 'snapshot' | 'cluster' | 'cluster-snapshot';

export function rdsArn(call: Call, kind: Kind, id: string): string {
  return `arn:aws:rds:${call.region}:${call.account.id}:${kind}:${id}`;
}

/** What has an ARN in this Region. */
export function findByArn(call: Call, arn: string): { readonly tags: Map<string, string> } | undefined {
  const { instances, snapshots, clusters, clusterSnapshots } = databasesOf(call);
  return [instances, snapshots, clusters, clusterSnapshots]
    .flatMap((all) => [...all.values()])
    .find((one) => one.arn === arn);
}

/** "Actions, resources, and condition keys for Amazon RDS", Service Authorization Reference. */
export function onArn(action: string, arn: string, call: Call, context: Demand['context'] = {}): Demand {
  const tags = [...(findByArn(call, arn)?.tags ?? [])];
  return {
    action,
    resource: arn,
    context: { ...Object.fromEntries(tags.map(([key, value]) => [`aws:ResourceTag/${key}`, value])), ...context },
  };
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** `db-ETDZIIXHEWY5N7GXVC4SH7H5IA`. */
export function resourceId(prefix: 'db' | 'cluster'): string {
  return `${prefix}-${Array.from({ length: 26 }, () => LETTERS.charAt(randomInt(LETTERS.length))).join('')}`;
}
