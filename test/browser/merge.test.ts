import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startByHand, type ByHand } from './by-hand.ts';
import { keepScreenshot } from './chromium.ts';

describe('two cases become one and two again, by clicks only', () => {
  let hands: ByHand;
  const cardWith = (words: string | RegExp): Locator =>
    hands.page
      .getByRole('main')
      .getByTestId('message')
      .filter({ has: hands.page.getByRole('heading') })
      .filter({ hasText: words });

  beforeAll(async () => {
    hands = await startByHand({ width: 1640, height: 1400 });
  });
  afterAll(async () => hands?.close());

  async function openWindow(card: Locator): Promise<void> {
    await card.getByRole('button', { name: 'More options' }).click();
    await hands.page.getByRole('menuitem', { name: 'Merge or split…' }).click();
    await hands.modal.getByText('Merge what is one incident').waitFor();
  }

  test('a responder merges the case of another actor into this one', async () => {
    const { page, modal } = hands;
    await hands.actAs('rana');
    await hands.play('A port is opened by mistake');
    await cardWith('vic (IAM user)').first().waitFor();
    await hands.play('The database leaves the house');
    await cardWith('backup (IAM user)').first().waitFor();
    await openWindow(cardWith('vic (IAM user)').first());
    await keepScreenshot(page, 'merge-1-choice');
    await modal.getByRole('button', { name: 'Merge another case into it…' }).click();
    await modal.getByText('Case that becomes a part of it').waitFor();
    await modal.getByRole('combobox').selectOption({ index: 1 });
    await keepScreenshot(page, 'merge-2-cases');
    await modal.getByRole('button', { name: 'Merge', exact: true }).click();
    await modal.getByText('is a part of case').waitFor();
    await modal.getByRole('button', { name: 'Close' }).last().click();

    await cardWith('Merged –').first().waitFor();
    const gone = cardWith('Merged –').first();
    await cardWith('vic and backup').first().waitFor();
    await keepScreenshot(page, 'merge-3-cards');
    expect(await gone.getByRole('button', { name: 'Acknowledge' }).count()).toBe(0);
    await gone.getByRole('link', { name: /^case / }).waitFor();
  });

  test('and takes the actor out again, into a case with a card of its own', async () => {
    const { page, modal } = hands;
    await openWindow(cardWith('vic and backup').first());
    await modal.getByRole('button', { name: 'Take an actor out…' }).click();
    await modal.getByRole('radio', { name: 'backup' }).check();
    await keepScreenshot(page, 'merge-4-take-out');
    await modal.getByRole('button', { name: 'Take out' }).click();
    await modal.getByText('has a card of its own now').waitFor();
    await modal.getByRole('button', { name: 'Close' }).last().click();

    await cardWith('Split off from').first().waitFor();
    await expect.poll(() => cardWith('vic and backup').count(), { timeout: 15_000 }).toBe(0);
    await keepScreenshot(page, 'merge-5-two-again');
    expect(hands.trouble).toEqual([]);
  });
});
