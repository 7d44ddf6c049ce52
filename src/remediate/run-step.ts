import { describeError, isRefusal, TrailboltError } from '../errors.ts';
import type { RunStep } from '../model/request.ts';
import type { StepContext, Verification } from './action.ts';
import { ownCallKey } from './own-call.ts';
import { actionById, type Doing } from './procedures.ts';
import { guardTarget } from './run-guards.ts';
import { isHeld } from './run-hold.ts';
import { auditStep, writeStep, type Running } from './running.ts';

/** Records of our own calls are recognised by their AWS request id for longer than CloudTrail can be late. */
const OWN_CALL_SECONDS = 16 * 24 * 60 * 60;

/** A step with what it needs. */
export interface Turn {
  readonly running: Running;
  readonly doing: Doing;
  readonly step: RunStep;
  readonly context: StepContext;
}

/**
 * Makes one step's call: intent first, then the call, then the result. A step found `intended` was interrupted: what
 * happened is looked up before anything is repeated.
 * @returns `unknown` when the outcome cannot be known yet and `held` while no call may be made: the run has to come back.
 */
export async function performStep(turn: Turn): Promise<'done' | 'unknown' | 'held'> {
  const { running, step, context } = turn;
  const { target } = context;
  const resumed = step.state === 'intended';
  if (!resumed) {
    if (await isHeld(running)) return 'held';
    const refusal = await guardTarget(running, target);
    if (refusal !== undefined) return skip(turn, refusal);
    await writeStep(running, step.id, { state: 'intended', before: target.facts.join(', ') });
  }
  await auditStep(running, step, 'run.intended', {
    action: context.plan.action.id,
    step: step.step,
    arn: target.arn,
    material: target.material,
    earlier: context.earlier,
    undo: context.plan.action.undo,
  });
  if (resumed) {
    if (await settleInterrupted(turn)) return 'done';
    if (await isHeld(running)) return 'held';
    const refusal = await guardTarget(running, target);
    if (refusal !== undefined) return skip(turn, refusal);
  }
  return call(turn);
}

async function skip({ running, step }: Turn, refusal: string): Promise<'done' | 'held'> {
  // Frozen in this very moment: the approvals do not hold now, but they may again.
  if (await isHeld(running)) return 'held';
  await writeStep(running, step.id, { state: 'skipped', result: `not done: ${refusal}` });
  return 'done';
}

/** @returns true when what happened before the interruption is known, or can never be: the call is not made again. */
async function settleInterrupted(turn: Turn): Promise<boolean> {
  const { running, step } = turn;
  const calledAt = running.ports.clock.now();
  const seen = await lookUp(turn);
  if (seen instanceof TrailboltError || seen.state === 'gone') {
    const unknown = seen instanceof TrailboltError;
    const result = unknown
      ? `may or may not have been done, and cannot be looked up. ${seen.message}`
      : `${seen.sentence}; whether this run ended it is not known`;
    await writeStep(running, step.id, { state: 'failed', result, calledAt });
    await auditStep(running, step, 'run.unknown', {
      code: unknown ? seen.code : 'target.gone',
      error: unknown ? describeError(seen) : result,
    });
    return true;
  }
  if (seen.state === 'not-begun') return false;
  const result = `${seen.sentence} (found so after an interruption)`;
  const data = seen.data === undefined ? {} : { data: seen.data };
  await writeStep(running, step.id, { state: 'called', result, calledAt, ...data });
  await auditStep(running, step, 'run.called', { result, awsRequestId: '', ...data });
  return true;
}

/** What has happened, or why that cannot be found out. */
async function lookUp({ running, doing, context }: Turn): Promise<Verification | TrailboltError> {
  const { plan } = context;
  try {
    const reader = await running.ports.aws.reader(plan.account, plan.region, doing.permissions.read);
    return await doing.verify(reader, context);
  } catch (error) {
    if (isRefusal(error)) return error;
    throw error;
  }
}

async function call({ running, doing, step, context }: Turn): Promise<'done' | 'unknown'> {
  const { ports } = running;
  const { plan, requestId } = context;
  const { permissions, creates, made, policies } = context.step;
  const resources = [...context.step.resources, ...(made?.(context.earlier) ?? [])];
  try {
    const session = await ports.aws.actor({
      account: plan.account,
      region: plan.region,
      permissions,
      resources,
      ...(creates === undefined ? {} : { creates }),
      ...(policies === undefined ? {} : { policies }),
      writes: actionById(ports.actions, plan.action.id).writes,
      requestId,
    });
    // Last of all: whoever slept since the intent was written must not call after somebody else has.
    await running.lease.renew();
    const done = await doing.run(session, context);
    const data = done.data === undefined ? {} : { data: done.data };
    await writeStep(
      running,
      step.id,
      {
        state: 'called',
        calledAt: ports.clock.now(),
        result: done.result,
        ...data,
        ...(done.requestId === undefined ? {} : { requestId: done.requestId }),
      },
      done.requestId === undefined ? [] : [ownCall(running, done.requestId)],
    );
    await auditStep(running, step, 'run.called', {
      result: done.result,
      awsRequestId: done.requestId ?? '',
      ...data,
    });
    return 'done';
  } catch (error) {
    const code = error instanceof TrailboltError ? error.code : 'unknown';
    // These may have happened, or will happen on another try: the step stays intended and is looked up first.
    if (code === 'aws.unknown-outcome' || code === 'aws.throttled' || code === 'aws.unavailable') {
      ports.log.warn('run.unknown-outcome', {
        request: requestId,
        target: step.target,
        step: step.step,
        error: describeError(error),
      });
      return 'unknown';
    }
    if (!code.startsWith('aws.')) throw error;
    const sentence = error instanceof Error ? error.message : 'AWS refused the call.';
    await writeStep(running, step.id, { state: 'failed', result: sentence });
    await auditStep(running, step, 'run.refused', { code, error: describeError(error) });
    return 'done';
  }
}

function ownCall({ ports, of, item }: Running, awsRequestId: string) {
  return {
    kind: 'put' as const,
    key: ownCallKey(awsRequestId),
    value: { requestId: item.value.id, caseId: of.id },
    if: 'any' as const,
    expiresAt: Math.floor(ports.clock.now() / 1000) + OWN_CALL_SECONDS,
  };
}
