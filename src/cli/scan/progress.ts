import type { Printer } from './printer.ts';

export interface Progress {
  /** Shows how far the scan is, unless it was shown a moment ago. */
  show(doneBytes: number, files: number): Promise<void>;
  /** Takes the bar away, before anything else is written. */
  clear(): Promise<void>;
}

const INTERVAL_MS = 100;
const WIDTH = 30;

/** Back to the start of the line, and what stands there gone. */
const CLEAR = '\r\u001B[K';

/** A bar on a terminal; nothing elsewhere. `totalBytes` is 0 where nobody knows. */
export function createProgress(printer: Printer, isTerminal: boolean, totalBytes: number): Progress {
  let shownAt = -Infinity;
  let isShown = false;
  return {
    async show(doneBytes, files) {
      const now = performance.now();
      if (!isTerminal || now - shownAt < INTERVAL_MS) return;
      shownAt = now;
      isShown = true;
      await printer.print(CLEAR + line(doneBytes, totalBytes, files));
    },
    async clear() {
      if (!isShown) return;
      isShown = false;
      await printer.print(CLEAR);
    },
  };
}

function line(done: number, total: number, files: number): string {
  const read = `${megabytes(done)} MB, ${files} ${files === 1 ? 'file' : 'files'}`;
  if (total === 0) return read;
  const share = Math.min(1, done / total);
  const filled = Math.round(WIDTH * share);
  return `[${'#'.repeat(filled)}${' '.repeat(WIDTH - filled)}] ${Math.floor(100 * share)} %  ${read} of ${megabytes(total)} MB`;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0);
}
