import { Worker } from 'node:worker_threads';
import { createUnpacker } from './parcel.ts';
import type { Batch, Select, Selection } from './select.ts';
import type { ScanSource } from './sources.ts';
import type { FromWorker, ToWorker } from './worker.ts';

/** What several threads read of files. */
export interface Pool {
  /** Begins with a source as soon as a thread is free. Its parts wait until they are asked for. */
  readonly select: Select;
  /** Threads that are not at work. */
  readonly isFree: boolean;
  close(): Promise<void>;
}

interface Thread {
  readonly worker: Worker;
  readonly unpack: ReturnType<typeof createUnpacker>;
  isBusy: boolean;
}

/** What a thread may hold of short-lived objects: with more, memory grows and nothing is faster. */
const YOUNG_MB = 12;

/** Threads that select records. A thread that dies costs the file that it was at, and is replaced. */
export function createPool(entry: URL, selection: Selection, size: number): Pool {
  const start = (): Thread => ({
    worker: new Worker(entry, { workerData: selection, resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } }),
    unpack: createUnpacker(),
    isBusy: false,
  });
  const threads = Array.from({ length: size }, start);

  return {
    get isFree() {
      return threads.some(({ isBusy }) => !isBusy);
    },
    select(source) {
      const index = threads.findIndex(({ isBusy }) => !isBusy);
      const thread = threads[index];
      if (thread === undefined) throw new Error('No thread is free; expected to be asked before.');
      thread.isBusy = true;
      const inbox = createInbox(thread, source, (isAlive) => {
        thread.isBusy = false;
        if (!isAlive) threads[index] = start();
      });
      return inbox();
    },
    async close() {
      await Promise.all(threads.map(({ worker }) => worker.terminate()));
    },
  };
}

/** Hands a source to a thread and gives what comes back. `over` is called when the thread is done with it, or dead. */
function createInbox(
  { worker, unpack }: Pick<Thread, 'worker' | 'unpack'>,
  source: ScanSource,
  over: (isAlive: boolean) => void,
): () => AsyncGenerator<Batch> {
  const waiting: (Batch | Extract<FromWorker, { last: unknown }>)[] = [];
  const state = { arrived: Promise.withResolvers<void>() };
  const take = (message: FromWorker): void => {
    if ('last' in message) {
      worker.off('message', take);
      worker.off('error', fail);
      over(!message.last.isDead);
    }
    // At once: the parcels of a thread build upon one another.
    waiting.push('parcel' in message ? unpack(message.parcel) : message);
    state.arrived.resolve();
    state.arrived = Promise.withResolvers();
  };
  const fail = (error: unknown): void => {
    const reason = error instanceof Error ? error.message : 'unknown error';
    take({ last: { isDead: true, problem: `The thread that read the file failed: ${reason}` } });
  };
  worker.on('message', take);
  worker.on('error', fail);
  worker.postMessage({ source } satisfies ToWorker, []);

  return async function* inbox() {
    for (;;) {
      const message = waiting.shift();
      if (message === undefined) {
        await state.arrived.promise;
        continue;
      }
      if ('last' in message) {
        const { problem } = message.last;
        if (problem !== undefined)
          yield { records: 0, matched: [], problems: [problem], problemCount: 1, packed: 0, unpacked: 0 };
        return;
      }
      worker.postMessage({ taken: 1 } satisfies ToWorker, []);
      yield message;
    }
  };
}
