import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { CHROMIUM } from './ensure-chromium.ts';

const ARTIFACTS = 'artifacts';

/** Quiet and without a sandbox of its own, since the suite may run as root in a container. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS, headless: true });
}

export interface ScreenOptions {
  readonly width?: number;
  readonly height?: number;
  readonly dark?: boolean;
  /** Picture points per CSS pixel. */
  readonly scale?: number;
  readonly timeZone?: string;
  /** A telephone: touched, not pointed at. */
  readonly phone?: boolean;
}

/** What every browser context of the suite has in common. */
export function screen(options: ScreenOptions): BrowserContextOptions {
  return {
    viewport: { width: options.width ?? 1440, height: options.height ?? 900 },
    deviceScaleFactor: options.scale ?? 1,
    colorScheme: options.dark === true ? 'dark' : 'light',
    hasTouch: options.phone === true,
    isMobile: options.phone === true,
    reducedMotion: 'reduce',
    locale: 'en-US',
    timezoneId: options.timeZone ?? 'UTC',
  };
}

/** Gathers uncaught errors, console errors (CSP violations are some), dialogs and requests to elsewhere. */
export function watchTrouble(page: Page, url: string): readonly string[] {
  const trouble: string[] = [];
  page.on('pageerror', (error) => trouble.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') trouble.push(`console: ${message.text()}`);
  });
  page.on('dialog', (dialog) => {
    trouble.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(url)) trouble.push(`request to ${request.url()}`);
  });
  return trouble;
}

/** Keeps a picture of what is on the screen, for people. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  await mkdir(ARTIFACTS, { recursive: true });
  await page.screenshot({ path: join(ARTIFACTS, `${name}.png`) });
}
