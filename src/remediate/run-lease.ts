import type { Clock } from '../ports/clock.ts';
import type { Key, Store } from '../ports/store.ts';
import type { Timer, Timers } from '../ports/timers.ts';

interface LeaseState {
  readonly holder: string;
  /** Unix milliseconds. */
  readonly until: number;
}

/**
 * One worker at a time per run. The lease is longer than a function may live, so that a holder that still breathes is
 * never overtaken; a timer armed with it resumes the run when the holder has died.
 */
export class RunLease {
  readonly #store: Store;
  readonly #key: Key;
  #version: string;
  readonly holder: string;

  private constructor(store: Store, key: Key, version: string, holder: string) {
    this.#store = store;
    this.#key = key;
    this.#version = version;
    this.holder = holder;
  }

  /** The lease, or undefined while somebody else holds it. */
  static async take(
    ports: { store: Store; clock: Clock; timers: Timers },
    requestId: string,
    leaseMs: number,
  ): Promise<RunLease | undefined> {
    const key: Key = { partition: `request#${requestId}`, sort: 'lease' };
    const now = ports.clock.now();
    const current = await ports.store.get<LeaseState>(key);
    if (current !== undefined && current.value.until > now) return undefined;
    const holder = ports.clock.id();
    const resume: Timer = {
      id: `resume-${requestId}-${holder.slice(0, 8)}`,
      dueAt: now + leaseMs,
      kind: 'run.advance',
      subject: requestId,
    };
    const commit = await ports.store.commit([
      {
        kind: 'put',
        key,
        value: { holder, until: now + leaseMs },
        if: current === undefined ? 'absent' : { version: current.version },
      },
      ports.timers.arm(resume),
    ]);
    if (!commit.ok) return undefined;
    const item = await ports.store.get<LeaseState>(key);
    return item?.value.holder === holder ? new RunLease(ports.store, key, item.version, holder) : undefined;
  }

  /** The condition by which every write of the holder proves that it still holds the lease. */
  check(): { readonly kind: 'check'; readonly key: Key; readonly if: { readonly version: string } } {
    return { kind: 'check', key: this.#key, if: { version: this.#version } };
  }

  async release(): Promise<void> {
    await this.#store.commit([{ kind: 'delete', key: this.#key, if: { version: this.#version } }]);
  }
}
