import type { ActionRequest } from '../model/request.ts';
import type { Timer } from '../ports/timers.ts';

/** Ends a request that nobody decided in time. */
export function expiryTimer({ id, expiresAt }: ActionRequest): Timer {
  return { id: `expire-${id}`, dueAt: expiresAt, kind: 'request.expire', subject: id };
}

/** Starts what an automation announced. */
export function announcedTimer({ id, createdAt, automation }: ActionRequest): Timer {
  return { id: `announced-${id}`, dueAt: automation?.startsAt ?? createdAt, kind: 'request.start', subject: id };
}

/**
 * Has the live state read again that the case tells of, after a run: at once, and later where it still looks the same.
 * @param look How often that was done since the run. @returns undefined where it was done often enough.
 */
export function aftermathTimer(caseId: string, look: number, now: number): Timer | undefined {
  const pause = LOOK_PAUSES_MS[look];
  if (pause === undefined) return undefined;
  return {
    id: `aftermath-${caseId}-${look}`,
    dueAt: now + pause,
    kind: 'aftermath',
    subject: JSON.stringify([caseId, look]),
  };
}

/** AWS shows some changes a little later than it made them. */
const LOOK_PAUSES_MS: readonly number[] = [1000, 15_000, 120_000];

/** Starts an approved request even if whoever approved it crashed before saying so. */
export function startTimer({ id }: ActionRequest, now: number): Timer {
  return { id: `start-${id}`, dueAt: now, kind: 'run.advance', subject: id };
}
