import { TrailboltError } from '../errors.ts';

/** Many detectors may be at one document at once. Together with the pauses some ten seconds: then the delivery comes again. */
const TRIES = 40;
const PAUSE_MS = { base: 10, cap: 600 } as const;

/**
 * Reads, decides and commits until a commit holds: `attempt` gives its result, or undefined where others have changed what it
 * had read. It must have no effect but its commit.
 * @throws TrailboltError `detect.contended` when others win forty times in a row.
 */
export async function optimistically<Result>(
  what: string,
  attempt: () => Promise<{ readonly done: Result } | undefined>,
): Promise<Result> {
  for (let tries = 1; tries <= TRIES; tries += 1) {
    const result = await attempt();
    if (result !== undefined) return result.done;
    // Losers of a race come back at different times.
    await new Promise((resolve) => {
      setTimeout(resolve, Math.random() * Math.min(PAUSE_MS.cap, PAUSE_MS.base * 2 ** tries));
    });
  }
  throw new TrailboltError('detect.contended', `Others keep changing ${what}; expected to get a turn.`);
}

/** Lets tasks run side by side, so many at a time; the others wait for their turn. */
export function createGate(most: number): <Result>(task: () => Promise<Result>) => Promise<Result> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (task) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    running += 1;
    try {
      return await task();
    } finally {
      running -= 1;
      waiting.shift()?.();
    }
  };
}
