/** A database instance of RDS. */
export interface DatabaseRecord {
  readonly id: string;
  readonly arn: string;
  /** Unique for ever, as the identifier is not: `db-…`. */
  readonly resourceId: string;
  readonly engine: string;
  readonly engineVersion: string;
  readonly username: string;
  readonly encrypted: boolean;
  readonly kmsKeyId: string | undefined;
  readonly createdAt: number;
  readonly port: number;
  readonly tags: Map<string, string>;
  instanceClass: string;
  storage: number;
  publiclyAccessible: boolean;
  groupIds: readonly string[];
  backupDays: number;
  deletionProtection: boolean;
  status: 'creating' | 'available' | 'modifying' | 'deleting';
}

/** A cluster of Aurora's, without its instances. */
export interface ClusterRecord {
  readonly id: string;
  readonly arn: string;
  readonly resourceId: string;
  readonly engine: string;
  readonly username: string;
  readonly encrypted: boolean;
  readonly kmsKeyId: string | undefined;
  readonly createdAt: number;
  readonly tags: Map<string, string>;
  status: 'creating' | 'available';
}

/** A manual snapshot of an instance or a cluster. */
export interface DatabaseSnapshot {
  readonly id: string;
  readonly arn: string;
  /** What it was taken of. */
  readonly of: string;
  readonly engine: string;
  readonly engineVersion: string;
  readonly username: string;
  readonly storage: number;
  readonly port: number;
  readonly encrypted: boolean;
  readonly kmsKeyId: string | undefined;
  readonly createdAt: number;
  readonly tags: Map<string, string>;
  status: 'creating' | 'available';
  /** Account ids, and `all`: who may copy and restore it besides the account. */
  sharedWith: ReadonlySet<string>;
}

/** RDS in one Region, each by its identifier. */
export interface RdsRegion {
  readonly instances: Map<string, DatabaseRecord>;
  readonly snapshots: Map<string, DatabaseSnapshot>;
  readonly clusters: Map<string, ClusterRecord>;
  readonly clusterSnapshots: Map<string, DatabaseSnapshot>;
}

export function createRdsRegion(): RdsRegion {
  return { instances: new Map(), snapshots: new Map(), clusters: new Map(), clusterSnapshots: new Map() };
}
