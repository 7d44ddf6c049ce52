import { SCANNER_WASM } from './wasm.ts';

/** What `assembly/scanner.ts` exports. Places are offsets into its memory. */
export interface ScannerExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  configure(
    factor: bigint,
    forRules: number,
    remembered: number,
    all: number,
    kind: number,
    vectors: number,
    depth: number,
    recordBytes: number,
    seed: bigint,
  ): void;
  forget(): void;
  /** 1 where all values were forgotten. */
  makeRoom(): number;
  scan(from: number, end: number): number;
  stoppedAt(): number;
  recordCount(): number;
  foundCount(): number;
}

/** Fills in what is possible of a value seen for the first time, and gives the number that it is to be known by. */
export type Learn = (probe: number, from: number, to: number, set: number) => number;

let compiled: WebAssembly.Module | undefined;

/** A scanner with memory of its own. */
export function instantiate(learn: Learn): ScannerExports {
  compiled ??= new WebAssembly.Module(Buffer.from(SCANNER_WASM, 'base64'));
  return new WebAssembly.Instance(compiled, { env: { learn } }).exports as unknown as ScannerExports;
}
