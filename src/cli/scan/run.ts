import { availableParallelism } from 'node:os';
import { createPool } from './pool.ts';
import { createSelect } from './select.ts';
import type { Batch, Selection } from './select.ts';
import type { FoundSource, ScanSource } from './sources.ts';

/** What is read of the sources, in their order, whichever thread reads them and whenever. */
export type Parts =
  | { readonly path: string; readonly problem: string }
  | { readonly source: ScanSource; readonly parts: AsyncIterable<Batch> };

export interface Threads {
  /** The program that threads run; absent where there are to be none. */
  readonly entry?: URL | undefined;
  /** Absent: as many as there is use for. */
  readonly count?: number | undefined;
}

/** Packed bytes that are read in the time in which a thread starts. */
const WORTH_A_THREAD = 24 * 1024 * 1024;

const MAX_THREADS = 8;

/** Files that may be read ahead of the one whose turn it is, by thread. */
const AHEAD = 3;

/** Reads the sources, with several threads where that is faster. Each one's parts are to be taken before the next one's. */
export async function* readAll(
  sources: readonly FoundSource[],
  selection: Selection,
  { entry, count }: Threads,
): AsyncGenerator<Parts, void, undefined> {
  const threads = count ?? threadsFor(sources);
  if (entry === undefined || threads === 1) {
    const select = createSelect(selection, false);
    for (const found of sources) yield 'problem' in found ? found : { source: found, parts: select(found) };
    return;
  }
  const pool = createPool(entry, selection, threads);
  const begun: Parts[] = [];
  let next = 0;
  const begin = (): void => {
    for (let found = sources[next]; found !== undefined; found = sources[next]) {
      if (begun.length >= AHEAD * threads || !('problem' in found || pool.isFree)) return;
      begun.push('problem' in found ? found : { source: found, parts: pool.select(found) });
      next += 1;
    }
  };
  try {
    for (begin(); begun.length > 0; begin()) {
      const current = begun.shift();
      if (current === undefined) return;
      yield 'parts' in current ? { ...current, parts: beginning(current.parts, begin) } : current;
    }
  } finally {
    await pool.close();
  }
}

/** Keeps the other threads at work while one file's parts are taken. */
async function* beginning(parts: AsyncIterable<Batch>, begin: () => void): AsyncGenerator<Batch> {
  for await (const part of parts) {
    begin();
    yield part;
  }
}

/** A stream cannot be handed to another thread, and little is read before one has started. */
function threadsFor(sources: readonly FoundSource[]): number {
  const files = sources.flatMap((found) => ('problem' in found ? [] : [found]));
  if (files.some(({ kind }) => kind === 'stream')) return 1;
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return Math.max(1, Math.min(availableParallelism(), MAX_THREADS, files.length, Math.floor(bytes / WORTH_A_THREAD)));
}
