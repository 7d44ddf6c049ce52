/** Lets one waiter sleep until somebody rings; a ring since the last {@link Bell.clear} counts. */
export class Bell {
  #rung = false;
  #wake: (() => void) | undefined;

  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  clear(): void {
    this.#rung = false;
  }

  /** Resolves at the next ring, or after this time. */
  async wait(ms = Infinity): Promise<void> {
    if (this.#rung) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    const timer = Number.isFinite(ms) ? setTimeout(resolve, Math.max(0, ms)) : undefined;
    await promise;
    clearTimeout(timer);
    this.#wake = undefined;
  }
}
