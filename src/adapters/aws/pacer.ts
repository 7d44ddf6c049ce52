import { setTimeout as sleep } from 'node:timers/promises';

interface Time {
  /** Milliseconds of any clock that never goes back. */
  now(): number;
  sleep(ms: number): Promise<void>;
}

const MONOTONIC: Time = { now: () => performance.now(), sleep: (ms) => sleep(ms) };

/** Spaces calls evenly by key: the next turn is given so long after the last one, however many wait. */
export class Pacer {
  readonly #intervalMs: number;
  readonly #time: Time;
  /** When the next turn of a key is free, in milliseconds of the clock. */
  readonly #free = new Map<string, number>();

  constructor(perSecond: number, time: Time = MONOTONIC) {
    this.#intervalMs = 1000 / perSecond;
    this.#time = time;
  }

  /** Waits for the next turn. False, at once, where that is further away than `patienceMs`: nothing is taken then. */
  async turn(key: string, patienceMs: number): Promise<boolean> {
    const now = this.#time.now();
    const at = Math.max(now, this.#free.get(key) ?? 0);
    if (at - now > patienceMs) return false;
    this.#free.set(key, at + this.#intervalMs);
    if (at > now) await this.#time.sleep(at - now);
    return true;
  }
}
