import type { Job } from '../model/job.ts';

/** The work queue between the front, the timers and the worker. At least once, in no particular order. */
export interface Jobs {
  /**
   * Durable when it resolves. `delaySeconds` is 0–900.
   * @throws TrailboltError `jobs.unavailable` when the queue does not take it, `jobs.too-large` above 256 KiB of JSON,
   * `jobs.bad-delay`.
   */
  send(job: Job, options?: { readonly delaySeconds?: number }): Promise<void>;

  /** Sets a job aside for people, with the reason: for what must never be tried again (a forged job). */
  deadLetter(job: unknown, reason: string): Promise<void>;

  /** About how many jobs lie aside for people; undefined where the queue does not say. */
  setAside(): Promise<number | undefined>;
}
