import { setTimeout as sleep } from 'node:timers/promises';

/** Full jitter: contenders that failed together must not come back together. Attempts count from 1. */
export function jitteredDelay(attempt: number, baseMs: number, capMs: number): number {
  return Math.random() * Math.min(capMs, baseMs * 2 ** (attempt - 1));
}

/** Waits before the attempt after `attempt`. */
export async function backOff(attempt: number, baseMs: number, capMs: number): Promise<void> {
  await sleep(jitteredDelay(attempt, baseMs, capMs));
}
