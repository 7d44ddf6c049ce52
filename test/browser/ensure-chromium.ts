import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Debian's browser; another one can be named by `CHROMIUM_PATH`. */
export const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';

/** Also the font without which every emoji in the screenshots is an empty box. */
const PACKAGES = ['chromium', 'fonts-noto-color-emoji'];

function apt(...args: string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync('apt-get', args, { env, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
}

/** Runs once before the browser suite: finds Chromium, or installs it where that is possible. */
export default function ensureChromium(): void {
  if (existsSync(CHROMIUM)) return;
  const canInstall = process.getuid?.() === 0 && process.env['CHROMIUM_PATH'] === undefined;
  if (canInstall && apt('update', '-qq') && apt('install', '-y', '-qq', ...PACKAGES) && existsSync(CHROMIUM)) return;
  throw new Error(
    `No browser at ${CHROMIUM}: install Chromium (on Debian "apt-get install ${PACKAGES.join(' ')}") or set CHROMIUM_PATH to one.`,
  );
}

// The npm script runs this file by itself first, so that a missing browser is one clear line.
if (import.meta.main) ensureChromium();
