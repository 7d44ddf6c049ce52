import { createReadStream, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { scan } from '../../src/cli/scan.ts';
import { rulePrefilter } from '../../src/detect/prefilter/prefilter.ts';
import { builtinRules } from '../../src/detect/rules/builtin.ts';
import { INGEST_LIMITS } from '../../src/ingest/limits.ts';
import { readRecords } from '../../src/ingest/read-records.ts';
import { RecordScanner } from '../../src/ingest/scanner/record-scanner.ts';
import { actorOf } from '../../src/model/actor-of.ts';
import { recordOf } from '../../src/model/prefilter.ts';
import type { CloudTrailRecord } from '../../src/model/record.ts';
import type { Spent } from './scan-speed.ts';

// What `scan-speed.ts` measures, in a process of its own: processor time of all its threads, round after round.
const [, , folder = '', rounds = '5'] = process.argv;
const FIRST_SEEN = join(import.meta.dirname, 'first-seen.yml');
const files = readdirSync(folder)
  .toSorted()
  .map((name) => join(folder, name));

function quiet(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}

async function scanWith(...options: readonly string[]): Promise<void> {
  const code = await scan([folder, '--threads', '1', '--format', 'ndjson', ...options], {
    stdout: quiet(),
    stderr: quiet(),
  });
  if (code !== 0) throw new Error('The scan did not read everything.');
}

/** What a baseline does with each record: has this actor been seen with this network, program, API and Region? */
async function scanForBaseline(): Promise<void> {
  const scanner = new RecordScanner(INGEST_LIMITS, rulePrefilter(builtinRules, { others: [{ wants: 'key-fields' }] }));
  const actors = new WeakMap<object, string>();
  const known = new Map<string, Set<unknown>>();
  const take = (record: CloudTrailRecord): void => {
    const { userIdentity } = record;
    if (typeof userIdentity !== 'object' || userIdentity === null) return;
    const actor = actors.get(userIdentity) ?? actorOf(record).root.id;
    actors.set(userIdentity, actor);
    const seen = known.get(actor) ?? new Set();
    known.set(actor, seen);
    for (const field of ['eventName', 'sourceIPAddress', 'userAgent', 'awsRegion']) seen.add(record[field]);
  };
  for (const file of files) {
    for await (const batch of readRecords(createReadStream(file, { highWaterMark: 4 << 20 }), INGEST_LIMITS, {
      scanner,
    })) {
      for (const read of batch) {
        if ('keyFields' in read) take(recordOf(read.keyFields));
        else if ('record' in read) take(read.record);
      }
    }
  }
}

/** Reads and judges all records, and parses those that built-in rules may match, but tries no rule. */
async function readOnly(): Promise<void> {
  const scanner = new RecordScanner(INGEST_LIMITS, rulePrefilter(builtinRules));
  for (const file of files) {
    const bytes = createReadStream(file, { highWaterMark: 4 << 20 });
    for await (const _batch of readRecords(bytes, INGEST_LIMITS, { scanner }));
  }
}

const WORK: Readonly<Record<keyof Spent, () => Promise<void>>> = {
  gunzip: async () => {
    for (const file of files) gunzipSync(readFileSync(file));
  },
  parse: async () => {
    for (const file of files) JSON.parse(gunzipSync(readFileSync(file)).toString());
  },
  read: readOnly,
  scan: () => scanWith(),
  firstSeen: () => scanWith('--rules', FIRST_SEEN),
  baseline: scanForBaseline,
};

const spent: Spent = { gunzip: [], parse: [], read: [], scan: [], firstSeen: [], baseline: [] };
// One round more than asked for: the first one is for the compilers.
for (let round = 0; round <= Number(rounds); round += 1) {
  for (const [name, work] of Object.entries(WORK)) {
    const before = process.cpuUsage();
    const start = performance.now();
    await work();
    const { user, system } = process.cpuUsage(before);
    const seconds = { cpu: (user + system) / 1e6, wall: (performance.now() - start) / 1000 };
    if (round > 0) spent[name as keyof Spent].push(seconds);
  }
}
process.stdout.write(JSON.stringify(spent));
