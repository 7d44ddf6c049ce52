import { automationNote } from '../../blocks/automation-note.ts';
import type { ActionRequest, RunStep } from '../model/request.ts';
import type { Write } from '../ports/store.ts';
import { aftermathTimer } from './request-timers.ts';
import { spendingOf } from './spending.ts';
import { writeRun, type Running, type RunPorts } from './running.ts';

/** Every step has ended: says how, and for good. */
export async function finish(running: Running): Promise<void> {
  const request = running.item.value;
  if (request.run === undefined) return;
  const { steps } = request.run;
  const succeeded = steps.every((step) => step.state === 'verified');
  const now = running.ports.clock.now();
  const outcome = succeeded ? successInWords(steps) : failureInWords(steps);
  const { ports } = running;
  const look = aftermathTimer(request.caseId, 0, now);
  await writeRun(
    running,
    {
      ...request,
      state: succeeded ? 'succeeded' : 'failed',
      decidedAt: now,
      outcome,
      run: { ...request.run, finishedAt: now },
    },
    [...told(running, outcome), ...(look === undefined ? [] : [ports.timers.arm(look)])],
  );
  if (look !== undefined) await ports.timers.nudge(look);
  await auditEnd(running.ports, running.item.value);
}

/** Nobody pressed a button for what an automation did, so the channel hears how it ended. */
function told({ ports, of, item }: Running, outcome: string): readonly Write[] {
  const { automation, id, plan } = item.value;
  if (automation === undefined || automation.asks !== undefined) return [];
  const message = automationNote({ kind: 'ended', automation: automation.name, plan, outcome });
  return [ports.outbox.note(`automation-end-${id}`, of, message, 'broadcast')];
}

/** The last of a run; done again when the run is looked at again, in case a crash came between. */
export async function auditEnd(ports: RunPorts, request: ActionRequest): Promise<void> {
  const { plan } = request;
  if (didNothing(request)) await ports.refund(await ports.policy(), spendingOf(request), ports.clock.now());
  await ports.audit.append({
    id: `run.${request.state}:${request.id}`,
    chain: request.caseId,
    at: new Date(request.decidedAt ?? request.createdAt).toISOString(),
    event: `run.${request.state}`,
    who: 'trailbolt',
    data: {
      request: request.id,
      ...(plan.undoes === undefined ? {} : { undoes: plan.undoes }),
      outcome: request.outcome ?? '',
      steps: (request.run?.steps ?? []).map((step) => ({
        target: step.target,
        step: step.step,
        state: step.state,
        result: step.result ?? '',
        awsRequestId: step.requestId ?? '',
        ...(step.data === undefined ? {} : { data: step.data }),
      })),
    },
  });
}

/** No call was made, nor may one have been. */
function didNothing({ run }: ActionRequest): boolean {
  return run === undefined || run.steps.every(({ state }) => state === 'waiting' || state === 'skipped');
}

/** `i-1: terminated.` or `All 6 done: terminated.` */
function successInWords(steps: readonly RunStep[]): string {
  const targets = [...byTarget(steps)];
  const [first] = targets;
  if (first === undefined) return 'Nothing had to be done.';
  const [target, ofFirst] = first;
  if (targets.length === 1)
    return `${target}: ${ofFirst.map((step) => withoutStop(step.result ?? 'done')).join('; ')}.`;
  return `All ${targets.length} done: ${withoutStop(ofFirst.at(-1)?.result ?? 'done')}.`;
}

/** What was done, and for each target the step that it ended at. */
function failureInWords(steps: readonly RunStep[]): string {
  const targets = [...byTarget(steps)];
  const rest = targets.filter(([, ofTarget]) => !ofTarget.every((step) => step.state === 'verified'));
  const words = rest.map(([target, ofTarget]) => {
    const done = ofTarget.filter((step) => step.state === 'verified');
    const last = ofTarget.find((step) => step.state !== 'verified');
    const how = withoutStop(last?.result ?? last?.state ?? '');
    if (ofTarget.length === 1 || last === undefined) return `${target}: ${how}`;
    const before = done.map((step) => `${withoutStop(step.result ?? step.title)}; `).join('');
    return `${target}: ${before === '' ? '' : `${before}then `}“${last.title}” was not done: ${how}`;
  });
  return `${targets.length - rest.length} of ${targets.length} done. ${words.join('; ')}.`;
}

function byTarget(steps: readonly RunStep[]): Map<string, readonly RunStep[]> {
  const groups = new Map<string, readonly RunStep[]>();
  for (const step of steps) groups.set(step.target, [...(groups.get(step.target) ?? []), step]);
  return groups;
}

function withoutStop(sentence: string): string {
  return sentence.replace(/\.+$/, '');
}
