import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** https://github.com/getmoto/moto: an AWS that others wrote, to compare our own emulator and our clients with. */
const VERSION = '5.2.5';

const environment = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', `moto-${VERSION}`);

/** The server's program, in a Python environment of its own. */
export const MOTO_SERVER = join(environment, 'bin', 'moto_server');

function run(program: string, ...options: readonly string[]): boolean {
  return spawnSync(program, options, { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
}

/** Runs once before the suite: installs moto unless it is there. Takes a minute the first time. */
export default function ensureMoto(): void {
  if (existsSync(MOTO_SERVER)) return;
  const pip = join(environment, 'bin', 'pip');
  const install = ['install', '--quiet', '--disable-pip-version-check', `moto[server]==${VERSION}`];
  if (run('python3', '-m', 'venv', environment) && run(pip, ...install) && existsSync(MOTO_SERVER)) return;
  // Half an environment would pass for a whole one the next time.
  rmSync(environment, { recursive: true, force: true });
  throw new Error(`moto ${VERSION} could not be installed: it needs python3 with venv, and a package index.`);
}

if (import.meta.main) ensureMoto();
