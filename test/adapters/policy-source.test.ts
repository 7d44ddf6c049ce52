import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createPolicySource } from '../../src/adapters/policy-source.ts';

const GOOD = `version: 1
workspace: T0EXAMPLE
channels: { alerts: C0ALERTS }
accounts: [{ id: '111122223333', alias: production }]
`;

function bench() {
  const folder = mkdtempSync(join(tmpdir(), 'policy-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'policy.yaml');
  let now = 0;
  const logged: string[] = [];
  const log = { info: () => undefined, warn: () => undefined, error: (event: string) => void logged.push(event) };
  const source = createPolicySource(`file:${file}`, log, { now: () => now });
  return {
    source,
    logged,
    write: (text: string) => writeFileSync(file, text),
    wait: () => void (now += 30_000),
  };
}

it('keeps the last good policy while a newer one is wrong, and says once why', async () => {
  const desk = bench();
  desk.write(GOOD);
  const { digest } = await desk.source();
  desk.write(GOOD.replace('version: 1', 'version: 2'));

  const kept: string[] = [];
  for (let look = 0; look < 3; look += 1) {
    desk.wait();
    kept.push((await desk.source()).digest);
  }

  expect(new Set(kept)).toEqual(new Set([digest]));
  expect(desk.source.reading()).toMatchObject({ at: 90_000, problem: expect.stringContaining('expected version: 1') });
  expect(desk.logged).toEqual(['policy.kept-last-good']);
});

it('takes the next good one, and forgets what was wrong', async () => {
  const desk = bench();
  desk.write(GOOD);
  await desk.source();
  desk.write('nonsense: [');
  desk.wait();
  await desk.source();
  desk.write(`${GOOD}# mended\n`);
  desk.wait();

  const { digest } = await desk.source();

  expect(desk.source.reading()).toEqual({ at: 60_000 });
  expect(digest).not.toBe('');
});

it('fails where there never was a good one', async () => {
  const desk = bench();
  desk.write('');

  await expect(desk.source()).rejects.toMatchObject({ code: 'policy.invalid' });
});
