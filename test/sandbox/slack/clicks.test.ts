import { describe, expect, test } from 'vitest';
import type { BlockAction } from '@slack/bolt';
import {
  ackingApp,
  alerts,
  ana,
  audit,
  boltOverHttp,
  button,
  buttons,
  lastPayload,
  plain,
  post,
  rana,
  rawApp,
  sid,
  webClient,
  workspace,
} from './support.ts';

describe('a click in a message', () => {
  test('reaches Bolt as a signed payload with person, place, message and choice', async () => {
    const slack = await workspace();
    const bodies: BlockAction[] = [];
    await boltOverHttp(slack, (app) => {
      app.action('stop', async ({ ack, body }) => {
        bodies.push(body as BlockAction);
        await ack();
      });
    });
    const metadata = { event_type: 'case', event_payload: { id: 'c1' } };
    const ts = await post(slack, {
      channel: alerts,
      text: 'x',
      metadata,
      blocks: buttons(button('stop', { value: 'i-1' })),
    });

    const result = await slack.gesture({ do: 'click', user: rana, channel: alerts, ts, actionId: 'stop' });

    expect(result).toMatchObject({ ok: true, delivery: { kind: 'block_actions', status: 200 } });
    expect(bodies).toMatchObject([
      {
        type: 'block_actions',
        user: { id: rana, username: 'rana', team_id: slack.credentials.teamId },
        team: { id: slack.credentials.teamId },
        api_app_id: slack.credentials.appId,
        container: { type: 'message', message_ts: ts, channel_id: alerts, is_ephemeral: false },
        channel: { id: alerts, name: 'security-alerts' },
        message: { ts, text: 'x', blocks: [{ block_id: 'row' }], metadata },
        actions: [{ type: 'button', action_id: 'stop', block_id: 'row', value: 'i-1' }],
        state: { values: {} },
      },
    ]);
    expect(bodies[0]?.trigger_id).toMatch(/^\d+\.\d+\.[0-9a-f]{32}$/);
    expect(bodies[0]?.response_url).toContain('/actions/');
  });

  test('Bolt refuses it when the secret is another one', async () => {
    const slack = await workspace();
    const other = await workspace();
    const url = await ackingApp(other);
    const foreign = await workspace({ app: { requestUrl: url } });
    const ts = await post(foreign, { channel: alerts, text: 'x', blocks: buttons(button('stop')) });

    const result = await foreign.gesture({ do: 'click', user: rana, channel: alerts, ts, actionId: 'stop' });

    expect(result).toMatchObject({
      ok: false,
      problem: { code: 'app-refused', sent: true },
      delivery: { status: 401 },
    });
    expect(slack.deliveries).toEqual([]);
  });

  test('a stranger clicks as a member of his own workspace', async () => {
    const slack = await workspace();
    await ackingApp(slack);
    const ts = await post(slack, { channel: alerts, text: 'x', blocks: buttons(button('stop')) });

    await slack.gesture({ do: 'click', user: sid, channel: alerts, ts, actionId: 'stop' });

    expect(lastPayload(slack)).toMatchObject({
      user: { id: sid, team_id: 'T0NORTHWIND' },
      team: { id: slack.credentials.teamId },
    });
  });

  test('an ephemeral message is not repeated in the payload', async () => {
    const slack = await workspace();
    await ackingApp(slack);
    const { message_ts: ts = '' } = await webClient(slack).chat.postEphemeral({
      channel: alerts,
      user: rana,
      text: 'x',
      blocks: buttons(button('share')),
    });

    await slack.gesture({ do: 'click', user: rana, channel: alerts, ts, actionId: 'share' });

    expect(lastPayload(slack)).toMatchObject({ container: { is_ephemeral: true, message_ts: ts } });
    expect(lastPayload(slack)).not.toHaveProperty('message');
    expect(await slack.gesture({ do: 'click', user: ana, channel: alerts, ts, actionId: 'share' })).toMatchObject({
      problem: { code: 'message-not-visible', sent: false },
    });
  });

  test.each([
    [
      'static_select',
      { options: [{ text: plain('One'), value: '1' }] },
      { value: '1' },
      { selected_option: { value: '1' } },
    ],
    [
      'overflow',
      { options: [{ text: plain('One'), value: '1' }] },
      { value: '1' },
      { selected_option: { value: '1' } },
    ],
    [
      'checkboxes',
      {
        options: [
          { text: plain('One'), value: '1' },
          { text: plain('Two'), value: '2' },
        ],
      },
      { values: ['2'] },
      { selected_options: [{ value: '2', text: { text: 'Two' } }] },
    ],
    ['users_select', {}, { value: ana }, { selected_user: ana }],
    ['datepicker', {}, { value: '2026-11-23' }, { selected_date: '2026-11-23' }],
    ['datetimepicker', {}, { value: '1795420800' }, { selected_date_time: 1795420800 }],
    ['multi_users_select', { max_selected_items: 1 }, { values: [ana] }, { selected_users: [ana] }],
  ])('%s tells what was chosen', async (type, element, choice, expected) => {
    const slack = await workspace();
    await ackingApp(slack);
    const ts = await post(slack, {
      channel: alerts,
      text: 'x',
      blocks: buttons({ type, action_id: 'pick', ...element }),
    });

    await slack.gesture({ do: 'click', user: rana, channel: alerts, ts, actionId: 'pick', ...choice });

    expect(lastPayload(slack)).toMatchObject({ actions: [{ type, ...expected }] });
  });
});

function row(id: string): object {
  return { type: 'actions', block_id: id, elements: [button('same', { value: id })] };
}

describe('what cannot be clicked', () => {
  const nowhere = { do: 'click', user: rana, channel: alerts, ts: '1.000000', actionId: 'go' } as const;

  test.each([
    ['by nobody', { ...nowhere, user: 'U0NOBODY00' }, 'unknown-person'],
    ['in a channel the person is not in', { ...nowhere, channel: audit, user: sid }, 'channel-not-visible'],
    ['in a message that is not there', nowhere, 'message-not-visible'],
  ])('%s', async (_what, gesture, code) => {
    const slack = await workspace();

    expect(await slack.gesture(gesture)).toMatchObject({ ok: false, problem: { code, sent: false } });
  });

  test('a button that an update took away', async () => {
    const slack = await workspace();
    await ackingApp(slack);
    const ts = await post(slack, { channel: alerts, text: 'x', blocks: buttons(button('approve')) });
    await webClient(slack).chat.update({ channel: alerts, ts, text: 'Approved.' });

    const result = await slack.gesture({ do: 'click', user: rana, channel: alerts, ts, actionId: 'approve' });

    expect(result).toMatchObject({ problem: { code: 'no-such-element', sent: false } });
    expect(slack.deliveries).toEqual([]);
  });

  test('one of two elements with the same id, unless the block is named', async () => {
    const slack = await workspace();
    await ackingApp(slack);
    const ts = await post(slack, { channel: alerts, text: 'x', blocks: [row('a'), row('b')] });
    const click = { do: 'click', user: rana, channel: alerts, ts, actionId: 'same' } as const;

    expect(await slack.gesture(click)).toMatchObject({ problem: { code: 'no-such-element' } });
    expect(await slack.gesture({ ...click, blockId: 'b' })).toMatchObject({ ok: true });
    expect(lastPayload(slack)).toMatchObject({ actions: [{ value: 'b' }] });
  });

  test('a dangerous button without a yes in its dialog, and an option that is not there', async () => {
    const slack = await workspace();
    await ackingApp(slack);
    const confirm = { title: plain('Sure?'), text: plain('It stops.'), confirm: plain('Yes'), deny: plain('No') };
    const select = { type: 'static_select', action_id: 'pick', options: [{ text: plain('One'), value: '1' }] };
    const ts = await post(slack, { channel: alerts, text: 'x', blocks: buttons(button('stop', { confirm }), select) });
    const click = { do: 'click', user: rana, channel: alerts, ts } as const;

    expect(await slack.gesture({ ...click, actionId: 'stop' })).toMatchObject({ problem: { code: 'not-confirmed' } });
    expect(await slack.gesture({ ...click, actionId: 'stop', confirmed: true })).toMatchObject({ ok: true });
    expect(await slack.gesture({ ...click, actionId: 'pick', value: '2' })).toMatchObject({
      problem: { code: 'no-such-option' },
    });
  });

  test('anything in an archived channel', async () => {
    const slack = await workspace();
    const ts = await post(slack, { channel: alerts, text: 'x', blocks: buttons(button('go')) });
    slack.archive(alerts);

    expect(await slack.gesture({ ...nowhere, ts })).toMatchObject({ problem: { code: 'is-archived' } });
  });
});

describe('an app that does not acknowledge', () => {
  test('in time: the person reads so, and nothing is sent again', async () => {
    const slack = await workspace({ timing: { ackMs: 50 }, app: { requestUrl: await rawApp(() => undefined) } });
    const ts = await post(slack, { channel: alerts, text: 'x', blocks: buttons(button('go')) });

    const result = await slack.gesture({ do: 'click', user: rana, channel: alerts, ts, actionId: 'go' });

    expect(result).toMatchObject({ ok: false, problem: { code: 'did-not-respond', sent: true } });
    expect(result.delivery).not.toHaveProperty('status');
    expect(slack.snapshot().notices).toMatchObject([{ user: rana, text: expect.stringContaining('did not respond') }]);
    expect(slack.deliveries).toHaveLength(1);
  });

  test('with success: the status is shown', async () => {
    const slack = await workspace();
    await boltOverHttp(slack, (app) => {
      app.action('go', () => Promise.reject(new Error('broken')));
    });
    const ts = await post(slack, { channel: alerts, text: 'x', blocks: buttons(button('go')) });

    const result = await slack.gesture({ do: 'click', user: rana, channel: alerts, ts, actionId: 'go' });

    expect(result).toMatchObject({ problem: { code: 'app-refused' }, delivery: { status: 500 } });
  });

  test('because it is not there, or because nobody said where it is', async () => {
    const gone = await workspace({ app: { requestUrl: 'http://127.0.0.1:9/slack' } });
    const lost = await workspace();
    const click = async (slack: typeof gone): Promise<unknown> => {
      const ts = await post(slack, { channel: alerts, text: 'x', blocks: buttons(button('go')) });
      return slack.gesture({ do: 'click', user: rana, channel: alerts, ts, actionId: 'go' });
    };

    expect(await click(gone)).toMatchObject({ problem: { code: 'did-not-respond', sent: true } });
    expect(await click(lost)).toMatchObject({ problem: { code: 'app-not-reachable', sent: false } });
  });

  test('a request URL that fails the handshake is not taken', async () => {
    const slack = await workspace();

    await expect(slack.setRequestUrl('http://127.0.0.1:9/slack')).rejects.toMatchObject({
      code: 'sandbox.url-not-verified',
    });
  });
});
