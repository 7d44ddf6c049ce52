import { describe, expect, test } from 'vitest';
import type { SandboxState } from '../../src/sandbox/contract.ts';
import { ts } from './sample-blocks.ts';
import { EVERY_FIELD, NEWER, RICH_TEXT } from './sample-layouts.ts';
import { attackedState, fromApp, quietState, withMessages, withView } from './sample-states.ts';
import { useStage, type StageOptions } from './stage.ts';

const { open, stage } = useStage();

describe('looks', () => {
  test.each([
    ['quiet-light', quietState(), { dark: false }],
    ['alert-light', attackedState(), { dark: false }],
    ['alert-dark', attackedState(), { dark: true }],
    ['thread-light', attackedState(), { hash: `#as=ana&in=security-alerts&thread=${ts(0)}` }],
    ['blocks-dark', attackedState(), { dark: true, hash: '#as=ana&in=security-audit' }],
    ['layouts-light', withMessages(fromApp([RICH_TEXT, ...NEWER])), { height: 2600 }],
    ['layouts-dark', withMessages(fromApp([RICH_TEXT, ...NEWER])), { dark: true, height: 2600 }],
    ['fields-light', withView({ view: EVERY_FIELD, errors: { mail: 'No such address.' } }), { height: 1500 }],
    ['modal-light', withView({ errors: { reason: 'Say why.' } }), {}],
    ['laptop-light', attackedState(), { width: 1100, height: 720 }],
  ] satisfies [string, SandboxState, StageOptions][])(
    '%s loads nothing from elsewhere and breaks no policy',
    async (name, state, options) => {
      const { page, trouble } = await open({ ...options, state });

      await stage().screenshot(name);

      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow).toBeLessThanOrEqual(0);
      expect(trouble).toEqual([]);
    },
  );

  test('a phone shows the channel first, the account as a tab, and never scrolls sideways', async () => {
    const { page, gestures } = await open({ state: attackedState(), width: 360, height: 740 });
    const tabs = page.getByRole('navigation', { name: 'Parts of the page' });
    const overflow = (): Promise<number> =>
      page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

    await page.getByRole('main').waitFor();
    expect(await page.getByRole('complementary', { name: 'AWS account' }).isVisible()).toBe(false);
    const overflows = [await overflow()];
    await stage().screenshot('phone-chat');
    await page.getByRole('button', { name: 'Terminate instances…' }).click();
    await expect.poll(() => gestures).toMatchObject([{ actionId: 'terminate' }]);
    await page.getByRole('button', { name: /2 replies/ }).click();
    await page.getByRole('complementary', { name: 'Thread' }).waitFor();
    await stage().screenshot('phone-thread');
    await page.getByRole('button', { name: 'Close thread' }).click();
    await tabs.getByRole('button', { name: 'AWS' }).click();
    await page.getByRole('complementary', { name: 'AWS account' }).waitFor();
    overflows.push(await overflow());
    await stage().screenshot('phone-aws');
    await tabs.getByRole('button', { name: 'Channels' }).click();
    await stage().screenshot('phone-channels');
    // Acting as somebody leads back to the conversation.
    await page.getByTestId('person-ben').check();
    await page.getByText('as Ben Okafor').waitFor();
    overflows.push(await overflow());

    expect(overflows.every((pixels) => pixels <= 0)).toBe(true);
  });

  test('a phone shows a modal over the whole width', async () => {
    const { page } = await open({ state: withView({}), width: 360, height: 740 });

    const width = await page.getByRole('dialog').evaluate((element) => element.getBoundingClientRect().width);
    await stage().screenshot('phone-modal');

    expect(width).toBe(360);
  });
});
