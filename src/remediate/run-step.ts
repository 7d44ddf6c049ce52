import { describeError, TrailboltError } from '../errors.ts';
import type { PlanTarget } from '../model/plan.ts';
import type { RunStep } from '../model/request.ts';
import type { Verification } from './action.ts';
import { ownCallKey } from './own-call.ts';
import { actionById } from './plans.ts';
import { guardTarget, isRefusal } from './run-guards.ts';
import { auditStep, writeStep, type Running } from './running.ts';

/** Records of our own calls are recognised by their AWS request id for longer than CloudTrail can be late. */
const OWN_CALL_SECONDS = 16 * 24 * 60 * 60;

/**
 * Makes one step's call: intent first, then the call, then the result. A step found `intended` was interrupted: what
 * happened is looked up before anything is repeated.
 * @returns false when the outcome cannot be known yet, so the run has to come back.
 */
export async function performStep(running: Running, step: RunStep): Promise<boolean> {
  const { ports } = running;
  const { plan, id: requestId } = running.item.value;
  const action = actionById(ports.actions, plan.action.id);
  const target = plan.targets.find((candidate) => candidate.id === step.target);
  if (target === undefined)
    throw new TrailboltError(
      'run.no-target',
      `Run ${requestId} has a step for ${step.target}, which is not in its plan.`,
    );

  const resumed = step.state === 'intended';
  if (!resumed) await writeStep(running, step.id, { state: 'intended', before: target.facts.join(', ') });
  await auditStep(running, step, 'run.intended', {
    action: action.id,
    arn: target.arn,
    material: target.material,
    undo: plan.action.undo,
  });
  if (resumed) {
    const seen = await lookUp(running, target);
    if (seen instanceof TrailboltError) {
      await writeStep(running, step.id, {
        state: 'failed',
        result: `may or may not have been done, and cannot be looked up. ${seen.message}`,
      });
      await auditStep(running, step, 'run.unknown', { code: seen.code, error: describeError(seen) });
      return true;
    }
    if (seen.state === 'gone') {
      const result = `${seen.sentence}; whether this run ended it is not known`;
      await writeStep(running, step.id, { state: 'failed', result });
      await auditStep(running, step, 'run.unknown', { code: 'target.gone', error: result });
      return true;
    }
    if (seen.state !== 'not-begun') {
      const result = `${seen.sentence} (found so after an interruption)`;
      await writeStep(running, step.id, { state: 'called', result });
      await auditStep(running, step, 'run.called', { result, awsRequestId: '' });
      return true;
    }
    const refusal = await guardTarget(running, step.target);
    if (refusal !== undefined) {
      await writeStep(running, step.id, { state: 'skipped', result: `not done: ${refusal}` });
      return true;
    }
  }
  return call(running, step, target);
}

/** What has happened, or why that cannot be found out. */
async function lookUp(running: Running, target: PlanTarget): Promise<Verification | TrailboltError> {
  const { ports } = running;
  const { plan } = running.item.value;
  const action = actionById(ports.actions, plan.action.id);
  try {
    const reader = await ports.aws.reader(plan.account, plan.region, action.permissions.read);
    return await action.verify(reader, plan, target);
  } catch (error) {
    if (isRefusal(error)) return error;
    throw error;
  }
}

async function call(running: Running, step: RunStep, target: PlanTarget): Promise<boolean> {
  const { ports } = running;
  const { plan, id: requestId } = running.item.value;
  const action = actionById(ports.actions, plan.action.id);
  try {
    const session = await ports.aws.actor({
      account: plan.account,
      region: plan.region,
      permissions: action.permissions.act,
      resources: [target.arn],
      requestId,
    });
    // Last of all: whoever slept since the intent was written must not call after somebody else has.
    await running.lease.renew();
    const done = await action.run(session, plan, target);
    const ours =
      done.requestId === undefined
        ? []
        : [
            {
              kind: 'put' as const,
              key: ownCallKey(done.requestId),
              value: { requestId, caseId: running.of.id },
              if: 'any' as const,
              expiresAt: Math.floor(ports.clock.now() / 1000) + OWN_CALL_SECONDS,
            },
          ];
    await writeStep(
      running,
      step.id,
      { state: 'called', result: done.result, ...(done.requestId === undefined ? {} : { requestId: done.requestId }) },
      ours,
    );
    await auditStep(running, step, 'run.called', { result: done.result, awsRequestId: done.requestId ?? '' });
    return true;
  } catch (error) {
    const code = error instanceof TrailboltError ? error.code : 'unknown';
    // These may have happened, or will happen on another try: the step stays intended and is looked up first.
    if (code === 'aws.unknown-outcome' || code === 'aws.throttled' || code === 'aws.unavailable') {
      ports.log.warn('run.unknown-outcome', { request: requestId, target: step.target, error: describeError(error) });
      return false;
    }
    if (!code.startsWith('aws.')) throw error;
    const sentence = error instanceof Error ? error.message : 'AWS refused the call.';
    await writeStep(running, step.id, { state: 'failed', result: sentence });
    await auditStep(running, step, 'run.refused', { code, error: describeError(error) });
    return true;
  }
}
