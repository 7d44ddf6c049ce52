import type { SlackFaults } from './sandbox-slack.ts';

export type Fault =
  | { readonly kind: 'fail'; readonly error: string }
  | { readonly kind: 'rate-limit'; readonly seconds: number }
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'drop' }
  | { readonly kind: 'delay'; readonly ms: number };

/** A door that can be shut for a while. */
class Gate {
  #opened: Promise<void> | undefined;

  /** Shuts it; the returned function opens it. */
  shut(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    const former = this.#opened;
    const opened = former === undefined ? promise : Promise.all([former, promise]).then(() => undefined);
    this.#opened = opened;
    return () => {
      resolve();
      if (this.#opened === opened) this.#opened = undefined;
    };
  }

  async pass(): Promise<void> {
    await this.#opened;
  }
}

/** What tests ordered to go wrong, first ordered, first served. */
export class Faults implements SlackFaults {
  readonly #queues = new Map<string, Fault[]>();
  readonly #gates = new Map<string, Gate>();
  readonly #releases = new Set<() => void>();
  readonly #deliveryGate = new Gate();
  #duplicates = 0;

  fail(method: string, error: string, times = 1): void {
    this.#order(method, { kind: 'fail', error }, times);
  }

  rateLimit(method: string, retryAfterSeconds: number, times = 1): void {
    this.#order(method, { kind: 'rate-limit', seconds: retryAfterSeconds }, times);
  }

  status(method: string, status: number, times = 1): void {
    this.#order(method, { kind: 'status', status }, times);
  }

  dropAfterApply(method: string, times = 1): void {
    this.#order(method, { kind: 'drop' }, times);
  }

  delay(method: string, ms: number, times = 1): void {
    this.#order(method, { kind: 'delay', ms }, times);
  }

  hold(method: string): () => void {
    const gate = this.#gates.get(method) ?? new Gate();
    this.#gates.set(method, gate);
    return this.#remember(gate.shut());
  }

  duplicateNextDelivery(): void {
    this.#duplicates += 1;
  }

  holdDeliveries(): () => void {
    return this.#remember(this.#deliveryGate.shut());
  }

  clear(): void {
    this.#queues.clear();
    this.#duplicates = 0;
    for (const release of this.#releases) release();
  }

  /** The next fault of a call to this method, once whatever holds it back is gone. */
  async next(method: string): Promise<Fault | undefined> {
    await this.#gates.get(method)?.pass();
    return this.#queues.get(method)?.shift();
  }

  /** Waits until deliveries flow; true where this one is to be sent twice. */
  async nextDelivery(): Promise<boolean> {
    await this.#deliveryGate.pass();
    if (this.#duplicates === 0) return false;
    this.#duplicates -= 1;
    return true;
  }

  #order(method: string, fault: Fault, times: number): void {
    const queue = this.#queues.get(method) ?? [];
    this.#queues.set(method, queue);
    queue.push(...Array.from({ length: times }, () => fault));
  }

  #remember(release: () => void): () => void {
    const once = (): void => {
      this.#releases.delete(once);
      release();
    };
    this.#releases.add(once);
    return once;
  }
}
