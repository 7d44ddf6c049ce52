import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ENGINE = join(import.meta.dirname, '../../../src/detect/sigma');

it.each(readdirSync(ENGINE))('%s imports nothing of Trailbolt', (name) => {
  const source = readFileSync(join(ENGINE, name), 'utf8');

  const imported = [...source.matchAll(/\bfrom '([^']+)'|\bimport\(/gu)].map(([, path]) => path);

  expect(imported.filter((path) => !/^(?:\.\/[\w-]+\.ts|yaml|re2js|node:net)$/u.test(path ?? ''))).toEqual([]);
});
