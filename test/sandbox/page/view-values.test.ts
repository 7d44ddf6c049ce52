import { expect, test } from 'vitest';
import type { JsonObject } from '../../../src/model/json.ts';
import { initialValue, viewValues, withValue } from '../../../src/sandbox/page/view-values.ts';

const option = (value: string): JsonObject => ({ text: { type: 'plain_text', text: value }, value });

test.each<[JsonObject, JsonObject]>([
  [{ type: 'plain_text_input' }, { type: 'plain_text_input', value: null }],
  [
    { type: 'plain_text_input', initial_value: 'x' },
    { type: 'plain_text_input', value: 'x' },
  ],
  [{ type: 'static_select' }, { type: 'static_select', selected_option: null }],
  [
    { type: 'static_select', initial_option: option('a') },
    { type: 'static_select', selected_option: option('a') },
  ],
  [
    { type: 'radio_buttons', initial_option: option('a') },
    { type: 'radio_buttons', selected_option: option('a') },
  ],
  [{ type: 'checkboxes' }, { type: 'checkboxes', selected_options: [] }],
  [
    { type: 'multi_static_select', initial_options: [option('a')] },
    { type: 'multi_static_select', selected_options: [option('a')] },
  ],
  [
    { type: 'users_select', initial_user: 'U1' },
    { type: 'users_select', selected_user: 'U1' },
  ],
  [
    { type: 'multi_users_select', initial_users: ['U1'] },
    { type: 'multi_users_select', selected_users: ['U1'] },
  ],
  [
    { type: 'datepicker', initial_date: '2026-11-23' },
    { type: 'datepicker', selected_date: '2026-11-23' },
  ],
])('%j starts as %j', (element, expected) => {
  expect(initialValue(element)).toEqual(expected);
});

test.each(['button', 'image', 'overflow', 'unheard_of'])('a %s holds no value', (type) => {
  expect(initialValue({ type })).toBeUndefined();
});

const view: JsonObject = {
  blocks: [
    { type: 'section', block_id: 'text' },
    { type: 'input', block_id: 'why', element: { type: 'plain_text_input', action_id: 'reason' } },
    { type: 'section', block_id: 'who', accessory: { type: 'users_select', action_id: 'person' } },
    {
      type: 'actions',
      block_id: 'knobs',
      elements: [
        { type: 'button', action_id: 'go' },
        { type: 'static_select', action_id: 'level', initial_option: option('low') },
        { type: 'checkboxes', action_id: 'boxes' },
      ],
    },
  ],
};

test('collects the fields of input blocks, accessories and actions by block and action', () => {
  expect(viewValues(view, {})).toEqual({
    why: { reason: { type: 'plain_text_input', value: null } },
    who: { person: { type: 'users_select', selected_user: null } },
    knobs: {
      level: { type: 'static_select', selected_option: option('low') },
      boxes: { type: 'checkboxes', selected_options: [] },
    },
  });
});

test('what was entered stays when the view is updated, unless the field became another kind', () => {
  const entered = withValue(
    withValue({}, 'why', 'reason', { type: 'plain_text_input', value: 'because' }),
    'who',
    'person',
    { type: 'static_select', selected_option: option('a') },
  );

  const values = viewValues(view, entered);

  expect(values['why']).toEqual({ reason: { type: 'plain_text_input', value: 'because' } });
  expect(values['who']).toEqual({ person: { type: 'users_select', selected_user: null } });
});

test('a field that the view has no more is not submitted', () => {
  expect(viewValues({ blocks: [] }, { gone: { x: { type: 'plain_text_input', value: 'y' } } })).toEqual({});
});
