import { createBalancingRegion } from './balancing.ts';
import type { BalancingRegion } from './balancing.ts';
import type { BucketRecord, PublicAccessBlock } from './buckets.ts';
import type { DetectorRecord } from './detectors.ts';
import type { Ec2Region } from './ec2.ts';
import type { FunctionRecord } from './functions.ts';
import type { KeyAlias, KeyRecord } from './keys.ts';
import { createEc2Region } from './network.ts';
import type { AccessKey, Caller, ConsoleSession, Group, ManagedPolicy, Role, Session, User } from './principals.ts';
import { createRdsRegion } from './rds.ts';
import type { RdsRegion } from './rds.ts';
import type { Schedule } from './schedule.ts';
import type { HistoryEntry, TrailRecord } from './trails.ts';

/** How the account behaves; each has a default that suits the demo. */
export interface AccountSettings {
  /** Milliseconds that an instance takes from pending to running, shutting-down to terminated, and so on. */
  readonly transitionMs: number;
  /** Milliseconds that a terminated instance stays visible: an hour, as on EC2. */
  readonly terminatedVisibleMs: number;
  /** On-demand vCPU quotas per Region by quota family (`standard`, `p`, `g`, …). */
  readonly vcpuQuotas: Readonly<Record<string, number>>;
  /** Running instances of one type per Region; absent: no such limit. */
  readonly instancesPerType: Readonly<Record<string, number>>;
  /** How far LookupEvents is behind. */
  readonly lookupLagMs: number;
  /** Lookups a second per account and Region. */
  readonly lookupsPerSecond: number;
}

/** Everything that the account holds. */
export interface AccountState {
  readonly id: string;
  readonly alias: string;
  readonly settings: AccountSettings;
  readonly schedule: Schedule;
  readonly regions: ReadonlyMap<string, Ec2Region>;
  readonly databases: ReadonlyMap<string, RdsRegion>;
  readonly balancing: ReadonlyMap<string, BalancingRegion>;
  readonly users: Map<string, User>;
  readonly roles: Map<string, Role>;
  readonly groups: Map<string, Group>;
  /** By ARN. */
  readonly managedPolicies: Map<string, ManagedPolicy>;
  /** Instance profiles by name; each holds the role of the same name. */
  readonly profiles: Map<string, { readonly arn: string; readonly id: string; readonly role: string }>;
  readonly rootKeys: Map<string, AccessKey>;
  readonly sessions: Map<string, Session>;
  readonly consoleSessions: Map<string, ConsoleSession>;
  readonly trails: Map<string, TrailRecord>;
  /** By name; what is in them is with the storage. */
  readonly buckets: Map<string, BucketRecord>;
  /** Block public access settings of the account, which hold for every bucket. */
  publicAccessBlock: PublicAccessBlock | undefined;
  /** GuardDuty's detectors by Region. */
  readonly detectors: Map<string, DetectorRecord>;
  /** KMS keys and their aliases, by ARN. */
  readonly keys: Map<string, KeyRecord>;
  readonly keyAliases: Map<string, KeyAlias>;
  /** Lambda functions by ARN. */
  readonly functions: Map<string, FunctionRecord>;
  /** Management events, oldest first. */
  readonly history: HistoryEntry[];
  /** Arrival times of the latest lookups by Region, for the rate limit. */
  readonly lookups: Map<string, readonly number[]>;
  readonly storage: TrailStorage;
  /** Tells whoever looks at the account that something changed. */
  changed(): void;
}

/** S3 and SNS as CloudTrail uses them. */
export interface TrailStorage {
  bucketExists(bucket: string): Promise<boolean>;
  createBucket(bucket: string): Promise<void>;
  /** False where it still holds objects. */
  deleteBucket(bucket: string): Promise<boolean>;
  /** Objects that are in a bucket now. */
  objectCount(bucket: string): number;
  topicExists(topicArn: string): Promise<boolean>;
  putObject(bucket: string, key: string, body: Uint8Array): Promise<void>;
  publish(topicArn: string, message: string): Promise<void>;
}

/** Regions that the account has enabled. */
const REGIONS = ['us-east-1', 'us-east-2', 'us-west-2', 'eu-central-1', 'eu-west-1', 'ap-southeast-2'] as const;

/** Global services record their events here ("Global service events", AWS CloudTrail User Guide). */
export const GLOBAL_REGION = 'us-east-1';

export function createAccount(
  id: string,
  alias: string,
  settings: AccountSettings,
  schedule: Schedule,
  storage: TrailStorage,
  changed: () => void,
): AccountState {
  return {
    id,
    alias,
    settings,
    schedule,
    regions: new Map(REGIONS.map((name) => [name, createEc2Region(name, id)])),
    balancing: new Map(REGIONS.map((name) => [name, createBalancingRegion()])),
    databases: new Map(REGIONS.map((name) => [name, createRdsRegion()])),
    users: new Map(),
    roles: new Map(),
    groups: new Map(),
    managedPolicies: new Map(),
    profiles: new Map(),
    rootKeys: new Map(),
    sessions: new Map(),
    consoleSessions: new Map(),
    trails: new Map(),
    buckets: new Map(),
    publicAccessBlock: undefined,
    detectors: new Map(),
    keys: new Map(),
    keyAliases: new Map(),
    functions: new Map(),
    history: [],
    lookups: new Map(),
    storage,
    changed,
  };
}

/** The groups that a user is in. */
export function groupsOf(account: AccountState, user: string): readonly Group[] {
  return [...account.groups.values()].filter((group) => group.members.has(user));
}

/** The owner of an access key, whatever its kind, with the secret to check a signature by. */
export function findKey(
  account: AccountState,
  accessKeyId: string,
):
  | {
      readonly caller: Caller;
      readonly secret: string;
      readonly key?: AccessKey;
      readonly session?: Session | ConsoleSession;
    }
  | undefined {
  const rootKey = account.rootKeys.get(accessKeyId);
  if (rootKey !== undefined) {
    return { caller: { kind: 'root', accessKeyId }, secret: rootKey.secret, key: rootKey };
  }
  const session = account.sessions.get(accessKeyId);
  if (session !== undefined) {
    return { caller: { kind: 'role', session, accessKeyId }, secret: session.secret, session };
  }
  const console = account.consoleSessions.get(accessKeyId);
  if (console !== undefined && account.users.get(console.user.name) === console.user) {
    return {
      caller: { kind: 'user', user: console.user, accessKeyId, console },
      secret: console.secret,
      session: console,
    };
  }
  for (const user of account.users.values()) {
    const key = user.keys.get(accessKeyId);
    if (key !== undefined) return { caller: { kind: 'user', user, accessKeyId }, secret: key.secret, key };
  }
  return undefined;
}
