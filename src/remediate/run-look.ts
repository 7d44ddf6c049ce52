import { isRefusal } from '../errors.ts';
import type { Verification } from './action.ts';
import type { Turn } from './run-step.ts';
import { auditStep, writeStep } from './running.ts';

/** How long AWS may take to show what a call did, unless the step says otherwise. */
const PATIENCE_SECONDS = 30 * 60;
/** However late it is, because nobody looked for long, so many looks are taken. */
const FEWEST_LOOKS = 3;
/** After so many looks, about two minutes, AWS's lag no longer explains that there is no trace of a call that it took. */
const LAG_LOOKS = 12;
/** What takes longer than about half an hour is looked at more rarely. */
const PATIENT_LOOKS = 40;

/**
 * Looks once whether a call has had its effect.
 * @returns after how many milliseconds to look again, or undefined when the step has ended.
 */
export async function lookAtStep(turn: Turn): Promise<number | undefined> {
  const { running, step, context } = turn;
  const looks = step.looks ?? 0;
  const data = step.data === undefined ? {} : { data: step.data };
  // The entry may be what a crash right after the call kept from being written.
  if (looks === 0)
    await auditStep(running, step, 'run.called', {
      result: step.result ?? '',
      awsRequestId: step.requestId ?? '',
      ...data,
    });
  const seen = await look(turn);
  const found = seen.data === undefined ? {} : { data: seen.data };
  const end = async (state: 'verified' | 'failed', result: string): Promise<undefined> => {
    await writeStep(running, step.id, { state, result, ...found });
    return undefined;
  };
  if (seen.state === 'done') return end('verified', seen.sentence);
  // The call has returned, so it is our doing that there is nothing left to see.
  if (seen.state === 'gone') return end('verified', `${step.result ?? 'done'}; ${seen.sentence}`);
  if (seen.state === 'failed') return end('failed', seen.sentence);
  if (seen.state === 'not-begun' && looks >= LAG_LOOKS)
    return end('failed', `AWS took the call, but it is ${seen.sentence}`);
  const patience = context.step.patienceSeconds ?? PATIENCE_SECONDS;
  const late = running.ports.clock.now() >= (step.calledAt ?? 0) + patience * 1000;
  if (late && looks >= FEWEST_LOOKS) return end('failed', `${seen.sentence}; not verified in ${inWords(patience)}`);
  await writeStep(running, step.id, { looks: looks + 1 });
  return looks < PATIENT_LOOKS ? Math.min(60_000, 1000 + looks * 1500) : 5 * 60_000;
}

/** What is refused now may be allowed at the next look: patience ends either way. */
async function look({ running, doing, context, step }: Turn): Promise<Verification> {
  const { ports } = running;
  const { plan } = context;
  try {
    const session = await ports.aws.reader(plan.account, plan.region, doing.permissions.read);
    return await doing.verify(session, context);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    ports.log.warn('run.not-verified', { request: context.requestId, target: step.target, code: error.code });
    return { state: 'pending', sentence: error.message.replace(/\.$/, '') };
  }
}

function inWords(seconds: number): string {
  if (seconds === PATIENCE_SECONDS) return 'half an hour';
  return seconds % 3600 === 0 ? `${seconds / 3600} hours` : `${Math.round(seconds / 60)} minutes`;
}
