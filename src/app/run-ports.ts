import { decide, quorumFor, ruleFor, stillApproved } from '../approve/decide.ts';
import type { People } from '../approve/people.ts';
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
    judge: (question) => decide(question),
    quorum: (policy, plan, suspects) =>
      quorumFor(policy, ruleFor(policy, plan.action.id, plan.account, plan.action.risk), plan.action.risk, suspects),
    async rejudge(request, suspects, now) {
      const policy = await ports.policy();
      const approvers = await Promise.all(request.approvals.map((approval) => people.resolve(approval.person, policy)));
      return stillApproved(request, approvers, policy, suspects, now);
    },
  };
}
