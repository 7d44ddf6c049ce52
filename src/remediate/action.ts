import type { Target } from '../model/alert.ts';
import type { CaseTarget } from '../model/case.ts';
import type { Plan, PlanTarget, Undo } from '../model/plan.ts';
import type { Risk } from '../model/policy.ts';
import type { AwsPermission, AwsSession } from '../ports/aws.ts';

/** A remedy that Trailbolt knows. One file each under `actions/`, named by its id, listed in `actions/index.ts`. */
export interface Action {
  /** Verb-object, kebab case: `terminate-instance`. */
  readonly id: string;
  /** Verb and object as on a button: `Terminate instance`; `many` for several targets. */
  readonly title: { readonly one: string; readonly many: string };
  readonly risk: Risk;
  readonly undo: Undo;
  readonly undoNote: string;
  /** What it reads to plan and verify, and what it calls to act. Calls beyond these are refused before they are sent. */
  readonly permissions: { readonly read: readonly AwsPermission[]; readonly act: readonly AwsPermission[] };
  /** Can it be offered on this target of a case? Looks at the record only; `plan` looks at live state. */
  appliesTo(target: CaseTarget): boolean;
  /** Reads live state. Targets that are gone come back blocked, never left out. */
  plan(session: AwsSession, targets: readonly Target[]): Promise<readonly PlanTarget[]>;
  /** What will happen, in words, for the targets that can be acted on. */
  effects(targets: readonly PlanTarget[]): readonly string[];
  /** What it does not contain, in words. */
  limits(targets: readonly PlanTarget[]): readonly string[];
  /**
   * The one mutating call for one target. It must be safe to repeat, or find out by itself that it has happened.
   * @returns the AWS request id, by which our own record is recognised, and one sentence.
   */
  run(
    session: AwsSession,
    plan: Plan,
    target: PlanTarget,
  ): Promise<{ readonly requestId?: string; readonly result: string }>;
  /** Has it happened? Looked at after a crash before anything is repeated, and until it is `done` or `failed`. */
  verify(session: AwsSession, plan: Plan, target: PlanTarget): Promise<Verification>;
}

export interface Verification {
  /**
   * `not-begun`: no trace of the call; `pending`: on its way; `done`; `failed`: it will not happen any more; `gone`: the
   * target is not there to be asked, which proves `done` only to who knows that the call has returned.
   */
  readonly state: 'not-begun' | 'pending' | 'done' | 'failed' | 'gone';
  /** One sentence: what was seen. */
  readonly sentence: string;
}
