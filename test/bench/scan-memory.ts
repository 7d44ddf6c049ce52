import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { median, type Bench, type Figure } from './bench.ts';
import { repeatTrail, writeLargeFile, writeTrail } from './scan-data.ts';

const CLI = fileURLToPath(new URL('../../src/entry/cli.ts', import.meta.url));

/** Memory, and how much more of it a hundred times the files may take. */
const MOST_MB = 300;
const FLAT = 1.25;

const LARGE_BYTES = 2 * 1024 ** 3;
const ROUNDS = 5;

/** `trailbolt scan` in a fresh process, started as its script starts it, with what it took. Told on exit, so that nothing of the program is changed. */
async function scan(path: string, ...options: readonly string[]): Promise<{ seconds: number; megabytes: number }> {
  const told =
    'process.on("exit", () => process.stdout.write(`\\n${process.resourceUsage().maxRSS / 1000} ${performance.now() / 1000}`));';
  const hook = `data:text/javascript,${encodeURIComponent(told)}`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      '--max-semi-space-size=8',
      '--import',
      hook,
      CLI,
      'scan',
      path,
      '--format',
      'ndjson',
      '--level',
      'critical',
      ...options,
    ],
    { maxBuffer: 2 ** 28 },
  );
  const [megabytes = NaN, seconds = NaN] = (stdout.trimEnd().split('\n').at(-1) ?? '').split(' ').map(Number);
  return { seconds, megabytes };
}

/** Peak memory by number of files and for one that is very large, and what more threads bring. */
export const scanMemory: Bench = {
  title: 'Scan in fresh processes: peak memory, and all cores',
  async run() {
    const folder = await mkdtemp(join(tmpdir(), 'trailbolt-bench-'));
    try {
      const few = join(folder, 'few');
      await writeTrail(few, 10, 500);
      const peaks: Figure[] = [];
      let [least, most] = [Infinity, 0];
      for (const files of [10, 100, 1000]) {
        const many = join(folder, String(files));
        await repeatTrail(few, many, files);
        const { megabytes } = await scan(many, '--threads', '1');
        least = Math.min(least, megabytes);
        most = Math.max(most, megabytes);
        peaks.push({ what: `${files} files, MB`, measured: '', value: megabytes, budget: { atMost: MOST_MB } });
      }
      peaks.push({ what: 'most files against fewest', measured: '', value: most / least, budget: { atMost: FLAT } });
      const large = join(folder, 'large.json.gz');
      await writeLargeFile(large, LARGE_BYTES);
      const { megabytes } = await scan(large);
      peaks.push({
        what: 'one file of 2 GiB unpacked, MB',
        measured: '',
        value: megabytes,
        budget: { atMost: MOST_MB },
      });
      return [...peaks, ...(await allCores(join(folder, '1000')))];
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};

async function allCores(path: string): Promise<readonly Figure[]> {
  const times = { one: [] as number[], all: [] as number[] };
  let peak = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    times.one.push((await scan(path, '--threads', '1')).seconds);
    const all = await scan(path);
    times.all.push(all.seconds);
    peak = Math.max(peak, all.megabytes);
  }
  return [
    {
      what: `1000 files, ${availableParallelism()} threads: times as fast as one`,
      measured: `${median(times.all).toFixed(1)} s`,
      value: median(times.one) / median(times.all),
    },
    { what: '1000 files, all threads, MB', measured: '', value: peak, budget: { atMost: MOST_MB } },
  ];
}
