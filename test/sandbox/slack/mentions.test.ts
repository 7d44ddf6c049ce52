import { expect, test } from 'vitest';
import { PEOPLE, SECURITY_APPROVERS } from '../../../src/sandbox/slack/cast.ts';
import { alerts, webClient, workspace } from './support.ts';

const { ana, ben, dave, rana } = PEOPLE;

const line = (...elements: object[]): object[] => [
  { type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] },
];
const user = (id: string): object => ({ type: 'user', user_id: id });

test.each([
  ['users of rich text', { blocks: line(user(ana), { type: 'text', text: `<@${ben}>` }) }, [ana]],
  [
    'a user group, for its members',
    { blocks: line({ type: 'usergroup', usergroup_id: SECURITY_APPROVERS }) },
    [ana, ben, dave],
  ],
  ['mrkdwn', { blocks: [{ type: 'section', text: { type: 'mrkdwn', text: `<@${ben}> look` } }] }, [ben]],
  [
    'plain text, which is characters',
    { blocks: [{ type: 'section', text: { type: 'plain_text', text: `<@${ben}>` } }] },
    undefined,
  ],
  ['a text without blocks', { text: `<@${rana}>` }, [rana]],
  ['somebody who is not in the channel', { blocks: line(user('U0NOBODY')) }, undefined],
])('a new message notifies whom it mentions: %s', async (_what, content, notified) => {
  const slack = await workspace();

  await webClient(slack).apiCall('chat.postMessage', { channel: alerts, text: `Hello <@${dave}>`, ...content });

  expect(slack.snapshot().messages[0]?.notified).toEqual(notified);
});

test('an update notifies nobody anew', async () => {
  const slack = await workspace();
  const client = webClient(slack);
  await client.apiCall('chat.postMessage', { channel: alerts, text: `<@${ana}>` });

  const ts = slack.snapshot().messages[0]?.ts;
  await client.apiCall('chat.update', { channel: alerts, ts, text: `<@${ben}>` });

  expect(slack.snapshot().messages[0]).toMatchObject({ text: `<@${ben}>`, notified: [ana] });
});
