import type { Locator, Page } from 'playwright-core';
import { startSandbox } from '../../src/sandbox/start.ts';
import { testLog } from '../support/test-log.ts';
import { launch, screen, watchTrouble, type ScreenOptions } from './chromium.ts';

/** The real sandbox in a browser, used as people use it: by clicks and keys only. */
export interface ByHand {
  readonly page: Page;
  readonly trouble: readonly string[];
  /** The case's card in the channel. */
  readonly card: Locator;
  readonly thread: Locator;
  /** The request's message in the thread. */
  readonly request: Locator;
  readonly account: Locator;
  /** The modal that is open. */
  readonly modal: Locator;
  /** The instances that the attack launched. */
  readonly launched: Locator;
  /** By handle, e.g. `ana`. */
  actAs(name: string): Promise<void>;
  /** Chooses a story by its title and plays it, as fast as the account answers. */
  play(title: string): Promise<void>;
  /** Starts the first scenario from the welcome and waits for its card. */
  playAttack(): Promise<void>;
  /** From the card to a request in the open thread. */
  askForTermination(reason: string): Promise<void>;
  openThread(): Promise<void>;
  /** In the plan's modal: says why, asks for approval, and closes it. */
  askForApproval(reason: string): Promise<void>;
  /** Acts as somebody and approves the request of the open thread that still waits. */
  approveAs(name: string): Promise<void>;
  /** Presses Approve and confirms. */
  approve(): Promise<void>;
  /** Types into the channel's box and sends. */
  type(text: string): Promise<void>;
  /** What only the person who acts sees, newest last. */
  whispers(within: Locator): Locator;
  close(): Promise<void>;
}

export async function startByHand(options: ScreenOptions = {}): Promise<ByHand> {
  const sandbox = await startSandbox({
    port: 0,
    log: testLog,
    aws: { deliveryMs: 200, transitionMs: 300, lookupLagMs: 0 },
  });
  const browser = await launch();
  const context = await browser.newContext(screen(options));
  const page = await context.newPage();
  const trouble = watchTrouble(page, sandbox.url);
  await page.goto(sandbox.url);
  await page.getByTestId('workspace').waitFor();
  return {
    ...handsOn(page),
    trouble,
    async close() {
      await browser.close();
      await sandbox.close();
    },
  };
}

function handsOn(page: Page): Omit<ByHand, 'trouble' | 'close'> {
  const channel = page.getByRole('main');
  const thread = page.getByRole('complementary', { name: 'Thread' });
  const account = page.getByRole('complementary', { name: 'AWS account' });
  const modal = page.getByTestId('modal');
  const card = channel.getByTestId('message').first();

  async function actAs(name: string): Promise<void> {
    const person = page.getByTestId(`person-${name}`);
    if (!(await person.isVisible())) await page.getByRole('button', { name: 'Channels' }).click();
    await person.check();
  }

  async function askForApproval(reason: string): Promise<void> {
    await modal.getByRole('textbox', { name: 'Why' }).fill(reason);
    await modal.getByRole('button', { name: 'Ask for approval' }).click();
    await modal.getByText(/^Asked/).waitFor();
    await modal.getByRole('button', { name: 'Close' }).last().click();
  }

  async function approve(): Promise<void> {
    await thread.getByRole('button', { name: /^Approve/ }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Approve' }).click();
  }

  async function openThread(): Promise<void> {
    if (await thread.isVisible()) return;
    await channel.getByTestId('open-thread').first().click();
    await thread.waitFor();
  }

  return {
    page,
    card,
    thread,
    request: thread.getByTestId('message').filter({ has: page.getByRole('heading', { name: /^Terminate instances/ }) }),
    account,
    modal,
    launched: account.locator('[data-testid^="instance/"]').filter({ hasText: 'launched by user/dave' }),
    openThread,
    askForApproval,
    async approveAs(name) {
      await actAs(name);
      await approve();
    },
    actAs,
    async play(title) {
      await account.getByRole('combobox', { name: 'Speed' }).selectOption('fast');
      await account.getByRole('combobox', { name: /^Story/ }).selectOption({ label: title });
      await account.getByRole('region', { name: 'Stories' }).getByRole('button', { name: /^Play/ }).click();
    },
    async playAttack() {
      await channel.getByRole('button', { name: /^Start with/ }).click();
      // All six are on it: the card was brought up to date with what came after its first record.
      await card.getByRole('button', { name: 'Terminate 6 instances…' }).waitFor();
    },
    async askForTermination(reason) {
      await card.getByRole('button', { name: /^Terminate/ }).click();
      await askForApproval(reason);
      await openThread();
    },
    approve,
    async type(text) {
      await channel.getByRole('textbox').fill(text);
      await page.keyboard.press('Enter');
    },
    whispers: (within) => within.getByTestId('message').filter({ hasText: 'Only visible to you' }),
  };
}
