import type { Writable } from 'node:stream';

/** Writes text at the pace of a stream. */
export interface Printer {
  /** True once the reader has gone (`| head`): nobody sees what is printed after. */
  readonly closed: boolean;
  /** Resolves when the stream took the text. Does nothing once closed. */
  print(text: string): Promise<void>;
  /** Takes the printer's listener off the stream. */
  release(): void;
}

export function createPrinter(stream: Writable): Printer {
  let closed = false;
  // The failure reaches whoever prints; unheard, the event would end the process.
  const onError = (): void => {
    closed = true;
  };
  stream.on('error', onError);
  return {
    get closed() {
      return closed;
    },
    async print(text) {
      if (closed) return;
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      stream.write(text, (error) => {
        if (error == null) resolve();
        else if ('code' in error && error.code === 'EPIPE') {
          closed = true;
          resolve();
        } else reject(error);
      });
      await promise;
    },
    release: () => void stream.off('error', onError),
  };
}
