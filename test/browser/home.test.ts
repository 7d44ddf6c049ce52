import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seriousFindings } from './axe.ts';
import { startByHand, type ByHand } from './by-hand.ts';
import { keepScreenshot } from './chromium.ts';

function words(text: string | null): string {
  return (text ?? '').replaceAll(/\s+/g, ' ');
}

describe('the Home tab and the message’s menu, by clicks and typing only', () => {
  let hands: ByHand;
  let home: Locator;

  beforeAll(async () => {
    hands = await startByHand();
    home = hands.page.getByRole('region', { name: 'Home' });
    await hands.playAttack();
    await hands.actAs('rana');
    await hands.askForTermination('Not ours: nobody deploys graphics machines here.');
  });
  afterAll(async () => hands?.close());

  async function openHome(name: string): Promise<void> {
    await hands.actAs(name);
    await hands.page.getByRole('button', { name: 'Trailbolt Home' }).click();
  }

  async function openChannel(): Promise<void> {
    await hands.page
      .getByRole('navigation', { name: 'Channels' })
      .getByRole('button', { name: /^security-alerts/ })
      .click();
    await hands.card.waitFor();
  }

  test('a guest reads one sentence there, and nothing else', async () => {
    await openHome('gus');

    await home.getByText('Guests cannot use Trailbolt.').waitFor();
    expect(await home.getByRole('button').count()).toBe(0);
  });

  test('a viewer sees the case and how things stand, and no button that a viewer may not use', async () => {
    await openHome('vic');

    await home.getByRole('heading', { name: '1 open case' }).waitFor();
    await keepScreenshot(hands.page, 'home-1-viewer');
    expect(words(await home.textContent())).toContain('Source org-trail brought its last record');
    expect(await home.getByRole('button', { name: /Acknowledge|Approve|Freeze/ }).count()).toBe(0);
  });

  test('and reads a record of it without its secrets', async () => {
    await home.getByRole('button', { name: /^Show details/ }).click();

    await hands.modal.getByText('"eventName"').first().waitFor();
    await keepScreenshot(hands.page, 'home-2-record');
    expect(await seriousFindings(hands.page)).toEqual([]);
    expect(words(await hands.modal.textContent())).toContain('That you looked is in the audit.');
    await hands.page.keyboard.press('Escape');
    await hands.modal.waitFor({ state: 'detached' });
  });

  test('filters stay as they were chosen', async () => {
    await home.getByRole('combobox').first().selectOption('Critical only');
    await home.getByText('None of them fits the filter.').waitFor();
    await openChannel();
    await openHome('vic');
    await home.getByText('None of them fits the filter.').waitFor();

    await home.getByRole('combobox').first().selectOption('Every severity');
    await home.getByText('High: Instances were launched in bulk').waitFor();
  });

  test('an approver finds what waits for her, approves, and reads there that it counts', async () => {
    await openHome('ana');
    await home.getByRole('heading', { name: 'Waiting for you: 1 request' }).waitFor();
    await keepScreenshot(hands.page, 'home-3-waiting');
    expect(await seriousFindings(hands.page)).toEqual([]);

    await home.getByRole('button', { name: /^Approve/ }).click();
    await hands.page.getByRole('alertdialog').getByRole('button', { name: 'Approve' }).click();

    await home.getByText('Your approval counts; 1 more needed.').waitFor();
    expect(await home.getByRole('heading', { name: /Waiting for you/ }).count()).toBe(0);
  });

  test('the suspect finds nothing to approve', async () => {
    await openHome('dave');

    await home.getByRole('heading', { name: '1 open case' }).waitFor();
    expect(await home.getByRole('button', { name: /^Approve/ }).count()).toBe(0);
  });

  test('a responder acknowledges the case from there', async () => {
    await openHome('rana');
    await home.getByRole('button', { name: /^Acknowledge/ }).click();

    await home.getByText('– acknowledged').waitFor();
    expect(await home.getByRole('button', { name: /^Acknowledge/ }).count()).toBe(0);
  });

  test('“Look up in CloudTrail” finds what stands in a card, and answers only the person', async () => {
    await hands.actAs('vic');
    await openChannel();
    await hands.card.hover();
    await hands.card.getByRole('button', { name: 'More actions' }).click();
    await hands.page.getByRole('menuitem', { name: 'Look up in CloudTrail' }).click();
    const what = hands.modal.getByRole('combobox', { name: 'What' });
    await what.waitFor();
    await keepScreenshot(hands.page, 'home-4-look-up');
    expect(await seriousFindings(hands.page)).toEqual([]);
    await what.selectOption('Address 203.0.113.77');
    await hands.modal.getByRole('button', { name: 'Look up' }).click();

    await hands.modal.getByText('only you see it').waitFor();
    await hands.modal.getByRole('button', { name: 'Close' }).last().click();
    await hands.openThread();
    const answer = hands.whispers(hands.thread).filter({ hasText: 'Calls from 203.0.113.77' });
    await answer.waitFor();
    await keepScreenshot(hands.page, 'home-5-answer');
    expect(words(await answer.textContent())).toContain('RunInstances');
  });

  test('and shares the answer into the thread of the message', async () => {
    await hands.whispers(hands.thread).filter({ hasText: 'Calls from' }).getByRole('button', { name: 'Share' }).click();

    const shared = hands.thread.getByTestId('message').filter({ hasText: 'Shared by' });
    await shared.waitFor();
    await hands.actAs('ben');
    await shared.waitFor();
    expect(words(await shared.textContent())).toContain('@Vic Moreau');
  });

  test('nothing went wrong on the way', () => {
    expect(hands.trouble).toEqual([]);
  });
});
