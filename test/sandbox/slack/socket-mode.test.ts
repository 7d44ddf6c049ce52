import { once } from 'node:events';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { SandboxSlack } from '../../../src/sandbox/slack/sandbox-slack.ts';
import {
  ackingApp,
  alerts,
  boltOverSocket,
  button,
  buttons,
  lastPayload,
  modal,
  openModal,
  post,
  rana,
  refusal,
  TestClock,
  webClient,
  workspace,
} from './support.ts';

const trail = { do: 'slash', user: rana, channel: alerts, command: '/trail', text: 'help' } as const;

interface Frame {
  readonly type: string;
  readonly envelope_id?: string;
  readonly [key: string]: unknown;
}

/** A bare connection, for what Slack's client does not show. */
async function connect(slack: SandboxSlack): Promise<{ socket: WebSocket; frames: Frame[] }> {
  const { url } = await webClient(slack, slack.credentials.appToken).apps.connections.open();
  const socket = new WebSocket(String(url));
  const frames: Frame[] = [];
  socket.on('message', (data: Buffer) => frames.push(JSON.parse(data.toString()) as Frame));
  onTestFinished(() => socket.terminate());
  await vi.waitFor(() => expect(frames).not.toEqual([]));
  return { socket, frames };
}

/** HTTP status with which a connection URL is refused. */
async function refusedStatus(url: string): Promise<number | undefined> {
  const socket = new WebSocket(url);
  socket.on('error', () => undefined);
  onTestFinished(() => socket.terminate());
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode?: number }];
  return response.statusCode;
}

describe('Bolt over Socket Mode', () => {
  test('gets commands, clicks and submissions, and answers in its acks', async () => {
    const slack = await workspace();
    await boltOverSocket(slack, (app) => {
      app.command('/trail', ({ ack }) => ack('Over the socket.'));
      app.action('open', ({ ack }) => ack());
      app.view('form', ({ ack }) => ack({ response_action: 'errors', errors: { reason: 'No.' } }));
    });

    const command = await slack.gesture(trail);
    const viewId = await openModal(slack, modal());
    const values = { reason: { text: { value: 'x' } } };
    const submission = await slack.gesture({ do: 'submit', user: rana, viewId, values });

    expect(command).toMatchObject({ ok: true, delivery: { kind: 'slash_command', to: 'socket:1' } });
    expect(slack.snapshot().messages[0]).toMatchObject({ text: 'Over the socket.', visibleTo: rana });
    expect(submission).toMatchObject({ problem: { code: 'app-refused' }, errors: { reason: 'No.' } });
  });

  test('is preferred to the request URL while it is connected', async () => {
    const slack = await workspace();
    await ackingApp(slack);
    const { socket, frames } = await connect(slack);
    const gesture = slack.gesture(trail);
    await vi.waitFor(() => expect(frames).toHaveLength(2));
    socket.send(JSON.stringify({ envelope_id: frames[1]?.envelope_id }));
    expect(await gesture).toMatchObject({ ok: true, delivery: { to: 'socket:1' } });

    socket.close();
    await vi.waitFor(() => expect(slack.sockets.connections).toBe(0));

    expect(await slack.gesture(trail)).toMatchObject({ ok: true, delivery: { status: 200 } });
  });

  test('comes back after Slack asked it to reconnect', async () => {
    const slack = await workspace();
    await boltOverSocket(slack, (app) => {
      app.command('/trail', ({ ack }) => ack());
    });

    slack.sockets.refresh();
    await vi.waitFor(() => expect(slack.callCounts()['apps.connections.open']?.calls).toBe(2), { timeout: 20_000 });
    await vi.waitFor(() => expect(slack.sockets.connections).toBe(1), { timeout: 5000 });

    expect(await slack.gesture(trail)).toMatchObject({ ok: true, delivery: { to: 'socket:2' } });
  });
});

describe('the socket itself', () => {
  test('says hello, and wraps each payload in an envelope', async () => {
    const slack = await workspace({ timing: { ackMs: 50 } });
    const { frames } = await connect(slack);
    const ts = await post(slack, { channel: alerts, text: 'x', blocks: buttons(button('go')) });

    await slack.gesture({ do: 'click', user: rana, channel: alerts, ts, actionId: 'go' });
    await vi.waitFor(() => expect(frames).toHaveLength(2));

    expect(frames).toMatchObject([
      { type: 'hello', num_connections: 1, connection_info: { app_id: slack.credentials.appId } },
      {
        type: 'interactive',
        envelope_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        accepts_response_payload: true,
        payload: { type: 'block_actions', user: { id: rana } },
      },
    ]);
    expect(lastPayload(slack)).toEqual(frames[1]?.['payload']);
  });

  test('an envelope without ack is a failure that the person sees', async () => {
    const slack = await workspace({ timing: { ackMs: 50 } });
    await connect(slack);

    expect(await slack.gesture(trail)).toMatchObject({ problem: { code: 'did-not-respond', sent: true } });
    expect(slack.snapshot().notices).toHaveLength(1);
  });

  test('a connection that breaks before the ack is one, too', async () => {
    const slack = await workspace();
    await connect(slack);
    const gesture = slack.gesture(trail);
    await vi.waitFor(() => expect(slack.deliveries).toHaveLength(1));

    slack.sockets.cut();

    expect(await gesture).toMatchObject({ problem: { code: 'did-not-respond' } });
  });

  test('several connections share the payloads, each goes to one of them', async () => {
    const slack = await workspace({ timing: { ackMs: 50 } });
    const [one, two] = [await connect(slack), await connect(slack)];

    await slack.gesture(trail);
    await slack.gesture(trail);

    await vi.waitFor(() => expect([one.frames.length, two.frames.length]).toEqual([2, 2]));
    expect(one.frames[1]?.envelope_id).not.toBe(two.frames[1]?.envelope_id);
  });

  test('a connection that was told to go gets nothing more', async () => {
    const slack = await workspace();
    const { frames } = await connect(slack);

    slack.sockets.refresh('warning');
    expect(slack.sockets.connections).toBe(1);
    slack.sockets.refresh('link_disabled');

    expect(await slack.gesture(trail)).toMatchObject({ problem: { code: 'app-not-reachable' } });
    await vi.waitFor(() =>
      expect(frames.slice(1)).toMatchObject([
        { type: 'disconnect', reason: 'warning' },
        { type: 'disconnect', reason: 'link_disabled' },
      ]),
    );
  });

  test('the eleventh connection is turned away', async () => {
    const slack = await workspace({ rateScale: Infinity });
    for (let count = 0; count < 10; count += 1) await connect(slack);

    const { frames } = await connect(slack);

    expect(frames).toMatchObject([{ type: 'disconnect', reason: 'too_many_websockets' }]);
    expect(slack.sockets.connections).toBe(10);
  });

  test('a URL opens one connection, and not for long', async () => {
    const clock = new TestClock();
    const slack = await workspace({ now: clock.now });
    const { apps } = webClient(slack, slack.credentials.appToken);
    const { url: late = '' } = await apps.connections.open();
    const { url: used = '' } = await apps.connections.open();
    const socket = new WebSocket(used);
    onTestFinished(() => socket.terminate());
    await once(socket, 'open');

    clock.advance(30_001);

    expect([await refusedStatus(used), await refusedStatus(late)]).toEqual([403, 403]);
  });

  test('an app without Socket Mode gets no URL', async () => {
    const slack = await workspace({ app: { socketMode: false } });
    const { apps } = webClient(slack, slack.credentials.appToken);

    expect(await refusal(apps.connections.open())).toMatchObject({ error: 'not_allowed' });
  });
});
