export type InstanceState = 'pending' | 'running' | 'shutting-down' | 'terminated' | 'stopping' | 'stopped';

/** "InstanceState", Amazon EC2 API Reference. */
export const STATE_CODES: Readonly<Record<InstanceState, number>> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

export interface InstanceRecord {
  readonly id: string;
  readonly arn: string;
  readonly reservationId: string;
  readonly launchIndex: number;
  readonly imageId: string;
  readonly type: string;
  readonly zone: string;
  readonly subnetId: string;
  readonly vpcId: string;
  readonly privateIp: string;
  readonly launchedAt: number;
  /** ARN of whoever launched it; for people looking, not part of the API. */
  readonly launchedBy: string;
  readonly clientToken: string;
  readonly keyName?: string;
  readonly volumeIds: readonly string[];
  readonly tags: Map<string, string>;
  profile: ProfileAssociation | undefined;
  metadata: MetadataOptions;
  publicIp: string | undefined;
  userData: string | undefined;
  state: InstanceState;
  stateReason: { readonly code: string; readonly message: string } | undefined;
  /** Human reason of the last user-initiated transition, as DescribeInstances gives it. */
  transitionReason: string;
  disableApiTermination: boolean;
  disableApiStop: boolean;
  shutdownBehavior: 'stop' | 'terminate';
}

export interface ProfileAssociation {
  readonly id: string;
  readonly profile: { readonly arn: string; readonly id: string };
  readonly at: number;
}

/** Of "InstanceMetadataOptionsResponse", Amazon EC2 API Reference, what the sandbox lets a caller set. */
export interface MetadataOptions {
  readonly tokens: 'optional' | 'required';
  readonly hopLimit: number;
  readonly endpoint: 'enabled' | 'disabled';
}

/** A network interface, which outlives its instance unless it is deleted with it. */
export interface InterfaceRecord {
  readonly id: string;
  readonly arn: string;
  readonly subnetId: string;
  readonly vpcId: string;
  readonly zone: string;
  readonly privateIp: string;
  readonly macAddress: string;
  readonly description: string;
  /** What the call that made it was repeated by. */
  readonly clientToken?: string;
  readonly tags: Map<string, string>;
  groupIds: readonly string[];
  attachment: InterfaceAttachment | undefined;
}

export interface InterfaceAttachment {
  readonly id: string;
  readonly instanceId: string;
  readonly deviceIndex: number;
  readonly attachedAt: number;
  readonly deleteOnTermination: boolean;
}

export interface VolumeRecord {
  readonly id: string;
  readonly arn: string;
  readonly zone: string;
  readonly size: number;
  readonly type: string;
  readonly createdAt: number;
  readonly instanceId: string;
  readonly device: string;
  readonly tags: Map<string, string>;
  deleteOnTermination: boolean;
  /** Detached once its instance is gone but it was to be kept. */
  attached: boolean;
}

export interface SnapshotRecord {
  readonly id: string;
  readonly arn: string;
  readonly volumeId: string;
  readonly size: number;
  readonly description: string;
  readonly startedAt: number;
  readonly tags: Map<string, string>;
  state: 'pending' | 'completed';
  /** Who may make volumes of it besides the account: `user 111122223333`, `group all`. */
  sharedWith: ReadonlySet<string>;
}

/** An image of the account's own. */
export interface ImageRecord {
  readonly id: string;
  readonly arn: string;
  readonly name: string;
  readonly description: string;
  readonly createdAt: number;
  readonly tags: Map<string, string>;
  /** Who may launch it besides the account: `user 111122223333`, `group all`. */
  sharedWith: ReadonlySet<string>;
}

export interface RuleRecord {
  readonly id: string;
  readonly egress: boolean;
  readonly protocol: string;
  readonly fromPort: number | undefined;
  readonly toPort: number | undefined;
  /** Exactly one kind of peer per rule, as EC2 keeps them. */
  readonly tags: Map<string, string>;
  readonly peer:
    | { readonly kind: 'ipv4'; readonly cidr: string }
    | { readonly kind: 'ipv6'; readonly cidr: string }
    | { readonly kind: 'group'; readonly groupId: string };
  readonly description?: string;
}

export interface GroupRecord {
  readonly id: string;
  readonly arn: string;
  readonly name: string;
  readonly description: string;
  readonly vpcId: string;
  readonly tags: Map<string, string>;
  rules: RuleRecord[];
}

export interface Subnet {
  readonly id: string;
  readonly zone: string;
  /** First three octets of its /20. */
  readonly prefix: string;
}

/** EC2 in one Region, with its default network. */
export interface Ec2Region {
  readonly name: string;
  readonly vpcId: string;
  readonly subnets: readonly Subnet[];
  readonly instances: Map<string, InstanceRecord>;
  readonly interfaces: Map<string, InterfaceRecord>;
  readonly volumes: Map<string, VolumeRecord>;
  readonly snapshots: Map<string, SnapshotRecord>;
  readonly images: Map<string, ImageRecord>;
  readonly groups: Map<string, GroupRecord>;
  readonly defaultGroupId: string;
  /** Client tokens of RunInstances: what was asked with them, and the reservation that came of it. */
  readonly clientTokens: Map<string, { readonly fingerprint: string; readonly reservationId: string }>;
}
