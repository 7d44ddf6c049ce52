import { expect, test } from 'vitest';
import { muteValue, readMuteValue } from '../../src/model/mute-value.ts';
import { fieldErrors } from '../../src/slack/front/field-errors.ts';

const submission = (value: string | null): Record<string, unknown> => ({
  type: 'view_submission',
  view: { callback_id: 'request.create', state: { values: { reason: { text: { type: 'plain_text_input', value } } } } },
});

test('a reason of blanks is answered while the modal is still open', () => {
  expect(fieldErrors(submission('   \n '))).toEqual({ reason: expect.stringContaining('Say why') });
});

test.each([
  submission('Not ours'),
  { type: 'view_submission', view: { callback_id: 'other' } },
  { type: 'block_actions' },
])('%j has no field error', (payload) => {
  expect(fieldErrors(payload)).toBeUndefined();
});

const option = (value: string) => ({ option: { type: 'static_select', selected_option: { value } } });

const mute = (rule: string, hours: string): Record<string, unknown> => {
  const reason = { text: { type: 'plain_text_input', value: 'A load test.' } };
  const values = { rule: option(rule), scope: option('actor'), span: option(hours), reason };
  return { type: 'view_submission', view: { callback_id: 'case.mute', state: { values } } };
};

test('a mute that is longer than its rule can be is answered at the field, while the modal is still open', () => {
  const value = muteValue('root-used', 168);

  expect(fieldErrors(mute(value, '720'))).toEqual({ span: 'This rule can be muted for 7 days at most.' });
  expect(fieldErrors(mute(value, '168'))).toBeUndefined();
  expect(fieldErrors(mute('root-used', '720'))).toBeUndefined();
  expect(readMuteValue(value)).toEqual({ ruleId: 'root-used', longest: 168 });
});
