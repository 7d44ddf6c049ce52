import { TrailboltError } from '../errors.ts';
import type { JsonObject } from '../model/json.ts';
import type { PlanTarget } from '../model/plan.ts';
import type { Run, RunStep } from '../model/request.ts';
import type { Timer } from '../ports/timers.ts';
import { procedureOf, type Doing } from './procedures.ts';
import { readRequest } from './request-store.ts';
import { auditEnd, finish } from './run-end.ts';
import { guardPlan } from './run-guards.ts';
import { isHeld } from './run-hold.ts';
import { RunLease } from './run-lease.ts';
import { lookAtStep } from './run-look.ts';
import { performStep, type Turn } from './run-step.ts';
import { writeRun, type Running, type RunPorts } from './running.ts';

/** A worker goes on with one run for so long, in milliseconds; then another may have its turn. */
const TURN_MS = 60_000;
/** Pause after a call whose outcome is not known, and while runs are held, in milliseconds. */
const UNKNOWN_WAIT_MS = 5000;
const HELD_WAIT_MS = 60_000;

/**
 * Brings an approved request as far as it can go now: starts it, makes its calls one by one, verifies, or resumes where
 * a crash left it. What AWS needs time for is waited for by a timer, never by a worker. Safe to call at any time, any
 * number of times.
 * @throws TrailboltError `request.missing`, `run.not-approved`: no run of Trailbolt's own begins so.
 */
export async function advanceRun(ports: RunPorts, requestId: string): Promise<void> {
  const { value } = await readRequest(ports.store, requestId);
  if (value.state === 'succeeded' || value.state === 'failed' || value.state === 'stale') return auditEnd(ports, value);
  if (value.state !== 'approved' && value.state !== 'running')
    throw new TrailboltError('run.not-approved', `Request ${requestId} is ${value.state}: there is nothing to run.`);
  const lease = await RunLease.take(ports, requestId, ports.leaseMs);
  if (lease === undefined) return;
  let wakeInMs: number | undefined;
  try {
    // Read again under the lease: the state before it was taken may be another worker's past.
    const item = await readRequest(ports.store, requestId);
    const of = await ports.case(item.value.caseId);
    wakeInMs = await advance({ ports, lease, of: of.value, item });
  } catch (error) {
    await lease.abandon();
    throw error;
  }
  await (wakeInMs === undefined ? lease.release() : lease.sleep(wakeTimer(ports, requestId, wakeInMs)));
}

/** @returns after how many milliseconds the run wants to go on, or undefined when it is over. */
async function advance(running: Running): Promise<number | undefined> {
  const { plan } = running.item.value;
  const doing = await procedureOf(running.ports, plan);
  if (running.item.value.state === 'approved') {
    const begun = await begin(running, doing);
    if (begun !== 'begun') return begun === 'held' ? HELD_WAIT_MS : undefined;
  }
  if (running.item.value.state !== 'running') return undefined;
  const end = running.ports.clock.now() + TURN_MS;
  const waits: number[] = [];
  for (const target of plan.targets) {
    const wait = await progress(running, doing, target, end);
    if (wait !== undefined) waits.push(wait);
  }
  if (waits.length > 0) return Math.min(...waits);
  await finish(running);
  return undefined;
}

/** Everything is asked again before the first call; then the run exists, with its steps waiting. */
async function begin(running: Running, doing: Doing): Promise<'begun' | 'held' | 'stale'> {
  if (await isHeld(running)) return 'held';
  const refusal = await guardPlan(running);
  if (refusal !== undefined && (await isHeld(running))) return 'held';
  const request = running.item.value;
  if (refusal !== undefined) {
    await writeRun(running, {
      ...request,
      state: 'stale',
      decidedAt: running.ports.clock.now(),
      outcome: `Not run: ${refusal}`,
    });
    await auditEnd(running.ports, running.item.value);
    return 'stale';
  }
  const steps = request.plan.targets.flatMap((target) => doing.steps(target).map((spec) => ({ target, spec })));
  const run: Run = {
    startedAt: running.ports.clock.now(),
    steps: steps.map(({ target, spec }, index): RunStep => ({
      id: String(index + 1),
      step: spec.id,
      title: spec.title,
      target: target.id,
      state: 'waiting',
    })),
  };
  await writeRun(running, { ...request, state: 'running', run });
  return 'begun';
}

/**
 * One target's steps, in order, as far as they go now.
 * @returns after how many milliseconds it wants to go on, or undefined when it is over with this target.
 */
async function progress(running: Running, doing: Doing, target: PlanTarget, end: number): Promise<number | undefined> {
  for (;;) {
    const steps = (running.item.value.run?.steps ?? []).filter((step) => step.target === target.id);
    const step = steps.find((candidate) => candidate.state !== 'verified');
    if (step === undefined) return undefined;
    if (step.state === 'failed' || step.state === 'skipped') return giveUp(running, target, step);
    const turn = turnOf(running, doing, target, step, steps);
    if (step.state === 'called') {
      const wait = await lookAtStep(turn);
      if (wait !== undefined) return wait;
    } else {
      if (running.ports.clock.now() >= end) return 0;
      const outcome = await performStep(turn);
      if (outcome === 'held') return HELD_WAIT_MS;
      if (outcome === 'unknown') return UNKNOWN_WAIT_MS;
    }
  }
}

/** What would have come after a step that ended badly is not begun. */
async function giveUp(running: Running, target: PlanTarget, ended: RunStep): Promise<undefined> {
  const request = running.item.value;
  if (request.run === undefined || !request.run.steps.some((step) => isLeft(step, target))) return undefined;
  const result = `not begun, because “${ended.title}” was not done`;
  const steps = request.run.steps.map((step) =>
    isLeft(step, target) ? { ...step, state: 'skipped' as const, result } : step,
  );
  await writeRun(running, { ...request, run: { ...request.run, steps } });
  return undefined;
}

function isLeft(step: RunStep, target: PlanTarget): boolean {
  return step.target === target.id && step.state === 'waiting';
}

function turnOf(running: Running, doing: Doing, target: PlanTarget, step: RunStep, all: readonly RunStep[]): Turn {
  const { plan, id } = running.item.value;
  const spec = doing.steps(target).find((candidate) => candidate.id === step.step);
  if (spec === undefined)
    throw new TrailboltError(
      'run.no-step',
      `Run ${id} has a step “${step.step}”, which ${plan.action.id} does not know.`,
    );
  const earlier: Record<string, JsonObject> = {};
  for (const { step: name, state, data } of all) if (state === 'verified' && data !== undefined) earlier[name] = data;
  return { running, doing, step, context: { plan, target, step: spec, requestId: id, earlier } };
}

function wakeTimer(ports: RunPorts, requestId: string, delayMs: number): Timer {
  const dueAt = ports.clock.now() + delayMs;
  return { id: `advance-${requestId}`, dueAt, kind: 'run.advance', subject: requestId };
}
