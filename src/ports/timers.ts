import type { Write } from './store.ts';

/**
 * Something that must happen at a time. Durable in the store; the delayed job is the fast path, the minute schedule the
 * guarantee. Firing is at least once: whoever handles it checks `dueAt` and the state it points at.
 */
export interface Timer {
  readonly id: string;
  /** Unix milliseconds. */
  readonly dueAt: number;
  /** What to do, e.g. `request.expire`, `run.verify`. */
  readonly kind: string;
  /** What it is about, e.g. a request id. */
  readonly subject: string;
  /** How often firing it has failed. */
  readonly failures?: number;
}

export interface Timers {
  /** The write that makes the timer durable: commit it together with the state that it belongs to. */
  arm(timer: Timer): Write;
  /** The write that forgets the timer, for the commit that makes it needless; no conflict if it is gone. */
  disarm(timer: Timer): Write;
  /** After the commit: ask for a wake-up at the due time. Best effort; never throws. */
  nudge(timer: Timer): Promise<void>;
  /** Timers due by `now` (Unix milliseconds), oldest first. */
  due(now: number, limit: number): Promise<readonly Timer[]>;
  /** The timer that a job names, if it is still armed. */
  find(id: string, dueAt: number): Promise<Timer | undefined>;
  /** Forget it; no error if it is gone. */
  done(timer: Timer): Promise<void>;
}
