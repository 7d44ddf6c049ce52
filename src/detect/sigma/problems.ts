import type { LineCounter } from 'yaml';
import type { SigmaProblem } from './types.ts';

/** Collects what is wrong with a file, so that its author sees everything at once. */
export interface Problems {
  readonly file: string;
  readonly all: readonly SigmaProblem[];
  /** Notes a problem at an offset (in UTF-16 units) of the text. */
  add(offset: number, code: string, message: string): void;
}

export function createProblems(file: string, lines: LineCounter): Problems {
  const all: SigmaProblem[] = [];
  return {
    file,
    all,
    add(offset, code, message) {
      const { line, col } = lines.linePos(offset);
      all.push({ file, line: Math.max(line, 1), column: Math.max(col, 1), code, message });
    },
  };
}
