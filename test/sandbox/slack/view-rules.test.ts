import { describe, expect, test } from 'vitest';
import { viewProblems, times, x, section } from './layouts.ts';
import { plain, textField } from './support.ts';

function modal(more: object): object {
  return { type: 'modal', title: plain('Title'), blocks: [section()], ...more };
}

describe('views', () => {
  const rows: readonly (readonly [string, object, object, string])[] = [
    [
      'title 24',
      modal({ title: plain(x(24)) }),
      modal({ title: plain(x(25)) }),
      'must be less than 25 characters [json-pointer:/view/title/text]',
    ],
    [
      'submit 24',
      modal({ submit: plain(x(24)) }),
      modal({ submit: plain(x(25)) }),
      'must be less than 25 characters [json-pointer:/view/submit/text]',
    ],
    [
      'close 24',
      modal({ close: plain(x(24)) }),
      modal({ close: plain(x(25)) }),
      'must be less than 25 characters [json-pointer:/view/close/text]',
    ],
    [
      'private_metadata 3,000',
      modal({ private_metadata: x(3000) }),
      modal({ private_metadata: x(3001) }),
      'must be less than 3001 characters [json-pointer:/view/private_metadata]',
    ],
    [
      'callback_id 255',
      modal({ callback_id: x(255) }),
      modal({ callback_id: x(256) }),
      'must be less than 256 characters [json-pointer:/view/callback_id]',
    ],
    [
      'external_id 255',
      modal({ external_id: x(255) }),
      modal({ external_id: x(256) }),
      'must be less than 256 characters [json-pointer:/view/external_id]',
    ],
    [
      '100 blocks',
      modal({ blocks: times(100, () => section()) }),
      modal({ blocks: times(101, () => section()) }),
      'no more than 100 items allowed [json-pointer:/view/blocks]',
    ],
    [
      'a submit button for inputs',
      modal({ blocks: [textField('a')], submit: plain('Send') }),
      modal({ blocks: [textField('a')] }),
      'must define `submit` to use an `input` block in modals [json-pointer:/view/blocks/0/input]',
    ],
    [
      'no field of another kind of view',
      modal({}),
      modal({ submit_disabled: true }),
      'invalid additional property: submit_disabled [json-pointer:/view]',
    ],
    [
      'a title',
      modal({}),
      { type: 'modal', blocks: [section()] },
      'missing required field: title [json-pointer:/view]',
    ],
    [
      'alerts',
      modal({ blocks: [{ type: 'alert', text: plain('a'), level: 'warning' }] }),
      modal({ blocks: [{ type: 'alert' }] }),
      'missing required field: text [json-pointer:/view/blocks/0]',
    ],
    [
      'no markdown',
      modal({}),
      modal({ blocks: [{ type: 'markdown', text: 'm' }] }),
      'unsupported type: markdown [json-pointer:/view/blocks/0/type]',
    ],
    [
      'no table',
      modal({}),
      modal({ blocks: [{ type: 'table', rows: [] }] }),
      'unsupported type: table [json-pointer:/view/blocks/0/type]',
    ],
  ];

  test.each(rows)('modals: %s', (_what, fits, breaks, sentence) => {
    expect(viewProblems(fits)).toEqual([]);
    expect(viewProblems(breaks)).toContain(sentence);
  });

  test('a Home tab has blocks, and neither title nor submit', () => {
    const home = { type: 'home', blocks: [section()] };

    expect(viewProblems(home, 'home')).toEqual([]);
    expect(viewProblems({ ...home, submit: plain('Send') }, 'home')).toContain(
      'invalid additional property: submit [json-pointer:/view]',
    );
    expect(viewProblems(home, 'modal')).toContain('unsupported type: home [json-pointer:/view/type]');
  });
});
