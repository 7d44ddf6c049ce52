import { describe, expect, it } from 'vitest';
import { createComparer } from '../fuzz/compare-paths.ts';
import { hostileFile } from '../fuzz/hostile-file.ts';
import { createRandom } from '../support/random.ts';
import { setups } from '../fuzz/setups.ts';

/** More of the same: `npm run fuzz`. */
const FILES = 300;

describe('the fast path gives what parsing everything gives', () => {
  it.each(setups())('with %s', (name, setup) => {
    const compare = createComparer(setup);
    const random = createRandom(name.length);
    for (let index = 0; index < FILES; index += 1) {
      const file = hostileFile(random);

      const { difference } = compare(file);

      if (difference !== undefined)
        expect.fail(`${difference}\nin ${JSON.stringify(file.bytes.toString())} cut at ${file.cuts.join()}`);
    }
  });
});
