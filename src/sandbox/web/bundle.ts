import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { TrailboltError } from '../../errors.ts';

export interface PageBundle {
  readonly html: string;
  readonly js: string;
  readonly css: string;
  readonly icon: string;
}

const PAGE = new URL('../page/', import.meta.url);

/** Builds the page from its sources, in memory: no build step to forget, nothing to fetch from elsewhere. */
export async function bundlePage(): Promise<PageBundle> {
  const [html, icon, built] = await Promise.all([
    readFile(new URL('index.html', PAGE), 'utf8'),
    readFile(new URL('icon.svg', PAGE), 'utf8'),
    build({
      entryPoints: {
        app: fileURLToPath(new URL('main.tsx', PAGE)),
        style: fileURLToPath(new URL('style/page.css', PAGE)),
      },
      outdir: fileURLToPath(PAGE),
      bundle: true,
      write: false,
      minify: true,
      format: 'iife',
      target: 'es2022',
      jsx: 'automatic',
      jsxImportSource: 'preact',
      charset: 'utf8',
      logLevel: 'silent',
    }),
  ]);
  const output = (extension: string): string => {
    const file = built.outputFiles.find(({ path }) => path.endsWith(extension));
    if (file === undefined) {
      throw new TrailboltError('sandbox.page-not-built', `The sandbox's page came without its ${extension} file.`);
    }
    return file.text;
  };
  return { html, icon, js: output('.js'), css: output('.css') };
}
