import { afterAll, beforeAll, expect, test } from 'vitest';
import { startByHand, type ByHand } from './by-hand.ts';
import { keepScreenshot } from './chromium.ts';

let hands: ByHand;

beforeAll(async () => {
  hands = await startByHand({ width: 1640, height: 1120 });
});
afterAll(async () => hands?.close());

test('whoever may approve a request sees that they are called, and whoever may not hears who may before typing', async () => {
  const { page, modal, thread } = hands;
  const alerts = page.getByTestId('channel-security-alerts');
  await hands.actAs('rana');
  await hands.playAttack();
  await hands.askForTermination('Not ours, mining.');
  await hands.request.getByText(/^Can be approved by/).waitFor();
  await thread.getByRole('button', { name: 'Close' }).first().click();

  await hands.actAs('ana');
  await alerts.getByText('1 mention of you').waitFor();
  await keepScreenshot(page, 'called-1-mention');
  await hands.openThread();
  await expect.poll(() => alerts.getByText('mention of you').count()).toBe(0);

  await hands.actAs('dave');
  expect(await alerts.getByText('mention of you').count()).toBe(0);
  await hands.request.getByRole('button', { name: 'Emergency approval…' }).click();
  await modal.getByText('You are the person behind the principal').waitFor();
  await modal.getByText('Ada Kowalska').waitFor();
  expect(await modal.getByRole('textbox').count()).toBe(0);
  await keepScreenshot(page, 'called-2-emergency');
  await modal.getByRole('button', { name: 'Close' }).last().click();

  await hands.actAs('rana');
  await hands.request.getByRole('button', { name: 'Reject request…' }).click();
  await modal.getByRole('textbox').fill('It is a load test after all.');
  await keepScreenshot(page, 'called-3-withdraw');
  await modal.getByRole('button', { name: 'Withdraw', exact: true }).click();
  await modal.getByText(/^Withdrawn: “It is a load test/).waitFor();
  expect(hands.trouble).toEqual([]);
});
