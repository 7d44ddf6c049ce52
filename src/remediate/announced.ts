import { automationNote } from '../../blocks/automation-note.ts';
import type { Automation } from '../model/automation.ts';
import type { Case } from '../model/case.ts';
import type { Person } from '../model/person.ts';
import { isSuspect } from '../model/principals.ts';
import type { Policy } from '../model/policy.ts';
import type { ActionRequest } from '../model/request.ts';
import type { Write } from '../ports/store.ts';
import { readArming } from './arming.ts';
import { isYoung } from './automation-bounds.ts';
import type { Answer } from './decide-request.ts';
import { appendAudit, contended, TRIES, type RequestPorts } from './request-ports.ts';
import { readRequest, requestWrites } from './request-store.ts';
import { announcedTimer, expiryTimer, startTimer } from './request-timers.ts';
import { spendingOf } from './spending.ts';

/**
 * Starts what an automation announced, when nobody has held it. Everything that speaks against it is asked again; then it
 * waits for people like any other request. Fires at least once; looks at the clock and the state itself.
 */
export async function startAnnounced(ports: RequestPorts, requestId: string): Promise<void> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const item = await readRequest(ports.store, requestId);
    const { automation } = item.value;
    const now = ports.clock.now();
    if (automation === undefined) return;
    if (item.value.state === 'approved') return ports.jobs.send({ kind: 'run', requestId });
    if (item.value.state !== 'announced' || now < automation.startsAt) return;
    const [policy, of] = await Promise.all([ports.policy(), ports.case(item.value.caseId)]);
    const refusal = await whyNotStart(ports, item.value, policy, now);
    const charge = refusal === undefined ? await ports.charge(policy, spendingOf(item.value), now) : undefined;
    const asks = refusal ?? (charge?.allow === false ? charge.reason : undefined);
    const next: ActionRequest =
      asks === undefined
        ? { ...item.value, state: 'approved' }
        : asking(item.value, asks, lifetimeOf(ports, policy, item.value), now);
    const commit = await ports.store.commit([
      ...requestWrites(ports.outbox, item, next, of.value),
      ports.timers.arm(asks === undefined ? startTimer(next, now) : expiryTimer(next)),
      announcementNow(ports, next, of.value, now),
      ...(charge?.allow === true ? charge.writes : []),
    ]);
    if (!commit.ok) continue;
    await appendAudit(ports, next, asks === undefined ? 'automation.started' : 'automation.asks', 'trailbolt', now, {
      automation: automation.name,
      ...(asks === undefined ? { policy: policy.digest } : { why: asks }),
    });
    if (asks === undefined) await ports.jobs.send({ kind: 'run', requestId });
    return;
  }
  throw contended(requestId);
}

const SUSPECT =
  'You are the person behind the principal that this case is about, so you cannot hold what takes it back.';

/** Stops an announced run before it starts: it waits for approvals then. Hold and start compete in one commit. */
export async function holdAnnounced(
  ports: RequestPorts,
  input: { readonly requestId: string; readonly person: Person; readonly key: string },
): Promise<Answer> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const item = await readRequest(ports.store, input.requestId);
    const { automation, state } = item.value;
    if (automation?.heldBy === input.person.id) return held(ports, item.value);
    if (automation === undefined || state !== 'announced')
      return { allowed: false, sentence: tooLate(item.value), request: item.value };
    const [policy, of] = await Promise.all([ports.policy(), ports.case(item.value.caseId)]);
    const now = ports.clock.now();
    const suspects = [...item.value.suspects, ...of.value.principals];
    if (input.person.aws.some((principal) => isSuspect(principal, suspects))) {
      await appendAudit(
        ports,
        item.value,
        'automation.hold-refused',
        input.person.id,
        now,
        { code: 'person.suspect' },
        input.key,
      );
      return { allowed: false, sentence: SUSPECT, request: item.value };
    }
    const waiting = asking(item.value, 'Somebody held it.', lifetimeOf(ports, policy, item.value), now);
    const next: ActionRequest = {
      ...waiting,
      automation: { ...automation, asks: 'Somebody held it.', heldBy: input.person.id },
    };
    const commit = await ports.store.commit([
      ...requestWrites(ports.outbox, item, next, of.value),
      ports.timers.disarm(announcedTimer(item.value)),
      ports.timers.arm(expiryTimer(next)),
      announcementNow(ports, next, of.value, now),
    ]);
    if (commit.ok) return held(ports, next);
  }
  throw contended(input.requestId);
}

/** What the channel was told would happen is brought up to date: the same message says now what became of it. */
function announcementNow({ outbox }: RequestPorts, request: ActionRequest, of: Case, at: number): Write {
  const { plan, automation } = request;
  const name = automation?.name ?? '';
  const why = automation?.asks;
  const by = automation?.heldBy;
  const message = automationNote(
    why === undefined
      ? { kind: 'started', automation: name, plan, at }
      : by === undefined
        ? { kind: 'asks', automation: name, plan, why }
        : { kind: 'held', automation: name, plan, by, at },
  );
  return outbox.note(announcementId(request.id), of, message, 'broadcast');
}

/** The message by which the channel hears of what an automation will do, or asks for. */
export function announcementId(requestId: string): string {
  return `automation-${requestId}`;
}

async function held(ports: RequestPorts, request: ActionRequest): Promise<Answer> {
  await appendAudit(ports, request, 'automation.held', request.automation?.heldBy ?? 'unknown', ports.clock.now(), {
    automation: request.automation?.name ?? '',
  });
  return {
    allowed: true,
    sentence: 'Held: it does not start by itself any more. It can be approved or rejected in the thread.',
    request,
  };
}

function tooLate({ state, automation }: ActionRequest): string {
  if (automation === undefined) return 'No automation made this request, so there is nothing to hold.';
  return state === 'pending' ? 'It is held already.' : `Too late: it is ${state}.`;
}

function asking(request: ActionRequest, asks: string, lifetimeMs: number, now: number): ActionRequest {
  return {
    ...request,
    state: 'pending',
    expiresAt: now + lifetimeMs,
    ...(request.automation === undefined ? {} : { automation: { ...request.automation, asks } }),
  };
}

function lifetimeOf(ports: RequestPorts, policy: Policy, request: ActionRequest): number {
  return ports.needs(policy, request.plan, request.suspects).requestLifetime * 1000;
}

async function whyNotStart(
  ports: RequestPorts,
  request: ActionRequest,
  policy: Policy,
  now: number,
): Promise<string | undefined> {
  if ((await ports.frozen()) !== undefined) return 'Trailbolt is frozen.';
  const standing = await stillArmed(ports, request, policy);
  if (standing !== undefined) return standing;
  const { forbidden } = ports.needs(policy, request.plan, request.suspects);
  if (forbidden !== undefined) return forbidden.reason;
  return request.plan.action.risk === 'destructive' && !isYoung(request.automation?.recordAt ?? 0, now)
    ? 'It was made more than 15 minutes ago, which is too long for destroying it unasked.'
    : undefined;
}

/** Why the automation that made the request may not act any more, in a sentence; undefined: it may. */
export async function stillArmed(
  { store }: Pick<RequestPorts, 'store'>,
  { automation }: ActionRequest,
  policy: Policy,
): Promise<string | undefined> {
  const current: Automation | undefined = policy.automations.find(({ name }) => name === automation?.name);
  if (current === undefined || current.digest !== automation?.digest)
    return 'The automation is no longer in the policy as it was.';
  return (await readArming(store, current)) === undefined ? 'Nobody has armed the automation any more.' : undefined;
}
