import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type BuildOptions, type Metafile } from 'esbuild';
import { compileRules } from './compile-rules.ts';
import { networksAsset } from './networks-asset.ts';
import { slimBolt } from './slim-bolt.ts';
import type { Target } from './targets.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** How the command line starts. Without a bound Node.js lets short-lived objects take a hundred megabytes, and nothing is faster. */
const SHEBANG = '#!/usr/bin/env -S node --max-semi-space-size=8';

/** CommonJS packages inside an ES module still ask for Node's own modules with `require`. */
const REQUIRE = `import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);`;

/** How every bundle is made. The AWS SDK is bundled like any package: what was tested is what runs. */
const COMMON = {
  absWorkingDir: ROOT,
  bundle: true,
  platform: 'node',
  format: 'esm',
  // What is imported dynamically (a client per AWS service, a source of credentials) loads only when it is needed.
  splitting: true,
  target: 'node24',
  minify: true,
  mainFields: ['module', 'main'],
  sourcemap: 'external',
  metafile: true,
  chunkNames: 'chunks/[name]-[hash]',
  legalComments: 'none',
  logLevel: 'warning',
  define: { 'process.env.NODE_ENV': '"production"' },
} satisfies BuildOptions;

/** Bundles one target below `outdir` and says what went into it. */
export async function bundle(target: Target, outdir: string): Promise<Metafile> {
  const result = await build({
    ...COMMON,
    entryPoints: { ...target.entries },
    outdir: join(outdir, target.folder),
    outExtension: { '.js': target.extension },
    banner: { js: target.shebang ? `${SHEBANG}\n${REQUIRE}` : REQUIRE },
    plugins: [compileRules, networksAsset, ...(target.slimBolt ? [slimBolt] : [])],
  });
  return result.metafile;
}
