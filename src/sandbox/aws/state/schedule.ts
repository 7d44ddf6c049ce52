/**
 * The account's own time and everything that is due in it. It runs with the machine's clock plus whatever tests have
 * skipped, so hours of AWS (a terminated instance that disappears, a session that expires) pass in a moment.
 */
export class Schedule {
  #skipped: number;
  #tasks: { readonly at: number; readonly run: () => void }[] = [];
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(startAt?: number) {
    this.#skipped = startAt === undefined ? 0 : startAt - Date.now();
  }

  /** Unix milliseconds in the account. */
  now(): number {
    return Date.now() + this.#skipped;
  }

  /** Runs the task once, `ms` of account time from now. */
  after(ms: number, run: () => void): void {
    if (this.#closed) return;
    this.#tasks.push({ at: this.now() + ms, run });
    this.#arm();
  }

  /** Lets time pass at once; what falls due on the way runs in order. */
  advance(ms: number): void {
    this.#skipped += ms;
    this.#runDue();
  }

  close(): void {
    this.#closed = true;
    this.#tasks = [];
    clearTimeout(this.#timer);
  }

  #arm(): void {
    clearTimeout(this.#timer);
    const next = Math.min(...this.#tasks.map((task) => task.at));
    if (Number.isFinite(next)) {
      // Longer than setTimeout can hold: wake early and arm again.
      const wait = Math.min(Math.max(0, next - this.now()), 2 ** 31 - 1);
      this.#timer = setTimeout(() => {
        this.#runDue();
      }, wait);
    }
  }

  #runDue(): void {
    const now = this.now();
    const due = this.#tasks.filter((task) => task.at <= now).toSorted((a, b) => a.at - b.at);
    this.#tasks = this.#tasks.filter((task) => task.at > now);
    for (const task of due) task.run();
    if (!this.#closed) this.#arm();
  }
}
