import { describe, expect, test } from 'vitest';
import type { SandboxState } from '../../src/sandbox/contract.ts';
import { seriousFindings } from './axe.ts';
import { ANA, BOT, ts } from './sample-blocks.ts';
import { quietState } from './sample-states.ts';
import { isFocused, useStage } from './stage.ts';

const { open, stage } = useStage();

/** Ana has a direct message of the app. */
function withDirect(): SandboxState {
  const state = quietState();
  const direct = { id: 'D0ANA', name: 'Trailbolt', members: [ANA, BOT], isPrivate: true, isDirect: true };
  const said = { ts: ts(1), channel: direct.id, author: BOT, text: 'Was that you?' };
  return { ...state, slack: { ...state.slack, channels: [...state.slack.channels, direct], messages: [said] } };
}

describe('the app', () => {
  test('has a Home, its messages and what it is, walked through with arrows', async () => {
    const { page } = await open({ state: withDirect(), hash: '#as=ana&in=home' });
    const tab = (name: string) => page.getByRole('main').getByRole('tab', { name });
    expect(await tab('Home').getAttribute('aria-selected')).toBe('true');

    await tab('Home').focus();
    await page.keyboard.press('ArrowRight');
    await page.getByText('Was that you?').waitFor();
    expect(await isFocused(tab('Messages'))).toBe(true);
    expect(await seriousFindings(page)).toEqual([]);
    await page.keyboard.press('ArrowRight');
    await page.getByText('/trail who <name or ARN> [since]').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.reload();

    await page.getByText('/trail who <name or ARN> [since]').waitFor();
    expect(new URL(page.url()).hash).toBe('#as=ana&in=about');
  });

  test('takes no messages, as its manifest says, and has none before it wrote for the first time', async () => {
    const { page } = await open({ state: withDirect() });
    await page.getByRole('button', { name: 'Trailbolt 1 unread' }).click();

    await page.getByText('Sending messages to this app has been turned off.').waitFor();
    expect(await page.getByRole('textbox').count()).toBe(0);
    stage().show(quietState());
    await page.getByRole('button', { name: 'Trailbolt Home' }).click();
    expect(await page.getByRole('main').getByRole('tab').allTextContents()).toEqual(['Home', 'About']);
  });
});
