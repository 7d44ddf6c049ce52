import { describe, expect, test } from 'vitest';
import {
  ackingApp,
  alerts,
  boltOverHttp,
  boltOverSocket,
  post,
  posting,
  rana,
  refusal,
  webClient,
  workspace,
} from './support.ts';

const message = { channel: alerts, text: 'x' };
const trail = { do: 'slash', user: rana, channel: alerts, command: '/trail', text: '' } as const;

describe('calls that go wrong', () => {
  test('are refused as ordered, as often as ordered', async () => {
    const slack = await workspace();
    slack.faults.fail('chat.postMessage', 'internal_error', 2);

    expect(await refusal(posting(slack, message))).toMatchObject({ error: 'internal_error' });
    expect(await refusal(posting(slack, message))).toMatchObject({ error: 'internal_error' });
    await post(slack, message);

    expect(slack.snapshot().messages).toHaveLength(1);
    expect(slack.callCounts()['chat.postMessage']).toEqual({ calls: 3, refused: 2, rateLimited: 0 });
  });

  test('carry Retry-After, or an HTTP status', async () => {
    const slack = await workspace();
    slack.faults.rateLimit('chat.postMessage', 7);
    slack.faults.status('chat.postMessage', 503);

    const limited = await posting(slack, message).catch((error: unknown) => error);
    const broken = await posting(slack, message).catch((error: unknown) => error);

    expect(limited).toMatchObject({ code: 'slack_webapi_rate_limited_error', retryAfter: 7 });
    expect(broken).toMatchObject({ code: 'slack_webapi_http_error', statusCode: 503 });
    expect(slack.calls.map(({ status, ok }) => [status, ok])).toEqual([
      [429, false],
      [503, false],
    ]);
  });

  test('may have been applied all the same', async () => {
    const slack = await workspace();
    slack.faults.dropAfterApply('chat.postMessage');

    const outcome = await posting(slack, message).catch((error: unknown) => error);

    expect(outcome).toMatchObject({ code: 'slack_webapi_request_error' });
    expect(slack.snapshot().messages).toHaveLength(1);
  });

  test('may answer later than the caller waits', async () => {
    const slack = await workspace();
    slack.faults.delay('chat.postMessage', 60_000);

    const outcome = await posting(slack, message, slack.credentials.botToken, 500).catch((error: unknown) => error);

    expect(outcome).toMatchObject({ code: 'slack_webapi_request_error' });
    expect(slack.snapshot().messages).toHaveLength(1);
  });

  test('can be held and let go', async () => {
    const slack = await workspace();
    const release = slack.faults.hold('chat.postMessage');
    const held = posting(slack, message);
    await webClient(slack).auth.test();
    expect(slack.snapshot().messages).toEqual([]);

    release();

    expect(await held).toMatchObject({ ok: true });
  });

  test('are forgotten on clear, and what is held goes on', async () => {
    const slack = await workspace();
    slack.faults.fail('chat.postMessage', 'internal_error');
    slack.faults.hold('auth.test');
    const held = webClient(slack).auth.test();

    slack.faults.clear();

    expect(await held).toMatchObject({ ok: true });
    expect(await posting(slack, message)).toMatchObject({ ok: true });
  });
});

describe('deliveries', () => {
  test('can come twice, byte for byte', async () => {
    const slack = await workspace();
    let runs = 0;
    await boltOverHttp(slack, (app) => {
      app.command('/trail', ({ ack }) => {
        runs += 1;
        return ack();
      });
    });
    slack.faults.duplicateNextDelivery();

    await slack.gesture(trail);
    await slack.gesture(trail);

    const [first, second, third] = slack.deliveries;
    expect(runs).toBe(3);
    expect([second?.body, second?.headers]).toEqual([first?.body, first?.headers]);
    expect(third?.body).not.toBe(first?.body);
  });

  test('can be replayed with their old signature', async () => {
    const slack = await workspace();
    await ackingApp(slack);
    const { delivery } = await slack.gesture(trail);
    if (delivery === undefined) throw new Error('Nothing was delivered.');

    const replayed = await slack.replay(delivery);

    expect(replayed).toMatchObject({ body: delivery.body, headers: delivery.headers, status: 200 });
    expect(slack.deliveries).toHaveLength(2);
  });

  test('can come twice and be replayed over Socket Mode', async () => {
    const slack = await workspace();
    let runs = 0;
    await boltOverSocket(slack, (app) => {
      app.command('/trail', ({ ack }) => {
        runs += 1;
        return ack();
      });
    });
    slack.faults.duplicateNextDelivery();

    const { ok, delivery } = await slack.gesture(trail);
    if (delivery === undefined) throw new Error('Nothing was delivered.');
    await slack.replay(delivery);

    expect(ok).toBe(true);
    expect(runs).toBe(3);
    expect(new Set(slack.deliveries.map(({ body }) => body)).size).toBe(1);
  });

  test('can be held', async () => {
    const slack = await workspace();
    await ackingApp(slack);
    const release = slack.faults.holdDeliveries();
    const gesture = slack.gesture(trail);
    await webClient(slack).auth.test();
    expect(slack.deliveries).toEqual([]);

    release();

    expect(await gesture).toMatchObject({ ok: true });
  });
});

describe('the page', () => {
  test('hears of every visible change until it stops listening', async () => {
    const slack = await workspace();
    let changes = 0;
    const stop = slack.onChange(() => (changes += 1));

    await post(slack, message);
    expect(changes).toBe(1);
    stop();
    await post(slack, message);

    expect(changes).toBe(1);
  });

  test('shows people, channels and who is in them', async () => {
    const slack = await workspace();

    const { people, channels, bot, team } = slack.snapshot();

    expect(people.map(({ name, kind }) => `${name}:${kind}`)).toEqual([
      'rana:member',
      'ana:member',
      'ben:member',
      'dave:member',
      'vic:member',
      'ada:member',
      'gus:guest',
      'sid:stranger',
    ]);
    expect(channels.map(({ name, isPrivate }) => [name, isPrivate])).toEqual([
      ['security-alerts', false],
      ['security-audit', true],
      ['general', false],
    ]);
    expect(channels[0]?.members).toContain(bot.userId);
    expect(team).toEqual({ id: 'T0TRAILBOLT', name: 'Trailbolt Sandbox' });
  });
});
