import type { StateSeen } from '../../../src/model/earlier-state.ts';
import type { Json } from '../../../src/model/json.ts';
import type { RecordSummary } from '../../../src/model/alert.ts';
import type { CaseTarget } from '../../../src/model/case.ts';
import type { AwsPermission } from '../../../src/ports/aws.ts';
import type { Action } from '../../../src/remediate/action.ts';
import type { ActionSite } from './action-site.ts';

/** What a case says that an action is to be tried on. */
export interface Arranged {
  readonly target: CaseTarget;
  /** Summaries of the case's records, for actions that read them. */
  readonly records?: readonly RecordSummary[];
  /** What was seen of it before, for actions that put that back. */
  readonly seen?: StateSeen;
}

/** One action's part of the contract suite: how to make a target, and what becomes of it. */
export interface ActionFixture {
  readonly action: Action;
  /** For an action that makes another call to another target: the rights of which a target needs just one. */
  readonly alternatives?: readonly AwsPermission[];
  /**
   * Makes a target of its own, ready to be acted on.
   * @param needs The one of the alternatives that acting on it must need.
   */
  arrange(site: ActionSite, needs?: AwsPermission): Promise<Arranged>;
  /** What a plan for that target must say of it among its warnings. */
  readonly warns?: RegExp;
  /** What the action changes and the undo restores, as the administrator sees it. */
  state(site: ActionSite, target: CaseTarget): Promise<Json>;
  /** What {@link state} is after the run. */
  after(before: Json): Json;
  /** What {@link state} is after the undo, where it is not what it was before. */
  undone?(before: Json): Json;
  /** Somebody changes what a plan rests on. */
  change(site: ActionSite, target: CaseTarget): Promise<void>;
  /** Somebody removes the target. */
  remove(site: ActionSite, target: CaseTarget): Promise<void>;
  /** Somebody protects the target by what AWS has for that; absent where AWS has nothing. */
  protect?(site: ActionSite, target: CaseTarget): Promise<void>;
}
