import type { Log } from '../ports/log.ts';

/** Work that goes on beside what called for it, one at a time for each name. */
export interface Beside {
  /** Begins the work; where it is going on already it is done once more after that. */
  begin(name: string, work: () => Promise<void>): void;
  /** Resolves when nothing goes on any more. */
  settled(): Promise<void>;
}

/** What fails is logged as `beside.failed`: whoever began it has gone on. */
export function createBeside(log: Log): Beside {
  const going = new Map<string, Promise<void>>();
  const again = new Set<string>();

  async function run(name: string, work: () => Promise<void>): Promise<void> {
    do {
      again.delete(name);
      await work().catch((error: unknown) => log.error('beside.failed', error, { name }));
    } while (again.has(name));
    going.delete(name);
  }

  return {
    begin(name, work) {
      if (going.has(name)) again.add(name);
      else going.set(name, run(name, work));
    },
    async settled() {
      while (going.size > 0) await Promise.all(going.values());
    },
  };
}
