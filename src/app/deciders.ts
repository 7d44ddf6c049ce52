import { calledAlone, calledFor, type Called } from '../approve/called.ts';
import { refuseAnybodyAlone } from '../approve/emergency.ts';
import { knownRolls } from '../approve/people.ts';
import { asRequestsSee, caseKey } from '../cases/case-store.ts';
import type { Case } from '../model/case.ts';
import type { Policy } from '../model/policy.ts';
import type { ActionRequest } from '../model/request.ts';
import type { Store } from '../ports/store.ts';

/** Who is called to a request that waits, and whether approving it alone would help. */
export async function deciders(
  store: Store,
  policy: Policy,
  request: ActionRequest,
  now: number,
): Promise<{ readonly called: Called; readonly emergency: boolean }> {
  const [suspects, rolls] = await Promise.all([suspectsOf(store, request), knownRolls(store, policy)]);
  const called = calledFor(policy, request, suspects, rolls, now);
  const nobody = called.mention.length === 0 && !called.everybody;
  // Where one approval is enough, whoever is called gives it the usual way.
  const helps = request.quorum > 1 || nobody;
  return { called, emergency: helps && refuseAnybodyAlone({ policy, plan: request.plan, suspects }) === undefined };
}

/** Who may approve a request alone. */
export async function whoAlone(store: Store, policy: Policy, request: ActionRequest, now: number): Promise<Called> {
  const [suspects, rolls] = await Promise.all([suspectsOf(store, request), knownRolls(store, policy)]);
  return refuseAnybodyAlone({ policy, plan: request.plan, suspects }) === undefined
    ? calledAlone(policy, suspects, rolls, now)
    : { mention: [], more: 0, everybody: false };
}

/** Everybody who may be behind the request's case, as known now and when it was made. */
export async function suspectsOf(store: Store, request: ActionRequest): Promise<readonly string[]> {
  const item = await store.get<Case>(caseKey(request.caseId));
  const now = item === undefined ? [] : (await asRequestsSee(store, item)).value.principals;
  return [...new Set([...request.suspects, ...now])];
}
