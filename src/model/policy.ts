import type { Automation } from './automation.ts';
import type { Level } from './level.ts';
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
  /** The second acting role, for actions that write to IAM. Unset: those actions are off in this account. */
  readonly iamActRole?: string;
  readonly externalId?: string;
  /** Where it stands in the organization, from the root down: `workloads/production`. */
  readonly ou?: string;
  /** Its own tags, as the policy lists them. Nothing is read from AWS for them. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** Who a Slack user is in AWS. Only principals that cannot be chosen freely by their caller belong here. */
export interface PersonEntry {
  readonly slack: string;
  readonly name: string;
  /** IAM user ARNs, Identity Center user ids and session names; source identities, which only bar from approving. */
  readonly aws: readonly string[];
}

/** Fits a resource tag by its key and, where one is given, its value. Case matters, as it does in AWS. */
export interface TagMatch {
  readonly key: string;
  readonly value?: string;
}

/**
 * Who may approve what. Of the rules without tags the first that fits an action, account and risk decides; none fits:
 * nobody may. Rules with tags never decide alone: each that fits holds besides that one, so tags only make it stricter.
 */
export interface ApprovalRule {
  readonly name: string;
  /** Empty: every action. */
  readonly actions: readonly string[];
  /** Empty: every guarded account. */
  readonly accounts: readonly string[];
  /** Empty: every risk. */
  readonly risks: readonly Risk[];
  /** Not empty: the rule is about targets that carry one of these. */
  readonly tags: readonly TagMatch[];
  /** Empty only where there are tags: then the rule asks for no other people than the one that decides. */
  readonly approvers: readonly Subject[];
  /** Approvals needed; unset: two for destructive actions, one otherwise. */
  readonly quorum?: number;
  /** The requester may approve as well (and then counts once). */
  readonly allowSelf: boolean;
  /** Seconds after which a request ends undecided; unset: the policy's own lifetime. */
  readonly requestLifetime?: number;
  /** Characters that a reason must have; 0: none need be given. */
  readonly reasonLength: number;
  /** Users and user groups to mention where a request is announced. */
  readonly mention: readonly Subject[];
}

/** A resource with this tag is left alone; with a quorum it may be acted on, by at least so many approvers. */
export interface ProtectedTag extends TagMatch {
  readonly quorum?: number;
}

/** How many runs may begin within an hour. */
export interface Budget {
  /** For one person who asks; for automations, because of one root actor. */
  readonly perActor: number;
  /** In one account. */
  readonly perAccount: number;
}

export const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

export type Weekday = (typeof WEEKDAYS)[number];

/** When few people are about: automations only ask, and actions of these risks need one approval more. */
export interface QuietHours {
  /** IANA name, e.g. `Europe/Berlin`. */
  readonly timeZone: string;
  /** Minutes after midnight, the end not included; an end before the beginning is on the next day. Unset: whole days only. */
  readonly night?: { readonly from: number; readonly to: number };
  /** Days that are quiet from midnight to midnight. */
  readonly days: readonly Weekday[];
  readonly stricter: readonly Risk[];
}

/** Who may approve alone in an emergency. */
export interface BreakGlass {
  readonly people: readonly Subject[];
  /** Empty: every guarded account. */
  readonly accounts: readonly string[];
  /** The second channel, which is told of each use. */
  readonly channel: string;
  readonly reasonLength: number;
  /** Uses within an hour, by all of them together. */
  readonly perHour: number;
}

/** A network that people know: an office, a VPN, a partner. */
export interface NamedNetwork {
  /** `192.0.2.0/24` or `2001:db8::/32`. */
  readonly cidr: string;
  readonly name: string;
}

/** Which channel a new case goes to; the first that fits decides. A list that is empty fits everything. */
export interface Route {
  readonly name: string;
  readonly channel: string;
  readonly levels: readonly Level[];
  readonly accounts: readonly string[];
  /** The account stands in one of these organizational units, or below it. */
  readonly ous: readonly string[];
  /** The account has one of these tags. */
  readonly tags: readonly TagMatch[];
  /** Ids of detection rules and inspectors; a `*` at the end stands for any end. */
  readonly rules: readonly string[];
}

/** When a channel gets a digest instead of cards. Durations in seconds. */
export interface StormBounds {
  /** New cards of one channel within `window`: so many of level high, and so many of milder ones. Critical ones are never held. */
  readonly cards: number;
  readonly window: number;
  /** A storm is over when no card was held for this long. */
  readonly quiet: number;
}

/** How long a rule may be muted at most, in hours: of level high or critical, and any other. */
export interface MuteBounds {
  readonly severe: number;
  readonly other: number;
}

/** Who is called to a critical case that nobody has acknowledged. Durations in seconds, from when it became critical. */
export interface Escalation {
  readonly mention: readonly Subject[];
  readonly mentionAfter: number;
  /** The SNS topic of a pager. */
  readonly pager?: { readonly topic: string; readonly after: number };
}

/** The one policy file, validated. */
export interface Policy {
  /** SHA-256 (hex) of the file as read; recorded with every decision. */
  readonly digest: string;
  /** Id of the Slack workspace that Trailbolt is installed in (`T…`). */
  readonly workspace: string;
  readonly channels: {
    readonly alerts: string;
    readonly audit?: string;
    /** Where requests are announced besides their case's thread. */
    readonly approvals?: string;
    /** Where it is said that another channel cannot be posted in; unset: in the audit channel. */
    readonly fallback?: string;
  };
  readonly routing: readonly Route[];
  readonly storm: StormBounds;
  readonly mutes: MuteBounds;
  readonly escalation?: Escalation;
  readonly accounts: readonly GuardedAccount[];
  readonly sources: readonly Source[];
  readonly people: readonly PersonEntry[];
  readonly roles: Readonly<Record<Role, readonly Subject[]>>;
  readonly approvals: readonly ApprovalRule[];
  /** What may not be changed, whoever approves. */
  readonly protected: { readonly accounts: readonly string[]; readonly tags: readonly ProtectedTag[] };
  readonly budgets: { readonly people: Budget; readonly automations: Budget };
  readonly automations: readonly Automation[];
  readonly quietHours?: QuietHours;
  readonly breakGlass?: BreakGlass;
  /** Seconds after which an undecided request expires. */
  readonly requestLifetime: number;
  /** Networks that people know by a name, the first that holds an address names it. Absent: none. */
  readonly networks?: readonly NamedNetwork[];
  /** What `%name%` stands for in detection rules that say `expand`, by name. */
  readonly placeholders?: Readonly<Record<string, readonly string[]>>;
}
