import { decide, decideRejection, stillApproved } from '../approve/decide.ts';
import { readFreeze } from '../approve/freeze.ts';
import type { People } from '../approve/people.ts';
import { quorumFor } from '../approve/requirements.ts';
import { readCase } from '../cases/case-store.ts';
import { createOutbox } from '../cases/outbox.ts';
import { actions } from '../remediate/actions/index.ts';
import type { RunPorts } from '../remediate/running.ts';
import type { WorkerPorts } from './worker-ports.ts';

/** What requests and runs need: the adapters, with the judgement of the approve stage and the outbox of the cases. */
export function createRunPorts(ports: WorkerPorts, people: People): RunPorts {
  return {
    ...ports,
    actions,
    outbox: createOutbox(() => ports.clock.now()),
    leaseMs: ports.runLeaseMs,
    case: (id) => readCase(ports.store, id),
    frozen: () => readFreeze(ports.store),
    judge: decide,
    judgeRejection: decideRejection,
    quorum: (policy, plan, suspects) => quorumFor(policy, plan, suspects, ports.clock.now()),
    async rejudge(request, suspects, now) {
      const [policy, frozen] = await Promise.all([ports.policy(), readFreeze(ports.store)]);
      const approvers = await Promise.all(request.approvals.map((approval) => people.resolve(approval.person, policy)));
      return stillApproved({ request, approvers, policy, suspects, frozen, now });
    },
  };
}
