import { setTimeout as sleep } from 'node:timers/promises';
import { describeError } from '../../errors.ts';
import type { Job } from '../../model/job.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import { jitteredDelay } from '../backoff.ts';
import { Bell } from './bell.ts';
import type { LocalJobs, ReceivedJob } from './local-jobs.ts';

/** How long to wait after the first, second, … failed attempt. */
const RETRY_SECONDS = [1, 10, 120, 1] as const;

export interface PumpOptions {
  readonly jobs: LocalJobs;
  readonly clock: Clock;
  readonly log: Log;
  /**
   * `attempts` includes this one. What it throws is the reason with which the job is tried again later, or set aside
   * after the last attempt.
   */
  readonly handle: (job: Job, attempts: number) => Promise<void>;
  /** How many jobs to handle at a time. */
  readonly concurrency: number;
  /** Ends the pump: nothing more is received, and what is being handled is waited for. */
  readonly signal: AbortSignal;
  /** When this process dies its jobs go to others after this time; 60 s by default. */
  readonly visibilitySeconds?: number;
  /** How soon jobs that other processes sent are seen; 1 s by default. */
  readonly pollMs?: number;
  /** How long to wait after so many failed attempts. */
  readonly retrySeconds?: (attempts: number) => number;
}

/** Handles jobs until the signal: those that this process sends at once, and by polling those that others send. */
export async function pumpJobs(options: PumpOptions): Promise<void> {
  const { jobs, log, concurrency, signal, visibilitySeconds = 60 } = options;
  const bell = new Bell();
  const ring = (): void => bell.ring();
  const offSend = jobs.onSend(ring);
  signal.addEventListener('abort', ring);
  const running = new Set<Promise<void>>();
  let failures = 0;
  while (!signal.aborted) {
    // Before looking for jobs: what is sent while looking must not be slept through.
    bell.clear();
    const free = concurrency - running.size;
    if (free === 0) {
      await bell.wait();
      continue;
    }
    try {
      const received = await jobs.receive(free, visibilitySeconds);
      for (const one of received) {
        const work = handleOne(options, one).finally(() => {
          running.delete(work);
          ring();
        });
        running.add(work);
      }
      failures = 0;
      if (received.length === 0) await bell.wait(await quietFor(options));
    } catch (error) {
      // The store is away for a while. Jobs are safe in it, so go on when it is back.
      failures += 1;
      log.error('jobs.not-received', error, { failures });
      await bell.wait(jitteredDelay(failures, 100, 10_000));
    }
  }
  offSend();
  signal.removeEventListener('abort', ring);
  await Promise.all(running);
}

/** Milliseconds until the next job of this process can be due, or others are to be looked for. */
async function quietFor({ jobs, clock, pollMs = 1000 }: PumpOptions): Promise<number> {
  const next = await jobs.nextAt();
  return next === undefined ? pollMs : Math.min(pollMs, next - clock.now());
}

async function handleOne(options: PumpOptions, received: ReceivedJob): Promise<void> {
  const { jobs, log, handle, retrySeconds = standardRetry } = options;
  const finished = new AbortController();
  const held = holdOn(options, received, finished.signal);
  try {
    const failure = await outcome(handle, received);
    finished.abort();
    const mine = await held;
    if (failure === undefined) {
      await jobs.done(mine);
      return;
    }
    log.error('jobs.failed', failure.error, { kind: received.job.kind, attempts: received.attempts });
    await jobs.retryLater(mine, describeError(failure.error), retrySeconds(received.attempts));
  } catch (error) {
    // Neither done nor put back: it comes back by itself when its visibility runs out.
    log.error('jobs.not-settled', error, { kind: received.job.kind, attempts: received.attempts });
  }
}

async function outcome(
  handle: PumpOptions['handle'],
  { job, attempts }: ReceivedJob,
): Promise<{ readonly error: unknown } | undefined> {
  try {
    await handle(job, attempts);
    return undefined;
  } catch (error) {
    return { error };
  }
}

/** Keeps the job invisible to others while it is being handled. Gives its newest receipt, and never throws. */
async function holdOn(options: PumpOptions, received: ReceivedJob, finished: AbortSignal): Promise<ReceivedJob> {
  const { jobs, log, visibilitySeconds = 60 } = options;
  let mine = received;
  for (;;) {
    // Rejects at the end of the work, and only then.
    const woke = await sleep(visibilitySeconds * 500, true, { signal: finished }).catch(() => false);
    if (!woke) return mine;
    try {
      mine = (await jobs.extend(mine, visibilitySeconds)) ?? mine;
    } catch (error) {
      log.warn('jobs.not-extended', { kind: received.job.kind, reason: describeError(error) });
    }
  }
}

function standardRetry(attempts: number): number {
  return RETRY_SECONDS[Math.min(attempts, RETRY_SECONDS.length) - 1] ?? 0;
}
