import { describe, expect, test } from 'vitest';
import type { GestureResult, SandboxState, SlackSnapshot } from '../../src/sandbox/contract.ts';
import { ALERTS, ANA, AUDIT, BEN, card } from './sample-blocks.ts';
import { attackedState } from './sample-states.ts';
import { useStage, isFocused } from './stage.ts';

const { open, stage } = useStage();

describe('buttons and selects', () => {
  test('a click arrives as the person who acts, with the ids of the element', async () => {
    const { page, gestures } = await open({ state: attackedState(), hash: '#as=ben&in=security-alerts' });

    await page.getByRole('button', { name: 'Terminate instances…' }).click();

    await expect
      .poll(() => gestures)
      .toEqual([
        {
          do: 'click',
          user: BEN,
          channel: ALERTS,
          ts: card().ts,
          blockId: 'remedies',
          actionId: 'terminate',
          value: 'case-1',
        },
      ]);
  });

  test('a confirm dialog comes first; only Yes sends the click', async () => {
    const { page, gestures } = await open({ state: attackedState() });
    const button = page.getByRole('button', { name: 'Acknowledge', exact: true });
    const dialog = page.getByRole('alertdialog', { name: 'Acknowledge this case?' });

    await button.click();
    expect(await dialog.locator('.dialog-body').textContent()).toBe('Reminders for case-1 stop.');
    await dialog.getByRole('button', { name: 'Keep open' }).click();
    await dialog.waitFor({ state: 'detached' });
    await button.click();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(gestures).toEqual([]);
    await button.click();
    await dialog.getByRole('button', { name: 'Acknowledge it' }).click();

    await expect.poll(() => gestures).toMatchObject([{ do: 'click', actionId: 'acknowledge', confirmed: true }]);
    await expect.poll(() => isFocused(button)).toBe(true);
  });

  test('an overflow menu works by keyboard', async () => {
    const { page, gestures } = await open({ state: attackedState() });

    await page.getByRole('button', { name: 'More options' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Mute for a day' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');

    await expect.poll(() => gestures).toMatchObject([{ do: 'click', actionId: 'more', value: 'ask' }]);
    expect(await page.getByRole('menu').count()).toBe(0);
  });

  test('the app’s shortcut is in the menu of a message', async () => {
    const { page, gestures } = await open({ state: attackedState() });
    const message = page.getByRole('main').getByTestId('message').first();

    await message.hover();
    await message.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Look up in CloudTrail' }).click();

    await expect
      .poll(() => gestures)
      .toEqual([{ do: 'message-shortcut', user: ANA, channel: ALERTS, ts: card().ts, callbackId: 'look-up' }]);
  });

  test('selects, radio buttons, checkboxes and dates tell what was chosen', async () => {
    const { page, gestures } = await open({ state: attackedState(), hash: '#as=ana&in=security-audit' });

    await page.getByRole('combobox', { name: 'Severity' }).selectOption('High');
    await page.getByRole('combobox', { name: 'Somebody' }).selectOption('Ben Okafor');
    await page.getByRole('radio', { name: 'Once' }).check();
    await page.getByRole('checkbox', { name: 'Notify' }).check();
    await page.locator('input[type=date]').fill('2026-12-01');

    await expect
      .poll(() => gestures)
      .toMatchObject([
        { actionId: 'severity', value: 'high', blockId: 'knobs', channel: AUDIT },
        { actionId: 'assign', value: BEN, blockId: 'choose' },
        { actionId: 'radio', value: 'once' },
        { actionId: 'check', values: ['notify'] },
        { actionId: 'until', value: '2026-12-01' },
      ]);
  });

  test('a refusal of Slack is shown as a banner that can be dismissed', async () => {
    const { page } = await open({ state: attackedState() });
    stage().onGesture = () => ({
      ok: false,
      problem: { code: 'did-not-respond', text: 'Trailbolt did not respond in time.', sent: true },
    });

    await page.getByRole('button', { name: 'Show trail' }).click();

    const toast = page.getByTestId('toast');
    await toast.getByText('Trailbolt did not respond in time.').waitFor();
    await toast.getByRole('button', { name: 'Dismiss' }).click();
    await toast.waitFor({ state: 'detached' });
  });

  test('a notice of the workspace is shown to its person only, and not when it is old', async () => {
    const state = attackedState();
    const told = (...notices: SlackSnapshot['notices']): SandboxState => ({
      ...state,
      slack: { ...state.slack, notices: [{ at: 1, user: ANA, text: 'Old news.' }, ...notices] },
    });
    const { page } = await open({ state: told() });

    stage().show(told({ at: 2, user: BEN, text: 'For Ben.' }, { at: 3, user: ANA, text: 'For Ana.' }));
    await page.getByTestId('toast').getByText('For Ana.').waitFor();
    expect(await page.getByTestId('toast').allTextContents()).toEqual(['For Ana.']);
    await page.getByTestId('person-ben').check();

    await expect.poll(() => page.getByTestId('toast').count()).toBe(0);
  });

  test('a button that waits for the app is busy and cannot be pressed twice', async () => {
    const { page, gestures } = await open({ state: attackedState() });
    const waiting = Promise.withResolvers<GestureResult>();
    stage().onGesture = () => waiting.promise;
    const button = page.getByRole('button', { name: 'Show trail' });

    await button.click();
    await expect.poll(() => button.getAttribute('aria-busy')).toBe('true');
    await button.click();
    waiting.resolve({ ok: true });
    await expect.poll(() => button.getAttribute('aria-busy')).toBe('false');

    expect(gestures).toHaveLength(1);
  });
});
