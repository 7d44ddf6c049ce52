import { TrailboltError } from '../errors.ts';
import type { Case, CaseTarget } from '../model/case.ts';
import type { Offer } from '../model/offer.ts';
import type { Plan, PlanTarget } from '../model/plan.ts';
import type { Aws } from '../ports/aws.ts';
import type { Clock } from '../ports/clock.ts';
import type { Key, Store } from '../ports/store.ts';
import type { Action, ActionTarget } from './action.ts';
import { describePlan } from './describe-plan.ts';
import { PLAN_TARGETS } from './plan-size.ts';
import { priorOf } from './prior/prior-of.ts';
import { actionById, procedureOf, type ProcedurePorts } from './procedures.ts';

/** How often targets that are still changing are read, and the pause in between, in milliseconds. */
const LOOKS = 10;
const LOOK_GAP_MS = 800;
/** A plan that nobody turned into a request is forgotten after this. */
const PLAN_SECONDS = 2 * 60 * 60;

export interface PlanPorts extends ProcedurePorts {
  readonly aws: Aws;
  readonly clock: Clock;
  /** The targets with the tags marked that no decision may rest on. Absent: tags are taken as they are. */
  vetTags?(it: Case, region: string, targets: readonly PlanTarget[]): Promise<readonly PlanTarget[]>;
}

function planKey(id: string): Key {
  return { partition: `plan#${id}`, sort: 'plan' };
}

/** Reads live state and writes down the plan for an offer. */
export async function makePlan(ports: PlanPorts, it: Case, offer: Offer): Promise<Plan> {
  const action = actionById(ports.actions, offer.action);
  const session = await ports.aws.reader(offer.account, offer.region, action.permissions.read);
  const patience = newPatience();
  const targets = await firstPossible(offer.targets, async (some) => {
    const whole = await Promise.all(some.map((target) => withPast(ports.store, target, it, action)));
    return settled(() => action.plan(session, whole), patience);
  });
  const others = offer.targets.length - targets.length;
  const now = ports.clock.now();
  const plan = describePlan(action, action, {
    id: ports.clock.id(),
    caseId: it.id,
    account: offer.account,
    region: offer.region,
    targets: withParts((await ports.vetTags?.(it, offer.region, targets)) ?? targets, offer),
    ...(others === 0 ? {} : { others }),
    plannedAt: now,
  });
  await keepPlan(ports.store, plan);
  return plan;
}

/** Each target with what it has to do with the case: in IAM an actor and what they made look alike. */
function withParts(targets: readonly PlanTarget[], offer: Offer): readonly PlanTarget[] {
  const known = new Map(offer.targets.map((target) => [target.id, target]));
  return targets.map((target): PlanTarget => {
    const { actor, created } = known.get(target.id) ?? {};
    if (actor === true) return { ...target, part: 'actor' };
    return created === true ? { ...target, part: 'made' } : target;
  });
}

/** Writes a plan down for whoever asks for it in a moment. */
export async function keepPlan(store: Store, plan: Plan): Promise<void> {
  const expiresAt = Math.floor(plan.plannedAt / 1000) + PLAN_SECONDS;
  await store.commit([{ kind: 'put', key: planKey(plan.id), value: plan, if: 'absent', expiresAt }]);
}

/** A target with what its case knows of it, and what was seen of the setting that the action restores. */
async function withPast(store: Store, target: CaseTarget, it: Case, action: Action): Promise<ActionTarget> {
  const prior = await priorOf(store, it, action, target);
  const touching = it.records.filter(
    (record) =>
      record.region === target.region &&
      record.targets.some(({ type, id }) => type === target.type && id === target.id),
  );
  return { ...target, records: touching, ...(prior === undefined ? {} : { prior }) };
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
export async function settled(
  read: () => Promise<readonly PlanTarget[]>,
  patience = newPatience(),
): Promise<readonly PlanTarget[]> {
  for (;;) {
    const targets = await read();
    if (!targets.some((target) => target.settling === true)) return targets;
    patience.looks -= 1;
    if (patience.looks <= 0) return targets;
    await new Promise((resolve) => setTimeout(resolve, LOOK_GAP_MS));
  }
}

/** Shared by readings that somebody waits for together. */
function newPatience(): { looks: number } {
  return { looks: LOOKS };
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
export async function choose(ports: ProcedurePorts, plan: Plan, ids: readonly string[] | undefined): Promise<Plan> {
  const targets = plan.targets.filter(
    (target) => target.blocked === undefined && (ids === undefined || ids.includes(target.id)),
  );
  if (targets.length === 0)
    throw new TrailboltError('plan.no-target', 'None of the chosen targets can be acted on now.');
  return describePlan(actionById(ports.actions, plan.action.id), await procedureOf(ports, plan), { ...plan, targets });
}

/** Targets as they are now beside what the plan says of them. */
export async function replan(
  ports: PlanPorts,
  plan: Plan,
  targets: readonly PlanTarget[],
): Promise<readonly PlanTarget[]> {
  const procedure = await procedureOf(ports, plan);
  const session = await ports.aws.reader(plan.account, plan.region, procedure.permissions.read);
  return procedure.again(session, targets);
}
