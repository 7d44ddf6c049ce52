import { describe, expect, test } from 'vitest';
import type { SandboxSlack } from '../../../src/sandbox/slack/sandbox-slack.ts';
import { alerts, posting, refusal, webClient, workspace } from './support.ts';

describe('tokens and scopes', () => {
  test('the bot token says who the app is', async () => {
    const slack = await workspace();

    const who = await webClient(slack).auth.test();

    expect(who).toMatchObject({
      team_id: slack.credentials.teamId,
      user_id: slack.credentials.botUserId,
      bot_id: slack.credentials.botId,
    });
  });

  test('ids and secrets can be fixed', async () => {
    const slack = await workspace({ credentials: { botToken: 'xoxb-fixed', signingSecret: 'known' } });

    expect(slack.credentials).toMatchObject({ signingSecret: 'known', teamId: 'T0TRAILBOLT' });
    expect(await webClient(slack, 'xoxb-fixed').auth.test()).toMatchObject({ ok: true });
  });

  test.each([
    ['no token', '', 'not_authed'],
    ['a wrong token', 'xoxb-wrong', 'invalid_auth'],
  ])('%s is refused', async (_what, token, error) => {
    const slack = await workspace();

    expect(await refusal(webClient(slack, token).auth.test())).toMatchObject({ error });
  });

  test('each kind of token opens its own methods only', async () => {
    const slack = await workspace();
    const app = webClient(slack, slack.credentials.appToken);

    expect(await refusal(posting(slack, { channel: alerts, text: 'x' }, slack.credentials.appToken))).toMatchObject({
      error: 'not_allowed_token_type',
    });
    expect(await refusal(webClient(slack).apps.connections.open())).toMatchObject({ error: 'not_allowed_token_type' });
    expect(await app.apps.connections.open()).toMatchObject({ url: expect.stringMatching(/^ws:.*ticket=/) });
  });

  test('a missing scope is named beside those that were granted', async () => {
    const slack = await workspace({ app: { scopes: ['chat:write'] } });

    const { data } = await refusal(webClient(slack).conversations.history({ channel: alerts }));

    expect(data).toMatchObject({ error: 'missing_scope', needed: 'channels:history', provided: 'chat:write' });
  });

  test('api.test says what it was told, and fails as it is told to', async () => {
    const slack = await workspace();
    const { data } = await refusal(webClient(slack, '').api.test({ error: 'my_error' }));

    expect(await webClient(slack, '').apiCall('api.test', { foo: 'bar' })).toMatchObject({
      ok: true,
      args: { foo: 'bar' },
    });
    expect(await webClient(slack).api.test({})).not.toHaveProperty('args');
    expect(data).toMatchObject({ ok: false, error: 'my_error', args: { error: 'my_error' } });
  });

  test('an unknown method is refused', async () => {
    const slack = await workspace();

    const { data } = await refusal(webClient(slack).apiCall('chat.shout'));

    expect(data).toMatchObject({ error: 'unknown_method', req_method: 'chat.shout' });
  });
});

async function call(
  slack: SandboxSlack,
  init: { readonly headers?: Record<string, string>; readonly body?: string; readonly method?: string },
  path = 'chat.postMessage',
): Promise<unknown> {
  const response = await fetch(slack.apiUrl + path, { method: 'POST', ...init });
  return response.json();
}

describe('how a call is sent', () => {
  test('JSON bodies and GET work as forms do', async () => {
    const slack = await workspace();
    const authorization = `Bearer ${slack.credentials.botToken}`;

    const json = await call(slack, {
      headers: { authorization, 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({ channel: alerts, text: 'json' }),
    });
    const got = await call(
      slack,
      { method: 'GET', headers: { authorization } },
      `conversations.info?channel=${alerts}`,
    );

    expect(json).toMatchObject({ ok: true, message: { text: 'json' } });
    expect(got).toMatchObject({ ok: true, channel: { id: alerts } });
  });

  test('a token inside JSON does not count, one inside a form does', async () => {
    const slack = await workspace();
    const { botToken } = slack.credentials;

    const json = await call(slack, {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: botToken, channel: alerts, text: 'x' }),
    });
    const form = await call(slack, {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ token: botToken, channel: alerts, text: 'x' }).toString(),
    });

    expect(json).toMatchObject({ error: 'not_authed' });
    expect(form).toMatchObject({ ok: true });
  });

  test.each([
    ['application/json', '{', 'invalid_json'],
    ['application/json', '[]', 'json_not_object'],
    ['application/json; charset=utf-7', '{}', 'invalid_charset'],
    ['text/csv', 'a,b', 'invalid_post_type'],
    ['multipart/form-data; boundary=x', 'x', 'invalid_form_data'],
  ])('%s with %s is %s', async (contentType, body, error) => {
    const slack = await workspace();

    expect(await call(slack, { headers: { 'content-type': contentType }, body })).toMatchObject({ ok: false, error });
  });

  test('missing arguments are named', async () => {
    const slack = await workspace();

    const { data } = await refusal(webClient(slack).apiCall('chat.update', { ts: '1.000000' }));

    expect(data).toMatchObject({
      error: 'invalid_arguments',
      response_metadata: { messages: ['[ERROR] missing required field: channel'] },
    });
  });
});
