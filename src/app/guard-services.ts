import { freeze, thaw, type FreezePorts } from '../approve/freeze.ts';
import type { Policy } from '../model/policy.ts';
import { readRequest } from '../remediate/request-store.ts';
import type { RunPorts } from '../remediate/running.ts';
import type { SlackServices } from '../slack/services.ts';
import { suspectsOf, whoAlone } from './deciders.ts';
import type { WorkerPorts } from './worker-ports.ts';

/** What the Slack stage asks of those who guard Trailbolt itself. */
export function createGuardServices(
  ports: WorkerPorts,
  runs: RunPorts,
): Pick<SlackServices, 'alone' | 'freeze' | 'thaw'> {
  const freezing: FreezePorts = {
    ...ports,
    announce: (policy, id, message) => everyone(policy).map((channel) => runs.outbox.plain(id, channel, message)),
  };
  return {
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
    freeze: async (input) => freeze(freezing, { ...input, policy: await ports.policy() }),
    thaw: async (input) => thaw(freezing, { ...input, policy: await ports.policy() }),
  };
}

/** The channels that are told what concerns all. */
function everyone({ channels }: Policy): readonly string[] {
  return [...new Set([channels.alerts, ...(channels.audit === undefined ? [] : [channels.audit])])];
}
