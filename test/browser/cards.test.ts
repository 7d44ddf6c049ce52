import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startByHand, type ByHand } from './by-hand.ts';
import { keepScreenshot } from './chromium.ts';

const SCREEN = { width: 390, height: 844 };
/** So high that a card of any length is drawn whole for its picture. */
const TALL = { width: 390, height: 1700 };

/** Each story with words of the card that comes of it. */
const STORIES = [
  ['leaked-key-mines-coins', 'dave (IAM user)'],
  ['backdoor-user', 'ada (IAM user)'],
  ['snapshot-shared', 'backup (IAM user)'],
  ['port-opened', 'vic (IAM user)'],
  ['machine-stands-open', 'An instance can be administered from anywhere'],
  ['ransom-in-s3', 'reports-app (IAM user)'],
  ['console-without-mfa', 'jonas (IAM user'],
  ['insider', 'mira (IAM user'],
  ['trail-stopped', 'CloudTrail was stopped or deleted'],
] as const;

describe('every card on one screen of a phone', () => {
  let hands: ByHand;
  const cardWith = (words: string): Locator =>
    hands.page
      .getByRole('main')
      .getByTestId('message')
      .filter({ has: hands.page.getByRole('heading') })
      .filter({ hasText: words });

  beforeAll(async () => {
    hands = await startByHand({ ...SCREEN, scale: 2, phone: true });
  });
  afterAll(async () => hands?.close());

  async function play(id: string): Promise<void> {
    const tabs = hands.page.getByRole('navigation', { name: 'Parts of the page' });
    await tabs.getByRole('button', { name: 'AWS' }).click();
    await hands.account.getByTestId(`scenario-${id}`).getByRole('button').click();
    await hands.account.getByTestId(`scenario-${id}`).getByText('Played.').waitFor();
    await tabs.getByRole('button', { name: 'Chat' }).click();
  }

  test.each(STORIES)('%s, from its headline to its last button', async (id, words) => {
    await play(id);
    const card = cardWith(words).last();
    // With all that is found out about it a little later.
    await card.getByText('Within the hour').waitFor();
    expect(await card.textContent()).toMatch(/(?:New|Usual) for |Too early to say what is new/);
    await hands.page.setViewportSize(TALL);
    await card.screenshot({ path: `artifacts/phone-card-${id}.png` });
    await hands.page.setViewportSize(SCREEN);

    const top = await card.getByRole('heading').first().boundingBox();
    const last = await card.locator('.blocks').getByRole('button').last().boundingBox();

    expect((last?.y ?? Infinity) + (last?.height ?? 0) - (top?.y ?? 0)).toBeLessThanOrEqual(SCREEN.height);
  });

  test('nothing went wrong on the way', async () => {
    await keepScreenshot(hands.page, 'phone-cards-end');

    expect(hands.trouble).toEqual([]);
  });
});
