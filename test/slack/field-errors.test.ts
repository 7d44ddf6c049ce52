import { expect, test } from 'vitest';
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
