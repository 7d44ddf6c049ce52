import type { Person } from '../model/person.ts';
import type { ActionRequest } from '../model/request.ts';
import type { Timer } from '../ports/timers.ts';
import { appendAudit, contended, TRIES, type RequestPorts } from './request-ports.ts';
import { readRequest, requestWrites } from './request-store.ts';

/** How a click on a request ended, with one sentence for the person who clicked. */
export interface Answer {
  readonly allowed: boolean;
  readonly sentence: string;
  readonly request: ActionRequest;
}

/** Starts an approved request even if whoever approved it crashed before saying so. */
function startTimer(request: ActionRequest, now: number): Timer {
  return { id: `start-${request.id}`, dueAt: now, kind: 'run.advance', subject: request.id };
}

/** Counts an approval, or says why it does not count. `key` is the identity of the click. */
export async function approveRequest(
  ports: RequestPorts,
  input: { readonly requestId: string; readonly person: Person; readonly seen: string; readonly key: string },
): Promise<Answer> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const item = await readRequest(ports.store, input.requestId);
    const mine = item.value.approvals.find((approval) => approval.key === input.key);
    if (mine !== undefined) return afterApproval(ports, item.value, input.person, mine.at);
    const [policy, of, frozen] = await Promise.all([ports.policy(), ports.case(item.value.caseId), ports.frozen()]);
    const now = ports.clock.now();
    const judgement = ports.judge({
      request: item.value,
      person: input.person,
      policy,
      seen: input.seen,
      suspects: of.value.principals,
      frozen,
      now,
    });
    if (!judgement.allow) {
      await appendAudit(
        ports,
        item.value,
        'approval.refused',
        input.person.id,
        now,
        { code: judgement.code, key: input.key, policy: policy.digest },
        input.key,
      );
      return { allowed: false, sentence: judgement.reason, request: item.value };
    }
    const next: ActionRequest = {
      ...item.value,
      approvals: [
        ...item.value.approvals,
        { person: input.person.id, at: now, digest: input.seen, policy: policy.digest, key: input.key },
      ],
      // The number that people see is the one that counts now.
      quorum: item.value.approvals.length + 1 + judgement.missing,
      state: judgement.missing === 0 ? 'approved' : 'pending',
    };
    const commit = await ports.store.commit([
      ...requestWrites(ports.outbox, item, next, of.value),
      ...(next.state === 'approved' ? [ports.timers.arm(startTimer(next, now))] : []),
    ]);
    if (commit.ok) return afterApproval(ports, next, input.person, now);
  }
  throw contended(input.requestId);
}

/** What follows an approval; repeated as a whole when the click is delivered again. */
async function afterApproval(ports: RequestPorts, request: ActionRequest, person: Person, at: number): Promise<Answer> {
  await appendAudit(
    ports,
    request,
    'approval.given',
    person.id,
    at,
    {
      digest: request.plan.digest,
      policy: request.approvals.find((approval) => approval.person === person.id)?.policy ?? '',
    },
    person.id,
  );
  if (request.state === 'approved') await ports.jobs.send({ kind: 'run', requestId: request.id });
  const missing = request.quorum - request.approvals.length;
  return {
    allowed: true,
    request,
    sentence:
      missing > 0 ? `Your approval counts; ${missing} more needed.` : 'Approved; it runs now, watch the thread.',
  };
}

/** Rejects a request; its requester withdraws it the same way. Whoever may approve may reject. */
export async function rejectRequest(
  ports: RequestPorts,
  input: { readonly requestId: string; readonly person: Person; readonly key: string },
): Promise<Answer> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const item = await readRequest(ports.store, input.requestId);
    const [policy, of] = await Promise.all([ports.policy(), ports.case(item.value.caseId)]);
    const now = ports.clock.now();
    if (
      (item.value.state === 'rejected' || item.value.state === 'withdrawn') &&
      item.value.decidedBy === input.person.id
    ) {
      return afterRejection(ports, item.value);
    }
    const own = input.person.id === item.value.requester && item.value.state === 'pending';
    const judgement = own
      ? { allow: true as const }
      : ports.judgeRejection({
          request: item.value,
          person: input.person,
          policy,
          seen: item.value.plan.digest,
          suspects: of.value.principals,
          frozen: undefined,
          now,
        });
    if (!judgement.allow) {
      await appendAudit(
        ports,
        item.value,
        'rejection.refused',
        input.person.id,
        now,
        { code: judgement.code },
        input.key,
      );
      return { allowed: false, sentence: judgement.reason, request: item.value };
    }
    const next: ActionRequest = {
      ...item.value,
      state: own ? 'withdrawn' : 'rejected',
      decidedBy: input.person.id,
      decidedAt: now,
      outcome: own ? 'Withdrawn by the person who asked.' : 'Rejected; nothing was run.',
    };
    const commit = await ports.store.commit(requestWrites(ports.outbox, item, next, of.value));
    if (!commit.ok) continue;
    return afterRejection(ports, next);
  }
  throw contended(input.requestId);
}

/** Repeated when the click is delivered again: the audit entry may be what the first delivery did not get to. */
async function afterRejection(ports: RequestPorts, request: ActionRequest): Promise<Answer> {
  await appendAudit(
    ports,
    request,
    `request.${request.state}`,
    request.decidedBy ?? 'unknown',
    request.decidedAt ?? 0,
    {},
  );
  return { allowed: true, sentence: request.outcome ?? '', request };
}

/** Ends a request that nobody decided in time. Fires at least once; looks at the clock and the state itself. */
export async function expireRequest(ports: RequestPorts, requestId: string): Promise<void> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const item = await readRequest(ports.store, requestId);
    const now = ports.clock.now();
    if (item.value.state === 'expired') return auditExpiry(ports, item.value);
    if (item.value.state !== 'pending' || now < item.value.expiresAt) return;
    const of = await ports.case(item.value.caseId);
    const next: ActionRequest = {
      ...item.value,
      state: 'expired',
      decidedAt: now,
      outcome: 'Expired: not enough approvals in time. Nothing was run.',
    };
    const commit = await ports.store.commit(requestWrites(ports.outbox, item, next, of.value));
    if (!commit.ok) continue;
    return auditExpiry(ports, next);
  }
  throw contended(requestId);
}

async function auditExpiry(ports: RequestPorts, request: ActionRequest): Promise<void> {
  await appendAudit(ports, request, 'request.expired', 'trailbolt', request.decidedAt ?? 0, {});
}
