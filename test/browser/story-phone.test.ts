import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startByHand, type ByHand } from './by-hand.ts';
import { keepScreenshot } from './chromium.ts';

const HEIGHT = 844;
/** What a thumb hits without looking, in pixels. */
const THUMB = 40;
/** The upper part of the screen that one hand cannot reach easily. */
const STRETCH = 0.45;

describe('the same on a phone', () => {
  let hands: ByHand;

  beforeAll(async () => {
    hands = await startByHand({ width: 390, height: HEIGHT, scale: 2, phone: true });
  });
  afterAll(async () => hands?.close());

  function sideways(): Promise<number> {
    return hands.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  }

  test('the card’s remedy is in reach of the thumb', async () => {
    await hands.playAttack();

    const remedy = await hands.card.getByRole('button', { name: /^Terminate/ }).boundingBox();
    await keepScreenshot(hands.page, 'phone-story-1-card');
    expect(remedy?.height).toBeGreaterThanOrEqual(THUMB);
    // Its middle, where one presses it, is not in the part of the screen that a thumb has to stretch for.
    expect((remedy?.y ?? 0) + (remedy?.height ?? 0) / 2).toBeGreaterThan(HEIGHT * STRETCH);
    expect((remedy?.y ?? HEIGHT) + (remedy?.height ?? 0)).toBeLessThan(HEIGHT);
    expect(await sideways()).toBeLessThanOrEqual(0);
  });

  test('the card’s text has the width of the screen', async () => {
    const text = await hands.card.locator('.blocks').boundingBox();

    expect(text?.width).toBeGreaterThan(340);
  });

  test('the plan opens at its top, with the way on always in sight, and scrolls to the question', async () => {
    await hands.card.getByRole('button', { name: /^Terminate/ }).click();
    await hands.modal.getByText('What will happen').waitFor();
    const body = hands.modal.locator('.dialog-body');
    const submit = hands.modal.getByRole('button', { name: 'Ask for approval' });

    expect(await body.evaluate((element) => element.scrollTop)).toBe(0);
    await keepScreenshot(hands.page, 'phone-story-2-plan');
    const before = await submit.boundingBox();
    await hands.modal.getByRole('textbox', { name: 'Why' }).scrollIntoViewIfNeeded();
    const after = await submit.boundingBox();

    await keepScreenshot(hands.page, 'phone-story-3-why');
    expect(after).toEqual(before);
    expect((after?.y ?? HEIGHT) + (after?.height ?? 0)).toBeLessThan(HEIGHT);
    expect(await sideways()).toBeLessThanOrEqual(0);
    await hands.modal.getByRole('button', { name: 'Cancel' }).click();
    await hands.modal.waitFor({ state: 'detached' });
  });

  test('it is asked for, approved by two people, and done', async () => {
    await hands.askForTermination('Not ours.');
    await hands.actAs('ana');
    await hands.thread.getByRole('button', { name: /^Approve/ }).click();
    await keepScreenshot(hands.page, 'phone-story-4-confirm');
    const yes = hands.page.getByRole('alertdialog').getByRole('button', { name: 'Approve' });
    expect((await yes.boundingBox())?.y).toBeGreaterThan(HEIGHT * 0.75);
    await yes.click();
    await hands.request.getByText('1 of 2 approvals').waitFor();
    await hands.actAs('ben');
    await hands.approve();
    await hands.request.getByRole('heading', { name: /done/ }).waitFor();
    await keepScreenshot(hands.page, 'phone-story-5-done');
    expect(await sideways()).toBeLessThanOrEqual(0);

    await hands.page.getByRole('button', { name: 'AWS' }).click();
    await expect.poll(() => hands.launched.filter({ hasText: 'terminated' }).count()).toBe(6);
    await keepScreenshot(hands.page, 'phone-story-6-aws');
  });

  test('nothing went wrong on the way', () => {
    expect(hands.trouble).toEqual([]);
  });
});
