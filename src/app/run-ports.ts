import { chargeRun, refundRun } from '../approve/budgets.ts';
import { decide, decideRejection, stillApproved } from '../approve/decide.ts';
import { readFreeze } from '../approve/freeze.ts';
import type { People } from '../approve/people.ts';
import { needsOf } from '../approve/requirements.ts';
import { readForRequests } from '../cases/case-store.ts';
import { createOutbox } from '../cases/outbox.ts';
import { stillArmed } from '../remediate/announced.ts';
import { actions } from '../remediate/actions/index.ts';
import type { RunPorts } from '../remediate/running.ts';
import { vetTags } from './vet-tags.ts';
import type { WorkerPorts } from './worker-ports.ts';

/** What requests and runs need: the adapters, with the judgement of the approve stage and the outbox of the cases. */
export function createRunPorts(ports: WorkerPorts, people: People): RunPorts {
  return {
    ...ports,
    actions,
    outbox: createOutbox(() => ports.clock.now()),
    leaseMs: ports.runLeaseMs,
    case: (id) => readForRequests(ports.store, id),
    charge: (policy, spending, now) => chargeRun(ports.store, policy, spending, now),
    refund: (policy, spending, now) => refundRun(ports.store, policy, spending, now),
    vetTags: (it, region, targets) => vetTags({ ...ports, now: () => ports.clock.now() }, it, region, targets),
    frozen: () => readFreeze(ports.store),
    judge: decide,
    judgeRejection: decideRejection,
    needs: (policy, plan, suspects) => needsOf(policy, plan, suspects, ports.clock.now()),
    async rejudge(request, suspects, now) {
      const [policy, frozen] = await Promise.all([ports.policy(), readFreeze(ports.store)]);
      if (request.automation !== undefined && request.automation.asks === undefined) {
        const reason =
          (await stillArmed(ports, request, policy)) ?? needsOf(policy, request.plan, suspects, now).forbidden?.reason;
        return reason === undefined ? { allow: true, reason: 'The automation is armed.' } : { allow: false, reason };
      }
      const found = await Promise.all(request.approvals.map((approval) => people.find(approval.person, policy)));
      const approvers = found.filter((person) => person !== undefined);
      return stillApproved({ request, approvers, policy, suspects, frozen, now });
    },
  };
}
