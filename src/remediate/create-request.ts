import { announcement } from '../../blocks/announcement.ts';
import { TrailboltError } from '../errors.ts';
import type { Automated } from '../model/automation.ts';
import type { Case } from '../model/case.ts';
import type { Person } from '../model/person.ts';
import type { Policy } from '../model/policy.ts';
import type { ActionRequest } from '../model/request.ts';
import type { Write } from '../ports/store.ts';
import { claimTargets } from './claims.ts';
import { choose, readPlan } from './plans.ts';
import { appendAudit, contended, TRIES, type RequestPorts } from './request-ports.ts';
import { requestKey } from './request-key.ts';
import { requestWrites } from './request-store.ts';
import { announcedTimer, expiryTimer } from './request-timers.ts';
import { linkUndo } from './undo.ts';

/**
 * Makes a request from a plan. `key` is the identity of the submission: the same one twice makes one request.
 * @throws TrailboltError `plan.missing`, `plan.no-target`, `case.merged`, `request.taken` when a target is in another request,
 * `request.reason` when the policy wants a longer one, the code of the policy where nobody could ever approve it,
 * `request.differs` when the key made one for other targets or another reason: nobody may believe that it was changed.
 */
export async function createRequest(
  ports: RequestPorts,
  input: {
    readonly planId: string;
    readonly person: Pick<Person, 'id' | 'name'>;
    readonly reason: string;
    readonly targets: readonly string[] | undefined;
    readonly key: string;
    /** Where an automation asks. Without `asks` it starts by itself. */
    readonly automation?: Automated;
  },
): Promise<ActionRequest> {
  const id = input.key.slice(0, 16);
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const known = await ports.store.get<ActionRequest>(requestKey(id));
    if (known !== undefined && !asksTheSame(known.value, input)) throw differs(known.value);
    const request = known?.value ?? (await insertRequest(ports, id, input));
    if (request === undefined) continue;
    await ports.timers.nudge(request.state === 'announced' ? announcedTimer(request) : expiryTimer(request));
    await appendAudit(ports, request, 'request.created', input.person.id, request.createdAt, {
      action: request.plan.action.id,
      ...(request.plan.undoes === undefined ? {} : { undoes: request.plan.undoes }),
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
  const plan = await choose(ports, whole, input.targets);
  const [policy, of] = await Promise.all([ports.policy(), ports.case(plan.caseId)]);
  // What a run has done can be taken back wherever its request hangs; anything else is asked of the case that goes on.
  if (of.value.mergedInto !== undefined && plan.undoes === undefined)
    throw new TrailboltError(
      'case.merged',
      `Case ${of.value.id} was merged into case ${of.value.mergedInto.caseId}: ask for it there. Nothing was asked.`,
    );
  const now = ports.clock.now();
  const needs = ports.needs(policy, plan, of.value.principals);
  if (needs.forbidden !== undefined)
    throw new TrailboltError(needs.forbidden.code, `${needs.forbidden.reason} Nothing was asked.`);
  if (input.reason.trim().length < needs.reasonLength)
    throw new TrailboltError(
      'request.reason',
      `The policy wants a reason of at least ${needs.reasonLength} characters: nothing was asked.`,
    );
  const request: ActionRequest = {
    id,
    caseId: plan.caseId,
    plan,
    requester: input.person.id,
    reason: input.reason,
    createdAt: now,
    expiresAt: now + needs.requestLifetime * 1000,
    state: input.automation !== undefined && input.automation.asks === undefined ? 'announced' : 'pending',
    approvals: [],
    quorum: needs.quorum,
    suspects: of.value.principals,
    ...(input.automation === undefined ? {} : { automation: input.automation }),
  };
  const next: Case = { ...of.value, requests: [...of.value.requests, id], updatedAt: now };
  const commit = await ports.store.commit([
    ...requestWrites(ports.outbox, undefined, request, next),
    { kind: 'put', key: of, value: next, if: { version: of.version } },
    ports.timers.arm(request.state === 'announced' ? announcedTimer(request) : expiryTimer(request)),
    ...(await claimTargets(ports.store, request)),
    ...(await linkUndo(ports.store, request)),
    ...announced(ports, policy, request, of.value, input.person, needs.mention),
  ]);
  return commit.ok ? request : undefined;
}

/** Tells the channel where approvers look, if it is another one. */
function announced(
  { outbox }: RequestPorts,
  { channels, accounts }: Policy,
  request: ActionRequest,
  of: Case,
  by: Pick<Person, 'id' | 'name'>,
  mention: readonly string[],
): readonly Write[] {
  if (channels.approvals === undefined || channels.approvals === of.channel) return [];
  const account = accounts.find(({ id }) => id === request.plan.account)?.alias ?? request.plan.account;
  const message = announcement({ request, account, by, channel: of.channel, mention });
  return [outbox.plain(`request-${request.id}`, channels.approvals, message)];
}

/** The same person with the same words and choice: a delivery that came twice, or a second press of the same button. */
function asksTheSame(known: ActionRequest, input: Parameters<typeof createRequest>[1]): boolean {
  const asked = known.plan.targets.map((target) => target.id);
  const chosen = new Set(input.targets ?? asked);
  return (
    known.requester === input.person.id &&
    known.plan.id === input.planId &&
    known.reason === input.reason &&
    chosen.size === asked.length &&
    asked.every((id) => chosen.has(id))
  );
}

function differs({ id, plan, state }: ActionRequest): TrailboltError {
  const targets = plan.targets.map((target) => target.id).join(', ');
  return new TrailboltError(
    'request.differs',
    state === 'pending'
      ? `Already asked as request ${id} for ${targets}; reject it first.`
      : `This window made request ${id} for ${targets}, which is ${state}; open the plan again from the card.`,
    { details: { request: id } },
  );
}
