import type { DBClusterSnapshot, DBSnapshot } from '@aws-sdk/client-rds';
import { partitionOf } from '../../model/partition.ts';
import type { AwsSession } from '../../ports/aws.ts';
import { isAwsError } from './answers.ts';
import { targetTags } from './instances.ts';
import { idOf, type Shareable, type Sharing } from './sharing.ts';

/** Kinds of snapshots, as their ARNs name them, and the names that RDS has for them. */
type Kind = 'snapshot' | 'cluster-snapshot';

const NOT_FOUND = [
  'DBSnapshotNotFoundFault',
  'DBSnapshotNotFound',
  'DBClusterSnapshotNotFoundFault',
  'DBClusterSnapshotNotFound',
] as const;

/** `snapshot:orders-1`, `cluster-snapshot:shop-1`: the end of an ARN, by which both kinds are told apart. */
function parse(object: string): { readonly kind: Kind; readonly name: string } {
  const [kind, name = ''] = object.split(':');
  return { kind: kind === 'cluster-snapshot' ? kind : 'snapshot', name };
}

/** Snapshots of databases and of their clusters, by the permission to restore them. */
export const sharedDatabaseSnapshots: Sharing = {
  noun: 'database snapshot',
  service: 'RDS',
  change: (object) =>
    parse(object).kind === 'snapshot' ? 'rds:ModifyDBSnapshotAttribute' : 'rds:ModifyDBClusterSnapshotAttribute',
  arn: arnOf,

  carrier: (session, object) => {
    const { kind, name } = parse(object);
    const type = kind === 'snapshot' ? 'AWS::RDS::DBSnapshot' : 'AWS::RDS::DBClusterSnapshot';
    return { type, names: [name.toLowerCase(), arnOf(session, object)] };
  },

  async read(session, object) {
    const { kind, name } = parse(object);
    try {
      return await (kind === 'snapshot' ? readInstanceSnapshot(session, name) : readClusterSnapshot(session, name));
    } catch (error) {
      if (isAwsError(error, ...NOT_FOUND)) return undefined;
      throw error;
    }
  },

  async modify(session, object, how, whom) {
    const { kind, name } = parse(object);
    const change = {
      AttributeName: 'restore',
      [how === 'Add' ? 'ValuesToAdd' : 'ValuesToRemove']: [idOf(whom)],
    };
    const { requestId } =
      kind === 'snapshot'
        ? await session.call('rds:ModifyDBSnapshotAttribute', { DBSnapshotIdentifier: name, ...change })
        : await session.call('rds:ModifyDBClusterSnapshotAttribute', { DBClusterSnapshotIdentifier: name, ...change });
    return requestId;
  },
};

/** RDS keeps names in lower case, and policies go by that. */
function arnOf({ region, account }: AwsSession, object: string): string {
  const { kind, name } = parse(object);
  return `arn:${partitionOf(region)}:rds:${region}:${account}:${kind}:${name.toLowerCase()}`;
}

async function readInstanceSnapshot(session: AwsSession, name: string): Promise<Shareable | undefined> {
  const { output } = await session.call('rds:DescribeDBSnapshots', { DBSnapshotIdentifier: name });
  const snapshot = output.DBSnapshots?.find(({ DBSnapshotIdentifier: id }) => isSame(id, name));
  if (snapshot === undefined) return undefined;
  const attributes = await session.call('rds:DescribeDBSnapshotAttributes', { DBSnapshotIdentifier: name });
  const { DBSnapshotIdentifier: id = name, DBInstanceIdentifier: of, DBSnapshotArn: arn, Encrypted } = snapshot;
  return {
    owner: ownerIn(arn),
    name: id,
    facts: factsOf(snapshot, of, Encrypted),
    tags: targetTags(snapshot.TagList),
    sharedWith: restorersIn(attributes.output.DBSnapshotAttributesResult?.DBSnapshotAttributes),
  };
}

async function readClusterSnapshot(session: AwsSession, name: string): Promise<Shareable | undefined> {
  const named = { DBClusterSnapshotIdentifier: name };
  const { output } = await session.call('rds:DescribeDBClusterSnapshots', named);
  const snapshot = output.DBClusterSnapshots?.find(({ DBClusterSnapshotIdentifier: id }) => isSame(id, name));
  if (snapshot === undefined) return undefined;
  const attributes = await session.call('rds:DescribeDBClusterSnapshotAttributes', named);
  const { DBClusterSnapshotIdentifier: id = name, DBClusterIdentifier: of, DBClusterSnapshotArn: arn } = snapshot;
  return {
    owner: ownerIn(arn),
    name: id,
    facts: factsOf(snapshot, of, snapshot.StorageEncrypted),
    tags: targetTags(snapshot.TagList),
    sharedWith: restorersIn(attributes.output.DBClusterSnapshotAttributesResult?.DBClusterSnapshotAttributes),
  };
}

function isSame(id: string | undefined, name: string): boolean {
  return id?.toLowerCase() === name.toLowerCase();
}

function ownerIn(arn: string | undefined): string | undefined {
  return arn?.split(':')[4];
}

function factsOf(
  { Engine, SnapshotCreateTime }: DBSnapshot | DBClusterSnapshot,
  of: string | undefined,
  encrypted: boolean | undefined,
): readonly string[] {
  return [
    ...(of === undefined ? [] : [`of ${of}`]),
    ...(Engine === undefined ? [] : [Engine]),
    ...(SnapshotCreateTime === undefined ? [] : [`made ${SnapshotCreateTime.toISOString().slice(0, 10)}`]),
    ...(encrypted === true ? ['encrypted'] : []),
  ];
}

function restorersIn(
  attributes:
    | readonly { readonly AttributeName?: string | undefined; readonly AttributeValues?: string[] | undefined }[]
    | undefined,
): readonly string[] {
  return attributes?.find(({ AttributeName }) => AttributeName === 'restore')?.AttributeValues ?? [];
}
