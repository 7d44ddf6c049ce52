import type { JsonObject } from '../model/json.ts';

/**
 * What the sandbox's parts show each other, the page and tests. The Slack workspace and the AWS account are emulators
 * that refuse what the real services refuse; everything here is the outside view: what a person could see or do.
 */

// ---- Slack workspace -------------------------------------------------------------------------------------------------

export interface SandboxPerson {
  readonly id: string;
  /** Handle, e.g. `ana`. */
  readonly name: string;
  readonly realName: string;
  /** Shown in the "act as" switch, e.g. `approver`. For people reading, not for authorisation. */
  readonly title: string;
  readonly kind: 'member' | 'guest' | 'stranger';
  /** Id of the person's own workspace where that is another one (a stranger's). */
  readonly team?: string;
}

export interface SandboxMessage {
  readonly ts: string;
  readonly channel: string;
  /** User id, or the app's bot user id. */
  readonly author: string;
  readonly text: string;
  readonly blocks?: readonly JsonObject[];
  readonly threadTs?: string;
  readonly edited?: boolean;
  /** Set on ephemeral messages: only this person sees it. */
  readonly visibleTo?: string;
  readonly metadata?: JsonObject;
  /** People whom it mentioned when it was posted. Absent: nobody. */
  readonly notified?: readonly string[];
}

export interface SandboxChannel {
  readonly id: string;
  readonly name: string;
  /** User ids; the app's bot user is among them where the app is in the channel. */
  readonly members: readonly string[];
  /** Private channels exist only for their members. */
  readonly isPrivate?: boolean;
  readonly isArchived?: boolean;
  /** The conversation of one person with the app. */
  readonly isDirect?: boolean;
}

/** A modal that a person has open. */
export interface SandboxView {
  readonly id: string;
  readonly user: string;
  readonly view: JsonObject;
  /** Field errors that the app returned at the last submission, by block id. */
  readonly errors?: Readonly<Record<string, string>>;
  /** True while the submission awaits the app's ack. */
  readonly busy?: boolean;
  /** A sentence above the fields: the app did not answer, or answered with something Slack refused. */
  readonly problem?: string;
  /** Position in the person's stack of modals: the highest is the one on top, the only one they can use. */
  readonly depth?: number;
}

export interface SlackSnapshot {
  readonly team: { readonly id: string; readonly name: string };
  readonly bot: {
    readonly userId: string;
    readonly name: string;
    /** What the app offers in the menu of a message. Absent: nothing. */
    readonly messageShortcuts?: readonly { readonly callbackId: string; readonly name: string }[];
  };
  readonly people: readonly SandboxPerson[];
  readonly channels: readonly SandboxChannel[];
  /** For the names behind their mentions. Absent: none. */
  readonly userGroups?: readonly { readonly id: string; readonly handle: string }[];
  readonly messages: readonly SandboxMessage[];
  /** How many older messages of a channel, with their threads, are left out. Absent: none of any. */
  readonly earlier?: Readonly<Record<string, number>>;
  readonly views: readonly SandboxView[];
  /** Published App Home by person. */
  readonly homes: Readonly<Record<string, JsonObject>>;
  /** Anything a person would see as a banner: `Trailbolt did not respond in time`. Newest last. */
  readonly notices: readonly { readonly at: number; readonly user: string; readonly text: string }[];
}

/** What a person can do in the workspace. Each is answered when Slack would show the result of the ack. */
export type SlackGesture =
  | {
      readonly do: 'click';
      readonly user: string;
      readonly channel: string;
      readonly ts: string;
      readonly actionId: string;
      readonly blockId?: string;
      /** What was chosen, for anything but a button: an option's value, a user or channel id, a date, typed text. */
      readonly value?: string;
      /** For multi-selects and checkboxes. */
      readonly values?: readonly string[];
      /** The person's answer to the element's confirm dialog: where it has one, only `true` sends anything. */
      readonly confirmed?: boolean;
    }
  | {
      readonly do: 'click-in-view';
      readonly user: string;
      /** A modal's id or a Home view's id. */
      readonly viewId: string;
      readonly actionId: string;
      readonly blockId?: string;
      readonly value?: string;
      readonly values?: readonly string[];
      readonly confirmed?: boolean;
      /** What stands in the view's other fields at that moment, as in `submit`. */
      readonly state?: Readonly<Record<string, Readonly<Record<string, JsonObject>>>>;
    }
  | {
      readonly do: 'submit';
      readonly user: string;
      readonly viewId: string;
      readonly values: Readonly<Record<string, Readonly<Record<string, JsonObject>>>>;
    }
  | { readonly do: 'close'; readonly user: string; readonly viewId: string }
  | {
      readonly do: 'slash';
      readonly user: string;
      readonly channel: string;
      readonly command: string;
      readonly text: string;
      /** Typed in a thread's reply box: Slack refuses custom slash commands there. */
      readonly threadTs?: string;
    }
  | {
      /** A message shortcut, from the message's own menu. */
      readonly do: 'message-shortcut';
      readonly user: string;
      readonly channel: string;
      readonly ts: string;
      readonly callbackId: string;
    }
  | { readonly do: 'global-shortcut'; readonly user: string; readonly callbackId: string }
  | {
      readonly do: 'say';
      readonly user: string;
      readonly channel: string;
      readonly text: string;
      readonly threadTs?: string;
    }
  | { readonly do: 'open-home'; readonly user: string };

/** What the person got from a gesture. */
export interface GestureResult {
  /** False where Slack would not let the person do it, or shows them that it did not work. */
  readonly ok: boolean;
  /**
   * Why not. `sent` tells whether the app heard of it at all. Codes: `channel-not-visible`, `message-not-visible`,
   * `no-such-element`, `not-confirmed`, `no-such-option`, `no-such-view`, `view-busy`, `invalid-input`,
   * `slash-in-thread`, `unknown-command`, `unknown-shortcut`, `unknown-person`, `is-archived`, `message-empty`,
   * `home-not-enabled`, `app-not-reachable`, `did-not-respond`, `app-refused` (field errors, or an answer with an error
   * status), `bad-answer` (the app's answer was refused by Slack's own validation).
   */
  readonly problem?: { readonly code: string; readonly text: string; readonly sent: boolean };
  /** Field errors by block id: Slack's own (required, too long) or the app's. */
  readonly errors?: Readonly<Record<string, string>>;
  readonly delivery?: SlackDelivery;
  /** Of the message that `say` posted. */
  readonly ts?: string;
}

/** The request with which Slack delivered something to the app, kept so that tests can replay it byte for byte. */
export interface SlackDelivery {
  /** Unix milliseconds. */
  readonly at: number;
  /** `block_actions`, `view_submission`, `view_closed`, `shortcut`, `message_action`, `slash_command`, or `event:<type>`. */
  readonly kind: string;
  /** The request URL, or the Socket Mode connection's number as `socket:<n>`. */
  readonly to: string;
  /** The HTTP body; over Socket Mode the envelope. */
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  /** HTTP status of the app's answer; absent over Socket Mode or when none came within 3 s. */
  readonly status?: number;
  readonly ackMs?: number;
  readonly response?: string;
}

// ---- AWS account -----------------------------------------------------------------------------------------------------

export interface AwsSnapshot {
  readonly account: string;
  readonly alias: string;
  readonly instances: readonly {
    readonly id: string;
    readonly region: string;
    readonly type: string;
    readonly state: string;
    readonly name?: string;
    readonly launchedBy: string;
    readonly launchedAt: number;
    readonly terminationProtection: boolean;
    /** Names of its security groups. */
    readonly groups: readonly string[];
    readonly publicIp?: string;
    /** Name of its instance profile. */
    readonly profile?: string;
  }[];
  readonly users: readonly {
    readonly name: string;
    readonly keys: readonly { readonly id: string; readonly status: string }[];
    readonly policies: readonly string[];
    /** Whether the user can sign in to the console. */
    readonly password: boolean;
    readonly mfa: boolean;
    readonly groups: readonly string[];
  }[];
  readonly roles: readonly {
    readonly name: string;
    readonly policies: readonly string[];
    /** Who may assume it: ARNs, services, or `everybody`. */
    readonly trusts: readonly string[];
    /** Made and kept by AWS itself. */
    readonly ofAws: boolean;
    /** Name of the managed policy that bounds its rights. */
    readonly boundary?: string;
  }[];
  /** Managed policies of the account's own. */
  readonly policies: readonly { readonly name: string; readonly attachedTo: readonly string[] }[];
  readonly buckets: readonly {
    readonly name: string;
    readonly region: string;
    readonly objects: number;
    /** `Off`: never switched on. */
    readonly versions: 'Enabled' | 'Suspended' | 'Off';
    readonly hasPolicy: boolean;
    /** All four settings of Block Public Access. */
    readonly blocksPublic: boolean;
    /** What somebody should know of it, in words, e.g. `public`, `everything is deleted after 1 day`. Empty: all is well. */
    readonly concerns: readonly string[];
  }[];
  /** RDS instances, and clusters without their instances. */
  readonly databases: readonly {
    readonly id: string;
    readonly region: string;
    readonly engine: string;
    readonly state: string;
    readonly public: boolean;
    readonly encrypted: boolean;
    readonly deletionProtection?: boolean;
    /** Days that automatic backups are kept; 0: there are none. */
    readonly backupDays?: number;
  }[];
  /** Manual snapshots of databases. */
  readonly databaseCopies: readonly {
    readonly id: string;
    readonly region: string;
    readonly of: string;
    readonly state: string;
    readonly encrypted: boolean;
    /** Account ids, or `everybody`. */
    readonly sharedWith: readonly string[];
  }[];
  /** EBS snapshots and images of the account's own. */
  readonly copies: readonly {
    readonly id: string;
    readonly region: string;
    readonly kind: 'snapshot' | 'image';
    readonly of: string;
    /** Account ids, or `everybody`. */
    readonly sharedWith: readonly string[];
  }[];
  readonly groups: readonly {
    readonly id: string;
    readonly region: string;
    readonly name: string;
    /** Inbound rules in words, e.g. `tcp 22 from 0.0.0.0/0`. */
    readonly rules: readonly string[];
    /** Those of them that let anybody in. */
    readonly openToWorld: readonly string[];
  }[];
  /** KMS keys. */
  readonly encryptionKeys: readonly {
    readonly id: string;
    readonly region: string;
    readonly alias?: string;
    readonly state: string;
    /** Unix milliseconds at which it goes for good. */
    readonly deletionAt?: number;
  }[];
  /** Lambda functions. */
  readonly functions: readonly {
    readonly name: string;
    readonly region: string;
    readonly frozen: boolean;
    /** How its URL is signed; absent: it has none. */
    readonly url?: string;
    /** Who may call it, each with the id of its statement, e.g. `uploads: s3.amazonaws.com`. */
    readonly callers: readonly string[];
    /** Statements of its policy that let everybody in, by their ids. */
    readonly openToWorld: readonly string[];
  }[];
  /** GuardDuty's detectors. */
  readonly detectors: readonly {
    readonly id: string;
    readonly region: string;
    readonly enabled: boolean;
    /** Names of the protection plans that are on. */
    readonly protections: readonly string[];
  }[];
  readonly trails: readonly { readonly name: string; readonly logging: boolean }[];
  /** Newest first, at most 200. */
  readonly records: readonly {
    readonly eventID: string;
    readonly at: number;
    readonly eventName: string;
    readonly actor: string;
    readonly region: string;
    readonly error?: string;
  }[];
}

/** An attack (or a quiet day) that can be played against the account: every step is a real API call. */
export interface Scenario {
  readonly id: string;
  readonly title: string;
  /** One sentence for the button's caption. */
  readonly story: string;
}

// ---- audit -----------------------------------------------------------------------------------------------------------

/** One record of Trailbolt's audit, as its store holds it, in words. */
export interface SandboxAuditRecord {
  /** A case's id, or `system`. */
  readonly chain: string;
  readonly seq: number;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Slack user id, `policy:<name>`, or `trailbolt`. */
  readonly who: string;
  /** Stable code of what happened, e.g. `approval.given`. */
  readonly event: string;
  /** The same in words that read on from who it was, e.g. `approved`. */
  readonly words: string;
  /** What its data tells, e.g. `action terminate-instance`. */
  readonly details: readonly string[];
  readonly hash: string;
  /** Whether the chain holds up to and with this record. */
  readonly verified: boolean;
}

export interface SandboxAuditChain {
  readonly id: string;
  /** The actor and the worst rule of a case. */
  readonly title: string;
  /** Where it was broken first, and how. Absent: it holds. */
  readonly broken?: { readonly seq: number; readonly problem: string };
}

/** What `GET /api/audit` answers; `?chain=` narrows the records, never the chains. */
export interface SandboxAudit {
  /** In the order in which they began. */
  readonly chains: readonly SandboxAuditChain[];
  /** Newest first, at most 200. */
  readonly records: readonly SandboxAuditRecord[];
}

// ---- page ------------------------------------------------------------------------------------------------------------

/** How fast a scenario is played. */
export const SPEEDS = ['slow', 'normal', 'fast'] as const;

export type Speed = (typeof SPEEDS)[number];

/** What the box suggests when somebody types a slash. */
export interface CommandHint {
  /** With its slash, e.g. `/trail who <name or ARN> [since]`. */
  readonly usage: string;
  readonly summary: string;
}

/** Everything that the page draws. Whole on `GET /api/state`; over `GET /api/events` (SSE) as {@link StateUpdate}s. */
export interface SandboxState {
  readonly slack: SlackSnapshot;
  readonly aws: AwsSnapshot;
  readonly scenarios: readonly Scenario[];
  readonly commands: readonly CommandHint[];
  /** How fast what plays is played. */
  readonly speed: Speed;
  /** How often everything was set up anew: another number means another workspace and another account. */
  readonly life: number;
  /** How often the audit was seen to grow: another number means that `GET /api/audit` has something new. */
  readonly auditGrown: number;
}

/**
 * The state as it changes. Everything is whole but the messages: there are only those that are new or other than they
 * were sent before.
 */
export interface StateUpdate extends SandboxState {
  readonly changes: {
    /** The first on a connection: what came over another one no longer counts. */
    readonly isFirst: boolean;
    /** Messages that are not there any more, by {@link messageKey}. */
    readonly gone: readonly string[];
  };
}

/** What tells a message from all others. */
export function messageKey({ channel, ts }: Pick<SandboxMessage, 'channel' | 'ts'>): string {
  return `${channel} ${ts}`;
}
