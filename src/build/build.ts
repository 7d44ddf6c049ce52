import { mkdir, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { bundle } from './bundle.ts';
import { TARGETS } from './targets.ts';
import { weightOf } from './weight.ts';

const kib = (bytes: number): string => (bytes / 1024).toFixed(0).padStart(6);

// `npm run build`: what runs in AWS and on one host, into `dist`; what went into each bundle, into `dist/meta`.
const outdir = fileURLToPath(new URL('../../dist', import.meta.url));
await rm(outdir, { recursive: true, force: true });
await mkdir(join(outdir, 'meta'), { recursive: true });

for (const target of TARGETS) {
  const metafile = await bundle(target, outdir);
  await writeFile(join(outdir, 'meta', `${target.name}.json`), JSON.stringify(metafile));
  for (const entry of Object.values(target.entries)) {
    const { cold, all } = weightOf(metafile, entry);
    console.log(`${entry.padEnd(32)} ${kib(cold)} KiB at start ${kib(all)} KiB in all`);
  }
}
