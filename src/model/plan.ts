import type { JsonObject } from './json.ts';
import type { Risk } from './policy.ts';

/** How far an action can be taken back. */
export type Undo = 'exact' | 'partial' | 'none';

/** A tag of an object as it was read. */
export interface TargetTag {
  readonly key: string;
  readonly value: string;
  /** Why no decision rests on it, e.g. because the case's actor has set it; absent where it counts. */
  readonly ignored?: string;
}

/** What has some of a target's tags: who made it, and who tagged it, decides whether they count. */
export interface TagCarrier {
  /** CloudFormation type name. */
  readonly type: string;
  /** By which CloudTrail's event history may list it. */
  readonly names: readonly string[];
  readonly tags: readonly TargetTag[];
}

/** One object that a plan would change, with the live state just read. */
export interface PlanTarget {
  /** CloudFormation type name. */
  readonly type: string;
  readonly id: string;
  readonly arn: string;
  readonly name?: string;
  /** Live state in short phrases, in the order to show: `running`, `2 volumes (1 deleted with it)`. */
  readonly facts: readonly string[];
  /** The fields that, when changed, make the plan another plan. */
  readonly material: JsonObject;
  /** Empty where its kind has none; absent where they were not read, which no policy that speaks of tags lets pass. */
  readonly tags?: readonly TargetTag[];
  /**
   * What the tags are of, where the target is something about it (a rule of a group, a share of an image), or the event history
   * may know it by more than one name. Absent: of the target itself.
   */
  readonly carriers?: readonly TagCarrier[];
  /** Why this target cannot be acted on, or undefined where it can. */
  readonly blocked?: string;
  /** Set while AWS itself is still changing it: what was read will be different in a moment, so it is read again. */
  readonly settling?: true;
  /** What it has to do with the case: it is the actor's own credentials or identity, or the actor made it. Absent: neither. */
  readonly part?: 'actor' | 'made';
  /** What people should know before they approve. */
  readonly warnings: readonly string[];
}

/** An action on exact targets, with live state, the effect in words and a digest of its material fields. */
export interface Plan {
  readonly id: string;
  readonly caseId: string;
  /** Id of the request whose run this plan takes back. Absent: it is no undo. */
  readonly undoes?: string;
  readonly action: { readonly id: string; readonly title: string; readonly risk: Risk; readonly undo: Undo };
  readonly account: string;
  readonly region: string;
  readonly targets: readonly PlanTarget[];
  /** How many more targets of the case the action was offered on than one plan takes. Absent: none. */
  readonly others?: number;
  /** What will happen, one sentence each. */
  readonly effects: readonly string[];
  /** What the action does not contain. */
  readonly limits: readonly string[];
  /** How undo would work, or why there is none. */
  readonly undoNote: string;
  /** SHA-256 (hex) over action, account, Region, the undone request and the targets' material fields. */
  readonly digest: string;
  /** Unix milliseconds. */
  readonly plannedAt: number;
}
