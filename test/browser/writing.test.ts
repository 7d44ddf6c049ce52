import { describe, expect, test } from 'vitest';
import type { SandboxMessage } from '../../src/sandbox/contract.ts';
import { seriousFindings } from './axe.ts';
import { ALERTS, ANA, BOT, card, ts } from './sample-blocks.ts';
import { attackedState, withMessages } from './sample-states.ts';
import { isFocused, useStage } from './stage.ts';

const { open, stage } = useStage();

describe('writing', () => {
  test('Enter sends, Shift+Enter does not, a slash makes a command', async () => {
    const { page, gestures } = await open();
    const box = page.getByRole('textbox', { name: 'Message #security-alerts' });

    await box.fill('hello');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('<b> & *all*');
    await page.keyboard.press('Enter');
    await expect.poll(() => box.inputValue()).toBe('');
    await box.fill('/trail who ci-deploy 2h');
    await page.getByRole('button', { name: 'Send message' }).click();

    await expect
      .poll(() => gestures)
      .toEqual([
        { do: 'say', user: ANA, channel: ALERTS, text: 'hello\n&lt;b&gt; &amp; *all*' },
        { do: 'slash', user: ANA, channel: ALERTS, command: '/trail', text: 'who ci-deploy 2h' },
      ]);
  });

  test('what Slack refused to take stays in the box', async () => {
    const { page } = await open();
    stage().onGesture = () => ({
      ok: false,
      problem: { code: 'unknown-command', text: 'No such command.', sent: false },
    });
    const box = page.getByRole('textbox', { name: 'Message #security-alerts' });

    await box.fill('/nonsense');
    await page.keyboard.press('Enter');

    await page.getByTestId('toast').getByText('No such command.').waitFor();
    expect(await box.inputValue()).toBe('/nonsense');
  });

  test('a thread opens beside the channel, takes replies, and closes', async () => {
    const { page, gestures } = await open({ state: attackedState() });
    const thread = page.getByRole('complementary', { name: 'Thread' });

    await page.getByRole('button', { name: /2 replies/ }).click();
    await thread.getByText('has no business in eu-west-1').waitFor();
    expect(await thread.getByTestId('message').count()).toBe(3);
    await thread.getByRole('textbox', { name: 'Reply in thread' }).fill('agreed');
    await page.keyboard.press('Enter');
    await expect.poll(() => gestures.length).toBe(1);
    await thread.getByRole('textbox', { name: 'Reply in thread' }).fill('/trail help');
    await page.keyboard.press('Enter');

    await expect
      .poll(() => gestures)
      .toEqual([
        { do: 'say', user: ANA, channel: ALERTS, text: 'agreed', threadTs: ts(0) },
        { do: 'slash', user: ANA, channel: ALERTS, command: '/trail', text: 'help', threadTs: ts(0) },
      ]);
    await thread.getByRole('button', { name: 'Close thread' }).click();
    await thread.waitFor({ state: 'detached' });
  });

  test('new messages are announced, and the newest is in sight', async () => {
    const { page } = await open({ state: attackedState() });
    const state = attackedState();
    const news = { ts: ts(9), channel: ALERTS, author: BOT, text: '*Done*: 4 instances terminated by <@U0BEN>.' };

    stage().show({ ...state, slack: { ...state.slack, messages: [...state.slack.messages, news] } });

    await page.getByTestId('announcer').getByText('Trailbolt: Done: 4 instances terminated by @Ben Okafor.').waitFor({
      state: 'attached',
    });
    await expect
      .poll(() =>
        page
          .getByTestId('message')
          .last()
          .evaluate((element) => element.getBoundingClientRect().bottom),
      )
      .toBeLessThan(900);
  });

  test('a storm draws its newest messages, and earlier ones on demand', async () => {
    const storm = Array.from({ length: 130 }, (_, index) => ({ ...card(), ts: ts(index), text: `alert ${index}` }));
    const { page } = await open({ state: withMessages(...storm) });
    const drawn = page.getByTestId('message');

    expect(await drawn.count()).toBe(50);
    expect(await drawn.last().getAttribute('data-ts')).toBe(ts(129));
    await page.getByRole('button', { name: 'Show 50 earlier messages' }).press('Enter');
    await expect.poll(() => drawn.count()).toBeGreaterThanOrEqual(100);

    // The rest comes by scrolling up.
    await expect
      .poll(async () => {
        await page.locator('.messages').press('Home');
        return drawn.count();
      })
      .toBe(130);
    expect(await page.getByRole('button', { name: /earlier messages/ }).count()).toBe(0);
  });

  test('a long thread keeps its parent in front of the newest replies', async () => {
    const replies = Array.from({ length: 60 }, (_, index) => ({
      ts: ts(index + 1),
      channel: ALERTS,
      author: BOT,
      text: `step ${index}`,
      threadTs: ts(0),
    }));
    const { page } = await open({
      state: withMessages(card(), ...replies),
      hash: `#as=ana&in=security-alerts&thread=${ts(0)}`,
    });
    const drawn = page.getByRole('complementary', { name: 'Thread' }).getByTestId('message');

    expect(await drawn.count()).toBe(51);
    expect(await drawn.first().getAttribute('data-ts')).toBe(ts(0));
    expect(await drawn.last().textContent()).toContain('step 59');
  });
});

describe('the list of commands', () => {
  test('comes with a slash, narrows with what is typed, and goes when it is no command', async () => {
    const { page } = await open();
    const box = page.getByRole('textbox', { name: 'Message #security-alerts' });
    const options = page.getByRole('listbox', { name: 'Commands' }).getByRole('option');

    await box.fill('/');
    await options.first().waitFor();
    expect(await options.count()).toBe(3);
    expect(await seriousFindings(page)).toEqual([]);
    await box.fill('/trail wh');
    expect(await options.allTextContents()).toEqual(['/trail who <name or ARN> [since]What somebody did.']);
    await box.fill('and/or');
    await options.first().waitFor({ state: 'detached' });
  });

  test('is walked through with arrows, and Enter takes one instead of sending', async () => {
    const { page, gestures } = await open();
    const box = page.getByRole('textbox', { name: 'Message #security-alerts' });

    await box.fill('/');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    const chosen = page.getByRole('listbox', { name: 'Commands' }).getByRole('option', { selected: true });
    expect(await chosen.textContent()).toContain('/trail ip');
    expect(await box.getAttribute('aria-activedescendant')).toBe(await chosen.getAttribute('id'));
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');

    expect(await box.inputValue()).toBe('/trail who ');
    expect(gestures).toEqual([]);
    await page.keyboard.type('dave');
    await page.keyboard.press('Enter');
    await expect
      .poll(() => gestures)
      .toEqual([{ do: 'slash', user: ANA, channel: ALERTS, command: '/trail', text: 'who dave' }]);
  });

  test('Tab takes the first one, a press takes any, Escape puts the list away and leaves what is typed', async () => {
    const { page } = await open();
    const box = page.getByRole('textbox', { name: 'Message #security-alerts' });
    const list = page.getByRole('listbox', { name: 'Commands' });

    await box.fill('/trail h');
    await page.keyboard.press('Tab');
    expect(await box.inputValue()).toBe('/trail help ');
    await box.fill('/');
    await list.getByText('What came from an address.').click();
    expect(await box.inputValue()).toBe('/trail ip ');
    expect(await isFocused(box)).toBe(true);
    await page.keyboard.press('Escape');
    await list.waitFor({ state: 'detached' });
    expect(await box.inputValue()).toBe('/trail ip ');
    // A finished command lets the focus go on.
    await box.fill('/trail who dave');
    await page.keyboard.press('Tab');
    expect(await isFocused(box)).toBe(false);
  });
});

function said(minute: number, text: string): SandboxMessage {
  return { ts: ts(minute), channel: ALERTS, author: BOT, text };
}

describe('what is new', () => {
  test('a thread says how many replies one has not seen, until it is opened', async () => {
    const { page } = await open({ state: attackedState() });
    const replies = page.getByTestId('open-thread');
    await replies.getByText('2 new').waitFor();

    await replies.click();
    await page.getByRole('complementary', { name: 'Thread' }).waitFor();

    await replies.getByText('2 new').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Close thread' }).click();
    expect(await replies.getByText('new').count()).toBe(0);
  });

  test('a line stands above what came while one was elsewhere', async () => {
    const { page } = await open({ state: withMessages(said(0, 'the first')) });
    await page.getByText('the first').waitFor();
    await page.getByTestId('channel-security-audit').click();
    stage().show(withMessages(said(0, 'the first'), said(1, 'the second'), said(2, 'the third')));

    await page.getByTestId('channel-security-alerts').getByText('2').click();

    const line = page.getByRole('separator').filter({ hasText: /^New$/ });
    await line.waitFor();
    const order = await page.getByRole('main').evaluate((main) => main.textContent ?? '');
    expect(order).toMatch(/the first.*New.*the second.*the third/s);
    expect(await line.count()).toBe(1);
  });
});
