import type { AddressInfo } from 'node:net';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import { App, HTTPReceiver, LogLevel, SocketModeReceiver } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import { onTestFinished } from 'vitest';
import { createSandboxSlack } from '../../../src/sandbox/slack/create.ts';
import { CHANNELS, PEOPLE } from '../../../src/sandbox/slack/cast.ts';
import type { SandboxSlack, SandboxSlackOptions } from '../../../src/sandbox/slack/sandbox-slack.ts';

export const { rana, ana, gus, sid } = PEOPLE;
export const { alerts, audit, general } = CHANNELS;

/** A workspace that goes away with the test. */
export async function workspace(options: SandboxSlackOptions = {}): Promise<SandboxSlack> {
  const slack = await createSandboxSlack(options);
  onTestFinished(() => slack.close());
  return slack;
}

/** Slack's own client, without retries, so that each refusal shows. */
export function webClient(slack: SandboxSlack, token = slack.credentials.botToken, timeout = 0): WebClient {
  return new WebClient(token, {
    slackApiUrl: slack.apiUrl,
    logLevel: LogLevel.ERROR,
    logger: silent,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout,
  });
}

/** Slack's answer to `chat.postMessage`. The linter takes that method's own name for the one of browsers' windows. */
export async function posting(
  slack: SandboxSlack,
  args: Record<string, unknown>,
  token?: string,
  timeout?: number,
): Promise<Record<string, unknown>> {
  return { ...(await webClient(slack, token, timeout).apiCall('chat.postMessage', args)) };
}

/** Posts as the app; gives the message's timestamp. */
export async function post(slack: SandboxSlack, args: Record<string, unknown>): Promise<string> {
  const { ts } = await posting(slack, args);
  return String(ts);
}

const nothing = (): void => undefined;
/** Refusals are what these tests are about; they need not fill the output. */
const silent = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  getLevel: () => LogLevel.ERROR,
  setName: nothing,
};

export interface Refused {
  readonly error: unknown;
  /** The whole answer. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** Slack's answer to a refused call. */
export async function refusal(call: Promise<unknown>): Promise<Refused> {
  try {
    await call;
  } catch (error) {
    const { data } = error as { data?: Refused['data'] };
    if (data !== undefined) return { error: data['error'], data };
    throw error;
  }
  throw new Error('Slack accepted the call.');
}

function appWith(slack: SandboxSlack, receiver: HTTPReceiver | SocketModeReceiver): App {
  const { botToken, botId, botUserId } = slack.credentials;
  return new App({
    receiver,
    authorize: () => Promise.resolve({ botToken, botId, botUserId }),
    clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } },
    logger: silent,
  });
}

/** The real Bolt app behind its real HTTP receiver, set as the workspace's request URL. */
export async function boltOverHttp(slack: SandboxSlack, listen: (app: App) => void): Promise<string> {
  const { signingSecret } = slack.credentials;
  const receiver = new HTTPReceiver({
    signingSecret,
    endpoints: '/slack',
    logger: silent,
    unhandledRequestTimeoutMillis: 60_000,
  });
  const app = appWith(slack, receiver);
  listen(app);
  const server = (await app.start(0)) as Server;
  onTestFinished(async () => {
    server.closeAllConnections();
    await app.stop();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack`;
  await slack.setRequestUrl(url);
  return url;
}

/** The real Bolt app over Socket Mode; resolves when it is connected. */
export async function boltOverSocket(slack: SandboxSlack, listen: (app: App) => void): Promise<App> {
  const receiver = new SocketModeReceiver({
    appToken: slack.credentials.appToken,
    logger: silent,
    // The receiver looks for the client's options nowhere else.
    installerOptions: { clientOptions: { slackApiUrl: slack.apiUrl } },
  });
  const app = appWith(slack, receiver);
  listen(app);
  await app.start();
  onTestFinished(() => app.stop().then(() => undefined));
  return app;
}

/** A clock that only moves when told; it starts now, so that Bolt's own check of the timestamp passes. */
export class TestClock {
  #at = Date.now();
  readonly now = (): number => this.#at;

  advance(ms: number): void {
    this.#at += ms;
  }
}

export function plain(text: string): { type: 'plain_text'; text: string } {
  return { type: 'plain_text', text };
}

export function button(actionId: string, more: object = {}): Record<string, unknown> {
  return { type: 'button', action_id: actionId, text: plain(actionId), ...more };
}

/** A message with one row of buttons. */
export function buttons(...elements: Record<string, unknown>[]): never[] {
  return [{ type: 'actions', block_id: 'row', elements }] as never[];
}

/** An input block with one line of text; block and element share their id. */
export function textField(id: string, more: object = {}, element: object = {}): object {
  return {
    type: 'input',
    block_id: id,
    label: plain(id),
    element: { type: 'plain_text_input', action_id: id, ...element },
    ...more,
  };
}

/** A modal with one text field. */
export function modal(more: object = {}): never {
  return {
    type: 'modal',
    callback_id: 'form',
    title: plain('A form'),
    submit: plain('Send'),
    blocks: [
      {
        type: 'input',
        block_id: 'reason',
        label: plain('Reason'),
        element: { type: 'plain_text_input', action_id: 'text', max_length: 10 },
      },
    ],
    ...more,
  } as never;
}

/** A Bolt app that acknowledges whatever comes. */
export async function ackingApp(slack: SandboxSlack): Promise<string> {
  return boltOverHttp(slack, (app) => {
    app.action(/.*/, ({ ack }) => ack());
    app.command(/.*/, ({ ack }) => ack());
    app.view(/.*/, ({ ack }) => ack());
    app.view({ callback_id: /.*/, type: 'view_closed' }, ({ ack }) => ack());
    app.shortcut(/.*/, ({ ack }) => ack());
    app.event('app_home_opened', () => Promise.resolve());
  });
}

/** What the newest delivery said. */
export function lastPayload(slack: SandboxSlack): Record<string, unknown> {
  const delivery = slack.deliveries.at(-1);
  if (delivery === undefined) throw new Error('Nothing was delivered.');
  if (delivery.to.startsWith('socket:')) return JSON.parse(delivery.body).payload as Record<string, unknown>;
  if (delivery.body.startsWith('{')) return JSON.parse(delivery.body) as Record<string, unknown>;
  const form = new URLSearchParams(delivery.body);
  const payload = form.get('payload');
  return payload === null ? Object.fromEntries(form) : (JSON.parse(payload) as Record<string, unknown>);
}

/** Clicks a button that is there for the purpose; gives the trigger id that the app received. */
export async function trigger(slack: SandboxSlack, user: string = rana): Promise<string> {
  const ts = await post(slack, { channel: alerts, text: 'x', blocks: buttons(button('open')) });
  await slack.gesture({ do: 'click', user, channel: alerts, ts, actionId: 'open' });
  return String(lastPayload(slack)['trigger_id']);
}

/** Opens a modal for a person; gives its id. */
export async function openModal(slack: SandboxSlack, view: never, user: string = rana): Promise<string> {
  const opened = await webClient(slack).views.open({ trigger_id: await trigger(slack, user), view });
  return String(opened.view?.id);
}

/** A server that does with each request what it is told, for answers that Bolt would not give. Gives its URL. */
export async function rawApp(
  answer: (response: ServerResponse, body: string, headers: IncomingHttpHeaders) => void,
): Promise<string> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => answer(response, body, request.headers));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack`;
}
