/** Asks again until it no longer throws: for what other processes and queues bring about. Fails with the last error. */
export async function eventually<T>(ask: () => T | Promise<T>, patienceMs = 20_000): Promise<T> {
  const end = Date.now() + patienceMs;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
