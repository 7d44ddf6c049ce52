import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startByHand, type ByHand } from './by-hand.ts';
import { keepScreenshot } from './chromium.ts';

const SCREEN = { width: 390, height: 844 };
/** So high that a card of any length is drawn whole for its picture. */
const TALL = { width: 390, height: 1700 };

/** Each story by its title, with words of the card that comes of it. */
const STORIES = [
  ['A leaked key mines coins', 'dave (IAM user)'],
  ['A back door is built in', 'ada (IAM user)'],
  ['The database leaves the house', 'backup (IAM user)'],
  ['A port is opened by mistake', 'vic (IAM user)'],
  ['A machine stands open', 'ci-deploy (IAM user)'],
  ['A ransom is asked for a bucket', 'reports-app (IAM user)'],
  ['A password was enough', 'jonas (IAM user'],
  ['Somebody from inside', 'mira (IAM user'],
  ['The lights go out', 'CloudTrail was stopped or deleted'],
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

  async function play(title: string): Promise<void> {
    const tabs = hands.page.getByRole('navigation', { name: 'Parts of the page' });
    await tabs.getByRole('button', { name: 'AWS' }).click();
    await hands.play(title);
    await tabs.getByRole('button', { name: 'Chat' }).click();
  }

  test.each(STORIES)('%s, from its headline to its last button', async (title, words) => {
    await play(title);
    const card = cardWith(words).last();
    // With all that is found out about it a little later.
    await card.getByText('Within the hour').waitFor();
    expect(await card.textContent()).toMatch(/(?:New|Usual) for |Too early to say what is new/);
    await hands.page.setViewportSize(TALL);
    await card.screenshot({ path: `artifacts/phone-card-${title.toLowerCase().replaceAll(' ', '-')}.png` });
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
