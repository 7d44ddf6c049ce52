import { TrailboltError } from '../errors.ts';
import type { Plan, PlanTarget } from '../model/plan.ts';
import type { ActionRequest, RunStep } from '../model/request.ts';
import type { AwsSession } from '../ports/aws.ts';
import type { Store } from '../ports/store.ts';
import type { Action, ActionTarget, DoneTarget, Procedure } from './action.ts';
import { readRequest } from './request-store.ts';

/** What a plan does, whichever way: the same for an action and for its undo. */
export type Doing = Omit<Procedure, 'plan'> & {
  /** The targets of a plan as they are now. */
  again(session: AwsSession, targets: readonly PlanTarget[]): Promise<readonly PlanTarget[]>;
};

export interface ProcedurePorts {
  readonly actions: readonly Action[];
  readonly store: Store;
}

/** @throws TrailboltError `action.unknown`. */
export function actionById(actions: readonly Action[], id: string): Action {
  const action = actions.find((candidate) => candidate.id === id);
  if (action === undefined) throw new TrailboltError('action.unknown', `There is no action ${id.slice(0, 60)}.`);
  return action;
}

/**
 * The procedure of a plan.
 * @throws TrailboltError `action.unknown`, `undo.none`, `request.missing`.
 */
export async function procedureOf(ports: ProcedurePorts, plan: Pick<Plan, 'action' | 'undoes'>): Promise<Doing> {
  const action = actionById(ports.actions, plan.action.id);
  if (plan.undoes === undefined)
    return { ...action, again: (session, targets) => action.plan(session, targets.map(asTarget)) };
  const reverse = reverseOf(action);
  const { value: undone } = await readRequest(ports.store, plan.undoes);
  const done = doneTargets(undone);
  return {
    ...reverse,
    again: (session, targets) =>
      reverse.plan(
        session,
        targets.flatMap((planned) => {
          const of = done.find(({ target }) => target.id === planned.id);
          return of === undefined ? [] : [{ ...of, planned }];
        }),
      ),
  };
}

function asTarget(planned: PlanTarget): ActionTarget {
  const { type, id, arn, name } = planned;
  return { type, id, arn, ...(name === undefined ? {} : { name }), records: [], planned };
}

/** @throws TrailboltError `undo.none`. */
export function reverseOf(action: Action): Procedure<DoneTarget> {
  if (action.reverse === undefined)
    throw new TrailboltError('undo.none', `${action.title.one} cannot be undone. ${action.undoNote}`);
  return action.reverse;
}

/** The targets that a run has brought to its end, whatever became of the others. */
export function finishedIds({ plan, run, state }: ActionRequest): readonly string[] {
  const ids = plan.targets.map(({ id }) => id);
  if (state === 'succeeded') return ids;
  if (state !== 'failed') return [];
  return ids.filter((id) => {
    const steps = (run?.steps ?? []).filter(({ target }) => target === id);
    return steps.length > 0 && steps.every((step) => step.state === 'verified');
  });
}

/** The targets that a run has changed, or may have: those on which at least one call was made. */
export function doneTargets({ plan, run }: ActionRequest): readonly DoneTarget[] {
  return plan.targets.flatMap((target) => {
    const steps = (run?.steps ?? []).filter((step) => step.target === target.id);
    if (!steps.some((step) => step.calledAt !== undefined)) return [];
    return [{ target, steps: Object.fromEntries(steps.map((step): [string, RunStep] => [step.step, step])) }];
  });
}
