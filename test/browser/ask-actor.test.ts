import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seriousFindings } from './axe.ts';
import { startByHand, type ByHand } from './by-hand.ts';
import { keepScreenshot } from './chromium.ts';

const STORY = 'Was that you?';

describe('the person behind an actor is asked, by clicks and typing only', () => {
  let hands: ByHand;
  const card = (): Locator =>
    hands.page.getByRole('main').getByTestId('message').filter({ hasText: 'ben (IAM user, no MFA)' });
  /** The conversation of whoever acts with the app, in the bar. */
  const direct = (): Locator => hands.page.getByRole('button', { name: /^Trailbolt(?: \d+ unread)?$/ });
  const user = (): Locator => hands.account.getByTestId('user/ben');

  beforeAll(async () => {
    hands = await startByHand({ width: 1640, height: 1120 });
  });
  afterAll(async () => hands?.close());

  test('Rana asks from the card of somebody who signed in from a hotel', async () => {
    await hands.actAs('rana');
    await hands.play(STORY);
    await card().getByText('Medium: Somebody signed in to the console without MFA').waitFor();
    await card().getByText('Example Hotel, Portugal').waitFor();
    await keepScreenshot(hands.page, 'ask-1-card');

    await card().getByRole('button', { name: 'Ask the actor' }).click();
    await hands.page.getByRole('alertdialog').getByRole('button', { name: 'Ask', exact: true }).click();
    await card().getByTestId('open-thread').click();

    await hands.thread.getByText('asked @Ben Okafor whether it was them').waitFor();
    expect(await direct().count()).toBe(0);
  });

  test('Ben sees an unread direct message, reads what was done in his name, and says yes', async () => {
    const { page } = hands;
    await hands.actAs('ben');
    await direct().getByText('1').waitFor();
    await keepScreenshot(page, 'ask-2-unread');

    await direct().click();
    const question = page
      .getByRole('main')
      .getByTestId('message')
      .filter({ hasText: 'Please say whether that was you' });
    await question.getByText('203.0.113.200').waitFor();
    await question.getByText('Your answer is read by people and changes nothing by itself').waitFor();
    expect(await direct().getByText('unread').count()).toBe(0);
    await keepScreenshot(page, 'ask-3-question');
    expect(await seriousFindings(page)).toEqual([]);
    await question.getByRole('button', { name: 'Yes, that was me' }).click();

    await page.getByRole('main').getByText('You answered: “Yes, that was me”').waitFor();
    expect(await page.getByRole('button', { name: /that was(?: not)? me/ }).count()).toBe(0);
  });

  test('the thread has the answer, and nothing else has changed until Rana closes the case', async () => {
    const { page, modal, thread } = hands;
    await hands.actAs('rana');
    await page.getByTestId('channel-security-alerts').click();
    await card().getByTestId('open-thread').click();
    await thread.getByText(/Ben Okafor.*that was me/).waitFor();
    await keepScreenshot(page, 'ask-4-answer');
    expect(await user().textContent()).toContain('console password, no MFA');
    expect(await user().textContent()).not.toContain('AWSDenyAll');
    await card().getByRole('button', { name: 'Acknowledge' }).waitFor();

    await card().getByRole('button', { name: 'More options' }).click();
    await page.getByRole('menuitem', { name: 'Close case…' }).click();
    await modal.getByRole('radio', { name: /^Meant/ }).check();
    await modal.getByRole('textbox').fill('Ben was travelling.');
    await keepScreenshot(page, 'ask-5-close');
    await modal.getByRole('button', { name: 'Close all the same' }).click();
    await modal.getByText('Closed.', { exact: true }).waitFor();
    await modal.getByRole('button', { name: 'Close' }).last().click();
    await thread.getByTestId('message').filter({ hasText: 'closed this case as meant' }).waitFor();
    await keepScreenshot(page, 'ask-6-closed');
  });

  test('it happens again, and this time Ben says no: everybody in the channel reads it, and his access is cut off', async () => {
    const { page, thread, modal } = hands;
    await hands.play(STORY);
    await card().getByRole('button', { name: 'Ask the actor' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Ask', exact: true }).click();
    await hands.actAs('ben');
    await direct().getByText('unread').waitFor();
    await direct().click();
    await page.getByRole('main').getByRole('button', { name: 'No, that was not me' }).click();
    await page.getByRole('main').getByText('You answered: “No, that was not me”').waitFor();

    await hands.actAs('rana');
    const said = page.getByRole('main').getByTestId('message').filter({ hasText: 'says that it was NOT them' }).last();
    await said.waitFor();
    await keepScreenshot(page, 'ask-7-no');
    expect(await user().textContent()).not.toContain('AWSDenyAll');
    await card().getByRole('button', { name: 'Quarantine user…' }).click();
    await modal.getByText('What will happen').waitFor();
    await hands.askForApproval('Ben says that it was not him.');
    if (!(await thread.isVisible())) await card().getByTestId('open-thread').click();
    await hands.actAs('ben');
    await hands.approve();
    await hands.whispers(thread).filter({ hasText: 'You are the person behind the principal' }).waitFor();
    await hands.approveAs('ana');

    await thread.getByRole('heading', { name: 'Quarantine user – done' }).waitFor();
    await expect.poll(() => user().textContent()).toContain('AWSDenyAll');
    await keepScreenshot(page, 'ask-8-quarantined');
    expect(hands.trouble).toEqual([]);
  });
});
