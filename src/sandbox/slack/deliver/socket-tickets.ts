import { randomBytes } from 'node:crypto';

/** One-time tickets inside the URLs of `apps.connections.open`. */
export class SocketTickets {
  readonly #now: () => number;
  readonly #lifeMs: number;
  readonly #issued = new Map<string, number>();

  constructor(now: () => number, lifeMs: number) {
    this.#now = now;
    this.#lifeMs = lifeMs;
  }

  issue(): string {
    const ticket = randomBytes(16).toString('hex');
    this.#issued.set(ticket, this.#now());
    return ticket;
  }

  /** False for a ticket that is unknown, used or too old. */
  use(ticket: string): boolean {
    const at = this.#issued.get(ticket);
    this.#issued.delete(ticket);
    return at !== undefined && this.#now() - at <= this.#lifeMs;
  }
}
