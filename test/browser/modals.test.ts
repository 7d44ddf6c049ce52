import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { object, objects } from '../../src/sandbox/page/json-read.ts';
import { ANA, modal, mrkdwn, plain } from './sample-blocks.ts';
import { attackedState, withView } from './sample-states.ts';
import { useStage, isFocused } from './stage.ts';

const { open, stage } = useStage();

/** Its checkboxes are ticked from the start. */
function withTicks(block: JsonObject): JsonObject {
  const element = object(block, 'element') ?? {};
  if (element['type'] !== 'checkboxes') return block;
  return { ...block, element: { ...element, initial_options: objects(element, 'options') } };
}

describe('modals', () => {
  test('opens for its person, takes the focus and submits what was entered', async () => {
    const { page, gestures } = await open({ state: attackedState() });
    stage().show(withView({}));
    const dialog = page.getByRole('dialog', { name: 'Terminate instances' });
    const reason = dialog.getByRole('textbox', { name: 'Reason' });
    await dialog.waitFor();
    await expect.poll(() => isFocused(reason)).toBe(true);

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
    stage().show(attackedState());
    await dialog.waitFor({ state: 'detached' });
  });

  test('another person does not see it', async () => {
    const { page } = await open({ state: withView({}), hash: '#as=ben&in=security-alerts' });

    await page.getByTestId('message').first().waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  test('keeps what was entered over a reload and the turn of another person, and submits that', async () => {
    const ticked = { ...modal(), blocks: objects(modal(), 'blocks').map(withTicks) };
    const { page, gestures } = await open({ state: withView({ view: ticked }) });
    const box = page.getByRole('checkbox', { name: 'I looked at the trail' });
    const reason = page.getByRole('textbox', { name: 'Reason' });
    expect(await box.isChecked()).toBe(true);
    await box.uncheck();
    await reason.fill('leaked key');

    await page.reload();

    expect(await box.isChecked()).toBe(false);
    expect(await reason.inputValue()).toBe('leaked key');
    await page.goto(`${stage().url}/#as=ben&in=security-alerts`);
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.goto(`${stage().url}/#as=ana&in=security-alerts`);
    expect(await box.isChecked()).toBe(false);
    await page.getByRole('button', { name: 'Ask for approval' }).click();
    await expect.poll(() => gestures).toHaveLength(1);
    expect(gestures[0]).toMatchObject({
      values: { reason: { text: { value: 'leaked key' } }, sure: { boxes: { selected_options: [] } } },
    });
  });

  test('another modal begins as the app made it', async () => {
    const { page } = await open({ state: withView({}) });
    await page.getByRole('textbox', { name: 'Reason' }).fill('leaked key');

    stage().show(withView({ id: 'V2' }));
    await expect.poll(() => page.getByRole('textbox', { name: 'Reason' }).inputValue()).toBe('');
    await page.reload();

    expect(await page.getByRole('textbox', { name: 'Reason' }).inputValue()).toBe('');
  });

  test('keeps what was entered while the app updates it, and shows its field errors', async () => {
    const { page } = await open({ state: withView({}) });
    const reason = page.getByRole('textbox', { name: 'Reason' });
    await reason.fill('short');
    stage().onGesture = () => ({ ok: false, errors: { scope: 'Choose all four.' } });

    await page.getByRole('button', { name: 'Ask for approval' }).click();
    stage().show(withView({ errors: { reason: 'Say more.' } }));

    await page.getByRole('alert').getByText('Say more.').waitFor();
    await page.getByText('Choose all four.').waitFor();
    expect(await reason.inputValue()).toBe('short');
    expect(await reason.getAttribute('aria-invalid')).toBe('true');
  });

  test('leads to the first field that is wrong', async () => {
    const { page } = await open({ state: withView({}) });
    stage().onGesture = () => ({ ok: false, errors: { scope: 'Choose all four.' } });

    await page.getByRole('button', { name: 'Ask for approval' }).click();

    await page.getByText('Choose all four.').waitFor();
    expect(await isFocused(page.getByRole('combobox', { name: 'Instances' }))).toBe(true);
  });

  test('cannot be submitted while the app is busy with it, and says what went wrong', async () => {
    const { page } = await open({ state: withView({ busy: true, problem: 'We had some trouble connecting.' }) });

    await page.getByText('We had some trouble connecting.').waitFor();
    expect(await page.getByRole('button', { name: 'Ask for approval' }).isDisabled()).toBe(true);
  });

  test('one that is closed while its submission is on the way goes as soon as that is over', async () => {
    const state = withView({ busy: true });
    const { page, gestures } = await open({ state });
    let busy = true;
    stage().onGesture = () =>
      busy ? { ok: false, problem: { code: 'view-busy', text: 'It is busy.', sent: false } } : { ok: true };
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    await expect.poll(() => gestures).toHaveLength(1);

    busy = false;
    stage().show(withView({ busy: false }));

    await expect.poll(() => gestures.map((gesture) => gesture.do)).toEqual(['close', 'close']);
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

  test('a long one opens at its top, so that it is read before it is filled in', async () => {
    const long = { type: 'section', block_id: 'long', text: mrkdwn('line\n'.repeat(60)) };
    const view: JsonObject = { ...modal(), blocks: [long, ...objects(modal(), 'blocks')] };
    const { page } = await open({ state: withView({ view }) });

    await page.getByRole('dialog').waitFor();

    expect(await page.locator('.dialog-body').evaluate((body) => body.scrollTop)).toBe(0);
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
