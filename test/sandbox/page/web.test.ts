import { request } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { TrailboltError } from '../../../src/errors.ts';
import type { SandboxState, SlackGesture } from '../../../src/sandbox/contract.ts';
import { createSandboxWeb, type SandboxWeb, type SandboxWebOptions } from '../../../src/sandbox/web.ts';

const state = {
  slack: {
    team: { id: 'T1', name: 'Acme' },
    bot: { userId: 'UBOT', name: 'Trailbolt' },
    people: [],
    channels: [],
    messages: [],
    views: [],
    homes: {},
    notices: [],
  },
  aws: {
    account: '1',
    alias: 'a',
    instances: [],
    users: [],
    roles: [],
    policies: [],
    databases: [],
    databaseCopies: [],
    detectors: [],
    groups: [],
    encryptionKeys: [],
    functions: [],
    buckets: [],
    copies: [],
    trails: [],
    records: [],
  },
  scenarios: [{ id: 'leak', title: 'Leak', story: 'A key leaks.' }],
  commands: [],
  speed: 'normal',
  life: 1,
  auditGrown: 0,
} satisfies SandboxState;

const open: SandboxWeb[] = [];

async function start(options: Partial<SandboxWebOptions> = {}): Promise<SandboxWeb> {
  const web = await createSandboxWeb({
    port: 0,
    state: () => state,
    subscribe: () => () => undefined,
    audit: () => Promise.resolve({ chains: [], records: [] }),
    gesture: () => Promise.resolve({ ok: true }),
    play: () => Promise.resolve(true),
    speed: () => undefined,
    reset: () => Promise.resolve(),
    ...options,
  });
  open.push(web);
  return web;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((web) => web.close()));
});

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** `fetch` writes Host and Origin itself, so a foreign site is played by hand. */
function send(
  url: string,
  options: { method?: string; headers?: Record<string, string>; body?: string },
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const call = request(url, { method: options.method ?? 'GET', headers: options.headers ?? {} }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    call.on('error', reject);
    call.end(options.body);
  });
}

function post(url: string, body: unknown): Promise<Response> {
  return fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
}

const click: SlackGesture = { do: 'click', user: 'U1', channel: 'C1', ts: '1.2', actionId: 'approve', value: 'r-1' };

describe('the page', () => {
  test('comes whole from this server: html, script, style and icon', async () => {
    const { url } = await start();

    const [html, js, css, icon] = await Promise.all(
      ['/', '/app.js', '/app.css', '/icon.svg'].map(async (path) => {
        const response = await fetch(url + path);
        return { type: response.headers.get('content-type'), text: await response.text() };
      }),
    );

    expect(html?.type).toContain('text/html');
    expect(html?.text).toContain('<script src="/app.js"');
    expect(js?.type).toContain('javascript');
    expect(css?.type).toContain('text/css');
    expect(css?.text).toContain('.message');
    expect(icon?.type).toContain('svg');
    for (const part of [html, css]) expect(part?.text).not.toMatch(/(src|href)="https?:|url\(["']?https?:|@import/);
  });

  test('may load and run nothing but itself', async () => {
    const { url } = await start();

    const policy = (await fetch(url)).headers.get('content-security-policy');

    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
  });

  test('listens on this machine only', async () => {
    const { url } = await start();

    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });
});

describe('another web site', () => {
  test.each([
    ['a rebound name', { host: 'evil.example' }],
    ['a rebound name with the right port', { host: 'evil.example:80' }],
    ['a name that begins like this machine', { host: '127.0.0.1.evil.example' }],
    ['another origin', { origin: 'https://evil.example' }],
    ['another program on this machine', { origin: 'http://127.0.0.1:1' }],
    ['a page without an origin of its own', { origin: 'null' }],
    ['a subresource of another site', { 'sec-fetch-site': 'cross-site' }],
  ])('%s is refused and nothing is done', async (_who, headers) => {
    const gestures: SlackGesture[] = [];
    const { url } = await start({
      gesture(gesture) {
        gestures.push(gesture);
        return Promise.resolve({ ok: true });
      },
    });

    const answer = await send(`${url}/api/gesture`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(click),
    });

    expect(answer.status).toBe(403);
    expect(JSON.parse(answer.body)).toMatchObject({ error: { code: expect.stringMatching(/^sandbox\.foreign-/) } });
    expect(gestures).toEqual([]);
  });

  test('the state is not for it either', async () => {
    const { url } = await start();

    expect((await send(`${url}/api/state`, { headers: { host: 'evil.example' } })).status).toBe(403);
    expect((await send(`${url}/api/events`, { headers: { origin: 'https://evil.example' } })).status).toBe(403);
  });

  test('the page itself gets in, by address and by name', async () => {
    const { url } = await start();
    const port = new URL(url).port;

    const byAddress = await send(`${url}/api/state`, { headers: { origin: url } });
    const byName = await send(`${url}/api/state`, {
      headers: { host: `localhost:${port}`, origin: `http://localhost:${port}` },
    });

    expect([byAddress.status, byName.status]).toEqual([200, 200]);
  });
});

describe('gestures', () => {
  test('reach the sandbox as they are, and its answer comes back without the delivery', async () => {
    const gestures: SlackGesture[] = [];
    const { url } = await start({
      gesture(gesture) {
        gestures.push(gesture);
        return Promise.resolve({
          ok: false,
          problem: { code: 'did-not-respond', text: 'Trailbolt did not respond.', sent: true },
          delivery: {
            at: 0,
            kind: 'block_actions',
            to: 'x',
            body: 'payload',
            headers: { 'x-slack-signature': 'v0=1' },
          },
        });
      },
    });

    const response = await post(`${url}/api/gesture`, click);

    expect(gestures).toEqual([click]);
    expect(await response.json()).toEqual({
      ok: false,
      problem: { code: 'did-not-respond', text: 'Trailbolt did not respond.', sent: true },
    });
  });

  test.each([
    ['an unknown gesture', { do: 'steal', user: 'U1' }],
    ['a missing field', { do: 'click', user: 'U1', channel: 'C1', ts: '1.2' }],
    ['a field of the wrong kind', { ...click, value: 7 }],
    ['a field that the contract does not have', { ...click, admin: true }],
    ['no object', 'click'],
  ])('%s is refused with a sentence', async (_what, body) => {
    const { url } = await start();

    const response = await post(`${url}/api/gesture`, body);

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 'sandbox.bad-gesture' } });
  });

  test('a body that is no JSON is refused', async () => {
    const { url } = await start();

    const form = await fetch(`${url}/api/gesture`, { method: 'POST', body: new URLSearchParams({ do: 'click' }) });

    expect(form.status).toBe(415);
  });

  test('a sandbox that fails answers with its sentence', async () => {
    const { url } = await start({
      gesture: () => Promise.reject(new TrailboltError('sandbox.broken', 'The workspace is closed.')),
    });

    const response = await post(`${url}/api/gesture`, click);

    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({ error: { code: 'sandbox.broken', message: 'The workspace is closed.' } });
  });
});

describe('scenarios', () => {
  test('are played by id; an unknown one is refused', async () => {
    const played: string[] = [];
    const { url } = await start({
      play(id) {
        played.push(id);
        return Promise.resolve(true);
      },
    });

    const known = await fetch(`${url}/api/scenarios/leak/play`, { method: 'POST' });
    const unknown = await fetch(`${url}/api/scenarios/nonsense/play`, { method: 'POST' });

    expect([known.status, unknown.status]).toEqual([200, 404]);
    expect(played).toEqual(['leak']);
  });

  test('are played at the speed that was asked for last; another one is refused', async () => {
    const speeds: string[] = [];
    const { url } = await start({ speed: (speed) => speeds.push(speed) });

    const known = await post(`${url}/api/speed`, { speed: 'fast' });
    const wrong = await post(`${url}/api/speed`, { speed: 'ludicrous' });
    const none = await post(`${url}/api/speed`, {});

    expect([known.status, wrong.status, none.status]).toEqual([200, 400, 400]);
    expect(speeds).toEqual(['fast']);
  });

  test('one that played in an account that is gone does not keep it from being played in the next', async () => {
    let life = 1;
    const { url } = await start({
      state: () => ({ ...state, life }),
      play: () => new Promise<boolean>(() => undefined),
    });
    const play = (): Promise<Response> =>
      fetch(`${url}/api/scenarios/leak/play`, { method: 'POST', signal: AbortSignal.timeout(500) });

    await expect(play()).rejects.toThrow();
    expect((await play()).status).toBe(409);
    life = 2;

    await expect(play()).rejects.toThrow();
  });

  test('one that is playing is not started again until it ended', async () => {
    const ends: (() => void)[] = [];
    const { url } = await start({ play: () => new Promise<boolean>((resolve) => ends.push(() => resolve(true))) });
    const play = (): Promise<Response> => fetch(`${url}/api/scenarios/leak/play`, { method: 'POST' });

    const first = play();
    await expect.poll(() => ends.length).toBe(1);
    const second = await play();
    ends[0]?.();
    const firstStatus = (await first).status;
    const third = play();
    await expect.poll(() => ends.length).toBe(2);
    ends[1]?.();

    expect([firstStatus, second.status, (await third).status]).toEqual([200, 409, 200]);
  });
});

/** Reads whole states from the stream. */
async function* states(url: string): AsyncGenerator<{ readonly marker: number }> {
  const response = await fetch(`${url}/api/events`);
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  let buffer = '';
  for await (const chunk of (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
    buffer += chunk;
    const parts = buffer.split('\n\n');
    buffer = parts.pop() ?? '';
    for (const part of parts) {
      const data = /^data: (.*)$/m.exec(part)?.[1];
      if (data !== undefined) yield JSON.parse(data) as { readonly marker: number };
    }
  }
}

describe('events', () => {
  test('send the state at once and after changes, many changes as one', async () => {
    let marker = 0;
    const listeners: (() => void)[] = [];
    const changed = (): void => listeners.forEach((listener) => listener());
    const { url } = await start({
      state: () => ({ ...state, marker }),
      subscribe(callback) {
        listeners.push(callback);
        return () => undefined;
      },
    });
    const stream = states(url);

    const first = (await stream.next()).value;
    for (marker = 1; marker < 500; marker += 1) changed();
    marker = 500;
    changed();
    const second = (await stream.next()).value;
    marker = 501;
    changed();
    const third = (await stream.next()).value;

    expect([first, second, third]).toMatchObject([{ marker: 0 }, { marker: 500 }, { marker: 501 }]);
  });

  test('send a state once, however large it is', async () => {
    const large = 'x'.repeat(1_000_000);
    const listeners: (() => void)[] = [];
    let marker = 0;
    let reads = 0;
    const { url } = await start({
      state() {
        reads += 1;
        return { ...state, marker, large };
      },
      subscribe(callback) {
        listeners.push(callback);
        return () => undefined;
      },
    });
    const stream = states(url);
    await stream.next();

    marker = 1;
    for (const listener of listeners) listener();

    expect((await stream.next()).value).toMatchObject({ marker: 1 });
    expect(reads).toBe(2);
  });

  test('end when the server closes, which stops listening to the sandbox', async () => {
    let listening = true;
    const web = await start({
      subscribe: () => () => {
        listening = false;
      },
    });
    const stream = states(web.url);
    await stream.next();

    await web.close();

    expect((await stream.next()).done).toBe(true);
    expect(listening).toBe(false);
  });
});

test('further routes stand behind the same guard', async () => {
  const { url } = await start({
    extraRoutes(server) {
      server.get('/api/control/calls', () => ({ calls: 1 }));
    },
  });

  expect(await (await fetch(`${url}/api/control/calls`)).json()).toEqual({ calls: 1 });
  expect((await send(`${url}/api/control/calls`, { headers: { host: 'evil.example' } })).status).toBe(403);
});

test('the audit is asked for as a whole, or for one chain', async () => {
  const asked: (string | undefined)[] = [];
  const { url } = await start({
    audit(chain) {
      asked.push(chain);
      return Promise.resolve({ chains: [{ id: 'c1', title: 'dave: Instances' }], records: [] });
    },
  });

  const all = await fetch(`${url}/api/audit`);
  await fetch(`${url}/api/audit?chain=`);
  await fetch(`${url}/api/audit?chain=c1`);
  await fetch(`${url}/api/audit?chain=c1&chain=c2`);

  expect(await all.json()).toEqual({ chains: [{ id: 'c1', title: 'dave: Instances' }], records: [] });
  expect(asked).toEqual([undefined, undefined, 'c1', undefined]);
  const foreign = await send(`${url}/api/audit`, {
    headers: { host: new URL(url).host, origin: 'http://evil.example' },
  });
  expect(foreign.status).toBe(403);
});
