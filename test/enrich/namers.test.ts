import { expect, test } from 'vitest';
import { namers } from '../../src/enrich/names/index.ts';

test('each kind of thing has one namer, which only reads', () => {
  const types = namers.flatMap((namer) => namer.types);

  expect(new Set(types).size).toBe(types.length);
  for (const permission of namers.flatMap(({ permissions }) => permissions))
    expect(permission).toMatch(/^[a-z0-9]+:(?:Describe|Get|List)[A-Z]/u);
});
