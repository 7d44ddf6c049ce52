import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import { networksFile } from '../adapters/local/networks-file.ts';

const NAME = 'networks.mmdb';

/**
 * Puts the database of networks beside the bundle that reads it: as a file, since inside the bundle every cold start would
 * load its megabytes. The code that names it may land in the entry or in a chunk one folder below.
 */
export const networksAsset: Plugin = {
  name: 'networks-asset',
  setup(build) {
    const { outdir } = build.initialOptions;
    let used = false;
    build.onLoad({ filter: /[\\/]adapters[\\/]local[\\/]networks-file\.ts$/ }, () => {
      used = true;
      const contents = `import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
export function networksFile() {
  const beside = fileURLToPath(new URL('${NAME}', import.meta.url));
  return existsSync(beside) ? beside : fileURLToPath(new URL('../${NAME}', import.meta.url));
}`;
      return { contents, loader: 'js' };
    });
    build.onEnd(async ({ errors }) => {
      if (used && errors.length === 0 && outdir !== undefined) await copyFile(networksFile(), join(outdir, NAME));
    });
  },
};
