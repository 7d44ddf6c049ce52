import { readUnmerged } from '../cases/case-store.ts';
import { listByHand } from '../cases/manual-case.ts';
import { TrailboltError } from '../errors.ts';
import type { Plan } from '../model/plan.ts';
import { createRequest } from '../remediate/create-request.ts';
import { keptOffer } from '../remediate/by-hand.ts';
import { actions } from '../remediate/actions/index.ts';
import { whyOff } from '../remediate/available.ts';
import { offersNow } from '../remediate/offers.ts';
import { makePlan } from '../remediate/plans.ts';
import { actionById } from '../remediate/procedures.ts';
import type { RunPorts } from '../remediate/running.ts';
import { planUndo } from '../remediate/undo.ts';
import type { Planned, SlackServices } from '../slack/services.ts';
import { planByHand } from './by-hand.ts';
import { offered, requestsOf } from './offered.ts';
import type { WorkerPorts } from './worker-ports.ts';

/** What the Slack stage asks of those who plan: actions that a card offers or a person names, and undos. */
export function createPlanServices(
  ports: WorkerPorts,
  runs: RunPorts,
): Pick<SlackServices, 'stillOffered' | 'plan' | 'planUndo' | 'planByHand' | 'request'> {
  const { store } = ports;

  async function withNeeds(plan: Plan): Promise<Planned> {
    const { value: it } = await runs.case(plan.caseId);
    return { plan, ...runs.needs(await ports.policy(), plan, it.principals) };
  }

  return {
    async stillOffered(caseId) {
      const { value: it } = await readUnmerged(store, caseId);
      return offered(store, await ports.policy(), it, await requestsOf(store, it));
    },
    async plan(caseId, offerId) {
      const { value: it } = await readUnmerged(store, caseId);
      const requests = await requestsOf(store, it);
      const offer =
        (await offersNow(store, it, requests, actions)).find((candidate) => candidate.id === offerId) ??
        (await keptOffer(store, caseId, offerId));
      const account = (await ports.policy()).accounts.find(({ id }) => id === it.account);
      const off =
        offer === undefined || account === undefined ? undefined : whyOff(account, actionById(actions, offer.action));
      if (off !== undefined) throw new TrailboltError('action.off', off);
      if (offer === undefined)
        throw new TrailboltError(
          'offer.gone',
          'This was decided meanwhile, or its targets are gone; look at the card again.',
        );
      return withNeeds(await makePlan(runs, it, offer));
    },
    planByHand: (input) => planByHand(ports, input),
    async request(input) {
      const request = await createRequest(runs, input);
      await listByHand(store, request.caseId);
      return request;
    },
    planUndo: async (requestId) => withNeeds(await planUndo(runs, requestId)),
  };
}
