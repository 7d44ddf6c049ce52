import { describe, expect, test } from 'vitest';
import type { GestureResult } from '../../../src/sandbox/contract.ts';
import { ackingApp, ana, lastPayload, modal, openModal, plain, rana, textField, workspace } from './support.ts';

describe('what the client checks before it sends anything', () => {
  const cases: readonly (readonly [string, object, object, string])[] = [
    ['nothing in a required field', {}, { value: '' }, 'Please complete this required field.'],
    ['more than max_length', { max_length: 3 }, { value: 'four' }, 'Enter at most 3 characters.'],
    ['less than min_length', { min_length: 3 }, { value: 'ab' }, 'Enter at least 3 characters.'],
    ['several lines in one line', {}, { value: 'a\nb' }, 'Enter a single line.'],
    ['a word for a number', { type: 'number_input', is_decimal_allowed: false }, { value: 'one' }, 'Enter a number.'],
    [
      'a fraction for an integer',
      { type: 'number_input', is_decimal_allowed: false },
      { value: '1.5' },
      'Enter a number.',
    ],
    [
      'a number that is too big',
      { type: 'number_input', is_decimal_allowed: true, max_value: '5' },
      { value: '6' },
      'Enter at most 5.',
    ],
    [
      'a number that is too small',
      { type: 'number_input', is_decimal_allowed: true, min_value: '5' },
      { value: '4' },
      'Enter at least 5.',
    ],
    ['no e-mail address', { type: 'email_text_input' }, { value: 'ana' }, 'Enter an e-mail address.'],
    ['no URL', { type: 'url_text_input' }, { value: 'ana' }, 'Enter a URL.'],
    ['no date', { type: 'datepicker' }, { selected_date: 'soon' }, 'Enter a date.'],
    ['no time', { type: 'timepicker' }, { selected_time: 'noon' }, 'Enter a time.'],
    ['nobody', { type: 'users_select' }, { selected_user: 'U0NOBODY00' }, 'There is no such person.'],
    ['no channel', { type: 'channels_select' }, { selected_channel: 'C0NOWHERE00' }, 'There is no such channel.'],
    [
      'no option of the list',
      { type: 'static_select', options: [{ text: plain('One'), value: '1' }] },
      { selected_option: { value: '2' } },
      'There is no such option.',
    ],
    [
      'more people than allowed',
      { type: 'multi_users_select', max_selected_items: 1 },
      { selected_users: [rana, ana] },
      'Choose at most 1.',
    ],
  ];

  test.each(cases)('%s', async (_what, element, given, sentence) => {
    const slack = await workspace();
    await ackingApp(slack);
    const field = { type: 'plain_text_input', action_id: 'a', ...element };
    const blocks = [{ type: 'input', block_id: 'b', label: plain('Label'), element: field }];
    const viewId = await openModal(slack, modal({ blocks }));
    const before = slack.deliveries.length;

    const result = await slack.gesture({ do: 'submit', user: rana, viewId, values: { b: { a: given as never } } });

    expect(result).toMatchObject({
      ok: false,
      problem: { code: 'invalid-input', sent: false },
      errors: { b: sentence },
    });
    expect(slack.deliveries).toHaveLength(before);
  });

  test('optional fields may stay empty, initial values count, and cleared ones do not', async () => {
    const slack = await workspace();
    await ackingApp(slack);
    const blocks = [textField('optional', { optional: true }), textField('prefilled', {}, { initial_value: 'here' })];
    const viewId = await openModal(slack, modal({ blocks }));
    const submitWith = (values: object): Promise<GestureResult> =>
      slack.gesture({ do: 'submit', user: rana, viewId, values: values as never });

    expect(await submitWith({ prefilled: { prefilled: { value: null } } })).toMatchObject({
      problem: { code: 'invalid-input' },
    });
    expect(await submitWith({ prefilled: { prefilled: { value: 'there' } } })).toMatchObject({ ok: true });
    expect(lastPayload(slack)).toMatchObject({
      view: {
        state: { values: { optional: { optional: { value: null } }, prefilled: { prefilled: { value: 'there' } } } },
      },
    });
  });

  test('a field that the view does not have, a view of somebody else, and a view without submit', async () => {
    const slack = await workspace();
    await ackingApp(slack);
    const viewId = await openModal(slack, modal());
    const plainView = modal({ blocks: [{ type: 'divider' }], submit: undefined });
    const readOnly = await openModal(slack, plainView, ana);

    expect(
      await slack.gesture({ do: 'submit', user: rana, viewId, values: { other: { field: { value: 'x' } } } }),
    ).toMatchObject({ problem: { code: 'no-such-element' } });
    expect(await slack.gesture({ do: 'submit', user: ana, viewId, values: {} })).toMatchObject({
      problem: { code: 'no-such-view' },
    });
    expect(await slack.gesture({ do: 'submit', user: ana, viewId: readOnly, values: {} })).toMatchObject({
      problem: { code: 'no-such-element' },
    });
  });
});
