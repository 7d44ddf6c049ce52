import type { Source } from './source.ts';

/** What a person may do in Trailbolt. Each role includes those before it. */
export const ROLES = ['viewer', 'responder', 'approver', 'admin'] as const;

export type Role = (typeof ROLES)[number];

/** A Slack user id (`U…`/`W…`), a user group id (`S…`), or `members`: every full member of the installing workspace. */
export type Subject = string;

/** How much an action can break. */
export const RISKS = ['reversible', 'disruptive', 'destructive'] as const;

export type Risk = (typeof RISKS)[number];

/** An AWS account that Trailbolt guards. Anything about any other account is shown, never acted on. */
export interface GuardedAccount {
  readonly id: string;
  readonly alias: string;
  /** Regions that lookups ask, `us-east-1` (global services) always among them. */
  readonly regions: readonly string[];
  readonly readRole?: string;
  readonly actRole?: string;
  readonly externalId?: string;
}

/** Who a Slack user is in AWS. Only principals that cannot be chosen freely by their caller belong here. */
export interface PersonEntry {
  readonly slack: string;
  readonly name: string;
  /** IAM user ARNs, Identity Center user ids and session names; source identities, which only bar from approving. */
  readonly aws: readonly string[];
}

/** Who may approve what. The first rule that fits an action, account and risk decides; none fits: nobody may. */
export interface ApprovalRule {
  readonly name: string;
  /** Empty: every action. */
  readonly actions: readonly string[];
  /** Empty: every guarded account. */
  readonly accounts: readonly string[];
  /** Empty: every risk. */
  readonly risks: readonly Risk[];
  readonly approvers: readonly Subject[];
  /** Approvals needed; unset: two for destructive actions, one otherwise. */
  readonly quorum?: number;
  /** The requester may approve as well (and then counts once). */
  readonly allowSelf: boolean;
}

/** The one policy file, validated. */
export interface Policy {
  /** SHA-256 (hex) of the file as read; recorded with every decision. */
  readonly digest: string;
  /** Id of the Slack workspace that Trailbolt is installed in (`T…`). */
  readonly workspace: string;
  readonly channels: { readonly alerts: string; readonly audit?: string };
  readonly accounts: readonly GuardedAccount[];
  readonly sources: readonly Source[];
  readonly people: readonly PersonEntry[];
  readonly roles: Readonly<Record<Role, readonly Subject[]>>;
  readonly approvals: readonly ApprovalRule[];
  /** Seconds after which an undecided request expires. */
  readonly requestLifetime: number;
}
