import type { Person } from '../model/person.ts';
import type { Policy } from '../model/policy.ts';
import type { ActionRequest } from '../model/request.ts';
import { emergencyWrites } from './emergency.ts';
import { appendAudit, contended, TRIES, type Charge, type RequestPorts } from './request-ports.ts';
import { readRequest, requestWrites } from './request-store.ts';
import { startTimer } from './request-timers.ts';
import { spendingOf } from './spending.ts';

/** How a click on a request ended, with one sentence for the person who clicked. */
export interface Answer {
  readonly allowed: boolean;
  readonly sentence: string;
  readonly request: ActionRequest;
}

/** Counts an approval, or says why it does not count. `key` is the identity of the click. */
export async function approveRequest(
  ports: RequestPorts,
  input: {
    readonly requestId: string;
    readonly person: Person;
    readonly seen: string;
    readonly key: string;
    /** Why the person approves alone; absent: the usual way. */
    readonly emergency?: string;
  },
): Promise<Answer> {
  const { emergency } = input;
  const alone = emergency === undefined ? {} : { emergency };
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
      ...alone,
    });
    const next = judgement.allow ? withApproval(item.value, input, policy, judgement.missing, now) : item.value;
    const charge: Charge =
      next.state === 'approved' ? await ports.charge(policy, spendingOf(next), now) : { allow: true, writes: [] };
    const refused = judgement.allow ? charge : judgement;
    if (!refused.allow) {
      await appendAudit(
        ports,
        item.value,
        'approval.refused',
        input.person.id,
        now,
        { code: refused.code, key: input.key, policy: policy.digest, ...alone },
        input.key,
      );
      return { allowed: false, sentence: refused.reason, request: item.value };
    }
    const commit = await ports.store.commit([
      ...requestWrites(ports.outbox, item, next, of.value),
      ...(next.state === 'approved' ? [ports.timers.arm(startTimer(next, now))] : []),
      ...(charge.allow ? charge.writes : []),
      ...(emergency === undefined
        ? []
        : emergencyWrites(ports.outbox, {
            policy,
            request: next,
            of: of.value,
            by: input.person,
            reason: emergency,
          })),
    ]);
    if (commit.ok) return afterApproval(ports, next, input.person, now);
  }
  throw contended(input.requestId);
}

/** The request with one approval more. */
function withApproval(
  request: ActionRequest,
  input: Parameters<typeof approveRequest>[1],
  policy: Policy,
  missing: number,
  now: number,
): ActionRequest {
  const { person, seen, key, emergency } = input;
  const approval = { person: person.id, at: now, digest: seen, policy: policy.digest, key };
  return {
    ...request,
    approvals: [...request.approvals, emergency === undefined ? approval : { ...approval, emergency }],
    // The number that people see is the one that counts now; whoever approves alone lowers it for nobody.
    quorum: emergency === undefined ? request.approvals.length + 1 + missing : request.quorum,
    state: missing === 0 ? 'approved' : 'pending',
  };
}

/** What follows an approval; repeated as a whole when the click is delivered again. */
async function afterApproval(ports: RequestPorts, request: ActionRequest, person: Person, at: number): Promise<Answer> {
  const given = request.approvals.findLast((approval) => approval.person === person.id);
  const emergency = given?.emergency;
  await appendAudit(
    ports,
    request,
    emergency === undefined ? 'approval.given' : 'approval.emergency',
    person.id,
    at,
    {
      digest: request.plan.digest,
      policy: given?.policy ?? '',
      ...(emergency === undefined ? {} : { reason: emergency }),
    },
    person.id,
  );
  if (request.state === 'approved') await ports.jobs.send({ kind: 'run', requestId: request.id });
  const missing = request.state === 'pending' ? request.quorum - request.approvals.length : 0;
  const alone = emergency === undefined ? '' : ' by you alone, and others have been told';
  return {
    allowed: true,
    request,
    sentence:
      missing > 0
        ? `Your approval counts; ${missing} more needed.`
        : `Approved${alone}; it runs now, watch the thread.`,
  };
}

/** Rejects a request; its requester withdraws it the same way. Whoever may approve may reject. */
export async function rejectRequest(
  ports: RequestPorts,
  input: {
    readonly requestId: string;
    readonly person: Person;
    readonly key: string;
    /** Why, in their words; absent or blank: they did not say. */
    readonly reason?: string;
  },
): Promise<Answer> {
  const why = input.reason?.trim() ?? '';
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
      ...(why === '' ? {} : { decidedWhy: why }),
      outcome: `${own ? 'Withdrawn' : 'Rejected'}${why === '' ? '; nothing' : `: “${why}” Nothing`} was run.`,
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
    request.decidedWhy === undefined ? {} : { reason: request.decidedWhy },
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
