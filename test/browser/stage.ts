import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import type { GestureResult, SandboxAudit, SandboxState, SlackGesture } from '../../src/sandbox/contract.ts';
import { createSandboxWeb } from '../../src/sandbox/web.ts';
import { keepScreenshot, launch, screen, watchTrouble, type ScreenOptions } from './chromium.ts';
import { quietState } from './sample-states.ts';

export interface StageOptions extends ScreenOptions {
  readonly state?: SandboxState;
  readonly hash?: string;
}

/** The page in a browser over a workspace that the test plays by hand. */
interface Stage {
  readonly page: Page;
  readonly url: string;
  /** What the page asked the workspace to do, oldest first. */
  readonly gestures: SlackGesture[];
  readonly played: string[];
  /** Uncaught errors, console errors (CSP violations are some) and requests to elsewhere. */
  readonly trouble: readonly string[];
  show(state: SandboxState): void;
  /** Plays a story to its end; by default at once. */
  onPlay: (id: string) => Promise<boolean>;
  /** What the audit answers from now on. */
  audit: (chain: string | undefined) => SandboxAudit;
  /** What the workspace does about the next gestures; by default all is well. */
  onGesture: (gesture: SlackGesture) => GestureResult | Promise<GestureResult>;
  screenshot(name: string): Promise<void>;
  /** Stops the server while the page stays open. */
  stopServer(): Promise<void>;
  close(): Promise<void>;
}

async function openStage(browser: Browser, options: StageOptions = {}): Promise<Stage> {
  let state = options.state ?? quietState();
  const listeners = new Set<() => void>();
  const gestures: SlackGesture[] = [];
  const played: string[] = [];
  const web = await createSandboxWeb({
    port: 0,
    state: () => state,
    subscribe(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    audit: async (chain) => stage.audit(chain),
    async gesture(gesture) {
      gestures.push(gesture);
      return stage.onGesture(gesture);
    },
    play(id) {
      played.push(id);
      return stage.onPlay(id);
    },
    speed(speed) {
      played.push(speed);
      stage.show({ ...state, speed });
    },
    reset() {
      played.push('reset');
      return Promise.resolve();
    },
  });
  const context = await browser.newContext(screen(options));
  const page = await context.newPage();
  const trouble = watchTrouble(page, web.url);

  const stage: Stage = {
    page,
    url: web.url,
    gestures,
    played,
    trouble,
    onGesture: () => ({ ok: true }),
    onPlay: () => Promise.resolve(true),
    audit: () => ({ chains: [], records: [] }),
    show(next) {
      state = next;
      for (const changed of listeners) changed();
    },
    screenshot: (name) => keepScreenshot(page, name),
    stopServer: () => web.close(),
    async close() {
      await context.close();
      await web.close();
    },
  };
  await page.goto(`${web.url}/${options.hash ?? ''}`);
  await page.getByTestId('workspace').waitFor();
  return stage;
}

/** One browser for the tests of a file, and a fresh stage for each test that opens one. */
export function useStage(): {
  readonly open: (options?: StageOptions) => Promise<Stage>;
  readonly stage: () => Stage;
} {
  let browser: Browser | undefined;
  let current: Stage | undefined;
  beforeAll(async () => {
    browser = await launch();
  });
  afterEach(async () => {
    await current?.close();
    current = undefined;
  });
  afterAll(async () => {
    await browser?.close();
  });
  return {
    async open(options = {}) {
      if (browser === undefined) throw new Error('the browser starts in beforeAll');
      current = await openStage(browser, options);
      return current;
    },
    stage() {
      if (current === undefined) throw new Error('open a stage first');
      return current;
    },
  };
}

export function isFocused(element: Locator): Promise<boolean> {
  return element.evaluate((node) => node === document.activeElement);
}
