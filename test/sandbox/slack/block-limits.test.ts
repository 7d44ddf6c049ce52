import { describe, expect, test } from 'vitest';
import { problemsOf, times, x, mrkdwn, section, actions, input, option, select, confirm, AT_0 } from './layouts.ts';
import { button, plain } from './support.ts';

const dataTable = (rows: number): object => ({
  type: 'data_table',
  caption: 'c',
  rows: times(rows, () => [{ type: 'raw_text', text: 'c' }]),
});
const pie = (slices: number): object => ({
  type: 'data_visualization',
  title: 'Calls',
  chart: { type: 'pie', segments: times(slices, (i) => ({ label: `s${i}`, value: 1 })) },
});

/** One row a limit: what just fits, what does not, and what Slack says. */
const LIMITS: readonly (readonly [string, unknown[], unknown[], string])[] = [
  [
    '50 blocks a message',
    times(50, () => section()),
    times(51, () => section()),
    'no more than 50 items allowed [json-pointer:/blocks]',
  ],
  [
    'section text 3,000',
    [section({ text: mrkdwn(x(3000)) })],
    [section({ text: mrkdwn(x(3001)) })],
    `must be less than 3001 characters ${AT_0}/text/text]`,
  ],
  [
    'section text not empty',
    [section({ text: mrkdwn('x') })],
    [section({ text: mrkdwn('') })],
    `must be more than 0 characters ${AT_0}/text/text]`,
  ],
  [
    '10 fields',
    [section({ fields: times(10, () => mrkdwn('f')) })],
    [section({ fields: times(11, () => mrkdwn('f')) })],
    `no more than 10 items allowed ${AT_0}/fields]`,
  ],
  [
    'field text 2,000',
    [section({ fields: [mrkdwn(x(2000))] })],
    [section({ fields: [mrkdwn(x(2001))] })],
    `must be less than 2001 characters ${AT_0}/fields/0/text]`,
  ],
  [
    'header 150',
    [{ type: 'header', text: plain(x(150)) }],
    [{ type: 'header', text: plain(x(151)) }],
    `must be less than 151 characters ${AT_0}/text/text]`,
  ],
  [
    '10 context elements',
    [{ type: 'context', elements: times(10, () => mrkdwn('c')) }],
    [{ type: 'context', elements: times(11, () => mrkdwn('c')) }],
    `no more than 10 items allowed ${AT_0}/elements]`,
  ],
  [
    '25 action elements',
    [actions(...times(25, (i) => button(`b${i}`)))],
    [actions(...times(26, (i) => button(`b${i}`)))],
    `no more than 25 items allowed ${AT_0}/elements]`,
  ],
  [
    'button text 75',
    [actions(button('b', { text: plain(x(75)) }))],
    [actions(button('b', { text: plain(x(76)) }))],
    `must be less than 76 characters ${AT_0}/elements/0/text/text]`,
  ],
  [
    'button value 2,000',
    [actions(button('b', { value: x(2000) }))],
    [actions(button('b', { value: x(2001) }))],
    `must be less than 2001 characters ${AT_0}/elements/0/value]`,
  ],
  [
    'button URL 3,000',
    [actions(button('b', { url: `https://a.b/${x(2988)}` }))],
    [actions(button('b', { url: `https://a.b/${x(2989)}` }))],
    `must be less than 3001 characters ${AT_0}/elements/0/url]`,
  ],
  [
    'action_id 255',
    [actions(button(x(255), { text: plain('b') }))],
    [actions(button(x(256), { text: plain('b') }))],
    `must be less than 256 characters ${AT_0}/elements/0/action_id]`,
  ],
  [
    'block_id 255',
    [{ type: 'divider', block_id: x(255) }],
    [{ type: 'divider', block_id: x(256) }],
    `must be less than 256 characters ${AT_0}/block_id]`,
  ],
  [
    'confirm title 100',
    [confirm({ title: plain(x(100)) })],
    [confirm({ title: plain(x(101)) })],
    `must be less than 101 characters ${AT_0}/elements/0/confirm/title/text]`,
  ],
  [
    'confirm text 300',
    [confirm({ text: plain(x(300)) })],
    [confirm({ text: plain(x(301)) })],
    `must be less than 301 characters ${AT_0}/elements/0/confirm/text/text]`,
  ],
  [
    'confirm button 30',
    [confirm({ confirm: plain(x(30)) })],
    [confirm({ confirm: plain(x(31)) })],
    `must be less than 31 characters ${AT_0}/elements/0/confirm/confirm/text]`,
  ],
  [
    'deny button 30',
    [confirm({ deny: plain(x(30)) })],
    [confirm({ deny: plain(x(31)) })],
    `must be less than 31 characters ${AT_0}/elements/0/confirm/deny/text]`,
  ],
  [
    '100 options',
    [select({ options: times(100, option) })],
    [select({ options: times(101, option) })],
    `no more than 100 items allowed ${AT_0}/elements/0/options]`,
  ],
  [
    'at least one option',
    [select({ options: [option(1)] })],
    [select({ options: [] })],
    `must provide at least 1 items ${AT_0}/elements/0/options]`,
  ],
  [
    'option text 75',
    [select({ options: [{ text: plain(x(75)), value: '1' }] })],
    [select({ options: [{ text: plain(x(76)), value: '1' }] })],
    `must be less than 76 characters ${AT_0}/elements/0/options/0/text/text]`,
  ],
  [
    'option value 150',
    [select({ options: [{ text: plain('o'), value: x(150) }] })],
    [select({ options: [{ text: plain('o'), value: x(151) }] })],
    `must be less than 151 characters ${AT_0}/elements/0/options/0/value]`,
  ],
  [
    'placeholder 150',
    [select({ options: [option(1)], placeholder: plain(x(150)) })],
    [select({ options: [option(1)], placeholder: plain(x(151)) })],
    `must be less than 151 characters ${AT_0}/elements/0/placeholder/text]`,
  ],
  [
    '5 overflow options',
    [actions({ type: 'overflow', options: times(5, option) })],
    [actions({ type: 'overflow', options: times(6, option) })],
    `no more than 5 items allowed ${AT_0}/elements/0/options]`,
  ],
  [
    '10 checkboxes',
    [actions({ type: 'checkboxes', options: times(10, option) })],
    [actions({ type: 'checkboxes', options: times(11, option) })],
    `no more than 10 items allowed ${AT_0}/elements/0/options]`,
  ],
  [
    'input label 2,000',
    [{ ...input({ type: 'plain_text_input' }), label: plain(x(2000)) }],
    [{ ...input({ type: 'plain_text_input' }), label: plain(x(2001)) }],
    `must be less than 2001 characters ${AT_0}/label/text]`,
  ],
  [
    'input max_length 3,000',
    [input({ type: 'plain_text_input', max_length: 3000 })],
    [input({ type: 'plain_text_input', max_length: 3001 })],
    `must be less than 3000 ${AT_0}/element/max_length]`,
  ],
  [
    'markdown 12,000',
    [{ type: 'markdown', text: x(12_000) }],
    [{ type: 'markdown', text: x(12_001) }],
    `must be less than 12001 characters ${AT_0}/text]`,
  ],
  [
    'markdown 12,000 in all',
    times(2, () => ({ type: 'markdown', text: x(6000) })),
    times(2, () => ({ type: 'markdown', text: x(6001) })),
    'markdown text must be less than 12001 characters [json-pointer:/blocks]',
  ],
  [
    'image alt_text 2,000',
    [{ type: 'image', image_url: 'https://a.b/c.png', alt_text: x(2000) }],
    [{ type: 'image', image_url: 'https://a.b/c.png', alt_text: x(2001) }],
    `must be less than 2001 characters ${AT_0}/alt_text]`,
  ],
  [
    '100 table rows',
    [{ type: 'table', rows: times(100, () => [{ type: 'raw_text', text: 'c' }]) }],
    [{ type: 'table', rows: times(101, () => [{ type: 'raw_text', text: 'c' }]) }],
    `no more than 100 items allowed ${AT_0}/rows]`,
  ],
  [
    'table text 10,000',
    [{ type: 'table', rows: times(10, () => [{ type: 'raw_text', text: x(1000) }]) }],
    [{ type: 'table', rows: times(10, () => [{ type: 'raw_text', text: x(1001) }]) }],
    `must be less than 10001 characters ${AT_0}/rows]`,
  ],
  [
    '200 data table rows under a header',
    [dataTable(201)],
    [dataTable(202)],
    `no more than 201 items allowed ${AT_0}/rows]`,
  ],
  ['a data table row under its header', [dataTable(2)], [dataTable(1)], `must provide at least 2 items ${AT_0}/rows]`],
  [
    'emoji as one character each',
    [{ type: 'header', text: plain('🚨'.repeat(150)) }],
    [{ type: 'header', text: plain('🚨'.repeat(151)) }],
    `must be less than 151 characters ${AT_0}/text/text]`,
  ],
  [
    '3 card buttons',
    [{ type: 'card', actions: times(3, (i) => button(`b${i}`)) }],
    [{ type: 'card', actions: times(4, (i) => button(`b${i}`)) }],
    `no more than 3 items allowed ${AT_0}/actions]`,
  ],
  [
    'header level 4',
    [{ type: 'header', text: plain('h'), level: 4 }],
    [{ type: 'header', text: plain('h'), level: 5 }],
    `must be less than 4 ${AT_0}/level]`,
  ],
  [
    '2 charts',
    times(2, () => pie(1)),
    times(3, () => pie(1)),
    'too many data_visualization blocks [json-pointer:/blocks]',
  ],
  ['12 slices', [pie(12)], [pie(13)], `no more than 12 items allowed ${AT_0}/chart/segments]`],
  [
    'one plan',
    [{ type: 'plan', title: 'p', tasks: [{ task_id: 't', title: 't', status: 'pending' }] }],
    times(2, () => ({ type: 'plan', title: 'p' })),
    'Cannot have more than 1 plan block [json-pointer:/blocks]',
  ],
  [
    'card body 200',
    [{ type: 'card', body: mrkdwn(x(200)) }],
    [{ type: 'card', body: mrkdwn(x(201)) }],
    `must be less than 201 characters ${AT_0}/body/text]`,
  ],
];

describe('the blocks of a message have room for', () => {
  test.each(LIMITS)('%s', (_what, fits, breaks, sentence) => {
    expect(problemsOf(fits)).toEqual([]);
    expect(problemsOf(breaks)).toContain(sentence);
  });
});
