import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { median, type Bench, type Figure } from './bench.ts';
import { writeTrail } from './scan-data.ts';

const ROUNDS = 5;

/** Files of the made-up trail, and records in each. */
const FILES = 8;
const RECORDS = 15_000;

const CHILD = fileURLToPath(new URL('scan-child.ts', import.meta.url));

/** Seconds by round. */
export interface Spent {
  readonly gunzip: Seconds[];
  readonly parse: Seconds[];
  readonly read: Seconds[];
  readonly scan: Seconds[];
  readonly firstSeen: Seconds[];
  readonly baseline: Seconds[];
}

interface Seconds {
  readonly cpu: number;
  readonly wall: number;
}

/**
 * Speed of `trailbolt scan` with one thread, beside that of unpacking alone. Processor time of the whole process is compared:
 * work that hides on another core counts, and other programs on the machine do not.
 */
export function scanSpeed(data: string | undefined): Bench {
  return {
    title:
      `Scan, one core (median of ${ROUNDS}, processor time of all threads), ` +
      `${data ?? 'made-up trail'}; gunzip is gunzipSync(readFileSync(file))`,
    async run() {
      const made = data === undefined ? await mkdtemp(join(tmpdir(), 'trailbolt-bench-')) : undefined;
      try {
        if (made !== undefined) await writeTrail(made, FILES, RECORDS);
        const folder = made ?? data ?? '';
        const bytes = await sizesOf(folder);
        const { stdout } = await promisify(execFile)(process.execPath, [CHILD, folder, String(ROUNDS)]);
        return figuresOf(JSON.parse(stdout) as Spent, bytes);
      } finally {
        if (made !== undefined) await rm(made, { recursive: true });
      }
    },
  };
}

async function sizesOf(folder: string): Promise<{ readonly packed: number; readonly unpacked: number }> {
  let [packed, unpacked] = [0, 0];
  for (const name of await readdir(folder)) {
    const file = await readFile(join(folder, name));
    packed += file.length;
    unpacked += gunzipSync(file).length;
  }
  return { packed, unpacked };
}

function figuresOf(spent: Spent, { packed, unpacked }: { packed: number; unpacked: number }): readonly Figure[] {
  const cpu = (name: keyof Spent): number => median(spent[name].map((seconds) => seconds.cpu));
  const rate = (name: keyof Spent): string => `${(unpacked / 1e6 / cpu(name)).toFixed(0)} MB/s`;
  const share = (what: string, name: keyof Spent, atLeast: number): Figure => ({
    what: `${what}, of gunzip's speed`,
    measured: rate(name),
    value: cpu('gunzip') / cpu(name),
    budget: { atLeast },
  });
  return [
    { what: 'unpacked size', measured: `${(unpacked / 1e6).toFixed(0)} MB`, value: unpacked / packed },
    { what: 'gunzip alone', measured: rate('gunzip') },
    { what: 'gunzip + JSON.parse', measured: rate('parse'), value: cpu('gunzip') / cpu('parse') },
    { what: "reading alone, of gunzip's speed", measured: rate('read'), value: cpu('gunzip') / cpu('read') },
    share('scan, built-in rules', 'scan', 0.6),
    {
      what: 'scan, against gunzip + JSON.parse',
      measured: '',
      value: cpu('parse') / cpu('scan'),
      budget: { atLeast: 2 },
    },
    share('scan with first_seen rules', 'firstSeen', 0.45),
    share('key fields for a baseline', 'baseline', 0.4),
  ];
}
