import { describe, expect, test } from 'vitest';
import type { SandboxSlack } from '../../../src/sandbox/slack/sandbox-slack.ts';
import {
  ackingApp,
  alerts,
  ana,
  boltOverHttp,
  button,
  buttons,
  lastPayload,
  post,
  rana,
  rawApp,
  sid,
  TestClock,
  webClient,
  workspace,
} from './support.ts';

const trail = { do: 'slash', user: rana, channel: alerts, command: '/trail', text: ' who ana ' } as const;

describe('slash commands', () => {
  test('arrive as a form, and the ack is an answer only the person sees', async () => {
    const slack = await workspace();
    await boltOverHttp(slack, (app) => {
      app.command('/trail', ({ ack, command }) => ack(`You asked: ${command.text}`));
    });

    const result = await slack.gesture(trail);

    expect(result).toMatchObject({ ok: true, delivery: { kind: 'slash_command', status: 200 } });
    expect(lastPayload(slack)).toMatchObject({
      command: '/trail',
      text: 'who ana',
      team_id: slack.credentials.teamId,
      team_domain: 'trailbolt-sandbox',
      channel_id: alerts,
      channel_name: 'security-alerts',
      user_id: rana,
      user_name: 'rana',
      api_app_id: slack.credentials.appId,
      is_enterprise_install: 'false',
    });
    expect(slack.snapshot().messages).toMatchObject([{ text: 'You asked: who ana', visibleTo: rana }]);
  });

  test('may answer for everybody, and with blocks', async () => {
    const slack = await workspace();
    const blocks = buttons(button('share'));
    await boltOverHttp(slack, (app) => {
      app.command('/trail', ({ ack }) => ack({ response_type: 'in_channel', text: 'all', blocks }));
    });

    await slack.gesture(trail);

    expect(slack.snapshot().messages).toMatchObject([{ text: 'all', blocks: [{ type: 'actions' }] }]);
    expect(slack.snapshot().messages[0]).not.toHaveProperty('visibleTo');
  });

  test('with an answer that breaks a limit the person reads of it', async () => {
    const slack = await workspace();
    await boltOverHttp(slack, (app) => {
      app.command('/trail', ({ ack }) => ack({ text: 'x', blocks: [{ type: 'section' }] as never }));
    });

    expect(await slack.gesture(trail)).toMatchObject({ problem: { code: 'bad-answer' } });
    expect(slack.snapshot().notices[0]?.text).toContain('invalid_blocks');
  });

  test('are refused in threads, for strangers, and when nobody registered them', async () => {
    const slack = await workspace();
    await ackingApp(slack);

    expect(await slack.gesture({ ...trail, threadTs: '1.000000' })).toMatchObject({
      problem: { code: 'slash-in-thread', sent: false },
    });
    for (const gesture of [
      { ...trail, user: sid },
      { ...trail, command: '/other' },
    ]) {
      expect(await slack.gesture(gesture)).toMatchObject({ problem: { code: 'unknown-command', sent: false } });
    }
    expect(slack.deliveries).toEqual([]);
  });

  test('fail visibly when the app is silent', async () => {
    const url = await rawApp(() => undefined);
    const slack = await workspace({ timing: { ackMs: 50 }, app: { requestUrl: url } });

    await slack.gesture(trail);

    expect(slack.snapshot().notices).toMatchObject([
      { user: rana, text: '/trail failed: Trailbolt did not respond: apps need to respond within 3 seconds.' },
    ]);
  });
});

/** Clicks a button in a message of the app; gives the message and the response URL that the app received. */
async function clicked(slack: SandboxSlack): Promise<{ ts: string; url: string }> {
  const ts = await post(slack, { channel: alerts, text: 'original', blocks: buttons(button('go')) });
  await slack.gesture({ do: 'click', user: rana, channel: alerts, ts, actionId: 'go' });
  return { ts, url: lastPayload(slack)['response_url'] as string };
}

async function respond(url: string, payload: object): Promise<{ status: number; text: string }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(payload),
  });
  return { status: response.status, text: await response.text() };
}

describe('response URLs', () => {
  test('answer the person alone by default, everybody when asked, in a thread when named', async () => {
    const slack = await workspace();
    await ackingApp(slack);
    const { ts, url } = await clicked(slack);

    await respond(url, { text: 'for you' });
    await respond(url, { text: 'for all', response_type: 'in_channel' });
    await respond(url, { text: 'in the thread', response_type: 'in_channel', thread_ts: ts, replace_original: false });

    expect(slack.snapshot().messages).toMatchObject([
      { ts, text: 'original' },
      { text: 'for you', visibleTo: rana },
      { text: 'for all' },
      { text: 'in the thread', threadTs: ts },
    ]);
  });

  test('replace or delete the original, an ephemeral one too', async () => {
    const slack = await workspace();
    await ackingApp(slack);
    const { ts, url } = await clicked(slack);
    const { message_ts: hidden = '' } = await webClient(slack).chat.postEphemeral({
      channel: alerts,
      user: rana,
      text: 'hidden',
      blocks: buttons(button('go')),
    });
    await slack.gesture({ do: 'click', user: rana, channel: alerts, ts: hidden, actionId: 'go' });
    const hiddenUrl = lastPayload(slack)['response_url'] as string;

    await respond(url, { text: 'changed', replace_original: 'true' });
    await respond(hiddenUrl, { text: 'seen', replace_original: true, response_type: 'in_channel' });
    const [changed, seen] = slack.snapshot().messages;
    await respond(hiddenUrl, { delete_original: true });

    expect(changed).toMatchObject({ ts, text: 'changed', edited: true });
    expect(changed).not.toHaveProperty('blocks');
    expect(seen).toMatchObject({ ts: hidden, text: 'seen', visibleTo: rana });
    expect(slack.snapshot().messages.map((message) => message.ts)).toEqual([ts]);
  });

  test('work five times', async () => {
    const slack = await workspace();
    await ackingApp(slack);
    const { url } = await clicked(slack);
    for (let count = 0; count < 5; count += 1) expect(await respond(url, { text: 'x' })).toMatchObject({ status: 200 });

    expect(await respond(url, { text: 'x' })).toEqual({ status: 404, text: '{"ok":false,"error":"used_url"}' });
  });

  test('work for 30 minutes', async () => {
    const clock = new TestClock();
    const slack = await workspace({ now: clock.now });
    await ackingApp(slack);
    const { url } = await clicked(slack);

    clock.advance(30 * 60_000);
    expect(await respond(url, { text: 'x' })).toMatchObject({ status: 200 });
    clock.advance(1);

    expect(await respond(url, { text: 'x' })).toEqual({ status: 404, text: '{"ok":false,"error":"expired_url"}' });
  });

  test.each([
    ['nothing', {}, 400, 'no_text'],
    ['a bad block', { text: 'x', blocks: [{ type: 'header' }] }, 400, 'invalid_blocks'],
  ])('refuse %s', async (_what, payload, status, text) => {
    const slack = await workspace();
    await ackingApp(slack);
    const { url } = await clicked(slack);

    expect(await respond(url, payload)).toEqual({ status, text });
  });

  test('are unguessable, and take JSON objects', async () => {
    const slack = await workspace();
    await ackingApp(slack);
    const { url } = await clicked(slack);

    expect(await respond(url.replace(/[^/]+$/, 'f'.repeat(32)), { text: 'x' })).toMatchObject({ status: 404 });
    expect(await respond(url, [])).toMatchObject({ status: 400, text: 'invalid_payload' });
  });

  test("Bolt's respond works with them", async () => {
    const slack = await workspace();
    await boltOverHttp(slack, (app) => {
      app.command('/trail', async ({ ack, respond: answer }) => {
        await answer({ text: 'before the ack' });
        await ack();
      });
    });

    await slack.gesture({ ...trail, user: ana });

    expect(slack.snapshot().messages).toMatchObject([{ text: 'before the ack', visibleTo: ana }]);
  });
});
