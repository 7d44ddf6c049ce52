import { TrailboltError } from '../errors.ts';
import type { Case, CaseTarget } from '../model/case.ts';
import type { Offer } from '../model/offer.ts';
import type { Plan, PlanTarget } from '../model/plan.ts';
import type { Aws } from '../ports/aws.ts';
import type { Clock } from '../ports/clock.ts';
import type { Key, Store } from '../ports/store.ts';
import type { Action } from './action.ts';
import { planDigest } from './digest.ts';
import { PLAN_TARGETS } from './plan-size.ts';

/** How often targets that are still changing are read, and the pause in between, in milliseconds. */
const LOOKS = 10;
const LOOK_GAP_MS = 800;
/** A plan that nobody turned into a request is forgotten after this. */
const PLAN_SECONDS = 2 * 60 * 60;

export interface PlanPorts {
  readonly store: Store;
  readonly aws: Aws;
  readonly clock: Clock;
  readonly actions: readonly Action[];
}

function planKey(id: string): Key {
  return { partition: `plan#${id}`, sort: 'plan' };
}

/** @throws TrailboltError `action.unknown`. */
export function actionById(actions: readonly Action[], id: string): Action {
  const action = actions.find((candidate) => candidate.id === id);
  if (action === undefined) throw new TrailboltError('action.unknown', `There is no action ${id.slice(0, 60)}.`);
  return action;
}

/** Reads live state and writes down the plan for an offer. */
export async function makePlan(ports: PlanPorts, it: Case, offer: Offer): Promise<Plan> {
  const action = actionById(ports.actions, offer.action);
  const session = await ports.aws.reader(offer.account, offer.region, action.permissions.read);
  const patience = { looks: LOOKS };
  const targets = await firstPossible(offer.targets, (some) => settled(() => action.plan(session, some), patience));
  const others = offer.targets.length - targets.length;
  const now = ports.clock.now();
  const plan = describePlan(action, {
    id: ports.clock.id(),
    caseId: it.id,
    account: offer.account,
    region: offer.region,
    targets,
    ...(others === 0 ? {} : { others }),
    plannedAt: now,
  });
  await ports.store.commit([
    { kind: 'put', key: planKey(plan.id), value: plan, if: 'absent', expiresAt: Math.floor(now / 1000) + PLAN_SECONDS },
  ]);
  return plan;
}

/**
 * As many targets as a plan takes. Those that cannot be acted on give way to later ones: ten that are gone already must
 * not hide the eleventh for ever.
 */
async function firstPossible(
  all: readonly CaseTarget[],
  read: (some: readonly CaseTarget[]) => Promise<readonly PlanTarget[]>,
): Promise<readonly PlanTarget[]> {
  const blocked: PlanTarget[] = [];
  const possible: PlanTarget[] = [];
  let next = 0;
  while (possible.length < PLAN_TARGETS && next < all.length) {
    const some = all.slice(next, next + PLAN_TARGETS - possible.length);
    next += some.length;
    for (const target of await read(some)) (target.blocked === undefined ? possible : blocked).push(target);
  }
  const order = new Map(all.map(({ id }, index) => [id, index]));
  return [...possible, ...blocked]
    .slice(0, PLAN_TARGETS)
    .toSorted((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0));
}

/** Reads until AWS has finished changing the targets, or patience ends: somebody waits before a loading window. */
async function settled(
  read: () => Promise<readonly PlanTarget[]>,
  patience: { looks: number },
): Promise<readonly PlanTarget[]> {
  for (;;) {
    const targets = await read();
    if (!targets.some((target) => target.settling === true)) return targets;
    patience.looks -= 1;
    if (patience.looks <= 0) return targets;
    await new Promise((resolve) => setTimeout(resolve, LOOK_GAP_MS));
  }
}

/** @throws TrailboltError `plan.missing` when it is unknown or was forgotten. */
export async function readPlan(store: Store, id: string): Promise<Plan> {
  const item = await store.get<Plan>(planKey(id));
  if (item === undefined)
    throw new TrailboltError('plan.missing', 'This plan is too old; open it again from the card.');
  return item.value;
}

/**
 * The part of a plan that somebody chose: the named targets, without those that cannot be acted on.
 * @throws TrailboltError `plan.no-target`.
 */
export function choose(action: Action, plan: Plan, ids: readonly string[] | undefined): Plan {
  const targets = plan.targets.filter(
    (target) => target.blocked === undefined && (ids === undefined || ids.includes(target.id)),
  );
  if (targets.length === 0)
    throw new TrailboltError('plan.no-target', 'None of the chosen targets can be acted on now.');
  return describePlan(action, { ...plan, targets });
}

/** A target as it is now beside what the plan says of it. */
export async function replan(
  ports: PlanPorts,
  plan: Plan,
  targets: readonly PlanTarget[],
): Promise<readonly PlanTarget[]> {
  const action = actionById(ports.actions, plan.action.id);
  const session = await ports.aws.reader(plan.account, plan.region, action.permissions.read);
  return action.plan(session, targets);
}

function describePlan(
  action: Action,
  facts: Pick<Plan, 'id' | 'caseId' | 'account' | 'region' | 'targets' | 'others' | 'plannedAt'>,
): Plan {
  const possible = facts.targets.filter((target) => target.blocked === undefined);
  const body = {
    id: facts.id,
    caseId: facts.caseId,
    account: facts.account,
    region: facts.region,
    targets: facts.targets,
    plannedAt: facts.plannedAt,
    ...(facts.others === undefined ? {} : { others: facts.others }),
    action: {
      id: action.id,
      title: facts.targets.length === 1 ? action.title.one : action.title.many,
      risk: action.risk,
      undo: action.undo,
    },
    effects: possible.length === 0 ? ['Nothing: no target can be acted on.'] : action.effects(possible),
    limits: [...leftOut(action, facts.others ?? 0), ...action.limits(possible)],
    undoNote: action.undoNote,
  };
  return { ...body, digest: planDigest(body) };
}

/** First of all limits: whoever approves has to know that it is not everything. */
function leftOut({ title }: Action, others: number): readonly string[] {
  if (others === 0) return [];
  const noun = (others === 1 ? title.one : title.many).replace(/^\S+ /, '');
  const are = others === 1 ? 'is' : 'are';
  return [`${others} more ${noun} of this case ${are} not in this plan; ask again after this one.`];
}
