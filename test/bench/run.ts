import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { isBroken, type Bench, type Figure } from './bench.ts';
import { coldStart } from './cold-start.ts';
import { ruleLoad } from './rule-load.ts';
import { scanMemory } from './scan-memory.ts';
import { scanSpeed } from './scan-speed.ts';

// `npm run bench`: prints its tables and writes nothing. Ends with 1 where a budget is broken. Budgets bind ratios within
// this run and sizes; milliseconds are for reading, beside the machine that they were measured on.
// `npm run bench -- --data <folder>` scans the .json.gz files of a folder in place of made-up ones.
const { values: options } = parseArgs({ options: { data: { type: 'string' } } });
const BENCHES: readonly Bench[] = [scanSpeed(options.data), scanMemory, ruleLoad, coldStart];

function line({ what, measured, value, budget }: Figure): string {
  const bound = budget === undefined ? '' : 'atMost' in budget ? `≤ ${budget.atMost}` : `≥ ${budget.atLeast}`;
  const shown = value === undefined ? '' : value.toFixed(value < 10 ? 2 : 0);
  const verdict =
    budget === undefined ? '' : isBroken({ what, measured, value: value ?? NaN, budget }) ? 'BROKEN' : 'ok';
  return `  ${what.padEnd(42)} ${measured.padStart(12)} ${shown.padStart(8)} ${bound.padStart(8)} ${verdict}`;
}

const [cpu] = cpus();
console.log(
  `Machine: ${cpus().length} × ${cpu?.model ?? 'unknown processor'}, ${(totalmem() / 1024 ** 3).toFixed(0)} GiB, ` +
    `${process.platform} ${process.arch}, Node ${process.version}`,
);
for (const bench of BENCHES) {
  console.log(`\n${bench.title}`);
  const figures = await bench.run();
  for (const figure of figures) console.log(line(figure));
  if (figures.some(isBroken)) process.exitCode = 1;
}
