import type { PlanTarget } from '../../model/plan.ts';
import type { AwsSession } from '../../ports/aws.ts';
import type { DoneTarget, Procedure, StepContext, StepResult, Verification } from '../action.ts';
import { FUNCTION_READS, planFunction, reservedInWords, reservedOf } from '../aws/concurrency.ts';
import { findFunction } from '../aws/functions.ts';

/** Lets a frozen function run again, with the reserved concurrency that it had. */
export const restoreConcurrency: Procedure<DoneTarget> = {
  title: { one: 'Let function run again', many: 'Let functions run again' },
  // Whatever it was frozen for goes on.
  risk: 'disruptive',
  permissions: { read: FUNCTION_READS, act: ['lambda:PutFunctionConcurrency', 'lambda:DeleteFunctionConcurrency'] },

  plan: (session, done) => Promise.all(done.map(({ target }) => planOne(session, target))),

  effects: (targets) => targets.map((target) => `${target.id} runs again, with ${reservedInWords(restored(target))}.`),
  limits: () => ['What waits in its queues and streams comes at once.'],

  steps: (target) => [
    {
      id: 'restore',
      title: `Set back to ${reservedInWords(restored(target))}`,
      permissions: [
        restored(target) === undefined ? 'lambda:DeleteFunctionConcurrency' : 'lambda:PutFunctionConcurrency',
      ],
      resources: [target.arn],
    },
  ],

  /** Setting it to what it is changes nothing, nor does taking away what is not there. */
  async run(session: AwsSession, { target }: StepContext): Promise<StepResult> {
    const reserved = restored(target);
    const { requestId } =
      reserved === undefined
        ? await session.call('lambda:DeleteFunctionConcurrency', { FunctionName: target.id })
        : await session.call('lambda:PutFunctionConcurrency', {
            FunctionName: target.id,
            ReservedConcurrentExecutions: reserved,
          });
    return { result: `frozen → ${reservedInWords(reserved)}`, ...(requestId === undefined ? {} : { requestId }) };
  },

  async verify(session: AwsSession, { target }: StepContext): Promise<Verification> {
    if ((await findFunction(session, target.id)) === undefined) {
      return { state: 'gone', sentence: 'Lambda no longer knows it' };
    }
    const reserved = await reservedOf(session, target.id);
    if (reserved === restored(target)) return { state: 'done', sentence: reservedInWords(reserved) };
    return { state: reserved === 0 ? 'not-begun' : 'failed', sentence: reservedInWords(reserved) };
  },
};

async function planOne(session: AwsSession, target: PlanTarget): Promise<PlanTarget> {
  const found = await planFunction(session, target, (reserved) =>
    reserved === 0 ? undefined : 'It is not frozen any more: somebody has changed its concurrency since.',
  );
  return {
    ...found,
    // Those who call it are let in again.
    warnings: [],
    material: { ...found.material, restore: target.material['reserved'] ?? null },
  };
}

function restored({ material }: PlanTarget): number | undefined {
  const { restore } = material;
  return typeof restore === 'number' ? restore : undefined;
}
