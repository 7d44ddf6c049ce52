import { describe, expect, test } from 'vitest';
import {
  alerts,
  ana,
  audit,
  button,
  buttons,
  general,
  post,
  posting,
  rana,
  refusal,
  sid,
  webClient,
  workspace,
} from './support.ts';

describe('chat.postMessage', () => {
  test('a message is there for people and methods, with ids filled in', async () => {
    const slack = await workspace();

    const posted = await posting(slack, {
      channel: '#security-alerts',
      text: 'A full sentence',
      blocks: [{ type: 'actions', elements: [{ type: 'button', text: { type: 'plain_text', text: 'Go' } }] }],
    });

    const [message] = slack.snapshot().messages;
    expect(posted).toMatchObject({ channel: alerts, ts: message?.ts, message: { bot_id: slack.credentials.botId } });
    expect(message).toMatchObject({ author: slack.credentials.botUserId, text: 'A full sentence' });
    expect(message?.blocks?.[0]).toMatchObject({
      block_id: expect.stringMatching(/^\w+$/),
      elements: [{ action_id: expect.stringMatching(/^\w+$/), text: { emoji: true } }],
    });
  });

  test.each([
    ['a channel that is not there', { channel: 'C0NOWHERE00', text: 'x' }, 'channel_not_found'],
    ['a channel the app is not in', { channel: general, text: 'x' }, 'not_in_channel'],
    ['nothing to say', { channel: alerts, text: '' }, 'no_text'],
    ['blocks that are no list', { channel: alerts, blocks: '{' }, 'invalid_blocks_format'],
    ['an empty section', { channel: alerts, text: 'x', blocks: [{ type: 'section' }] }, 'invalid_blocks'],
    ['a thread that is not there', { channel: alerts, text: 'x', thread_ts: '1.000000' }, 'thread_not_found'],
    ['markdown beside text', { channel: alerts, text: 'x', markdown_text: 'y' }, 'markdown_text_conflict'],
    ['metadata that is no object', { channel: alerts, text: 'x', metadata: '7' }, 'invalid_metadata_format'],
    [
      'metadata without a payload',
      { channel: alerts, text: 'x', metadata: { event_type: 'a' } },
      'invalid_metadata_schema',
    ],
    [
      'huge metadata',
      { channel: alerts, text: 'x', metadata: { event_type: 'a', event_payload: { x: 'x'.repeat(17_000) } } },
      'metadata_too_large',
    ],
    [
      'too much text in all blocks together',
      {
        channel: alerts,
        text: 'x',
        blocks: Array.from({ length: 5 }, () => ({
          type: 'section',
          text: { type: 'mrkdwn', text: 'x'.repeat(2900) },
        })),
      },
      'msg_blocks_too_long',
    ],
  ])('refuses %s', async (_what, args, error) => {
    const slack = await workspace();

    expect(await refusal(posting(slack, args))).toMatchObject({ error });
    expect(slack.snapshot().messages).toEqual([]);
  });

  test('a private channel does not exist for an app outside it, and an archived one takes nothing', async () => {
    const slack = await workspace();
    slack.setMembers(audit, [rana, ana]);
    slack.archive(alerts);

    expect(await refusal(posting(slack, { channel: audit, text: 'x' }))).toMatchObject({
      error: 'channel_not_found',
    });
    expect(await refusal(posting(slack, { channel: alerts, text: 'x' }))).toMatchObject({
      error: 'is_archived',
    });
  });

  test('a text over 40,000 characters is cut, with a warning', async () => {
    const slack = await workspace();

    const posted = await posting(slack, { channel: alerts, text: 'x'.repeat(40_001) });

    expect(posted).toMatchObject({ warning: 'message_truncated' });
    expect(slack.snapshot().messages[0]?.text).toHaveLength(40_000);
  });

  test('problems with blocks come as sentences with a pointer', async () => {
    const slack = await workspace();

    const { data } = await refusal(
      posting(slack, {
        channel: alerts,
        text: 'x',
        blocks: [{ type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } }],
      }),
    );

    expect(data['errors']).toEqual(['must be less than 151 characters [json-pointer:/blocks/0/text/text]']);
    expect(data['response_metadata']).toMatchObject({
      messages: ['[ERROR] must be less than 151 characters [json-pointer:/blocks/0/text/text]'],
    });
  });

  test('replies name their parent, never another reply', async () => {
    const slack = await workspace();
    const parent = await post(slack, { channel: alerts, text: 'parent' });
    const reply = await post(slack, { channel: alerts, text: 'reply', thread_ts: parent });

    const nested = posting(slack, { channel: alerts, text: 'nested', thread_ts: reply });

    expect(await refusal(nested)).toMatchObject({ error: 'cannot_reply_to_message' });
  });
});

describe('chat.update and chat.delete', () => {
  test('an update without blocks drops them and keeps metadata', async () => {
    const slack = await workspace();
    const client = webClient(slack);
    const metadata = { event_type: 'case', event_payload: { id: '1' } };
    const ts = await post(slack, {
      channel: alerts,
      text: 'before',
      blocks: buttons(button('go')),
      metadata,
    });

    await client.chat.update({ channel: alerts, ts, text: 'after' });

    const [message] = slack.snapshot().messages;
    expect(message).toMatchObject({ text: 'after', edited: true, metadata });
    expect(message).not.toHaveProperty('blocks');
  });

  test('an update with blocks shows no sign of an edit', async () => {
    const slack = await workspace();
    const ts = await post(slack, { channel: alerts, text: 'x', blocks: buttons(button('a')) });

    await webClient(slack).apiCall('chat.update', { channel: alerts, ts, blocks: buttons(button('b')) });

    expect(slack.snapshot().messages[0]).not.toHaveProperty('edited');
  });

  test('an empty object removes metadata', async () => {
    const slack = await workspace();
    const client = webClient(slack);
    const metadata = { event_type: 'case', event_payload: { id: '1' } };
    const ts = await post(slack, { channel: alerts, text: 'x', metadata });

    await client.apiCall('chat.update', { channel: alerts, ts, text: 'x', metadata: {} });

    expect(slack.snapshot().messages[0]).not.toHaveProperty('metadata');
  });

  test('only own, posted messages can be changed', async () => {
    const slack = await workspace();
    const client = webClient(slack);
    const { ts: foreign = '' } = await slack.gesture({ do: 'say', user: rana, channel: alerts, text: 'mine' });
    const { message_ts: hidden = '' } = await client.chat.postEphemeral({ channel: alerts, user: rana, text: 'x' });

    expect(await refusal(client.chat.update({ channel: alerts, ts: foreign, text: 'x' }))).toMatchObject({
      error: 'cant_update_message',
    });
    expect(await refusal(client.chat.delete({ channel: alerts, ts: foreign }))).toMatchObject({
      error: 'cant_delete_message',
    });
    for (const ts of [hidden, '1.000000']) {
      expect(await refusal(client.chat.update({ channel: alerts, ts, text: 'x' }))).toMatchObject({
        error: 'message_not_found',
      });
    }
  });

  test('an update takes 4,000 characters of text, and none in an archived channel', async () => {
    const slack = await workspace();
    const client = webClient(slack);
    const ts = await post(slack, { channel: alerts, text: 'x' });

    expect(await refusal(client.chat.update({ channel: alerts, ts, text: 'x'.repeat(4001) }))).toMatchObject({
      error: 'msg_too_long',
    });
    slack.archive(alerts);
    expect(await refusal(client.chat.update({ channel: alerts, ts, text: 'y' }))).toMatchObject({
      error: 'is_inactive',
    });
  });

  test('a deleted parent leaves its place to the thread, anything else is gone', async () => {
    const slack = await workspace();
    const client = webClient(slack);
    const parent = await post(slack, { channel: alerts, text: 'parent' });
    const reply = await post(slack, { channel: alerts, text: 'reply', thread_ts: parent });
    const other = await post(slack, { channel: alerts, text: 'other' });

    await client.chat.delete({ channel: alerts, ts: parent });
    await client.chat.delete({ channel: alerts, ts: other });

    expect(slack.snapshot().messages.map(({ ts, text }) => [ts, text])).toEqual([
      [parent, 'This message was deleted.'],
      [reply, 'reply'],
    ]);
    expect(await refusal(client.chat.delete({ channel: alerts, ts: parent }))).toMatchObject({
      error: 'message_not_found',
    });
  });
});

describe('chat.postEphemeral and chat.getPermalink', () => {
  test('an ephemeral message is for one person and in no history', async () => {
    const slack = await workspace();
    const client = webClient(slack);

    await client.chat.postEphemeral({ channel: alerts, user: rana, text: 'only you' });

    expect(slack.snapshot().messages).toMatchObject([{ text: 'only you', visibleTo: rana }]);
    expect(await client.conversations.history({ channel: alerts })).toMatchObject({ messages: [] });
  });

  test('its reader must be in the channel', async () => {
    const slack = await workspace();
    const hidden = webClient(slack).chat.postEphemeral({ channel: audit, user: sid, text: 'x' });

    expect(await refusal(hidden)).toMatchObject({ error: 'user_not_in_channel' });
  });

  test('a permalink names channel and message', async () => {
    const slack = await workspace();
    const client = webClient(slack);
    const ts = await post(slack, { channel: alerts, text: 'x' });

    const { permalink } = await client.chat.getPermalink({ channel: alerts, message_ts: ts });

    expect(permalink).toBe(`https://trailbolt-sandbox.slack.com/archives/${alerts}/p${ts.replace('.', '')}`);
    expect(await refusal(client.chat.getPermalink({ channel: alerts, message_ts: '1.000000' }))).toMatchObject({
      error: 'message_not_found',
    });
  });
});
