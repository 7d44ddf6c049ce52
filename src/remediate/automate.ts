import { createHash } from 'node:crypto';
import { automationNote } from '../../blocks/automation-note.ts';
import { TrailboltError } from '../errors.ts';
import type { RecordSummary } from '../model/alert.ts';
import type { Automated, Automation } from '../model/automation.ts';
import type { Case, CaseTarget } from '../model/case.ts';
import type { JsonObject } from '../model/json.ts';
import type { Plan } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import type { AutomationStory } from '../model/automation-story.ts';
import type { ActionRequest } from '../model/request.ts';
import type { Aws } from '../ports/aws.ts';
import { announcementId } from './announced.ts';
import { isYoung, mustLeave } from './automation-bounds.ts';
import { readArming, rehearsed } from './arming.ts';
import { lastRequestFor } from './claims.ts';
import { whyOff } from './available.ts';
import { createRequest } from './create-request.ts';
import { keepPlan, makePlan } from './plans.ts';
import { actionById } from './procedures.ts';
import { describePlan } from './describe-plan.ts';
import type { RequestPorts } from './request-ports.ts';

/** Twice the same remedy on one object within this, and people are asked, in milliseconds. */
const AGAIN_MS = 24 * 60 * 60_000;

export interface AutomatePorts extends RequestPorts {
  readonly aws: Aws;
  /** Are few people about, so that automations only ask? */
  isQuiet(now: number): Promise<boolean>;
}

/** What fired, on what. */
export interface Occasion {
  readonly caseId: string;
  readonly rule: string;
  /** What an inspector found, as the record speaks of it. */
  readonly targets: readonly CaseTarget[];
  readonly record: RecordSummary;
  /** Why it should be taken back, in words. */
  readonly reason: string;
}

/**
 * Lets the automations that are for this rule take back what the record made: announced with a time to hold it, as a
 * request where something speaks against starting by itself, as a rehearsal where nobody has armed it, or not at all.
 * Safe to repeat: the same record makes one request of an automation.
 * @throws TrailboltError of the ports where another try may succeed.
 */
export async function automate(ports: AutomatePorts, occasion: Occasion): Promise<void> {
  const policy = await ports.policy();
  for (const automation of automationsFor(policy, occasion.rule, occasion.record.account))
    await consider(ports, automation, occasion, policy);
}

/** The automations that are for a rule or inspector in an account that is guarded. */
export function automationsFor(
  { automations, accounts }: Pick<Policy, 'automations' | 'accounts'>,
  rule: string,
  account: string,
): readonly Automation[] {
  if (!accounts.some(({ id }) => id === account)) return [];
  return automations.filter(
    (one) => one.after.includes(rule) && (one.accounts.length === 0 || one.accounts.includes(account)),
  );
}

async function consider(
  ports: AutomatePorts,
  automation: Automation,
  occasion: Occasion,
  policy: Policy,
): Promise<void> {
  const action = actionById(ports.actions, automation.action);
  const id = createHash('sha256')
    .update(JSON.stringify([automation.name, occasion.record.account, occasion.record.eventID, occasion.rule]))
    .digest('hex')
    .slice(0, 16);
  const fitting = occasion.targets.filter((target) => action.appliesTo(target));
  if (fitting.length === 0) return;
  const { value: it } = await ports.case(occasion.caseId);
  const account = policy.accounts.find(({ id: known }) => known === occasion.record.account);
  const off = account === undefined ? undefined : whyOff(account, action)?.replace(/\.$/, '');
  if (off !== undefined) {
    const left = fitting.map((target) => ({ id: target.id, why: off }));
    return tell(ports, it, `left-${id}`, { kind: 'left', automation: automation.name, left });
  }
  const whole = await makePlan(ports, it, {
    id,
    caseId: it.id,
    action: action.id,
    title: action.title.one,
    risk: action.risk,
    account: occasion.record.account,
    region: occasion.record.region,
    targets: fitting,
  });
  const judged = whole.targets.map((planned) => {
    const target = fitting.find((one) => one.id === planned.id) ?? {};
    return { planned, why: mustLeave(target, planned, occasion.record, action) };
  });
  const left = judged.flatMap(({ planned, why }) => (why === undefined ? [] : [{ id: planned.id, why }]));
  const targets = judged.filter(({ why }) => why === undefined).map(({ planned }) => planned);
  if (targets.length === 0) return tell(ports, it, `left-${id}`, { kind: 'left', automation: automation.name, left });
  const plan = describePlan(action, action, { ...whole, id: ports.clock.id(), targets });
  if ((await readArming(ports.store, automation)) === undefined) return rehearse(ports, it, automation, plan, id);
  await keepPlan(ports.store, plan);
  await ask(ports, { automation, occasion, it, plan, id });
}

/** Says what would have happened, and remembers it for whoever arms the automation. */
async function rehearse(ports: AutomatePorts, it: Case, automation: Automation, plan: Plan, id: string): Promise<void> {
  await ports.store.commit([
    rehearsed(automation.name, id, {
      at: ports.clock.now(),
      caseId: it.id,
      account: plan.account,
      action: plan.action.title,
      targets: plan.targets.map((target) => target.name ?? target.id),
    }),
    ports.outbox.note(`rehearsed-${id}`, it, automationNote({ kind: 'rehearsed', automation: automation.name, plan })),
  ]);
  await note(ports, it, `automation.rehearsed:${id}`, 'automation.rehearsed', {
    automation: automation.name,
    action: plan.action.id,
    targets: plan.targets.map((target) => target.arn),
  });
}

async function ask(
  ports: AutomatePorts,
  of: {
    readonly automation: Automation;
    readonly occasion: Occasion;
    readonly it: Case;
    readonly plan: Plan;
    readonly id: string;
  },
): Promise<void> {
  const { automation, occasion, it, plan, id } = of;
  const now = ports.clock.now();
  const recordAt = Date.parse(occasion.record.eventTime);
  const asks = await whyAsk(ports, plan, recordAt, now);
  const automated: Automated = {
    name: automation.name,
    digest: automation.digest,
    actor: occasion.record.actor.root.id,
    startsAt: now + automation.veto * 1000,
    recordAt: Number.isFinite(recordAt) ? recordAt : 0,
    ...(asks === undefined ? {} : { asks }),
  };
  const name = `policy:${automation.name}`;
  let request: ActionRequest;
  try {
    request = await createRequest(ports, {
      planId: plan.id,
      person: { id: name, name: `Automation ${automation.name}` },
      reason: occasion.reason,
      targets: undefined,
      key: id,
      automation: automated,
    });
  } catch (error) {
    // Somebody was faster, or the policy forbids it to everybody: then there is nothing for an automation to do.
    if (!(error instanceof TrailboltError) || !/^(request\.(taken|differs)|policy\.|target\.)/.test(error.code))
      throw error;
    const why = error.message.replace(/\.+$/, '');
    return tell(ports, it, `left-${id}`, {
      kind: 'left',
      automation: automation.name,
      left: plan.targets.map((one) => ({ id: one.id, why })),
    });
  }
  // Where this is a second try, it may have been held or begun meanwhile: then that has been said.
  if (request.state !== (asks === undefined ? 'announced' : 'pending')) return;
  await tell(
    ports,
    it,
    announcementId(id),
    asks === undefined
      ? { kind: 'announced', automation: automation.name, plan: request.plan, startsAt: automated.startsAt }
      : { kind: 'asks', automation: automation.name, plan: request.plan, why: asks },
  );
}

/** Why people have to be asked although the automation is armed, in a sentence; undefined: it may start by itself. */
async function whyAsk(ports: AutomatePorts, plan: Plan, recordAt: number, now: number): Promise<string | undefined> {
  if ((await ports.frozen()) !== undefined) return 'Trailbolt is frozen.';
  if (await ports.isQuiet(now)) return 'The hours are quiet, and the policy wants people to be asked then.';
  if (plan.action.risk === 'destructive' && !isYoung(recordAt, now))
    return 'It was made more than 15 minutes ago, which is too long for destroying it unasked.';
  if (now - recordAt >= AGAIN_MS) return 'The call was made more than a day ago.';
  for (const target of plan.targets) {
    const last = await lastRequestFor(ports.store, plan.action.id, target.arn);
    if (last === undefined) continue;
    if ((last.undos ?? []).length > 0) return `Somebody undid the same remedy on ${target.id}.`;
    if (now - last.createdAt < AGAIN_MS) return `The same remedy was asked for on ${target.id} within a day.`;
  }
  return undefined;
}

/** In the case's thread, for the whole channel to see where something will happen. */
async function tell(ports: AutomatePorts, it: Case, id: string, event: AutomationStory): Promise<void> {
  const broadcast = event.kind === 'announced' || event.kind === 'asks' ? 'broadcast' : undefined;
  await ports.store.commit([ports.outbox.note(id, it, automationNote(event), broadcast)]);
  if (event.kind !== 'left') return;
  await note(ports, it, `automation.left:${id}`, 'automation.left', {
    automation: event.automation,
    left: event.left.map(({ id: target, why }) => ({ target, why })),
  });
}

async function note(ports: AutomatePorts, it: Case, id: string, event: string, data: JsonObject): Promise<void> {
  await ports.audit.append({
    id,
    chain: it.id,
    at: new Date(ports.clock.now()).toISOString(),
    event,
    who: 'trailbolt',
    data,
  });
}
