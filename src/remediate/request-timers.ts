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

/** Starts an approved request even if whoever approved it crashed before saying so. */
export function startTimer({ id }: ActionRequest, now: number): Timer {
  return { id: `start-${id}`, dueAt: now, kind: 'run.advance', subject: id };
}
