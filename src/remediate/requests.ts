import { TrailboltError } from '../errors.ts';
import type { Case } from '../model/case.ts';
import type { JsonObject } from '../model/json.ts';
import type { Person } from '../model/person.ts';
import type { Policy } from '../model/policy.ts';
import type { ActionRequest } from '../model/request.ts';
import type { Audit } from '../ports/audit.ts';
import type { Clock } from '../ports/clock.ts';
import type { Jobs } from '../ports/jobs.ts';
import type { Outbox } from '../ports/outbox.ts';
import type { Item, Store } from '../ports/store.ts';
import type { Timer, Timers } from '../ports/timers.ts';
import type { Action } from './action.ts';
import { actionById, choose, readPlan } from './plans.ts';
import { readRequest, requestKey, requestWrites } from './request-store.ts';

/** Concurrent clicks on one request lose races; each reads again and is judged anew. */
const TRIES = 20;

/** The judgement of one approval, as the approve stage gives it. */
export type Judgement =
  | { readonly allow: true; readonly reason: string; readonly missing: number }
  | { readonly allow: false; readonly code: string; readonly reason: string };

export interface RequestPorts {
  readonly store: Store;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly jobs: Jobs;
  readonly timers: Timers;
  readonly outbox: Outbox;
  readonly actions: readonly Action[];
  policy(): Promise<Policy>;
  case(id: string): Promise<Item<Case>>;
  judge(question: {
    request: ActionRequest;
    person: Person;
    policy: Policy;
    seen: string;
    suspects: readonly string[];
    now: number;
  }): Judgement;
  quorum(policy: Policy, plan: ActionRequest['plan'], suspects: readonly string[]): number;
}

/** How a click on a request ended, with one sentence for the person who clicked. */
export interface Answer {
  readonly allowed: boolean;
  readonly sentence: string;
  readonly request: ActionRequest;
}

/**
 * Makes a request from a plan. `key` is the identity of the submission: the same one twice makes one request.
 * @throws TrailboltError `plan.missing`, `plan.no-target`.
 */
export async function createRequest(
  ports: RequestPorts,
  input: {
    readonly planId: string;
    readonly person: Person;
    readonly reason: string;
    readonly targets: readonly string[] | undefined;
    readonly key: string;
  },
): Promise<ActionRequest> {
  const id = input.key.slice(0, 16);
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const known = await ports.store.get<ActionRequest>(requestKey(id));
    const request = known?.value ?? (await insertRequest(ports, id, input));
    if (request === undefined) continue;
    await ports.timers.nudge(expiryTimer(request));
    await appendAudit(ports, request, 'request.created', input.person.id, request.createdAt, {
      action: request.plan.action.id,
      account: request.plan.account,
      region: request.plan.region,
      targets: request.plan.targets.map((target) => target.arn),
      digest: request.plan.digest,
      quorum: request.quorum,
      reason: request.reason,
    });
    return request;
  }
  throw contended(id);
}

async function insertRequest(
  ports: RequestPorts,
  id: string,
  input: Parameters<typeof createRequest>[1],
): Promise<ActionRequest | undefined> {
  const whole = await readPlan(ports.store, input.planId);
  const plan = choose(actionById(ports.actions, whole.action.id), whole, input.targets);
  const [policy, of] = await Promise.all([ports.policy(), ports.case(plan.caseId)]);
  const now = ports.clock.now();
  const request: ActionRequest = {
    id,
    caseId: plan.caseId,
    plan,
    requester: input.person.id,
    reason: input.reason,
    createdAt: now,
    expiresAt: now + policy.requestLifetime * 1000,
    state: 'pending',
    approvals: [],
    quorum: ports.quorum(policy, plan, of.value.principals),
    suspects: of.value.principals,
  };
  const next: Case = { ...of.value, requests: [...of.value.requests, id], updatedAt: now };
  const commit = await ports.store.commit([
    ...requestWrites(ports.outbox, undefined, request, next),
    { kind: 'put', key: of, value: next, if: { version: of.version } },
    ports.timers.arm(expiryTimer(request)),
  ]);
  return commit.ok ? request : undefined;
}

function expiryTimer(request: ActionRequest): Timer {
  return { id: `expire-${request.id}`, dueAt: request.expiresAt, kind: 'request.expire', subject: request.id };
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
    const [policy, of] = await Promise.all([ports.policy(), ports.case(item.value.caseId)]);
    const now = ports.clock.now();
    const judgement = ports.judge({
      request: item.value,
      person: input.person,
      policy,
      seen: input.seen,
      suspects: of.value.principals,
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
      : ports.judge({
          request: {
            ...item.value,
            approvals: item.value.approvals.filter((approval) => approval.person !== input.person.id),
          },
          person: input.person,
          policy,
          seen: item.value.plan.digest,
          suspects: of.value.principals,
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

async function appendAudit(
  ports: RequestPorts,
  request: ActionRequest,
  event: string,
  who: string,
  at: number,
  data: JsonObject,
  distinct = '',
): Promise<void> {
  await ports.audit.append({
    id: `${event}:${request.id}${distinct === '' ? '' : `:${distinct}`}`,
    chain: request.caseId,
    at: new Date(at).toISOString(),
    event,
    who,
    data: { request: request.id, ...data },
  });
}

function contended(id: string): TrailboltError {
  return new TrailboltError('request.contended', `Request ${id} is changing too fast; try again.`);
}
