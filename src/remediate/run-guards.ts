import { isRefusal } from '../errors.ts';
import { canonicalJson } from '../model/canonical-json.ts';
import type { JsonObject } from '../model/json.ts';
import type { PlanTarget } from '../model/plan.ts';
import { planDigest } from './digest.ts';
import { replan } from './plans.ts';
import { procedureOf } from './procedures.ts';
import type { Running } from './running.ts';

/** Why the whole plan must not run now, or undefined. Approvals, expiry and live state are read anew; it fails closed. */
export async function guardPlan(running: Running): Promise<string | undefined> {
  const { plan } = running.item.value;
  const approvals = await guardApprovals(running);
  if (approvals !== undefined) return approvals;
  const now = await readAgain(running, plan.targets);
  if (typeof now === 'string') return now;
  const changed = plan.targets.flatMap(
    (target) =>
      difference(
        target,
        target.material,
        now.find((other) => other.id === target.id),
      ) ?? [],
  );
  if (changed.length > 0) return `what was approved is no longer what is there: ${changed.join('; ')}.`;
  return planDigest({ ...plan, targets: now }) === plan.digest
    ? undefined
    : 'the plan no longer has the digest that was approved.';
}

/** Why the next call on one target must not be made now, or undefined. What our own earlier steps changed is expected. */
export async function guardTarget(running: Running, target: PlanTarget): Promise<string | undefined> {
  const approvals = await guardApprovals(running);
  if (approvals !== undefined) return approvals;
  const { plan, run } = running.item.value;
  const done = (run?.steps ?? []).filter((step) => step.target === target.id && step.state === 'verified');
  const procedure = await procedureOf(running.ports, plan);
  const expected =
    done.length === 0 || procedure.expected === undefined
      ? target.material
      : procedure.expected(
          target,
          done.map(({ step }) => step),
        );
  const now = await readAgain(running, [target]);
  return typeof now === 'string' ? now : difference(target, expected, now[0]);
}

/** The targets as they are now, or why that cannot be told: then nothing may run, and people must hear of it. */
async function readAgain(running: Running, targets: readonly PlanTarget[]): Promise<readonly PlanTarget[] | string> {
  try {
    return await replan(running.ports, running.item.value.plan, targets);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return `live state could not be read. ${error.message}`;
  }
}

async function guardApprovals(running: Running): Promise<string | undefined> {
  const { ports, item } = running;
  // Who may be behind the case is asked anew each time: by a merge, or a record, there may be more since the run began.
  const { value: of } = await ports.case(item.value.caseId);
  const judgement = await ports.rejudge(item.value, of.principals, ports.clock.now());
  return judgement.allow ? undefined : judgement.reason;
}

/** What is different about a target, in words. */
function difference(planned: PlanTarget, expected: JsonObject, now: PlanTarget | undefined): string | undefined {
  if (now === undefined) return `${planned.id} could not be read`;
  if (canonicalJson(expected) !== canonicalJson(now.material)) {
    const fields = Object.keys(expected).filter(
      (key) => canonicalJson(expected[key] ?? null) !== canonicalJson(now.material[key] ?? null),
    );
    const parts = fields.map(
      (key) => `${key} was ${JSON.stringify(expected[key] ?? null)}, is ${JSON.stringify(now.material[key] ?? null)}`,
    );
    return `${planned.id} has changed (${parts.join(', ') || 'it was replaced'})`;
  }
  return now.blocked === undefined ? undefined : `${planned.id}: ${now.blocked}`;
}
