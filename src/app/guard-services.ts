import { freeze, thaw, type FreezePorts } from '../approve/freeze.ts';
import type { Policy } from '../model/policy.ts';
import type { RunPorts } from '../remediate/running.ts';
import type { SlackServices } from '../slack/services.ts';
import type { WorkerPorts } from './worker-ports.ts';

/** What the Slack stage asks of those who guard Trailbolt itself. */
export function createGuardServices(ports: WorkerPorts, runs: RunPorts): Pick<SlackServices, 'freeze' | 'thaw'> {
  const freezing: FreezePorts = {
    ...ports,
    announce: (policy, id, message) => everyone(policy).map((channel) => runs.outbox.plain(id, channel, message)),
  };
  return {
    freeze: async (input) => freeze(freezing, { ...input, policy: await ports.policy() }),
    thaw: async (input) => thaw(freezing, { ...input, policy: await ports.policy() }),
  };
}

/** The channels that are told what concerns all. */
function everyone({ channels }: Policy): readonly string[] {
  return [...new Set([channels.alerts, ...(channels.audit === undefined ? [] : [channels.audit])])];
}
