import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, it } from 'vitest';

const ENGINE = join(import.meta.dirname, '../../../src/detect/sigma');

it.each(readdirSync(ENGINE, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts')))(
  '%s imports nothing of Trailbolt',
  (name) => {
    const source = readFileSync(join(ENGINE, name), 'utf8');

    const imported = [...source.matchAll(/\bfrom '([^']+)'|\bimport\(/gu)].map(([, path]) => path);

    expect(imported.filter((path) => !isOwn(name, path ?? ''))).toEqual([]);
  },
);

/** Files of the engine itself, and the packages that it is made with. */
function isOwn(name: string, path: string): boolean {
  if (/^(?:yaml|re2js|node:net)$/u.test(path)) return true;
  return path.startsWith('.') && !relative(ENGINE, resolve(ENGINE, dirname(name), path)).startsWith('..');
}
