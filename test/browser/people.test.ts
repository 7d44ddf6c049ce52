import { describe, expect, test } from 'vitest';
import { ALERTS, ANA, BEN, BOT, plain, ts } from './sample-blocks.ts';
import { attackedState, quietState } from './sample-states.ts';
import { useStage } from './stage.ts';

const { open, stage } = useStage();

describe('people', () => {
  test('one acts as somebody else with a click, sees what they see, and stays that person after a reload', async () => {
    const { page } = await open({ state: attackedState() });
    await page.getByText('Only visible to you').waitFor();

    await page.getByTestId('person-ben').click();

    await page.getByText('Only visible to you').waitFor({ state: 'detached' });
    expect(new URL(page.url()).hash).toBe('#as=ben&in=security-alerts');
    await page.reload();
    expect(await page.getByRole('radio', { name: 'Ben Okafor, approver' }).isChecked()).toBe(true);
  });

  test('a person sees only their channels, with what they have not read', async () => {
    const { page } = await open({ state: attackedState() });
    const channels = page.getByRole('navigation', { name: 'Channels' });
    await channels.getByRole('button', { name: 'security-audit 1 unread' }).click();
    await channels.getByRole('button', { name: 'security-alerts', exact: true }).click();
    await channels.getByRole('button', { name: 'security-audit', exact: true }).waitFor();

    await page.getByRole('radio', { name: 'Sid Varga, stranger' }).check();

    await channels.getByRole('button', { name: /security-audit/ }).waitFor({ state: 'detached' });
  });
});

test('a phone marks the chat when something came to it while another part was looked at', async () => {
  const state = attackedState();
  const { page } = await open({ state, width: 390, height: 844, phone: true });
  const chat = page.getByRole('navigation', { name: 'Parts of the page' }).getByRole('button', { name: /^Chat/ });
  await page.getByTestId('message').first().waitFor();
  await page.getByRole('button', { name: 'AWS', exact: true }).click();
  expect(await chat.textContent()).toBe('Chat');

  const late = { ts: ts(9), channel: ALERTS, author: BEN, text: 'It goes on.' };
  stage().show({ ...state, slack: { ...state.slack, messages: [...state.slack.messages, late] } });

  await chat.getByText('new').waitFor();
  await chat.click();
  await chat.getByText('new').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'AWS', exact: true }).click();
  expect(await chat.textContent()).toBe('Chat');
});

test('a phone says on every page of the app whom one acts as', async () => {
  const { page } = await open({ width: 390, height: 844, phone: true, hash: '#as=ben&in=home' });

  await page.getByRole('main').getByText('as Ben Okafor').waitFor();
  await stage().screenshot('phone-home-as');
  await page.getByRole('tab', { name: 'About' }).click();
  await page
    .getByRole('main', { name: /^About/ })
    .getByText('as Ben Okafor')
    .waitFor();
});

test('what the app tells one person alone stands under the direct messages of that person', async () => {
  const quiet = quietState();
  const direct = { id: 'D0BEN', name: 'Trailbolt', members: [BEN, BOT], isPrivate: true, isDirect: true };
  const message = { ts: ts(0), channel: 'D0BEN', author: BOT, text: 'Was it you who called StopLogging?' };
  const { page } = await open({
    state: { ...quiet, slack: { ...quiet.slack, channels: [...quiet.slack.channels, direct], messages: [message] } },
  });
  const channels = page.getByRole('navigation', { name: 'Channels' });
  expect(await channels.getByText('Direct messages').count()).toBe(0);

  await page.getByTestId('person-ben').check();
  await channels.getByText('Direct messages').waitFor();
  await channels.getByRole('button', { name: 'Trailbolt 1 unread' }).click();

  await page.getByRole('main').getByText('Was it you who called StopLogging?').waitFor();
});

describe('Home', () => {
  test('is asked for when opened, drawn when published, and its buttons work', async () => {
    const { page, gestures } = await open();

    await page.getByRole('button', { name: 'Trailbolt Home' }).click();
    await page.getByText('has not published a Home for you yet').waitFor();
    const state = quietState();
    const home = {
      id: 'VHOME',
      type: 'home',
      blocks: [
        { type: 'header', block_id: 'h', text: plain('Open cases') },
        { type: 'actions', block_id: 'a', elements: [{ type: 'button', action_id: 'all', text: plain('Show all') }] },
      ],
    };
    stage().show({ ...state, slack: { ...state.slack, homes: { [ANA]: home } } });
    await page.getByRole('heading', { name: 'Open cases' }).waitFor();
    await page.getByRole('button', { name: 'Show all' }).click();

    await expect
      .poll(() => gestures)
      .toEqual([
        { do: 'open-home', user: ANA },
        { do: 'click-in-view', user: ANA, viewId: 'VHOME', actionId: 'all', blockId: 'a', state: {} },
      ]);
  });
});
