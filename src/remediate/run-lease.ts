import { TrailboltError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Key, Store, Write } from '../ports/store.ts';
import type { Timer, Timers } from '../ports/timers.ts';

interface LeaseState {
  readonly holder: string;
  /** Unix milliseconds; the past when nobody holds it. */
  readonly until: number;
  /** The one timer that brings the run on: whoever writes the lease replaces it, so that timers never multiply. */
  readonly timer: Timer;
}

interface LeasePorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly timers: Timers;
}

/**
 * One worker at a time per run. The lease is longer than a function may live; a host may sleep longer, so it is renewed
 * right before a call. A timer armed with it resumes the run when the holder has died.
 */
export class RunLease {
  readonly #ports: LeasePorts;
  readonly #key: Key;
  readonly #leaseMs: number;
  #state: LeaseState;
  #version: string;

  private constructor(ports: LeasePorts, key: Key, leaseMs: number, state: LeaseState, version: string) {
    this.#ports = ports;
    this.#key = key;
    this.#leaseMs = leaseMs;
    this.#state = state;
    this.#version = version;
  }

  /** The lease, or undefined while somebody else holds it. */
  static async take(ports: LeasePorts, requestId: string, leaseMs: number): Promise<RunLease | undefined> {
    const key: Key = { partition: `request#${requestId}`, sort: 'lease' };
    const now = ports.clock.now();
    const current = await ports.store.get<LeaseState>(key);
    if (current !== undefined && current.value.until > now) return undefined;
    const holder = ports.clock.id();
    const timer: Timer = {
      id: `resume-${requestId}-${holder}`,
      dueAt: now + leaseMs,
      kind: 'run.advance',
      subject: requestId,
    };
    const state: LeaseState = { holder, until: now + leaseMs, timer };
    const commit = await ports.store.commit([
      { kind: 'put', key, value: state, if: current === undefined ? 'absent' : { version: current.version } },
      ...(current === undefined ? [] : [ports.timers.disarm(current.value.timer)]),
      ports.timers.arm(timer),
    ]);
    if (!commit.ok) return undefined;
    const item = await ports.store.get<LeaseState>(key);
    return item?.value.holder === holder ? new RunLease(ports, key, leaseMs, state, item.version) : undefined;
  }

  /** The condition by which every write of the holder proves that it still holds the lease. */
  check(): { readonly kind: 'check'; readonly key: Key; readonly if: { readonly version: string } } {
    return { kind: 'check', key: this.#key, if: { version: this.#version } };
  }

  /**
   * Holds it for its full length again. A worker that slept through its lease learns here that another has taken over.
   * @throws TrailboltError `run.lease-lost`.
   */
  async renew(): Promise<void> {
    const { store, clock } = this.#ports;
    const until = clock.now() + this.#leaseMs;
    const state: LeaseState = { ...this.#state, until, timer: { ...this.#state.timer, dueAt: until } };
    if (!(await this.#write(state))) throw this.#lost();
    const item = await store.get<LeaseState>(this.#key);
    if (item?.value.holder !== state.holder) throw this.#lost();
    this.#state = state;
    this.#version = item.version;
  }

  /** Frees it for good: the run is over, and nothing has to wake it any more. */
  async release(): Promise<void> {
    const { store, timers } = this.#ports;
    await store.commit([
      { kind: 'delete', key: this.#key, if: { version: this.#version } },
      timers.disarm(this.#state.timer),
    ]);
  }

  /** Frees it until the timer brings the run on. */
  async sleep(timer: Timer): Promise<void> {
    if (await this.#write({ ...this.#state, until: 0, timer })) await this.#ports.timers.nudge(timer);
  }

  /** Frees it after a failure. The timer stays armed: it is what tries again if nobody else does. */
  async abandon(): Promise<void> {
    await this.#write({ ...this.#state, until: 0 });
  }

  async #write(next: LeaseState): Promise<boolean> {
    const { store, timers } = this.#ports;
    const { timer } = this.#state;
    const same = timer.id === next.timer.id && timer.dueAt === next.timer.dueAt;
    const moved: readonly Write[] = same ? [] : [timers.disarm(timer), timers.arm(next.timer)];
    const put: Write = { kind: 'put', key: this.#key, value: next, if: { version: this.#version } };
    return (await store.commit([put, ...moved])).ok;
  }

  #lost(): TrailboltError {
    return new TrailboltError('run.lease-lost', `Run ${this.#state.timer.subject} is in other hands now.`);
  }
}
