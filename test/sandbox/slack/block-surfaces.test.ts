import { describe, expect, test } from 'vitest';
import type { Surface } from '../../../src/sandbox/slack/block-kit/block-spec.ts';
import { actions, input, mrkdwn, problemsOf, richLine, section } from './layouts.ts';
import { button, plain } from './support.ts';

const workflow = {
  type: 'workflow_button',
  action_id: 'run',
  text: plain('Run'),
  workflow: { trigger: { url: 'https://slack.com/shortcuts/Ft1/x' } },
};
const cells = [[{ type: 'raw_text', text: 'a' }], [{ type: 'raw_text', text: 'b' }]];

/** "Available in Surfaces" of each page below https://docs.slack.dev/reference/block-kit. */
const AVAILABLE: readonly (readonly [string, object, readonly Surface[]])[] = [
  ['an alert', { type: 'alert', text: plain('a') }, ['modal']],
  ['a card', { type: 'card', title: plain('t') }, ['message', 'modal', 'home']],
  ['a carousel', { type: 'carousel', elements: [{ type: 'card', title: mrkdwn('t') }] }, ['message', 'home']],
  ['a container', { type: 'container', title: plain('t'), child_blocks: [section()] }, ['message', 'home']],
  ['a table', { type: 'table', rows: cells, column_settings: [null, { align: 'right' }] }, ['message', 'home']],
  ['a data table', { type: 'data_table', caption: 'c', rows: cells }, ['message', 'home']],
  ['a plan', { type: 'plan', title: 'p' }, ['message']],
  ['a task', { type: 'task_card', task_id: 't', title: 't', status: 'complete' }, ['message']],
  ['markdown', { type: 'markdown', text: '**m**' }, ['message']],
  ['an input', input({ type: 'plain_text_input' }), ['message', 'modal', 'home']],
  ['an e-mail input', input({ type: 'email_text_input' }), ['modal']],
  ['a URL input', input({ type: 'url_text_input' }), ['modal']],
  ['a number input', input({ type: 'number_input', is_decimal_allowed: false }), ['modal']],
  ['a file input', input({ type: 'file_input' }), ['modal']],
  ['a rich text input', input({ type: 'rich_text_input', action_id: 'r' }), ['modal', 'home']],
  ['a date and time', input({ type: 'datetimepicker' }), ['message', 'modal']],
  ['a workflow button', actions(workflow), ['message']],
  ['a workflow button beside a section', section({ text: mrkdwn('t'), accessory: workflow }), ['message']],
  ['a button', actions(button('b')), ['message', 'modal', 'home']],
];

describe('where Slack shows it', () => {
  test.each(AVAILABLE)('%s', (_what, block, surfaces) => {
    const shown = (['message', 'modal', 'home'] as const).filter(
      (surface) => problemsOf([block], surface).length === 0,
    );
    expect(shown).toEqual(surfaces);
  });
});

describe('newer blocks', () => {
  const rows: readonly (readonly [string, object, string])[] = [
    ['a waiting task on its own', { type: 'task_card', task_id: 't', title: 't', status: 'pending' }, '/0/status]'],
    [
      'a card with two icons',
      { type: 'card', title: plain('t'), icon: picture(), slack_icon: sparkle('sparkle') },
      '/0]',
    ],
    ['a card with an invented icon', { type: 'card', title: plain('t'), slack_icon: sparkle('siren') }, '/name]'],
    ['a plan with a text object', { type: 'plan', title: plain('p') }, 'must provide a string [json-pointer:/0/title]'],
    [
      'a header of rich text',
      { type: 'data_table', caption: 'c', rows: [[richLine()], [richLine()]] },
      '/rows/0/0/type]',
    ],
    ['uneven rows', { type: 'data_table', caption: 'c', rows: [cells.flat(), ...cells] }, '/rows/1]'],
    ['a slice of nothing', chart({ type: 'pie', segments: [{ label: 'a', value: 0 }] }), '/segments/0/value]'],
    ['a series without a point', chart(line(['a', 'b'], [point('a')])), '/series/0/data]'],
    ['a point nowhere', chart(line(['a'], [point('b')])), '/series/0/data]'],
    ['dispatching files', { ...input({ type: 'file_input' }), dispatch_action: true }, 'unsupported type: file_input'],
    ['a least number over the most', input(number('5', '4')), '`min_value` must not exceed `max_value`'],
    [
      'a confirm dialog without title',
      actions(button('b', { confirm: { text: plain('t') } })),
      'required field: title',
    ],
    ['a rich text input without id', input({ type: 'rich_text_input' }), 'missing required field: action_id'],
    ['a video over HTTP', video('http://example.com/'), 'must be an HTTPS URL [json-pointer:/0/video_url]'],
    ['one id twice in a container', twice('same', 'same'), '`block_id` "same" already exists'],
  ];

  test.each(rows)('refuse %s', (_what, block, sentence) => {
    expect(
      problemsOf([block], 'modal')
        .concat(problemsOf([block]))
        .join('\n')
        .replaceAll('/blocks', ''),
    ).toContain(sentence);
  });

  test('a chart with a point for each category is accepted', () => {
    expect(problemsOf([chart(line(['a', 'b'], [point('b'), point('a')]))])).toEqual([]);
  });

  test('a data table may hold buttons, below its header only', () => {
    const press = { type: 'action_cell', element: button('go'), fallback: { type: 'raw_text', text: 'go' } };

    expect(problemsOf([dataTable({ type: 'raw_text', text: 'h' }, press)])).toEqual([]);
    expect(problemsOf([dataTable(press, press)])).toContain(
      'unsupported type: action_cell [json-pointer:/blocks/0/rows/0/0/type]',
    );
  });

  test('an action_id may come again in another block of a container', () => {
    expect(problemsOf([twice('one', 'two')])).toEqual([]);
  });
});

function dataTable(...cellOfEachRow: readonly object[]): object {
  return { type: 'data_table', caption: 'c', rows: cellOfEachRow.map((each) => [each]) };
}

function picture(): object {
  return { type: 'image', image_url: 'https://example.com/i.png', alt_text: 'i' };
}

function sparkle(name: string): object {
  return { type: 'icon', name };
}

function chart(shape: object): object {
  return { type: 'data_visualization', title: 'Calls', chart: shape };
}

function point(label: string): object {
  return { label, value: 1 };
}

function line(categories: readonly string[], data: readonly object[]): object {
  return { type: 'line', series: [{ name: 's', data }], axis_config: { categories } };
}

function number(least: string, most: string): object {
  return { type: 'number_input', is_decimal_allowed: false, min_value: least, max_value: most };
}

function video(url: string): object {
  return {
    type: 'video',
    alt_text: 'v',
    title: plain('v'),
    thumbnail_url: 'https://example.com/t.png',
    video_url: url,
  };
}

function twice(...ids: readonly string[]): object {
  const children = ids.map((id) => ({ ...actions(button('go')), block_id: id }));
  return { type: 'container', title: plain('t'), child_blocks: children };
}
