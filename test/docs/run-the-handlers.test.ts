import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundle } from '../../src/build/bundle.ts';
import { LAMBDAS, TARGETS, type LambdaName } from '../../src/build/targets.ts';
import {
  DETECT_SETTINGS,
  FRONT_SETTINGS,
  NOTIFY_SETTINGS,
  SETTINGS,
  WORKER_SETTINGS,
  type Setting,
  type SettingName,
} from '../../src/config/environment.ts';
import { parsePolicy } from '../../src/config/policy.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const run = promisify(execFile);

const READS: Readonly<Record<LambdaName, readonly SettingName[]>> = {
  detect: DETECT_SETTINGS,
  notify: NOTIFY_SETTINGS,
  slack: FRONT_SETTINGS,
  worker: WORKER_SETTINGS,
};

let page: string;
/** A checkout with built functions. */
let folder: string;

beforeAll(async () => {
  page = await readFile(join(ROOT, 'docs', 'run-the-handlers.md'), 'utf8');
  folder = await mkdtemp(join(tmpdir(), 'trailbolt-docs-'));
  for (const part of ['src', 'blocks', 'docs', 'node_modules', 'package.json']) {
    await symlink(join(ROOT, part), join(folder, part));
  }
  for (const target of TARGETS.filter(({ name }) => LAMBDAS.some((lambda) => lambda === name))) {
    await bundle(target, join(folder, 'dist'));
  }
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

test('the table has every setting that a function reads, and no other', () => {
  const [, table = ''] = /<!-- settings -->\n\n([^]*?)\n\n<!-- end of settings -->/.exec(page) ?? [];
  const read = (Object.keys(SETTINGS) as SettingName[]).filter((name) =>
    LAMBDAS.some((lambda) => READS[lambda].includes(name)),
  );

  expect(table.split('\n').slice(2)).toEqual(read.map((name) => settingRow(name)));
});

function settingRow(name: SettingName): string {
  const setting: Setting = SETTINGS[name];
  const { or } = setting;
  const cells = [
    or === undefined ? `\`${name}\`` : `\`${name}\` or \`${or}\``,
    (or === undefined ? setting.expected : `${setting.expected}; ${SETTINGS[or].expected}`).replaceAll('<', '\\<'),
    ...LAMBDAS.map((lambda) => {
      if (!READS[lambda].includes(name)) return '–';
      return setting.optional === true ? 'optional' : 'yes';
    }),
  ];
  return `| ${cells.join(' | ')} |`;
}

describe.each(LAMBDAS)('%s with an empty environment', (name) => {
  test('does not start, and names at once everything that is missing', async () => {
    const needed = READS[name].filter((setting) => !('optional' in SETTINGS[setting]));
    const load = `try { await import('./dist/lambda/${name}/index.mjs') } catch (error) { console.log(error.message) }`;

    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', load], { cwd: folder, env: {} });

    expect(stdout).toMatch(/^Configuration: /);
    const missing = Array.from(stdout.matchAll(/(\w+) is missing/g), ([, setting = '']) => setting);
    expect(missing.toSorted()).toEqual(needed.toSorted());
  });
});

test('the example shows two cards', async () => {
  const [, example = ''] = /^```sh\n(export PATH=[^]*?)^```$/m.exec(page) ?? [];
  const port = await freePort();

  const { stdout } = await run('bash', ['-euc', example.replaceAll('4711', String(port))], { cwd: folder });

  const links = stdout.split('\n').filter((line) => line.startsWith('https://app.slack.com/block-kit-builder/#'));
  const cards = links.map((link) => decodeURIComponent(link.split('#')[1] ?? ''));
  expect(cards.find((card) => card.includes('db-1 has 3% left'))).toBeDefined();
  expect(cards.find((card) => card.includes('i-0123456789abcdef0'))).toContain('Terminate instance…');
});

test('the longer policy is one', () => {
  const [, yaml = ''] = /```yaml\n([^]*?)```/.exec(page) ?? [];

  expect(parsePolicy(yaml, 'policy.yaml').accounts[0]?.actRole).toContain('TrailboltAct');
});

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
