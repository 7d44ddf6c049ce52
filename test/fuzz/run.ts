import { parseArgs } from 'node:util';
import { createComparer } from './compare-paths.ts';
import { hostileFile } from './hostile-file.ts';
import { createRandom } from '../support/random.ts';
import { setups } from './setups.ts';

// `npm run fuzz`: mutated records on the fast path and on the full one. Ends with 1 at the first difference, with the seed
// that leads there.
const { values } = parseArgs({
  options: { records: { type: 'string', default: '1000000' }, seed: { type: 'string', default: '1' } },
});
const wanted = Number(values.records);
const comparers = setups().map(([name, setup]) => ({
  name,
  compare: createComparer(setup),
  counts: { records: 0, parsed: 0, skipped: 0, keyFields: 0 },
}));

const start = performance.now();
let records = 0;
let files = 0;
for (let seed = Number(values.seed); records < wanted; seed += 1) {
  const random = createRandom(seed);
  const file = hostileFile(random);
  const comparer = comparers[files % comparers.length];
  if (comparer === undefined) throw new Error('There is nothing to compare.');
  const { difference, ...counts } = comparer.compare(file);
  if (difference !== undefined) {
    console.error(`Seed ${seed}, with ${comparer.name}: ${difference}\nin ${JSON.stringify(file.bytes.toString())}`);
    process.exit(1);
  }
  comparer.counts.records += file.records;
  comparer.counts.parsed += counts.parsed;
  comparer.counts.skipped += counts.skipped;
  comparer.counts.keyFields += counts.keyFields;
  records += file.records;
  files += 1;
}
console.log(
  `${'rules'.padEnd(36)} ${['records', 'parsed', 'skipped', 'key fields'].map((title) => title.padStart(10)).join(' ')}`,
);
for (const { name, counts } of comparers) {
  const cells = [counts.records, counts.parsed, counts.skipped, counts.keyFields];
  console.log(`${name.padEnd(36)} ${cells.map((count) => String(count).padStart(10)).join(' ')}`);
}
const seconds = (performance.now() - start) / 1000;
console.log(`${records} mutated records in ${files} files: no difference, ${seconds.toFixed(0)} s`);
