import type { Metafile } from 'esbuild';

export interface Weight {
  /** Bytes of the entry and of everything that it loads before it can run. */
  readonly cold: number;
  /** Bytes of all code, what is loaded on demand included. */
  readonly all: number;
  /** Outputs that load at start. */
  readonly files: readonly string[];
}

/** What the code of one entry weighs; source maps do not count. */
export function weightOf(metafile: Metafile, entrySource: string): Weight {
  const entry = Object.keys(metafile.outputs).find((path) => metafile.outputs[path]?.entryPoint === entrySource);
  const cold = reach(metafile, entry, ['import-statement', 'require-call']);
  const all = reach(metafile, entry, ['import-statement', 'require-call', 'dynamic-import']);
  return { cold: bytes(metafile, cold), all: bytes(metafile, all), files: [...cold] };
}

function reach(metafile: Metafile, entry: string | undefined, kinds: readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const open = entry === undefined ? [] : [entry];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    for (const next of metafile.outputs[path]?.imports ?? []) {
      if (!next.external && kinds.includes(next.kind)) open.push(next.path);
    }
  }
  return seen;
}

function bytes(metafile: Metafile, paths: ReadonlySet<string>): number {
  return [...paths].reduce((sum, path) => sum + (metafile.outputs[path]?.bytes ?? 0), 0);
}
