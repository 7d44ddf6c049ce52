import type { Automated } from './automation.ts';
import type { JsonObject } from './json.ts';
import type { Plan } from './plan.ts';

/**
 * `announced` is an automation's and starts by itself unless somebody holds it, which makes it pending. `pending` gathers
 * approvals. `approved` waits for its run; `running` runs. All others are final.
 */
export type RequestState =
  | 'announced'
  | 'pending'
  | 'approved'
  | 'running'
  | 'succeeded'
  | 'failed'
  | 'rejected'
  | 'withdrawn'
  | 'expired'
  | 'stale';

export interface Approval {
  readonly person: string;
  /** Unix milliseconds. */
  readonly at: number;
  /** Digest of the plan that the person saw. */
  readonly digest: string;
  /** Digest of the policy that allowed it. */
  readonly policy: string;
  /** Identity of the click, so that the same click delivered twice is recognised. */
  readonly key: string;
  /** Why this person approved alone. Absent: the usual way. */
  readonly emergency?: string;
}

/** A plan that somebody asked to run. */
export interface ActionRequest {
  readonly id: string;
  readonly caseId: string;
  readonly plan: Plan;
  readonly requester: string;
  readonly reason: string;
  /** Unix milliseconds. */
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly state: RequestState;
  readonly approvals: readonly Approval[];
  /** How many approvals it needs, fixed when it was made (the policy may raise it later, never lower it). */
  readonly quorum: number;
  /** AWS principals of the case's actor that stand for one person: who maps to one of them cannot approve. */
  readonly suspects: readonly string[];
  /** Set where no person asked, but an automation; `requester` is `policy:<name>` then. */
  readonly automation?: Automated;
  /** Who ended it, when not by its run. */
  readonly decidedBy?: string;
  readonly decidedAt?: number;
  /** Why they did, in their words. */
  readonly decidedWhy?: string;
  /** One sentence: how it ended and why. */
  readonly outcome?: string;
  /** Since when (Unix milliseconds) and why no call is made for it at the moment, although it is approved. */
  readonly held?: { readonly reason: string; readonly at: number };
  readonly run?: Run;
  /** Requests that take back what its run did, oldest first. */
  readonly undos?: readonly string[];
}

/** One execution of an approved request. */
export interface Run {
  readonly startedAt: number;
  readonly finishedAt?: number;
  /** Target by target, in the order in which each target's are done. */
  readonly steps: readonly RunStep[];
}

/**
 * One changing call on one target. `intended` is written before the call: found after a crash, the outcome is unknown and
 * must be looked up first. `called` has been made and is looked at until AWS shows it; then it is `verified`.
 */
export interface RunStep {
  /** Unique within the run. */
  readonly id: string;
  /** Which of the target's steps it is: `StepSpec.id`. */
  readonly step: string;
  /** What it does, in words. */
  readonly title: string;
  readonly target: string;
  readonly state: 'waiting' | 'intended' | 'called' | 'verified' | 'failed' | 'skipped';
  /** When the call was made or found made, Unix milliseconds; absent: nothing was done, or nobody can know. */
  readonly calledAt?: number;
  /** How often AWS has been looked at since. */
  readonly looks?: number;
  readonly requestId?: string;
  /** State before the call, for people and audit. */
  readonly before?: string;
  /** How it went, one sentence. */
  readonly result?: string;
  /** What later steps and the undo need: what the call made, and what was there before. */
  readonly data?: JsonObject;
}
