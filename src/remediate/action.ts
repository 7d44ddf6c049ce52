import type { RecordSummary, Target } from '../model/alert.ts';
import type { CaseTarget } from '../model/case.ts';
import type { Sighting, StateKind } from '../model/earlier-state.ts';
import type { JsonObject } from '../model/json.ts';
import type { Plan, PlanTarget, Undo } from '../model/plan.ts';
import type { Risk } from '../model/policy.ts';
import type { RunStep } from '../model/request.ts';
import type { AwsPermission, AwsSession } from '../ports/aws.ts';

/** What a plan does to its targets, forwards or, as an undo, backwards. */
export interface Procedure<From = ActionTarget> {
  /** Verb and object as on a button: `Terminate instance`; `many` for several targets. */
  readonly title: { readonly one: string; readonly many: string };
  readonly risk: Risk;
  /**
   * What it reads to plan and verify, and what it calls to act (the union over all steps). Calls beyond these are refused
   * before they are sent.
   */
  readonly permissions: { readonly read: readonly AwsPermission[]; readonly act: readonly AwsPermission[] };
  /**
   * Reads live state. Targets that are gone come back blocked, never left out. Asked again before each step: what the
   * steps themselves did must not block it.
   */
  plan(session: AwsSession, targets: readonly From[]): Promise<readonly PlanTarget[]>;
  /** What will happen, in words, for the targets that can be acted on. */
  effects(targets: readonly PlanTarget[]): readonly string[];
  /** What it does not contain, in words. */
  limits(targets: readonly PlanTarget[]): readonly string[];
  /** The changing calls for one target, in order; each begins when the one before is verified. Pure: same target, same steps. */
  steps(target: PlanTarget): readonly StepSpec[];
  /**
   * The target's material after these steps of ours were done, by their ids: what live state is compared with before the
   * next step. Absent: the steps change nothing in the material.
   */
  expected?(target: PlanTarget, done: readonly string[]): JsonObject;
  /**
   * One changing call. It must be safe to repeat: by the API's idempotency token, or because the `trailbolt:run` tag of
   * what it made is looked for first.
   */
  run(session: AwsSession, step: StepContext): Promise<StepResult>;
  /** Has it happened? Looked at after a crash before anything is repeated, and until it is `done` or `failed`. */
  verify(session: AwsSession, step: StepContext): Promise<Verification>;
}

/** A remedy that Trailbolt knows. One file each under `actions/`, named by its id, listed in `actions/index.ts`. */
export interface Action extends Procedure {
  /** Verb-object, kebab case: `terminate-instance`. */
  readonly id: string;
  /** `iam`: runs with the account's second acting role, which is off unless the policy names one. */
  readonly writes: 'resources' | 'iam';
  readonly undo: Undo;
  /** How undo would work and what it cannot restore, or why there is none. */
  readonly undoNote: string;
  /** Can it be offered on this target of a case? Looks at the record only; `plan` looks at live state. */
  appliesTo(target: CaseTarget): boolean;
  /**
   * Names of the events after which it is suggested on what they touched, as CloudTrail writes them. Absent: after any. What
   * a record created, and what is the actor's own, needs no such event.
   */
  readonly after?: readonly string[];
  /**
   * Whether it takes back exactly what this call changed about something that was there before, so that an automation may: an
   * automation takes back nothing else but what the record made. Absent: it never does.
   */
  takesBack?(record: Pick<RecordSummary, 'eventName' | 'requestParameters'>): boolean;
  /** The setting that it puts back: it is offered only where somebody saw what that was, and its plan is given it. */
  readonly restores?: StateKind;
  /** The undo, planned from what the run recorded, approved, run and verified like any other. Absent iff `undo` is `none`. */
  readonly reverse?: Procedure<DoneTarget>;
}

/** A target as the plan of an action gets it. */
export interface ActionTarget extends Target {
  /** Summaries of the case's records that touched it, newest first; none when it is read again before a step. */
  readonly records: readonly RecordSummary[];
  /** Of an action that restores a setting: what that was before, newest first. */
  readonly prior?: readonly Sighting[];
  /** What was planned, when it is read again before a step: what came from the records is in its `material`. */
  readonly planned?: PlanTarget;
}

/** A target that a run has changed, as the undo's plan gets it. */
export interface DoneTarget {
  readonly target: PlanTarget;
  /** The run's steps on it by their ids, with the `data` that they recorded. */
  readonly steps: Readonly<Record<string, RunStep>>;
  /** What the undo planned, when it is read again before a step. */
  readonly planned?: PlanTarget;
}

/** One changing call on one target. */
export interface StepSpec {
  /** Unique within the target and the same for ever: `stop`, `snapshot vol-1`. */
  readonly id: string;
  /** What it does, in words: `Snapshot vol-1`. */
  readonly title: string;
  readonly permissions: readonly AwsPermission[];
  /** Exact ARNs that it may touch. */
  readonly resources: readonly string[];
  /** ARNs of the managed policies that it may attach or detach; absent: it is about none. */
  readonly policies?: readonly string[];
  /**
   * ARN patterns, with one `*` at the end, of what the step makes and AWS has not named yet; `*` alone where AWS knows no
   * resource for the call. Only its `Create…` calls get them, and the tagging that belongs to such a call.
   */
  readonly creates?: readonly string[];
  /** Exact ARNs of what this target's earlier steps found or made, from what they recorded; it may touch them as well. */
  readonly made?: (earlier: StepContext['earlier']) => readonly string[];
  /** How long AWS may take until it can be seen; half an hour unless set. */
  readonly patienceSeconds?: number;
}

export interface StepContext {
  readonly plan: Plan;
  readonly target: PlanTarget;
  readonly step: StepSpec;
  /** Id of the request that runs: the value of the `trailbolt:run` tag, and what idempotency tokens are made of. */
  readonly requestId: string;
  /** What this target's earlier steps recorded, by their ids. */
  readonly earlier: Readonly<Record<string, JsonObject>>;
}

export interface StepResult {
  /** The AWS request id, by which our own record is recognised. */
  readonly requestId?: string;
  /** One sentence, without the target. */
  readonly result: string;
  /** What later steps or the undo need. */
  readonly data?: JsonObject;
}

export interface Verification {
  /**
   * `not-begun`: no trace of the call; `pending`: on its way; `done`; `failed`: it will not happen any more; `gone`: the
   * target is not there to be asked, which proves `done` only to who knows that the call has returned.
   */
  readonly state: 'not-begun' | 'pending' | 'done' | 'failed' | 'gone';
  /** One sentence: what was seen. */
  readonly sentence: string;
  /** What the call would have recorded, where it is found after an interruption; it replaces what was recorded. */
  readonly data?: JsonObject;
}
