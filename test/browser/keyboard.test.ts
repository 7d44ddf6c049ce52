import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startByHand, type ByHand } from './by-hand.ts';
import { keepScreenshot } from './chromium.ts';
import { isFocused } from './stage.ts';

describe('a remedy from the story to the end without a mouse', () => {
  let hands: ByHand;
  /** More presses than there are stops on the way. */
  const STOPS = 200;

  /** Presses Tab until the focus is there. */
  async function tabTo(target: Locator, key = 'Tab'): Promise<void> {
    for (let press = 0; press < STOPS; press += 1) {
      if ((await target.count()) === 1 && (await isFocused(target))) return;
      await hands.page.keyboard.press(key);
    }
    throw new Error('the focus never came there');
  }

  beforeAll(async () => {
    hands = await startByHand({ width: 1640, height: 1120 });
  });
  afterAll(async () => hands?.close());

  test('a story is chosen and played', async () => {
    const { page, account } = hands;
    const story = account.getByRole('combobox', { name: /^Story/ });

    await tabTo(story);
    while ((await story.inputValue()) !== 'port-opened') await page.keyboard.press('ArrowDown');
    await tabTo(account.getByRole('button', { name: 'Play: A port is opened by mistake' }));
    await page.keyboard.press('Enter');

    await hands.card.getByRole('button', { name: 'Revoke inbound rule…' }).waitFor();
  });

  test('the plan takes the focus, keeps it, and gives it back', async () => {
    const { page, card, modal } = hands;
    const remedy = card.getByRole('button', { name: 'Revoke inbound rule…' });

    await tabTo(remedy, 'Shift+Tab');
    await page.keyboard.press('Enter');
    await modal.getByText('What will happen').waitFor();
    await expect.poll(() => modal.evaluate((dialog) => dialog.contains(document.activeElement))).toBe(true);
    await page.keyboard.press('Escape');
    await modal.waitFor({ state: 'detached' });
    expect(await isFocused(remedy)).toBe(true);

    await page.keyboard.press('Space');
    await tabTo(modal.getByRole('textbox', { name: 'Why' }));
    await page.keyboard.type('Nobody needs this.');
    await tabTo(modal.getByRole('button', { name: 'Ask for approval' }));
    await page.keyboard.press('Enter');
    await modal.getByText(/^Asked/).waitFor();
    await page.keyboard.press('Escape');
    await modal.waitFor({ state: 'detached' });
  });

  test('somebody else is chosen with arrows, approves in the thread, and closes it with Escape', async () => {
    const { page, card, thread, account } = hands;
    await tabTo(page.getByTestId('person-rana'));
    await page.keyboard.press('ArrowDown');
    expect(await isFocused(page.getByTestId('person-ana'))).toBe(true);
    await tabTo(card.getByTestId('open-thread'));
    await page.keyboard.press('Enter');
    await expect.poll(() => isFocused(thread.getByRole('region', { name: 'Messages in thread' }))).toBe(true);
    await tabTo(thread.getByRole('button', { name: /^Approve/ }));
    await page.keyboard.press('Enter');
    await page.getByRole('alertdialog').waitFor();
    await keepScreenshot(page, 'keyboard-confirm');
    await tabTo(page.getByRole('alertdialog').getByRole('button', { name: 'Approve' }));
    await page.keyboard.press('Enter');

    await thread.getByRole('heading', { name: /– done$/ }).waitFor();
    await expect
      .poll(() => account.locator('[data-testid^="group/us-east-1/"]').filter({ hasText: 'default' }).textContent())
      .toContain('closed');
    await tabTo(thread.getByRole('button', { name: 'Close thread' }), 'Shift+Tab');
    await page.keyboard.press('Escape');
    await thread.waitFor({ state: 'detached' });
    await expect.poll(() => isFocused(card.getByTestId('open-thread'))).toBe(true);
  });

  test('the menu of a message opens, is walked through and closes by keys', async () => {
    const { page, card } = hands;
    const more = card.getByRole('button', { name: 'More actions' });

    await tabTo(more);
    await page.keyboard.press('Enter');
    const first = page.getByRole('menuitem').first();
    await first.waitFor();
    expect(await isFocused(first)).toBe(true);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Escape');

    await page.getByRole('menu').waitFor({ state: 'detached' });
    expect(await isFocused(more)).toBe(true);
    expect(hands.trouble).toEqual([]);
  });
});
