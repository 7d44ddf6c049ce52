import { TrailboltError } from '../errors.ts';
import type { ActionRequest, Run, RunStep } from '../model/request.ts';
import type { PlanTarget } from '../model/plan.ts';
import type { Timer } from '../ports/timers.ts';
import type { Verification } from './action.ts';
import { actionById } from './plans.ts';
import { readRequest } from './request-store.ts';
import { guardPlan, guardTarget, isRefusal } from './run-guards.ts';
import { RunLease } from './run-lease.ts';
import { performStep } from './run-step.ts';
import { auditStep, writeRun, writeStep, type Running, type RunPorts } from './running.ts';

/** Verification looks this often; the gaps grow from 2 s to a minute, about half an hour in all. */
const LOOKS = 40;
/** After so many looks, about two minutes, EC2's lag no longer explains that there is no trace of a call that it took. */
const LAG_LOOKS = 12;
/** Pause after a call whose outcome is not known, in milliseconds. */
const UNKNOWN_WAIT_MS = 5000;

/**
 * Brings an approved request as far as it can go now: starts it, makes its calls one by one, verifies, or resumes where
 * a crash left it. Safe to call at any time, any number of times.
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
  if (running.item.value.state === 'approved' && !(await begin(running))) return undefined;
  const { run } = running.item.value;
  if (running.item.value.state !== 'running' || run === undefined) return undefined;
  for (const step of run.steps) {
    if (step.state === 'waiting' || step.state === 'intended') {
      const refusal = step.state === 'waiting' ? await guardTarget(running, step.target) : undefined;
      if (refusal !== undefined)
        await writeStep(running, step.id, { state: 'skipped', result: `not done: ${refusal}` });
      else if (!(await performStep(running, step))) return UNKNOWN_WAIT_MS;
    }
  }
  return verify(running);
}

/** Everything is asked again before the first call; then the run exists, with its steps waiting. */
async function begin(running: Running): Promise<boolean> {
  const request = running.item.value;
  const refusal = await guardPlan(running);
  if (refusal !== undefined) {
    await writeRun(running, {
      ...request,
      state: 'stale',
      decidedAt: running.ports.clock.now(),
      outcome: `Not run: ${refusal}`,
    });
    await auditEnd(running.ports, running.item.value);
    return false;
  }
  const run: Run = {
    startedAt: running.ports.clock.now(),
    looks: 0,
    steps: request.plan.targets.map((target, index): RunStep => ({
      id: String(index + 1),
      title: request.plan.action.title,
      target: target.id,
      state: 'waiting',
    })),
  };
  return writeRun(running, { ...request, state: 'running', run });
}

async function verify(running: Running): Promise<number | undefined> {
  const { plan } = running.item.value;
  for (const step of running.item.value.run?.steps ?? []) {
    const target = plan.targets.find((candidate) => candidate.id === step.target);
    if (step.state !== 'called' || target === undefined) continue;
    // The entry may be what a crash right after the call kept from being written.
    if (running.item.value.run?.looks === 0)
      await auditStep(running, step, 'run.called', { result: step.result ?? '', awsRequestId: step.requestId ?? '' });
    const seen = await look(running, target);
    if (seen.state === 'done') await writeStep(running, step.id, { state: 'verified', result: seen.sentence });
    // The call has returned, so it is our doing that there is nothing left to see.
    if (seen.state === 'gone')
      await writeStep(running, step.id, { state: 'verified', result: `${step.result ?? 'done'}; ${seen.sentence}` });
    if (seen.state === 'failed') await writeStep(running, step.id, { state: 'failed', result: seen.sentence });
    if (seen.state === 'not-begun' && (running.item.value.run?.looks ?? 0) >= LAG_LOOKS) {
      await writeStep(running, step.id, { state: 'failed', result: `AWS took the call, but it is ${seen.sentence}` });
    }
  }
  const { run } = running.item.value;
  if (run === undefined) return undefined;
  const open = run.steps.filter((step) => step.state === 'called');
  if (open.length > 0 && run.looks < LOOKS) {
    await writeRun(running, { ...running.item.value, run: { ...run, looks: run.looks + 1 } });
    return Math.min(60_000, 2000 + run.looks * 1500);
  }
  await finish(running, run, open);
  return undefined;
}

/** What is refused now may be allowed at the next look: the looks are counted, so the run ends either way. */
async function look(running: Running, target: PlanTarget): Promise<Verification> {
  const { ports } = running;
  const { plan } = running.item.value;
  const action = actionById(ports.actions, plan.action.id);
  try {
    const session = await ports.aws.reader(plan.account, plan.region, action.permissions.read);
    return await action.verify(session, plan, target);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    ports.log.warn('run.not-verified', { request: running.item.value.id, target: target.id, code: error.code });
    return { state: 'pending', sentence: error.message };
  }
}

async function finish(running: Running, run: Run, unverified: readonly RunStep[]): Promise<void> {
  const request = running.item.value;
  const succeeded = run.steps.every((step) => step.state === 'verified');
  const outcome = succeeded ? successInWords(run.steps) : failureInWords(run.steps, unverified.length > 0);
  const now = running.ports.clock.now();
  await writeRun(running, {
    ...request,
    state: succeeded ? 'succeeded' : 'failed',
    decidedAt: now,
    outcome,
    run: { ...run, finishedAt: now },
  });
  await auditEnd(running.ports, running.item.value);
}

/** `i-1: terminated.` or `All 6 done: terminated.` */
function successInWords(steps: readonly RunStep[]): string {
  const result = withoutStop(steps[0]?.result ?? 'done');
  return steps.length === 1 ? `${steps[0]?.target ?? ''}: ${result}.` : `All ${steps.length} done: ${result}.`;
}

function failureInWords(steps: readonly RunStep[], unverified: boolean): string {
  const done = steps.filter((step) => step.state === 'verified').length;
  const rest = steps
    .filter((step) => step.state !== 'verified')
    .map((step) => `${step.target}: ${withoutStop(step.result ?? step.state)}`);
  return `${done} of ${steps.length} done. ${rest.join('; ')}${unverified ? '; not verified in half an hour' : ''}.`;
}

function withoutStop(sentence: string): string {
  return sentence.replace(/\.+$/, '');
}

/** The last audit entry of a run; written again when the run is looked at again, in case a crash came between. */
async function auditEnd(ports: RunPorts, request: ActionRequest): Promise<void> {
  await ports.audit.append({
    id: `run.${request.state}:${request.id}`,
    chain: request.caseId,
    at: new Date(request.decidedAt ?? request.createdAt).toISOString(),
    event: `run.${request.state}`,
    who: 'trailbolt',
    data: {
      request: request.id,
      outcome: request.outcome ?? '',
      steps: (request.run?.steps ?? []).map((step) => ({
        target: step.target,
        state: step.state,
        result: step.result ?? '',
        awsRequestId: step.requestId ?? '',
      })),
    },
  });
}

function wakeTimer(ports: RunPorts, requestId: string, delayMs: number): Timer {
  const dueAt = ports.clock.now() + delayMs;
  return { id: `advance-${requestId}`, dueAt, kind: 'run.advance', subject: requestId };
}
