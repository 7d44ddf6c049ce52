import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startByHand, type ByHand } from './by-hand.ts';
import { keepScreenshot } from './chromium.ts';

const STORY = 'A machine stands open';

describe('what is launched open is deleted by itself, by clicks and typing only', () => {
  let hands: ByHand;
  const machines = (): Locator =>
    hands.account.locator('[data-testid^="instance/"]').filter({ hasText: 'launched by user/ci-deploy' });
  const card = (): Locator =>
    hands.page
      .getByRole('main')
      .getByTestId('message')
      .filter({ hasText: 'ci-deploy (IAM user)' })
      .filter({ has: hands.page.getByRole('heading') });

  beforeAll(async () => {
    hands = await startByHand({ width: 1640, height: 1120 });
  });
  afterAll(async () => hands?.close());

  test('it is rehearsed first: the thread says what would be done, and nothing is', async () => {
    await hands.actAs('rana');
    await hands.play(STORY);
    await card().getByRole('button', { name: 'Terminate instance…' }).waitFor();
    await card().getByTestId('open-thread').click();

    await hands.thread.getByText('Rehearsal').waitFor();
    await keepScreenshot(hands.page, 'automation-1-rehearsal');
    expect(await machines().count()).toBe(1);
    expect(await machines().first().textContent()).toContain('running');
    await hands.thread.getByRole('button', { name: 'Close thread' }).click();
  });

  test('an admin arms it, who has seen what it would have done', async () => {
    await hands.actAs('ada');
    await hands.type('/trail automations');
    const answer = hands.whispers(hands.page.getByRole('main')).last();
    await answer.getByText('rehearses: it only says what it would do').waitFor();
    await answer.getByRole('button', { name: /^Arm/ }).click();
    await hands.page.getByRole('alertdialog').getByRole('button', { name: /^Arm/ }).click();

    await hands.page.getByRole('main').getByText(/armed/i).last().waitFor();
    await keepScreenshot(hands.page, 'automation-2-armed');
  });

  test('the next one is announced with a deadline, and deleted when nobody holds it', async () => {
    await hands.actAs('rana');
    await hands.play(STORY);
    await expect.poll(() => machines().count()).toBe(2);
    // Where everybody looks: the deadline and the button stand on the card itself.
    await card().getByRole('button', { name: /^Hold/ }).waitFor();
    await card()
      .getByText(/starts by itself at/)
      .waitFor();
    await card().getByTestId('open-thread').click();
    const hold = hands.thread.getByRole('button', { name: /^Hold/ }).last();
    await hold.waitFor();
    await keepScreenshot(hands.page, 'automation-3-veto-window');

    // The window is a minute long.
    await hold.waitFor({ state: 'detached', timeout: 90_000 });
    await card().getByRole('button', { name: /^Hold/ }).waitFor({ state: 'detached' });
    await hands.account.getByText('terminated').first().waitFor({ timeout: 60_000 });
    await hands.thread.getByRole('heading', { name: 'Terminate instance – done' }).waitFor({ timeout: 60_000 });
    await keepScreenshot(hands.page, 'automation-4-deleted');
    expect(hands.trouble).toEqual([]);
  }, 240_000);
});
