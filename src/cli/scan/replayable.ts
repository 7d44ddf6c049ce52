import { TrailboltError } from '../../errors.ts';

/** Opens the bytes anew at each call: some shapes show only after a first look. */
export type Open = () => AsyncIterable<Uint8Array>;

/** Bytes of a stream that are kept for a second reading. */
const KEPT_BYTES = 16 * 1024 * 1024;

/**
 * A stream that can be opened again as long as not much of it was read: a look at its first bytes tells most shapes. Only
 * one reading at a time.
 */
export function replayable(stream: AsyncIterable<Uint8Array>): Open {
  const rest = stream[Symbol.asyncIterator]();
  let kept: Uint8Array[] | undefined = [];
  let bytes = 0;
  return async function* open() {
    if (kept === undefined) {
      throw new TrailboltError('scan.not-again', 'Standard input was too long to be read twice; expected a file.');
    }
    yield* kept;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) {
      bytes += next.value.length;
      if (bytes > KEPT_BYTES) kept = undefined;
      kept?.push(next.value);
      yield next.value;
    }
  };
}
