import { describe, expect, test } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import {
  alerts,
  audit,
  boltOverHttp,
  boltOverSocket,
  general,
  lastPayload,
  post,
  rana,
  rawApp,
  sid,
  webClient,
  workspace,
} from './support.ts';

const openHome = { do: 'open-home', user: rana } as const;

describe('events', () => {
  test('opening the Home tab reaches Bolt, which publishes it', async () => {
    const slack = await workspace();
    await boltOverHttp(slack, (app) => {
      app.event('app_home_opened', async ({ event, client }) => {
        const blocks = [{ type: 'header' as const, text: { type: 'plain_text' as const, text: 'Home' } }];
        await client.views.publish({ user_id: event.user, view: { type: 'home', blocks } });
      });
    });

    const result = await slack.gesture(openHome);
    await eventually(() => expect(slack.snapshot().homes).toHaveProperty(rana));

    expect(result).toMatchObject({ ok: true, delivery: { kind: 'event:app_home_opened', status: 200 } });
    expect(lastPayload(slack)).toMatchObject({
      type: 'event_callback',
      team_id: slack.credentials.teamId,
      api_app_id: slack.credentials.appId,
      event_id: expect.stringMatching(/^Ev[A-Z0-9]{10}$/),
      event: { type: 'app_home_opened', user: rana, tab: 'home', channel: expect.stringMatching(/^D/) },
      authorizations: [{ user_id: slack.credentials.botUserId, is_bot: true }],
    });
  });

  test('failed events are retried three times, with number and reason', async () => {
    const retries: unknown[] = [];
    const url = await rawApp((response, _body, headers) => {
      retries.push([headers['x-slack-retry-num'], headers['x-slack-retry-reason']]);
      response.writeHead(500).end();
    });
    const slack = await workspace({ timing: { eventRetryMs: [0, 5, 10] }, app: { requestUrl: url } });

    expect(await slack.gesture(openHome)).toMatchObject({ ok: true, delivery: { status: 500 } });
    await eventually(() => expect(retries).toHaveLength(4));

    expect(retries).toEqual([
      [undefined, undefined],
      ['1', 'http_error'],
      ['2', 'http_error'],
      ['3', 'http_error'],
    ]);
    const ids = slack.deliveries.map(({ body }) => (JSON.parse(body) as { event_id: string }).event_id);
    expect(new Set(ids).size).toBe(1);
  });

  test('an event that succeeds or declines is not sent again', async () => {
    let status = 500;
    const url = await rawApp((response) => {
      response.writeHead(status, status === 500 ? {} : { 'x-slack-no-retry': '1' }).end();
      status = 404;
    });
    const slack = await workspace({ timing: { eventRetryMs: [0, 0, 0] }, app: { requestUrl: url } });

    await slack.gesture(openHome);
    await eventually(() => expect(slack.deliveries.map((delivery) => delivery.status)).toEqual([500, 404]));
    await slack.gesture({ do: 'say', user: rana, channel: alerts, text: 'time passes' });

    expect(slack.deliveries).toHaveLength(2);
  });

  test('a retry for a silent app names the time-out', async () => {
    const url = await rawApp((response, _body, headers) => {
      if (headers['x-slack-retry-num'] !== undefined) response.end();
    });
    const slack = await workspace({ timing: { ackMs: 50, eventRetryMs: [0] }, app: { requestUrl: url } });

    await slack.gesture(openHome);
    // Whether the retry is answered in time is not the point.
    await eventually(() => expect(slack.deliveries.length).toBeGreaterThan(1));

    expect(slack.deliveries.at(-1)?.headers).toMatchObject({ 'x-slack-retry-reason': 'http_timeout' });
  });

  test('over Socket Mode, too', async () => {
    const slack = await workspace();
    const tabs: string[] = [];
    await boltOverSocket(slack, (app) => {
      app.event('app_home_opened', ({ event }) => {
        tabs.push(String(event.tab));
        return Promise.resolve();
      });
    });

    expect(await slack.gesture(openHome)).toMatchObject({ ok: true, delivery: { to: 'socket:1' } });
    expect(tabs).toEqual(['home']);
  });

  test('only events that the app subscribed to are sent', async () => {
    const url = await rawApp((response) => response.end());
    const slack = await workspace({ app: { requestUrl: url, events: [] } });

    expect(await slack.gesture(openHome)).toEqual({ ok: true });
    expect(await slack.gesture({ ...openHome, user: sid })).toMatchObject({ problem: { code: 'home-not-enabled' } });
    expect(slack.deliveries).toEqual([]);
  });
});

describe('what people say', () => {
  test('is in the history, and reaches an app that listens', async () => {
    const url = await rawApp((response) => response.end());
    const events = ['message.channels', 'message.groups', 'app_mention'];
    const slack = await workspace({ app: { requestUrl: url, events } });
    const mention = `<@${slack.credentials.botUserId}> help`;

    const said = await slack.gesture({ do: 'say', user: rana, channel: alerts, text: mention });
    await slack.gesture({ do: 'say', user: rana, channel: audit, text: 'private' });
    await slack.gesture({ do: 'say', user: rana, channel: general, text: 'unheard' });

    expect(slack.deliveries.map(({ kind }) => kind)).toEqual(['event:message', 'event:app_mention', 'event:message']);
    expect(lastPayload(slack)).toMatchObject({ event: { text: 'private', user: rana, channel_type: 'group' } });
    const { messages } = await webClient(slack).conversations.history({ channel: alerts });
    expect(messages).toMatchObject([{ ts: said.ts, text: mention, user: rana }]);
  });

  test('needs words, a thread that is there, and an open channel', async () => {
    const slack = await workspace();
    const say = { do: 'say', user: rana, channel: alerts } as const;
    const ts = await post(slack, { channel: alerts, text: 'x' });

    expect(await slack.gesture({ ...say, text: ' ' })).toMatchObject({ problem: { code: 'message-empty' } });
    expect(await slack.gesture({ ...say, text: 'x', threadTs: '1.000000' })).toMatchObject({
      problem: { code: 'message-not-visible' },
    });
    expect(await slack.gesture({ ...say, text: 'x', threadTs: ts })).toMatchObject({ ok: true });
    slack.archive(alerts);
    expect(await slack.gesture({ ...say, text: 'x' })).toMatchObject({ problem: { code: 'is-archived' } });
  });
});

describe('shortcuts', () => {
  test('on a message carry it; global ones carry no channel', async () => {
    const slack = await workspace({
      app: { messageShortcuts: [{ callbackId: 'look_up', name: 'Look up' }], globalShortcuts: ['freeze'] },
    });
    await boltOverHttp(slack, (app) => app.shortcut(/.*/, ({ ack }) => ack()));
    const ts = await post(slack, { channel: alerts, text: 'x' });

    const onMessage = { do: 'message-shortcut', user: rana, channel: alerts, ts, callbackId: 'look_up' } as const;
    expect(await slack.gesture(onMessage)).toMatchObject({ ok: true, delivery: { kind: 'message_action' } });
    expect(lastPayload(slack)).toMatchObject({ message_ts: ts, message: { text: 'x' }, channel: { id: alerts } });

    expect(await slack.gesture({ do: 'global-shortcut', user: rana, callbackId: 'freeze' })).toMatchObject({
      ok: true,
    });
    expect(lastPayload(slack)).toMatchObject({ type: 'shortcut', callback_id: 'freeze' });
    expect(lastPayload(slack)).not.toHaveProperty('response_url');
  });

  test('that nobody registered, by a stranger, or on an ephemeral message do not exist', async () => {
    const slack = await workspace({ app: { messageShortcuts: [{ callbackId: 'look_up', name: 'Look up' }] } });
    const ts = await post(slack, { channel: alerts, text: 'x' });
    const { message_ts: hidden = '' } = await webClient(slack).chat.postEphemeral({
      channel: alerts,
      user: rana,
      text: 'x',
    });
    const shortcut = { do: 'message-shortcut', user: rana, channel: alerts, ts, callbackId: 'look_up' } as const;

    expect(await slack.gesture({ ...shortcut, callbackId: 'other' })).toMatchObject({
      problem: { code: 'unknown-shortcut' },
    });
    expect(await slack.gesture({ ...shortcut, user: sid })).toMatchObject({ problem: { code: 'unknown-shortcut' } });
    expect(await slack.gesture({ ...shortcut, ts: hidden })).toMatchObject({
      problem: { code: 'message-not-visible' },
    });
  });
});
