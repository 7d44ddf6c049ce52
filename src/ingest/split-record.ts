import type { KeyFields } from '../model/prefilter.ts';
import type { RecordScanner } from './scanner/record-scanner.ts';

/** How a file as a whole can be wrong. `truncated` comes with every record before the cut. */
export type FileProblem = 'empty' | 'not-an-object' | 'no-records-array' | 'malformed' | 'truncated' | 'trailing-data';

/**
 * An element of `Records`: its JSON text, with the interests that the scanner's prefilter leaves possible where it looked, the fields of it that are wanted, or why it was not kept. Or so many elements, one
 * after the other, that nobody wants.
 */
export type SplitRecord =
  | { readonly text: string; readonly possible?: Uint32Array | undefined }
  | { readonly keyFields: KeyFields }
  | { readonly skipped: number }
  | { readonly problem: 'record-too-large' | 'record-too-deep' };

export interface SplitterOptions {
  readonly recordBytes: number;
  readonly depth: number;
  /** Reads what it can of the records; without one they are read byte by byte. */
  readonly scanner?: RecordScanner | undefined;
  /** Takes more shapes than a trail's file has: `Events` in place of `Records`, and a list alone. */
  readonly anyList?: boolean;
}
