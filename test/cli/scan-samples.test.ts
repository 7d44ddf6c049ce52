import { globSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { scan } from '../../src/cli/scan.ts';
import { createCorrelatingDetector } from '../../src/detect/correlating-detector.ts';
import { builtinRules } from '../../src/detect/rules/builtin.ts';
import { createMemoryState } from '../../src/detect/sigma/correlation/state.ts';
import type { CloudTrailRecord } from '../../src/model/record.ts';
import { createRandom } from '../support/random.ts';

const WORKER = new URL('../../src/entry/scan-worker.ts', import.meta.url);
const SAMPLES = join(import.meta.dirname, '..', 'rules');

/** The samples of all rules, those of one rule together, in an order that has nothing to do with time. */
function records(): readonly CloudTrailRecord[] {
  const random = createRandom(7);
  const files = globSync('*/*.json', { cwd: SAMPLES }).toSorted();
  const samples = files.map((file) => JSON.parse(readFileSync(join(SAMPLES, file), 'utf8')) as CloudTrailRecord);
  const ordered = samples.map((sample) => ({ sample, at: random.next() })).toSorted((a, b) => a.at - b.at);
  return ordered.flatMap(({ sample }) => sample as unknown as CloudTrailRecord | readonly CloudTrailRecord[]);
}

const FILES = 4;

function nameOf({ id }: { readonly id: string }, eventID: unknown): string {
  return JSON.stringify([id, eventID ?? null]);
}

/** What each match is, in the order in which they are found: by trying every rule on every record as a whole. */
async function expectedOf(all: readonly CloudTrailRecord[]): Promise<readonly string[]> {
  const detector = createCorrelatingDetector(builtinRules, createMemoryState());
  const found: string[] = [];
  for (const record of all) {
    const matches = await detector.detect({ record, provenance: { source: 'file', kind: 'file' } });
    for (const { rule, correlated, firstSeen } of matches) {
      if ((correlated ?? firstSeen)?.repeated !== true) found.push(nameOf(rule, record['eventID']));
    }
  }
  return found;
}

async function scanned(folder: string, threads: string): Promise<readonly string[]> {
  let out = '';
  const stdout = new Writable({
    write(chunk: Buffer, _encoding, done) {
      out += chunk.toString();
      done();
    },
  });
  const stderr = new Writable({ write: (_chunk, _encoding, done) => done() });
  const code = await scan([folder, '--format', 'ndjson', '--threads', threads], { stdout, stderr }, { worker: WORKER });
  expect(code).toBe(0);
  const lines = out.split('\n').filter((line) => line !== '');
  return lines.map((line) => {
    const match = JSON.parse(line) as { readonly rule: { readonly id: string }; readonly eventID: string | null };
    return nameOf(match.rule, match.eventID);
  });
}

describe('trailbolt scan over the samples of all rules', () => {
  it('finds, by reading no more than it must, what trying every rule on every record finds', async () => {
    const all = records();
    const folder = await mkdtemp(join(tmpdir(), 'trailbolt-samples-'));
    const size = Math.ceil(all.length / FILES);
    for (let file = 0; file < FILES; file += 1) {
      const text = JSON.stringify({ Records: all.slice(file * size, (file + 1) * size) });
      await writeFile(join(folder, `${file}.json.gz`), gzipSync(text));
    }

    const [expected, one, three] = [await expectedOf(all), await scanned(folder, '1'), await scanned(folder, '3')];
    await rm(folder, { recursive: true });

    expect(expected.length).toBeGreaterThan(500);
    expect(one).toEqual(expected);
    expect(three).toEqual(expected);
  });
});
