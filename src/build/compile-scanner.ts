import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { main } from 'assemblyscript/asc';

const SOURCE = fileURLToPath(new URL('../ingest/scanner/assembly/', import.meta.url));
const TARGET = fileURLToPath(new URL('../ingest/scanner/wasm.ts', import.meta.url));

/** Memory in pages of 64 KiB: what `layout.as` lays out. It never grows, so that views of it stay good. */
const OPTIONS = '-O3 --noAssert --runtime stub --enable simd --initialMemory 136 --maximumMemory 136';

/**
 * Compiles the scanner to WebAssembly. Always the same bytes for the same source.
 * @throws Error with what the compiler says.
 */
export async function compileScanner(): Promise<Uint8Array> {
  const output = new Map<string, Uint8Array | string>();
  const { error, stderr }: { error: Error | null; stderr: { toString(): string } } = await main(
    `scanner.ts --outFile scanner.wasm ${OPTIONS}`.split(' '),
    {
      readFile: (name: string) => sourceOf(name),
      writeFile: (name: string, contents: Uint8Array | string) => {
        output.set(name, contents);
      },
    },
  );
  const compiled = output.get('scanner.wasm');
  if (error !== null || !(compiled instanceof Uint8Array)) {
    throw new Error(`The scanner does not compile:\n${String(stderr)}`, { cause: error });
  }
  return compiled;
}

/** The sources are named `.as`, since they are none for the TypeScript compiler. Asked for what is not there, as it is at times: null. */
function sourceOf(name: string): string | null {
  try {
    return readFileSync(join(SOURCE, name.replace(/\.ts$/u, '.as')), 'utf8');
  } catch {
    return null;
  }
}

/** The module that holds the compiled scanner. */
export function scannerModule(compiled: Uint8Array): string {
  return [
    '// Made by `npm run build:scanner` from `assembly/`; a test compiles it again and compares.',
    `export const SCANNER_WASM =\n  '${Buffer.from(compiled).toString('base64')}';`,
    '',
  ].join('\n');
}

if (import.meta.main) writeFileSync(TARGET, scannerModule(await compileScanner()));
