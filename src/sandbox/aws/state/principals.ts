import type { PolicyDocument } from '../iam/document.ts';

export interface AccessKey {
  readonly id: string;
  readonly secret: string;
  readonly createdAt: number;
  status: 'Active' | 'Inactive';
  lastUsed?: { readonly at: number; readonly service: string; readonly region: string };
}

/** What users and roles have in common. Policies are kept parsed, with the text as it was given. */
export interface Principal {
  readonly name: string;
  readonly path: string;
  readonly id: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly tags: Map<string, string>;
  readonly inline: Map<string, StoredPolicy>;
  /** ARNs of attached managed policies. */
  readonly attached: Set<string>;
}

export interface StoredPolicy {
  readonly text: string;
  readonly document: PolicyDocument;
}

/** A policy of AWS's own or of the account. Only the version in force is kept. */
export interface ManagedPolicy extends StoredPolicy {
  readonly name: string;
  readonly id: string;
  readonly arn: string;
  readonly path: string;
  readonly createdAt: number;
  readonly description?: string;
}

export interface Group extends Principal {
  /** Names of users. */
  readonly members: Set<string>;
}

export interface User extends Principal {
  readonly keys: Map<string, AccessKey>;
  readonly mfaDevices: { readonly serial: string; readonly enabledAt: number }[];
  loginProfile?: {
    readonly createdAt: number;
    readonly passwordResetRequired: boolean;
    /** As typed: the sandbox's people have no secrets. */
    readonly password: string;
  };
}

export interface Role extends Principal {
  trust: StoredPolicy;
  /** ARN of the managed policy that is its permissions boundary. */
  boundary?: string;
  readonly description?: string;
  /** Seconds; 3600 unless set. */
  readonly maxSessionDuration: number;
  lastUsed?: { readonly at: number; readonly region: string };
}

/** Temporary credentials of an assumed role. */
export interface Session {
  readonly accessKeyId: string;
  readonly secret: string;
  readonly token: string;
  readonly role: Role;
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** Narrows the role's rights; absent: the role's rights as they are. */
  readonly policy?: PolicyDocument;
  readonly sourceIdentity?: string;
  readonly tags: ReadonlyMap<string, string>;
  readonly transitiveTags: ReadonlySet<string>;
  /** True where role credentials assumed this role: such a session lives an hour at most. */
  readonly chained: boolean;
  /** AWS service that acts through a service-linked role, e.g. `autoscaling.amazonaws.com`. */
  readonly invokedBy?: string;
}

/** Temporary credentials of a user who signed in to the console. They have the user's rights, as long as there is the user. */
export interface ConsoleSession {
  readonly accessKeyId: string;
  readonly secret: string;
  readonly token: string;
  readonly user: User;
  readonly mfa: boolean;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** Who makes a call, as far as its signature proves it. */
export type Caller =
  | { readonly kind: 'root'; readonly accessKeyId: string }
  | { readonly kind: 'user'; readonly user: User; readonly accessKeyId: string; readonly console?: ConsoleSession }
  | { readonly kind: 'role'; readonly session: Session; readonly accessKeyId: string };

export function callerArn(caller: Caller, account: string): string {
  if (caller.kind === 'root') return `arn:aws:iam::${account}:root`;
  return caller.kind === 'user' ? caller.user.arn : caller.session.arn;
}

/** `UserId` of GetCallerIdentity, and `principalId` in records. */
export function callerId(caller: Caller, account: string): string {
  if (caller.kind === 'root') return account;
  return caller.kind === 'user' ? caller.user.id : `${caller.session.role.id}:${caller.session.name}`;
}
