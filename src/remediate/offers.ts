import { createHash } from 'node:crypto';
import type { Case, CaseTarget } from '../model/case.ts';
import type { Offer } from '../model/offer.ts';
import type { ActionRequest, RequestState } from '../model/request.ts';
import type { Store } from '../ports/store.ts';
import type { Action } from './action.ts';
import { offerTargets } from './offer-targets.ts';
import { PLAN_TARGETS } from './plan-size.ts';
import { priorOf } from './prior/prior-of.ts';
import { actionById, finishedIds } from './procedures.ts';

/** While a request is in one of these states its targets are taken: the card offers them no more. */
const TAKEN: ReadonlySet<RequestState> = new Set(['announced', 'pending', 'approved', 'running', 'succeeded']);

/** A target's Region becomes a part of host names: whatever an alert claims, only what looks like one is acted in. */
const REGION = /^[a-z]{2}(-[a-z]+)+-\d{1,2}$/;

/**
 * What a card suggests, from the case alone. A destructive action is suggested only on what the records themselves
 * created: whoever opens a port on a production instance must not get a button that kills it.
 */
export function offersFor(it: Case, requests: readonly ActionRequest[], actions: readonly Action[]): readonly Offer[] {
  const offers: Offer[] = [];
  const ending = waitingToEnd(requests);
  for (const action of actions) {
    const taken = takenFrom(action, requests);
    const free = offerTargets(it, action).filter(
      (target) =>
        REGION.test(target.region) &&
        !taken.has(target.id) &&
        (action.risk !== 'destructive' || target.created === true),
    );
    for (const [region, targets] of groupByRegion(free)) {
      offers.push({
        id: createHash('sha256').update(`${action.id} ${region}`).digest('hex').slice(0, 16),
        caseId: it.id,
        action: action.id,
        title: titleOf(action, targets.length),
        risk: action.risk,
        account: it.account,
        region,
        targets,
        ...(targets.every(({ id }) => ending.has(id)) && action.risk !== 'destructive' ? { lesser: true } : {}),
      });
    }
  }
  return offers;
}

/** The same, without what could only be put back by who had seen it before. */
export async function offersNow(
  store: Store,
  it: Case,
  requests: readonly ActionRequest[],
  actions: readonly Action[],
): Promise<readonly Offer[]> {
  const offers = offersFor(it, requests, actions);
  const known = await Promise.all(
    offers.map(async (offer): Promise<readonly Offer[]> => {
      const action = actionById(actions, offer.action);
      if (action.restores === undefined) return [offer];
      const priors = await Promise.all(offer.targets.map((target) => priorOf(store, it, action, target)));
      const targets = offer.targets.filter((_, index) => (priors[index] ?? []).length > 0);
      return targets.length === 0 ? [] : [{ ...offer, targets, title: titleOf(action, targets.length) }];
    }),
  );
  return known.flat();
}

/** Targets on which there is nothing more to offer: dealt with by the action itself, or ended by another one. */
function takenFrom(action: Action, requests: readonly ActionRequest[]): ReadonlySet<string> {
  const undone = new Set(
    requests.flatMap((request) => finishedIds(request).map((target) => `${request.plan.undoes ?? ''} ${target}`)),
  );
  const taken = new Set<string>();
  for (const request of requests) {
    const { id, plan, state } = request;
    if (plan.undoes !== undefined) continue;
    const ends = plan.action.risk === 'destructive' && state !== 'pending';
    if (plan.action.id !== action.id && !ends) continue;
    // Of a run that failed, what it did all the same is done.
    const targets = TAKEN.has(state) ? plan.targets.map((target) => target.id) : finishedIds(request);
    for (const target of targets) if (!undone.has(`${id} ${target}`)) taken.add(target);
  }
  return taken;
}

/** Targets that a request to end them for good waits for: approvals, or its time. */
function waitingToEnd(requests: readonly ActionRequest[]): ReadonlySet<string> {
  return new Set(
    requests
      .filter(({ plan, state }) => plan.action.risk === 'destructive' && (state === 'pending' || state === 'announced'))
      .flatMap(({ plan }) => plan.targets.map(({ id }) => id)),
  );
}

/** What the button leads to: one plan, which may not take everything. */
function titleOf({ title }: Action, targets: number): string {
  if (targets === 1) return title.one;
  const how = targets > PLAN_TARGETS ? `${PLAN_TARGETS} of ${targets}` : String(targets);
  return title.many.replace(/ /, ` ${how} `);
}

function groupByRegion(targets: readonly CaseTarget[]): Map<string, CaseTarget[]> {
  const groups = new Map<string, CaseTarget[]>();
  for (const target of targets) groups.set(target.region, [...(groups.get(target.region) ?? []), target]);
  return groups;
}
