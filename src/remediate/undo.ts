import { TrailboltError } from '../errors.ts';
import type { Plan, PlanTarget } from '../model/plan.ts';
import type { ActionRequest } from '../model/request.ts';
import type { Store, Write } from '../ports/store.ts';
import type { Action, DoneTarget } from './action.ts';
import { describePlan } from './describe-plan.ts';
import { keepPlan, settled, type PlanPorts } from './plans.ts';
import { actionById, doneTargets, reverseOf } from './procedures.ts';
import { requestKey } from './request-key.ts';
import { readRequest } from './request-store.ts';

/**
 * Reads live state and writes down the plan that takes back what a request's run did.
 * @throws TrailboltError `undo.none`, `undo.of-undo`, `undo.not-run`, `undo.done` when all of it is taken back, or about to be.
 */
export async function planUndo(ports: PlanPorts, requestId: string): Promise<Plan> {
  const { value: request } = await readRequest(ports.store, requestId);
  const action = actionById(ports.actions, request.plan.action.id);
  const left = undoable(request, await undosOf(ports.store, request), action);
  if (typeof left === 'string') throw new TrailboltError(`undo.${left}`, SENTENCES[left](action));
  const reverse = reverseOf(action);
  const { account, region, caseId } = request.plan;
  const session = await ports.aws.reader(account, region, reverse.permissions.read);
  const targets = await settled(() => reverse.plan(session, left));
  const plan = describePlan(action, reverse, {
    id: ports.clock.id(),
    caseId,
    undoes: request.id,
    account,
    region,
    targets: targets.map((target) => withTags(target, left)),
    plannedAt: ports.clock.now(),
  });
  await keepPlan(ports.store, plan);
  return plan;
}

/** What is taken back is as protected as what was done. */
function withTags(target: PlanTarget, done: readonly DoneTarget[]): PlanTarget {
  const tags = target.tags ?? done.find(({ target: { id } }) => id === target.id)?.target.tags;
  return tags === undefined ? target : { ...target, tags };
}

type NoUndo = 'none' | 'of-undo' | 'not-run' | 'done';

const SENTENCES: Readonly<Record<NoUndo, (action: Action) => string>> = {
  none: ({ title, undoNote }) => `${title.one} cannot be undone. ${undoNote}`,
  'of-undo': () => 'This is an undo itself; ask for the action again instead.',
  'not-run': () => 'Nothing was done that could be undone.',
  done: () => 'This was undone, or its undo waits for approval; look at the thread.',
};

/** The targets whose change can be taken back and is not yet, or why there are none. */
export function undoable(
  request: ActionRequest,
  undos: readonly ActionRequest[],
  action: Action,
): readonly DoneTarget[] | NoUndo {
  if (request.plan.undoes !== undefined) return 'of-undo';
  if (action.reverse === undefined) return 'none';
  const done = request.state === 'succeeded' || request.state === 'failed' ? doneTargets(request) : [];
  if (done.length === 0) return 'not-run';
  const taken = new Set(undos.filter(isTaking).flatMap(({ plan }) => plan.targets.map(({ id }) => id)));
  const left = done.filter(({ target }) => !taken.has(target.id));
  return left.length === 0 ? 'done' : left;
}

/** Undone once: what an undo has done or still may do is not undone again. */
function isTaking({ state }: ActionRequest): boolean {
  return state === 'pending' || state === 'approved' || state === 'running' || state === 'succeeded';
}

export async function undosOf(store: Store, request: ActionRequest): Promise<readonly ActionRequest[]> {
  const items = await Promise.all((request.undos ?? []).map((id) => store.get<ActionRequest>(requestKey(id))));
  return items.flatMap((item) => item?.value ?? []);
}

/** The write by which the undone request gets to know of its undo, so that its message can say so. */
export async function linkUndo(store: Store, undo: ActionRequest): Promise<readonly Write[]> {
  if (undo.plan.undoes === undefined) return [];
  const item = await readRequest(store, undo.plan.undoes);
  const undos = [...(item.value.undos ?? []), undo.id];
  return [
    { kind: 'put', key: requestKey(item.value.id), value: { ...item.value, undos }, if: { version: item.version } },
  ];
}
