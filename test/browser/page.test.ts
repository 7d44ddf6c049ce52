import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import type { GestureResult, SandboxMessage, SandboxState, SandboxView } from '../../src/sandbox/contract.ts';
import { ALERTS, ANA, AUDIT, attackedState, BEN, BOT, card, modal, mrkdwn, plain, quietState, ts } from './fixture.ts';
import { launch, openStage, type Stage, type StageOptions } from './stage.ts';

let browser: Browser;
let stage: Stage;

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());
afterEach(() => stage.close());

async function open(options: StageOptions = {}): Promise<Stage> {
  stage = await openStage(browser, options);
  return stage;
}

function withMessages(...messages: readonly SandboxMessage[]): SandboxState {
  const quiet = quietState();
  return { ...quiet, slack: { ...quiet.slack, messages } };
}

function fromApp(blocks: readonly JsonObject[], text = 'an alert'): SandboxMessage {
  return { ts: ts(0), channel: ALERTS, author: BOT, text, blocks };
}

function withView(view: Partial<SandboxView>): SandboxState {
  const state = attackedState();
  return { ...state, slack: { ...state.slack, views: [{ id: 'V1', user: ANA, view: modal(), ...view }] } };
}

describe('what a message says', () => {
  const hostile =
    '<!channel> *x* <https://evil.example|aws> <img src=x onerror=alert(1)> :fire: arn:aws:s3:::key &amp;';

  test('plain text is shown exactly, whatever stands in it', async () => {
    const { page, trouble } = await open({
      state: withMessages(
        fromApp([
          { type: 'header', block_id: 'h', text: plain(hostile) },
          { type: 'section', block_id: 's', text: plain(hostile) },
          { type: 'context', block_id: 'c', elements: [plain(hostile)] },
          {
            type: 'rich_text',
            block_id: 'r',
            elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: hostile }] }],
          },
        ]),
      ),
    });
    const message = page.getByTestId('message');

    expect(await message.getByRole('heading').textContent()).toBe(hostile);
    expect(await message.locator('.section-text').textContent()).toBe(hostile);
    expect(await message.locator('.context').textContent()).toBe(hostile);
    expect(await message.locator('.rich-text').textContent()).toBe(hostile);
    expect(await message.locator('a, img, strong:not(.author), .mention').count()).toBe(0);
    expect(trouble).toEqual([]);
  });

  test('plain text draws emoji where it asks for them', async () => {
    const { page } = await open({
      state: withMessages(fromApp([{ type: 'header', block_id: 'h', text: plain('Hot :fire: :nope:', true) }])),
    });

    expect(await page.getByTestId('message').getByRole('heading').textContent()).toBe('Hot 🔥 :nope:');
  });

  test('escaped mrkdwn is text; unescaped mrkdwn shows what it would have done', async () => {
    const escaped = '&lt;!channel&gt; &lt;https://evil.example|aws.amazon.com&gt;';
    const { page } = await open({
      state: withMessages(
        fromApp([
          { type: 'section', block_id: 'a', text: mrkdwn(escaped) },
          { type: 'section', block_id: 'b', text: mrkdwn('<!channel> <https://evil.example/|aws.amazon.com>') },
          { type: 'section', block_id: 'c', text: mrkdwn('<javascript:alert(1)|click me>') },
        ]),
      ),
    });
    const [first, second, third] = await page.locator('.section').all();

    expect(await first?.textContent()).toBe('<!channel> <https://evil.example|aws.amazon.com>');
    expect(await first?.getByTestId('broadcast').count()).toBe(0);
    expect(await second?.getByTestId('broadcast').textContent()).toBe('@channel');
    expect(await second?.getByRole('link').getAttribute('href')).toBe('https://evil.example/');
    expect(await second?.getByRole('link').getAttribute('rel')).toBe('noopener noreferrer');
    expect(await third?.textContent()).toBe('<javascript:alert(1)|click me>');
    expect(await third?.getByRole('link').count()).toBe(0);
  });

  test('links of rich text and buttons open web addresses only', async () => {
    const { page } = await open({ state: attackedState(), hash: `#as=ana&in=security-audit` });

    expect(await page.getByRole('link').evaluateAll((links) => links.map((link) => link.getAttribute('href')))).toEqual(
      ['https://example.com/', 'https://console.aws.amazon.com/'],
    );
    expect(await page.getByRole('button', { name: 'Trap' }).isDisabled()).toBe(true);
  });

  test('a block that the page does not know says so', async () => {
    const { page } = await open({ state: attackedState(), hash: `#as=ana&in=security-audit` });

    await page.getByText('The sandbox cannot draw a “hologram” block.').waitFor();
    await page.getByText('(edited)').waitFor();
    expect(await page.getByRole('img', { name: 'Calls per hour' }).count()).toBe(1);
  });

  test('its text, without markup, is its accessible name', async () => {
    const { page } = await open({ state: attackedState() });

    await page
      .getByRole('article', { name: /^Trailbolt, 9:41.AM: Critical: 4 instances were launched by the user ci-deploy/ })
      .waitFor();
  });
});

describe('people', () => {
  test('one acts as somebody else with a click, sees what they see, and stays that person after a reload', async () => {
    const { page } = await open({ state: attackedState() });
    await page.getByText('Only visible to you').waitFor();

    await page.getByTestId('person-ben').click({ force: true });

    await page.getByText('Only visible to you').waitFor({ state: 'detached' });
    expect(new URL(page.url()).hash).toBe('#as=ben&in=security-alerts');
    await page.reload();
    expect(await page.getByRole('radio', { name: 'Ben Okafor, approver' }).isChecked()).toBe(true);
  });

  test('a person sees only their channels, with what they have not read', async () => {
    const { page } = await open({ state: attackedState() });
    const channels = page.getByRole('navigation', { name: 'Channels' });
    await channels.getByRole('button', { name: 'security-audit, 1 unread' }).click();
    await channels.getByRole('button', { name: 'security-alerts', exact: true }).click();
    await channels.getByRole('button', { name: 'security-audit', exact: true }).waitFor();

    await page.getByRole('radio', { name: 'Sid Varga, stranger' }).check({ force: true });

    await channels.getByRole('button', { name: /security-audit/ }).waitFor({ state: 'detached' });
  });
});

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
    await expect.poll(() => button.evaluate((element) => element === document.activeElement)).toBe(true);
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
    stage.onGesture = () => ({
      ok: false,
      problem: { code: 'did-not-respond', text: 'Trailbolt did not respond in time.', sent: true },
    });

    await page.getByRole('button', { name: 'Show trail' }).click();

    const toast = page.getByTestId('toast');
    await toast.getByText('Trailbolt did not respond in time.').waitFor();
    await toast.getByRole('button', { name: 'Dismiss' }).click();
    await toast.waitFor({ state: 'detached' });
  });

  test('a button that waits for the app is busy and cannot be pressed twice', async () => {
    const { page, gestures } = await open({ state: attackedState() });
    const waiting = Promise.withResolvers<GestureResult>();
    stage.onGesture = () => waiting.promise;
    const button = page.getByRole('button', { name: 'Show trail' });

    await button.click();
    await expect.poll(() => button.getAttribute('aria-busy')).toBe('true');
    await button.click();
    waiting.resolve({ ok: true });
    await expect.poll(() => button.getAttribute('aria-busy')).toBe('false');

    expect(gestures).toHaveLength(1);
  });
});

describe('modals', () => {
  test('opens for its person, takes the focus and submits what was entered', async () => {
    const { page, gestures } = await open({ state: attackedState() });
    stage.show(withView({}));
    const dialog = page.getByRole('dialog', { name: 'Terminate instances' });
    const reason = dialog.getByRole('textbox', { name: 'Reason' });
    await dialog.waitFor();
    await expect.poll(() => reason.evaluate((element) => element === document.activeElement)).toBe(true);

    await page.keyboard.type('leaked key');
    await dialog.getByRole('combobox', { name: 'Instances' }).selectOption('Only the first');
    await dialog.getByRole('checkbox', { name: 'I looked at the trail' }).check();
    await dialog.getByRole('button', { name: 'Ask for approval' }).click();

    await expect
      .poll(() => gestures)
      .toEqual([
        {
          do: 'submit',
          user: ANA,
          viewId: 'V1',
          values: {
            reason: { text: { type: 'plain_text_input', value: 'leaked key' } },
            scope: {
              which: {
                type: 'static_select',
                selected_option: { text: plain('Only the first'), value: 'first' },
              },
            },
            sure: {
              boxes: {
                type: 'checkboxes',
                selected_options: [{ text: plain('I looked at the trail'), value: 'looked' }],
              },
            },
          },
        },
      ]);
    stage.show(attackedState());
    await dialog.waitFor({ state: 'detached' });
  });

  test('another person does not see it', async () => {
    const { page } = await open({ state: withView({}), hash: '#as=ben&in=security-alerts' });

    await page.getByTestId('message').first().waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  test('keeps what was entered while the app updates it, and shows its field errors', async () => {
    const { page } = await open({ state: withView({}) });
    const reason = page.getByRole('textbox', { name: 'Reason' });
    await reason.fill('short');
    stage.onGesture = () => ({ ok: false, errors: { scope: 'Choose all four.' } });

    await page.getByRole('button', { name: 'Ask for approval' }).click();
    stage.show(withView({ errors: { reason: 'Say more.' } }));

    await page.getByRole('alert').getByText('Say more.').waitFor();
    await page.getByText('Choose all four.').waitFor();
    expect(await reason.inputValue()).toBe('short');
    expect(await reason.getAttribute('aria-invalid')).toBe('true');
  });

  test('cannot be submitted while the app is busy with it, and says what went wrong', async () => {
    const { page } = await open({ state: withView({ busy: true, problem: 'We had some trouble connecting.' }) });

    await page.getByText('We had some trouble connecting.').waitFor();
    expect(await page.getByRole('button', { name: 'Ask for approval' }).isDisabled()).toBe(true);
  });

  test('keeps the focus inside, and closes with Escape', async () => {
    const { page, gestures } = await open({ state: withView({}) });
    await page.getByRole('dialog').waitFor();

    const focused = new Set<string>();
    for (let press = 0; press < 12; press += 1) {
      await page.keyboard.press('Tab');
      focused.add(
        await page.evaluate(() => {
          const element = document.activeElement;
          if (element === document.body || element === null) return 'browser';
          return element.closest('dialog') === null ? 'page' : 'dialog';
        }),
      );
    }
    await page.keyboard.press('Escape');

    expect(focused.has('page')).toBe(false);
    await expect.poll(() => gestures).toEqual([{ do: 'close', user: ANA, viewId: 'V1' }]);
  });

  test('the deepest of a stack is shown', async () => {
    const state = withView({});
    const second = { id: 'V2', user: ANA, view: { ...modal(), title: plain('Really?') }, depth: 2 };
    const { page } = await open({
      state: { ...state, slack: { ...state.slack, views: [second, ...state.slack.views] } },
    });

    await page.getByRole('dialog', { name: 'Really?' }).waitFor();
    expect(await page.getByRole('dialog').count()).toBe(1);
  });
});

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
        { do: 'say', user: ANA, channel: ALERTS, text: 'hello\n<b> & *all*' },
        { do: 'slash', user: ANA, channel: ALERTS, command: '/trail', text: 'who ci-deploy 2h' },
      ]);
  });

  test('what Slack refused to take stays in the box', async () => {
    const { page } = await open();
    stage.onGesture = () => ({
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

    stage.show({ ...state, slack: { ...state.slack, messages: [...state.slack.messages, news] } });

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
    stage.show({ ...state, slack: { ...state.slack, homes: { [ANA]: home } } });
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

describe('the AWS account', () => {
  test('shows what there is, in words', async () => {
    const { page } = await open({ state: attackedState() });
    const panel = page.getByRole('complementary', { name: 'AWS account' });

    expect(await panel.getByTestId('instance/us-east-1/i-0123456789abcdef0').textContent()).toContain('running');
    expect(await panel.getByTestId('trail/org-trail').textContent()).toContain('logging');
    expect(await panel.getByTestId('group/us-east-1/sg-0aa11bb22cc33dd44').textContent()).toContain(
      'open to the world: tcp/443',
    );
    expect(await panel.getByTestId('key/AKIAEXAMPLE7QLEAKED').textContent()).toContain('Active');
    expect(await panel.getByTestId('record/denied').textContent()).toContain('AccessDenied');
  });

  test('points at what changes as it happens', async () => {
    const { page } = await open({ state: attackedState() });
    const state = attackedState();
    const [first, ...rest] = state.aws.instances;
    if (first === undefined) throw new Error('the fixture has instances');
    const row = page.getByTestId(`instance/eu-west-1/${first.id}`);
    expect(await row.textContent()).not.toContain('changed');

    stage.show({ ...state, aws: { ...state.aws, instances: [{ ...first, state: 'terminated' }, ...rest] } });

    await row.getByText('terminated').waitFor();
    await row.getByText('changed').waitFor();
    expect(await page.locator('.fresh-mark').count()).toBe(1);
  });

  test('can be put away and fetched back', async () => {
    const { page } = await open();

    await page.getByRole('button', { name: 'Hide AWS account' }).click();
    await page.getByRole('complementary', { name: 'AWS account' }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Show AWS account' }).click();

    await page.getByRole('complementary', { name: 'AWS account' }).waitFor();
  });

  test('a scenario is played from the panel and from the welcome', async () => {
    const { page, played } = await open();

    await page.getByRole('button', { name: 'Start with “Leaked key launches instances”' }).click();
    await page.getByText('Played. Look at the channel.').waitFor();
    await page.getByRole('button', { name: 'Play: Leaked key launches instances' }).click();

    await expect.poll(() => played).toEqual(['leaked-key', 'leaked-key']);
  });
});

test('a sandbox that went away is said so, instead of a dead page', async () => {
  const { page } = await open();

  await stage.stopServer();

  await page.getByRole('alert').getByText('The sandbox does not answer').waitFor();
});

describe('looks', () => {
  test.each([
    ['quiet-light', quietState(), { dark: false }],
    ['alert-light', attackedState(), { dark: false }],
    ['alert-dark', attackedState(), { dark: true }],
    ['thread-light', attackedState(), { hash: `#as=ana&in=security-alerts&thread=${ts(0)}` }],
    ['blocks-dark', attackedState(), { dark: true, hash: '#as=ana&in=security-audit' }],
    ['modal-light', withView({ errors: { reason: 'Say why.' } }), {}],
    ['laptop-light', attackedState(), { width: 1100, height: 720 }],
  ] satisfies [string, SandboxState, StageOptions][])(
    '%s loads nothing from elsewhere and breaks no policy',
    async (name, state, options) => {
      const { page, trouble } = await open({ ...options, state });

      await stage.screenshot(name);

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
    await stage.screenshot('phone-chat');
    await page.getByRole('button', { name: 'Terminate instances…' }).click();
    await expect.poll(() => gestures).toMatchObject([{ actionId: 'terminate' }]);
    await page.getByRole('button', { name: /2 replies/ }).click();
    await page.getByRole('complementary', { name: 'Thread' }).waitFor();
    await stage.screenshot('phone-thread');
    await page.getByRole('button', { name: 'Close thread' }).click();
    await tabs.getByRole('button', { name: 'AWS' }).click();
    await page.getByRole('complementary', { name: 'AWS account' }).waitFor();
    overflows.push(await overflow());
    await stage.screenshot('phone-aws');
    await tabs.getByRole('button', { name: 'Channels' }).click();
    await page.getByTestId('person-ben').check({ force: true });
    await stage.screenshot('phone-channels');
    await page.getByTestId('channel-security-alerts').click();
    await page.getByText('as Ben Okafor').waitFor();
    overflows.push(await overflow());

    expect(overflows.every((pixels) => pixels <= 0)).toBe(true);
  });

  test('a phone shows a modal over the whole width', async () => {
    const { page } = await open({ state: withView({}), width: 360, height: 740 });

    const width = await page.getByRole('dialog').evaluate((element) => element.getBoundingClientRect().width);
    await stage.screenshot('phone-modal');

    expect(width).toBe(360);
  });
});
