import { describe, expect, test } from 'vitest';
import { ALERTS, ANA, BOT, card, ts } from './sample-blocks.ts';
import { attackedState, withMessages } from './sample-states.ts';
import { useStage } from './stage.ts';

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
