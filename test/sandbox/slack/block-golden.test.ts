import { expect, test } from 'vitest';
import { problemsOf, mrkdwn, section, actions, input, option, richText, richLine } from './layouts.ts';
import { button, plain } from './support.ts';

/** One of everything that a message takes. */
const GOLDEN: readonly object[] = [
  { type: 'header', text: { ...plain('Instances launched in bulk'), emoji: false }, block_id: 'title' },
  section({
    text: { ...mrkdwn('*ana* launched 12 instances'), verbatim: true },
    accessory: button('show', { url: 'https://example.com/' }),
  }),
  section({ fields: [mrkdwn('*Account*\nprod'), plain('eu-central-1')] }),
  { type: 'divider' },
  richText(
    {
      type: 'rich_text_section',
      elements: [
        { type: 'text', text: 'By ', style: { bold: true } },
        { type: 'user', user_id: 'U0ANA7M3XD' },
        { type: 'link', url: 'https://example.com/', text: 'trail' },
        { type: 'emoji', name: 'wave' },
        { type: 'date', timestamp: 1795420800, format: '{date}', fallback: 'then' },
        { type: 'broadcast', range: 'here' },
      ],
    },
    {
      type: 'rich_text_list',
      style: 'ordered',
      indent: 1,
      border: 0,
      elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'one' }] }],
    },
    { type: 'rich_text_quote', elements: [{ type: 'text', text: 'quoted' }] },
    { type: 'rich_text_preformatted', border: 1, elements: [{ type: 'text', text: '{}' }] },
  ),
  actions(
    button('stop', {
      style: 'danger',
      value: 'c1',
      confirm: {
        title: plain('Stop?'),
        text: mrkdwn('*Stops* it'),
        confirm: plain('Stop'),
        deny: plain('Keep'),
        style: 'danger',
      },
    }),
    {
      type: 'static_select',
      action_id: 'mute',
      placeholder: plain('Mute'),
      options: [option(1), option(2)],
      initial_option: option(2),
    },
    { type: 'overflow', action_id: 'more', options: [option(1), { ...option(2), url: 'https://example.com/' }] },
    { type: 'users_select', action_id: 'assign' },
    {
      type: 'checkboxes',
      action_id: 'flags',
      options: [{ ...option(1), text: mrkdwn('*one*'), description: plain('d') }],
    },
    { type: 'datepicker', action_id: 'until', initial_date: '2026-11-23' },
    { type: 'timepicker', action_id: 'at', initial_time: '09:30' },
  ),
  {
    type: 'context',
    elements: [
      mrkdwn('c1'),
      plain('rule'),
      { type: 'image', image_url: 'https://example.com/i.png', alt_text: 'icon' },
    ],
  },
  { type: 'image', image_url: 'https://example.com/graph.png', alt_text: 'graph', title: plain('Graph') },
  {
    type: 'table',
    rows: [[{ type: 'raw_text', text: 'a' }, richLine({ type: 'text', text: 'b' })]],
    column_settings: [{ align: 'right' }],
  },
  { type: 'markdown', text: '**bold**' },
  { type: 'card', title: mrkdwn('card'), actions: [button('card')] },
  { type: 'container', title: plain('More'), child_blocks: [section()], is_collapsible: true, default_collapsed: true },
  input({ type: 'plain_text_input', action_id: 'why', multiline: true }),
];

test('a message with one of everything is accepted', () => {
  expect(problemsOf(GOLDEN)).toEqual([]);
});
