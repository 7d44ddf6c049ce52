import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startByHand, type ByHand } from './by-hand.ts';
import { keepScreenshot } from './chromium.ts';

describe('what was run is undone, by clicks and typing only', () => {
  let hands: ByHand;
  const group = (): Locator =>
    hands.account.locator('[data-testid^="group/us-east-1/"]').filter({ hasText: 'default' });

  beforeAll(async () => {
    hands = await startByHand({ width: 1640, height: 1120 });
  });
  afterAll(async () => hands?.close());

  test('the rule that was revoked is put back as it was: planned, asked for and approved like the remedy', async () => {
    const { page, card, thread, modal } = hands;
    await hands.actAs('rana');
    await hands.play('A port is opened by mistake');
    await card.getByRole('button', { name: 'Revoke inbound rule…' }).click();
    await hands.askForApproval('Nobody here meant this.');
    await card.getByTestId('open-thread').click();
    await hands.approveAs('ana');
    await expect.poll(() => group().textContent()).toContain('closed');
    // The inspector looks again: nobody reads of a port that is open where it is not.
    await card.getByText(/No longer so: read again/).waitFor({ timeout: 60_000 });
    await card.getByText(/– done/).waitFor();
    expect(await card.getByText('What to do').count()).toBe(0);
    await keepScreenshot(page, 'undo-0-remedied');

    await hands.actAs('rana');
    await thread.getByRole('button', { name: /^Undo/ }).click();
    await modal.getByText('What the remedy ended will be so again').waitFor();
    await keepScreenshot(page, 'undo-1-plan');
    await hands.askForApproval('Vic was right: it is for a moment.');
    await thread.getByRole('button', { name: /^Approve/ }).waitFor();
    await keepScreenshot(page, 'undo-2-approval');
    await hands.approveAs('ana');

    await expect.poll(() => group().textContent()).toContain('open to the world: tcp 22');
    await thread.getByRole('heading', { name: 'Put inbound rule back – done' }).waitFor();
    await card.getByText(/can be reached from anywhere/).waitFor({ timeout: 60_000 });
    await keepScreenshot(page, 'undo-3-done');
    expect(hands.trouble).toEqual([]);
  });
});
