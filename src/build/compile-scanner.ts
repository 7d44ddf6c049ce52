import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const SOURCE = fileURLToPath(new URL('../ingest/scanner/assembly/', import.meta.url));
const TARGET = fileURLToPath(new URL('../ingest/scanner/wasm.ts', import.meta.url));

/** Run as a program: its types declare globals that would change what our own code means. */
const COMPILER = fileURLToPath(import.meta.resolve('assemblyscript/bin/asc.js'));

/** Memory in pages of 64 KiB: what `layout.as` lays out. It never grows, so that views of it stay good. */
const OPTIONS = '-O3 --noAssert --runtime stub --enable simd --initialMemory 136 --maximumMemory 136';

/**
 * Compiles the scanner to WebAssembly. Always the same bytes for the same source.
 * @throws Error with what the compiler says.
 */
export async function compileScanner(): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'trailbolt-scanner-'));
  try {
    // Named `.as` where they belong, since they are nothing for the TypeScript compiler; the other one wants `.ts`.
    for (const name of await readdir(SOURCE)) {
      await copyFile(join(SOURCE, name), join(folder, name.replace(/\.as$/u, '.ts')));
    }
    const args = [COMPILER, 'scanner.ts', '--outFile', 'scanner.wasm', ...OPTIONS.split(' ')];
    await promisify(execFile)(process.execPath, args, { cwd: folder });
    return await readFile(join(folder, 'scanner.wasm'));
  } finally {
    await rm(folder, { recursive: true });
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

if (import.meta.main) await writeFile(TARGET, scannerModule(await compileScanner()));
