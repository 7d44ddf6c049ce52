import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { compileRules } from '../../src/build/compile-rules.ts';
import { builtinRules } from '../../src/detect/rules/builtin.ts';
import type { SigmaRule } from '../../src/detect/sigma/types.ts';
import { ROOT } from './project-files.ts';

test('a bundle holds the built-in rules ready made: the same, without a YAML parser or a file to read', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'trailbolt-rules-'));
  const outfile = join(folder, 'rules.mjs');

  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['src/detect/rules/builtin.ts'],
    bundle: true,
    metafile: true,
    platform: 'node',
    format: 'esm',
    outfile,
    plugins: [compileRules],
  });
  const bundled = (await import(pathToFileURL(outfile).href)) as { builtinRules: readonly SigmaRule[] };

  expect(Object.keys(metafile.inputs)).toEqual(['src/detect/rules/builtin.ts']);
  expect(bundled.builtinRules.length).toBeGreaterThan(0);
  expect(bundled.builtinRules).toEqual(builtinRules);
  await rm(folder, { recursive: true });
});
