import type { JsonObject } from '../../src/model/json.ts';
import { ALERTS, ANA, BEN, mrkdwn, plain, START_SECONDS } from './sample-blocks.ts';

function richText(...elements: readonly JsonObject[]): JsonObject {
  return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] };
}

function line(text: string): JsonObject {
  return { type: 'rich_text_section', elements: [{ type: 'text', text }] };
}

const cell = (text: string): JsonObject => ({ type: 'raw_text', text });
const openCell: JsonObject = {
  type: 'action_cell',
  element: { type: 'button', action_id: 'open', text: plain('Open RunInstances') },
};
const picture = { type: 'image', image_url: 'https://example.com/i.png', alt_text: 'Logo of the team' };

/** Every rich text element, and lists of every kind. */
export const RICH_TEXT: JsonObject = {
  type: 'rich_text',
  elements: [
    {
      type: 'rich_text_section',
      elements: [
        { type: 'text', text: 'all', style: { bold: true, italic: true, strike: true, underline: true, code: true } },
        { type: 'text', text: ' :tada: *x* <!channel>' },
        { type: 'user', user_id: ANA, style: { bold: true } },
        { type: 'user', user_id: 'U0GONE' },
        { type: 'usergroup', usergroup_id: 'S0SEC' },
        { type: 'channel', channel_id: ALERTS },
        { type: 'broadcast', range: 'here' },
        { type: 'emoji', name: 'wave::skin-tone-6' },
        { type: 'emoji', name: 'homemade' },
        { type: 'color', value: '#F405B3' },
        { type: 'color', value: 'red;background:url(//evil)' },
        { type: 'date', timestamp: START_SECONDS, format: '{date_num}', fallback: 'then', url: 'https://example.com/' },
        { type: 'date', timestamp: START_SECONDS, format: '{nonsense}', fallback: 'the fallback' },
        { type: 'link', url: 'https://example.com/x', text: 'docs', unsafe: true },
        { type: 'link', url: 'https://example.com/y' },
        { type: 'link', url: 'javascript:alert(1)', text: 'trap' },
        { type: 'tag', text: 'In progress', color: 'green' },
        { type: 'canvas', file_id: 'F1', text: 'Runbook', url: 'https://example.com/canvas' },
      ],
    },
    { type: 'rich_text_list', style: 'bullet', border: 1, elements: [line('one'), line('two')] },
    { type: 'rich_text_list', style: 'ordered', indent: 1, offset: 4, elements: [line('five'), line('six')] },
    { type: 'rich_text_quote', border: 1, elements: [{ type: 'text', text: 'quoted' }] },
    { type: 'rich_text_preformatted', elements: [{ type: 'text', text: '{\n  "a": *1*\n}' }] },
  ],
};

/** Blocks that came to Block Kit late, as a message takes them. */
export const NEWER: readonly JsonObject[] = [
  { type: 'header', text: plain('Level two'), level: 2 },
  {
    type: 'table',
    rows: [
      [cell('Rule'), cell('Count')],
      [cell('<b>bulk</b> launch'), richText({ type: 'text', text: '4', style: { bold: true } })],
    ],
    column_settings: [null, { align: 'right', is_wrapped: true }],
  },
  {
    type: 'data_table',
    block_id: 'calls',
    caption: 'Calls',
    rows: [
      [cell('Call'), cell('Times'), cell('Look')],
      [cell('RunInstances'), cell('4'), openCell],
    ],
  },
  {
    type: 'data_visualization',
    title: 'Calls an hour',
    chart: {
      type: 'bar',
      axis_config: { categories: ['09', '10'], x_label: 'Hour' },
      series: [
        {
          name: 'denied',
          data: [
            { label: '10', value: 7 },
            { label: '09', value: 2 },
          ],
        },
      ],
    },
  },
  {
    type: 'data_visualization',
    title: 'By country',
    chart: { type: 'pie', segments: [{ label: 'NL', value: 3 }] },
  },
  {
    type: 'context_actions',
    block_id: 'verdict',
    elements: [
      {
        type: 'feedback_buttons',
        action_id: 'useful',
        positive_button: { text: plain('Good'), value: 'good', accessibility_label: 'Good, it was useful' },
        negative_button: { text: plain('Bad'), value: 'bad' },
      },
      { type: 'icon_button', icon: 'trash', action_id: 'delete', text: plain('Delete') },
      {
        type: 'icon_button',
        icon: 'trash',
        action_id: 'hidden',
        text: plain('For Ben only'),
        visible_to_user_ids: [BEN],
      },
    ],
  },
  {
    type: 'card',
    icon: picture,
    title: mrkdwn('*Plan*'),
    subtitle: plain('two steps'),
    body: mrkdwn('Stop, then look.'),
    subtext: plain('Nothing is lost.'),
    actions: [{ type: 'button', action_id: 'go', text: plain('Go') }],
  },
  { type: 'carousel', elements: [{ type: 'card', title: mrkdwn('First') }] },
  {
    type: 'container',
    title: plain('More'),
    is_collapsible: true,
    default_collapsed: true,
    child_blocks: [{ type: 'section', text: mrkdwn('inside') }],
  },
  {
    type: 'plan',
    title: 'Remedy',
    tasks: [{ task_id: '1', title: 'Snapshot', status: 'complete', details: richText({ type: 'text', text: 'kept' }) }],
  },
  {
    type: 'task_card',
    task_id: '2',
    title: 'Terminate',
    status: 'error',
    sources: [{ type: 'url', url: 'https://example.com/run', text: 'the run' }],
  },
  {
    type: 'video',
    alt_text: 'A demonstration',
    title: plain('Demo'),
    title_url: 'https://example.com/v',
    thumbnail_url: 'https://example.com/t.png',
    video_url: 'https://example.com/e',
  },
  {
    type: 'markdown',
    text: [
      '# What happened',
      'Some **bold**, *italic*, ~~gone~~, `code` and a [link](https://example.com/m), not [this](javascript:alert(1)).',
      '- [x] looked',
      '- [ ] closed',
      '1. first',
      '> said',
      '| a | b |',
      '|---|---|',
      '| 1 | 2 |',
      '---',
      '```',
      '<script>*x*</script>',
      '```',
    ].join('\n'),
  },
];

function field(blockId: string, label: string, element: JsonObject, more: JsonObject = {}): JsonObject {
  return {
    type: 'input',
    block_id: blockId,
    label: plain(label),
    element: { action_id: blockId, ...element },
    ...more,
  };
}

const options = ['one', 'two'].map((name) => ({ text: plain(name), value: name }));

/** A modal with every input that the page can draw. */
export const EVERY_FIELD: JsonObject = {
  type: 'modal',
  callback_id: 'every',
  title: plain('Every field'),
  submit: plain('Send'),
  close: plain('Cancel'),
  blocks: [
    { type: 'alert', block_id: 'note', text: mrkdwn('*Careful*'), level: 'warning' },
    field('name', 'Name', { type: 'plain_text_input', placeholder: plain('Your name') }),
    field('mail', 'Mail', { type: 'email_text_input' }, { hint: plain('At work') }),
    field('site', 'Site', { type: 'url_text_input' }),
    field('count', 'Count', { type: 'number_input', is_decimal_allowed: false }),
    field('note2', 'Note', { type: 'rich_text_input' }, { optional: true }),
    field('day', 'Day', { type: 'datepicker' }),
    field('time', 'Time', { type: 'timepicker' }),
    field('moment', 'Moment', { type: 'datetimepicker' }),
    field('pick', 'Pick', { type: 'static_select', options }),
    field('picks', 'Picks', { type: 'multi_static_select', options }),
    field('who', 'Who', { type: 'users_select' }),
    field('where', 'Where', { type: 'multi_channels_select' }),
    field('talks', 'Talks', { type: 'multi_conversations_select' }),
    field('radio', 'Radio', { type: 'radio_buttons', options }),
    field('checks', 'Checks', { type: 'checkboxes', options }),
  ],
};
