import type { FreezeState } from './freeze.ts';
import type { Budget, Role } from './policy.ts';

/** How Trailbolt stands, for `/trail status`. */
export interface Status {
  readonly role: Role | undefined;
  readonly frozen: FreezeState | undefined;
  /** SHA-256 (hex) of the policy in force. */
  readonly policy: string;
  /** Why the newest file is not in force; undefined: it is. */
  readonly policyProblem: string | undefined;
  readonly quiet: boolean;
  readonly budgets: { readonly people: Budget; readonly automations: Budget };
  readonly accounts: readonly AccountStatus[];
  /** Channels that messages do not get through to now. */
  readonly stalled: readonly StalledChannel[];
  /** User groups of the policy that Slack will not read: nobody counts by them. */
  readonly groups: readonly UnreadableGroup[];
}

export interface UnreadableGroup {
  readonly id: string;
  /** Slack's word for why. */
  readonly reason: string;
}

export interface StalledChannel {
  readonly channel: string;
  /** Unix milliseconds. */
  readonly since: number;
  /** Slack's word for why, where it is the channel; absent: Slack itself, or the app's access to it. */
  readonly reason?: string;
  /** Messages that wait, at most 100 of them counted. */
  readonly waiting: number;
}

export interface AccountStatus {
  readonly alias: string;
  readonly reads: boolean;
  readonly acts: boolean;
  readonly writesIam: boolean;
  readonly isProtected: boolean;
  /** Runs that began within the last hour. */
  readonly people: number;
  readonly automations: number;
}
