import { approveRequest, rejectRequest } from '../remediate/decide-request.ts';
import { readRequest } from '../remediate/request-store.ts';
import type { RunPorts } from '../remediate/running.ts';
import type { SlackServices } from '../slack/services.ts';
import { suspectsOf, whoAlone } from './deciders.ts';
import type { WorkerPorts } from './worker-ports.ts';

/** What the Slack stage asks of those who decide requests. */
export function createDecisionServices(
  ports: WorkerPorts,
  runs: RunPorts,
): Pick<SlackServices, 'approve' | 'reject' | 'alone' | 'rejection'> {
  return {
    approve: (input) => approveRequest(runs, input),
    reject: (input) => rejectRequest(runs, input),
    async alone({ requestId, person, seen }) {
      const { store } = ports;
      const [{ value: request }, policy, frozen] = await Promise.all([
        readRequest(store, requestId),
        ports.policy(),
        runs.frozen(),
      ]);
      const reasonLength = policy.breakGlass?.reasonLength ?? 0;
      const now = ports.clock.now();
      const suspects = await suspectsOf(store, request);
      // As if the reason were given already: only what it cannot change speaks against it.
      const emergency = 'x'.repeat(reasonLength);
      const judgement = runs.judge({ request, person, policy, seen, suspects, frozen, now, emergency });
      if (judgement.allow) return { request, reasonLength };
      const who = await whoAlone(store, policy, request, now);
      return { request, reasonLength, refused: { reason: judgement.reason, who } };
    },
    async rejection({ requestId, person }) {
      const { value: request } = await readRequest(ports.store, requestId);
      const isOwn = request.requester === person.id && request.state === 'pending';
      const judgement = runs.judgeRejection({
        request,
        person,
        policy: await ports.policy(),
        seen: request.plan.digest,
        suspects: await suspectsOf(ports.store, request),
        frozen: undefined,
        now: ports.clock.now(),
      });
      return { request, isOwn, refused: isOwn || judgement.allow ? undefined : judgement.reason };
    },
  };
}
