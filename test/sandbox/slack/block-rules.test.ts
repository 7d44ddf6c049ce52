import { describe, expect, test } from 'vitest';
import { checkBlocks } from '../../../src/sandbox/slack/block-kit/layout.ts';
import { Problems } from '../../../src/sandbox/slack/block-kit/problems.ts';
import {
  problemsOf,
  times,
  x,
  mrkdwn,
  section,
  actions,
  input,
  option,
  select,
  richText,
  richLine,
  AT_0,
} from './layouts.ts';
import { button, plain } from './support.ts';

/** Layouts that break a rule other than a limit. */
const REFUSED: readonly (readonly [string, unknown, string])[] = [
  ['no list', {}, 'must provide an array [json-pointer:/blocks]'],
  ['no block', ['text'], `must provide an object ${AT_0}]`],
  ['no type', [{}], `missing required field: type ${AT_0}]`],
  ['an invented type', [{ type: 'blink' }], `unsupported type: blink ${AT_0}/type]`],
  ['an alert in a message', [{ type: 'alert', text: plain('a') }], `unsupported type: alert ${AT_0}/type]`],
  ['a file block', [{ type: 'file', external_id: 'a', source: 'remote' }], `unsupported type: file ${AT_0}/type]`],
  [
    'an unknown property',
    [actions(button('b', { disabled: true }))],
    `invalid additional property: disabled ${AT_0}/elements/0]`,
  ],
  ['a section without text', [section({})], `must define either \`text\` or \`fields\` ${AT_0}/type]`],
  ['mrkdwn in a header', [{ type: 'header', text: mrkdwn('h') }], `must be a valid enum value ${AT_0}/text/type]`],
  [
    'mrkdwn on a button',
    [actions(button('b', { text: mrkdwn('b') }))],
    `must be a valid enum value ${AT_0}/elements/0/text/type]`,
  ],
  [
    'emoji in mrkdwn',
    [section({ text: { ...mrkdwn('t'), emoji: true } })],
    `invalid additional property: emoji ${AT_0}/text]`,
  ],
  [
    'verbatim in plain text',
    [section({ text: { ...plain('t'), verbatim: true } })],
    `invalid additional property: verbatim ${AT_0}/text]`,
  ],
  ['a text that is a string', [section({ text: 'text' })], `must provide an object ${AT_0}/text]`],
  ['a number for a string', [actions(button('b', { value: 7 }))], `must provide a string ${AT_0}/elements/0/value]`],
  [
    'a string for a boolean',
    [section({ text: { ...plain('t'), emoji: 'yes' } })],
    `must be a boolean ${AT_0}/text/emoji]`,
  ],
  [
    'an unknown style',
    [actions(button('b', { style: 'warning' }))],
    `must be a valid enum value ${AT_0}/elements/0/style]`,
  ],
  ['a URL that is none', [actions(button('b', { url: 'aws console' }))], `must be a valid URL ${AT_0}/elements/0/url]`],
  [
    'a button without text',
    [actions({ type: 'button', action_id: 'b' })],
    `missing required field: text ${AT_0}/elements/0]`,
  ],
  ['no elements', [actions()], `must provide at least 1 items ${AT_0}/elements]`],
  ['a text in actions', [actions(mrkdwn('t'))], `unsupported type: mrkdwn ${AT_0}/elements/0/type]`],
  [
    'a button in a context',
    [{ type: 'context', elements: [button('b')] }],
    `unsupported type: button ${AT_0}/elements/0/type]`,
  ],
  ['a button in an input', [input(button('b'))], `unsupported type: button ${AT_0}/element/type]`],
  [
    'a text input in actions',
    [actions({ type: 'plain_text_input' })],
    `unsupported type: plain_text_input ${AT_0}/elements/0/type]`,
  ],
  [
    'a datetimepicker beside a section',
    [section({ text: mrkdwn('t'), accessory: { type: 'datetimepicker' } })],
    `unsupported type: datetimepicker ${AT_0}/accessory/type]`,
  ],
  [
    'one action_id twice in a block',
    [actions(button('same'), button('same'))],
    `\`action_id\` "same" already exists ${AT_0}/elements/1/action_id]`,
  ],
  [
    'one block_id twice',
    times(2, () => ({ type: 'divider', block_id: 'same' })),
    '`block_id` "same" already exists [json-pointer:/blocks/1/block_id]',
  ],
  [
    'options beside groups',
    [select({ options: [option(1)], option_groups: [{ label: plain('g'), options: [option(1)] }] })],
    `must define either \`options\` or \`option_groups\` ${AT_0}/elements/0]`,
  ],
  [
    'an initial option from nowhere',
    [select({ options: [option(1)], initial_option: option(2) })],
    `initial option must match one of the options ${AT_0}/elements/0]`,
  ],
  [
    'mrkdwn in a select option',
    [select({ options: [{ text: mrkdwn('o'), value: '1' }] })],
    `must be a valid enum value ${AT_0}/elements/0/options/0/text/type]`,
  ],
  [
    'a URL on a select option',
    [select({ options: [{ ...option(1), url: 'https://a.b' }] })],
    `invalid additional property: url ${AT_0}/elements/0/options/0]`,
  ],
  [
    'an image without source',
    [{ type: 'image', alt_text: 'a' }],
    `must define either \`image_url\` or \`slack_file\` ${AT_0}]`,
  ],
  [
    'a date that is none',
    [actions({ type: 'datepicker', initial_date: '23/11/2026' })],
    `input must be a valid: date ${AT_0}/elements/0/initial_date]`,
  ],
  [
    'a shortest text over the longest',
    [input({ type: 'plain_text_input', min_length: 5, max_length: 4 })],
    `\`min_length\` must not exceed \`max_length\` ${AT_0}/element]`,
  ],
  [
    'two elements in focus',
    times(2, () => input({ type: 'plain_text_input', focus_on_load: true })),
    'only one element may have `focus_on_load` [json-pointer:/blocks]',
  ],
  [
    'rich text without section',
    [richText({ type: 'text', text: 't' })],
    `unsupported type: text ${AT_0}/elements/0/type]`,
  ],
  [
    'an empty rich text',
    [richLine({ type: 'text', text: '' })],
    `must be more than 0 characters ${AT_0}/elements/0/elements/0/text]`,
  ],
  [
    'an unknown rich text style',
    [richLine({ type: 'text', text: 't', style: { blink: true } })],
    `invalid additional property: blink ${AT_0}/elements/0/elements/0/style]`,
  ],
  [
    'a list in a list',
    [richText({ type: 'rich_text_list', style: 'bullet', elements: [{ type: 'rich_text_list' }] })],
    `unsupported type: rich_text_list ${AT_0}/elements/0/elements/0/type]`,
  ],
  [
    'a mention in preformatted text',
    [richText({ type: 'rich_text_preformatted', elements: [{ type: 'user', user_id: 'U1' }] })],
    `unsupported type: user ${AT_0}/elements/0/elements/0/type]`,
  ],
  [
    'an empty card',
    [{ type: 'card', subtitle: mrkdwn('s') }],
    `must define at least one of \`hero_image\`, \`title\`, \`actions\` or \`body\` ${AT_0}]`,
  ],
  [
    'a container without title',
    [{ type: 'container', child_blocks: [{ type: 'divider' }] }],
    `must define either \`title\` or \`rich_text_title\` ${AT_0}]`,
  ],
];

describe('the blocks of a message', () => {
  test.each(REFUSED)('refuse %s', (_what, blocks, sentence) => {
    expect(problemsOf(blocks)).toContain(sentence);
  });

  test('name the whole text object first when no kind of text fits', () => {
    expect(problemsOf([section({ text: mrkdwn(x(3001)) })])).toEqual([
      `failed to match all allowed schemas ${AT_0}/text]`,
      `must be less than 3001 characters ${AT_0}/text/text]`,
    ]);
  });

  test('report every problem, not the first one only', () => {
    expect(problemsOf([section({}), { type: 'header', text: plain(x(151)) }])).toHaveLength(2);
  });

  test('escape what a JSON pointer cannot hold', () => {
    const problems = new Problems();
    problems.add('wrong', '/blocks/0');

    checkBlocks([actions(button('a', { value: '' }))], 'message', '/a~1b', problems);

    expect(problems.sentences()).toContain('must be more than 0 characters [json-pointer:/a~1b/0/elements/0/value]');
  });
});
