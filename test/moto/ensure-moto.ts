import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** https://github.com/getmoto/moto: an AWS that others wrote, to compare our own emulator and our clients with. */
const VERSION = '5.2.5';

const environment = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', `moto-${VERSION}`);

/** The interpreter of moto's own environment, and the program that it runs. */
export const MOTO_PYTHON = join(environment, 'bin', 'python');
export const MOTO_SERVER = join(import.meta.dirname, 'server.py');

const installed = join(environment, 'bin', 'moto_server');

function run(program: string, ...options: readonly string[]): boolean {
  return spawnSync(program, options, { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
}

/** Runs once before the suite: installs moto unless it is there. Takes a minute the first time. */
export default function ensureMoto(): void {
  if (existsSync(installed)) return;
  const pip = join(environment, 'bin', 'pip');
  const install = ['install', '--quiet', '--disable-pip-version-check', `moto[server]==${VERSION}`];
  if (run('python3', '-m', 'venv', environment) && run(pip, ...install) && existsSync(installed)) return;
  // Half an environment would pass for a whole one the next time.
  rmSync(environment, { recursive: true, force: true });
  throw new Error(`moto ${VERSION} could not be installed: it needs python3 with venv, and a package index.`);
}

if (import.meta.main) ensureMoto();
