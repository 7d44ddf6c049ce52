import { randomUUID } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { frontFrom } from '../../src/app/from/front.ts';
import type { SignedRequest } from '../../src/model/job.ts';
import { PEOPLE } from '../../src/sandbox/slack/cast.ts';
import { eventually } from '../support/eventually.ts';
import { testLog } from '../support/test-log.ts';
import { whispers } from '../story/leaked-key.ts';
import { startAttackedHost, type AttackedHost } from './host.ts';
import { clickBody, deliver, FORM, headersOf, interactionBody, post, signedRequest } from './signed.ts';

const MINUTE = 60_000;

let host: AttackedHost;

beforeAll(async () => {
  host = await startAttackedHost();
  // What it does by itself when it starts.
  await eventually(() => expect(host.deeds().join()).toContain('usergroups.users.list'));
  await settled();
});
afterAll(async () => host?.close());

/** A click that would be answered, if it were taken. */
function click(user: string = PEOPLE.vic): string {
  return clickBody(host.world, { user, actionId: 'request.approve', value: 'nothing.nothing' });
}

/** Makes what is sent, when the host is there. */
type Attack = () => { readonly headers: Record<string, string>; readonly body: string };

function signed(body: string, options?: Parameters<typeof signedRequest>[2]): ReturnType<Attack> {
  const request = signedRequest(host.world, body, options);
  return { headers: headersOf(request), body };
}

function altered(change: (request: SignedRequest) => Partial<SignedRequest>): ReturnType<Attack> {
  const request = signedRequest(host.world, click());
  const next = { ...request, ...change(request) };
  return { headers: headersOf(next), body: next.body };
}

function without(name: string): ReturnType<Attack> {
  const { headers, body } = signed(click());
  return { headers: Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name)), body };
}

async function doesNothing(attack: Attack, status: number): Promise<void> {
  const before = host.deeds();
  const { headers, body } = attack();

  const answered = await post(host.url, headers, body);

  expect(answered).toBe(status);
  expect(host.deeds()).toEqual(before);
}

describe('what does not prove that it is from Slack, now, is refused with 401 and nothing is done', () => {
  test.each<[string, Attack]>([
    ['no signature headers at all', () => ({ headers: { 'content-type': FORM }, body: click() })],
    ['no signature', () => without('x-slack-signature')],
    ['no timestamp', () => without('x-slack-request-timestamp')],
    ['a signature by another secret', () => signed(click(), { secret: 'f'.repeat(32) })],
    ['a signature by an empty secret', () => signed(click(), { secret: '' })],
    ['the signature of another body', () => altered(() => ({ body: click(PEOPLE.ana) }))],
    ['one character more', () => altered((request) => ({ body: `${request.body}&` }))],
    ['the signature with another timestamp', () => altered(({ timestamp }) => ({ timestamp: `${+timestamp + 1}` }))],
    ['half a signature', () => altered(({ signature }) => ({ signature: signature.slice(0, 35) }))],
    ['a signature of another version', () => altered(({ signature }) => ({ signature: `v1${signature.slice(2)}` }))],
    ['a signature in capitals', () => altered(({ signature }) => ({ signature: signature.toUpperCase() }))],
    ['a signature of zeros', () => altered(() => ({ signature: `v0=${'0'.repeat(64)}` }))],
    ['a body of six minutes ago', () => signed(click(), { at: Date.now() - 6 * MINUTE })],
    ['a body of a day ago', () => signed(click(), { at: Date.now() - 24 * 60 * MINUTE })],
    ['a body of six minutes ahead', () => signed(click(), { at: Date.now() + 6 * MINUTE })],
    ['a body of a day ahead', () => signed(click(), { at: Date.now() + 24 * 60 * MINUTE })],
    ['an empty timestamp', () => altered(() => ({ timestamp: '' }))],
    ['a timestamp that is no number', () => altered(() => ({ timestamp: 'now' }))],
    ['a timestamp with an exponent', () => altered(() => ({ timestamp: '1e9' }))],
    ['a negative timestamp', () => altered(() => ({ timestamp: '-1' }))],
    ['a timestamp of thirty digits', () => altered(() => ({ timestamp: '9'.repeat(30) }))],
    ['an unsigned handshake', () => ({ headers: { 'content-type': 'application/json' }, body: handshake() })],
    ['malformed JSON without a signature', () => ({ headers: { 'content-type': 'application/json' }, body: '{"a":' })],
    ['an empty body without a signature', () => ({ headers: {}, body: '' })],
  ])('%s', async (_what, attack) => doesNothing(attack, 401));
});

function handshake(): string {
  return JSON.stringify({ type: 'url_verification', challenge: 'secret' });
}

describe('what is signed, but is no request that Slack makes, is refused with 400 and nothing is done', () => {
  const json = { contentType: 'application/json' };

  test.each<[string, Attack]>([
    ['JSON that is cut off', () => signed('{"type":"event_callback"', json)],
    ['JSON that is no object', () => signed('[1,2,3]', json)],
    ['JSON that is null', () => signed('null', json)],
    ['JSON nested a hundred thousand deep', () => signed('['.repeat(100_000), json)],
    ['an empty body', () => signed('')],
    ['an empty body as JSON', () => signed('', json)],
    ['a form with a cut-off payload', () => signed('payload=%7B%22type%22')],
    ['a form with neither payload nor command', () => signed('a=1&b=2')],
    ['a form with a command without a slash', () => signed('command=trail&text=help')],
    ['a form with broken percent signs', () => signed('payload=%E0%A4%A')],
    ['a click as plain text', () => signed(click(), { contentType: 'text/plain' })],
    ['a click as a multipart form', () => signed(click(), { contentType: 'multipart/form-data; boundary=x' })],
    ['a click without a content type', () => signed(click(), { contentType: '' })],
  ])('%s', async (_what, attack) => doesNothing(attack, 400));
});

describe('what is signed, but for another workspace, is refused with 403 and nothing is done', () => {
  test.each<[string, Attack]>([
    [
      'a click in another workspace',
      () => signed(clickBody(host.world, { user: PEOPLE.ana, actionId: 'case.trail', value: 'x', team: 'T0OTHER' })),
    ],
    ['a click of no workspace', () => signed(interactionBody({ type: 'block_actions', user: { id: PEOPLE.ana } }))],
    ['a command of another workspace', () => signed('command=%2Ftrail&text=help&team_id=T0OTHER&user_id=U0ANA7M3XD')],
  ])('%s', async (_what, attack) => doesNothing(attack, 403));
});

describe('what is too large is refused, never with a 5xx', () => {
  test('two megabytes from a stranger', () =>
    doesNothing(() => ({ headers: { 'content-type': FORM }, body: 'a'.repeat(2 * 1024 * 1024) }), 413));

  test('two megabytes that are signed', () => doesNothing(() => signed(`payload=${'a'.repeat(2 * 1024 * 1024)}`), 413));

  test('more than a job may have, signed and well formed', async () => {
    const body = interactionBody({
      type: 'block_actions',
      team: { id: host.world.slack.credentials.teamId },
      user: { id: PEOPLE.ana },
      actions: [{ action_id: 'case.trail', value: 'x'.repeat(300 * 1024) }],
    });

    await doesNothing(() => signed(body), 413);
  });
});

describe('other ways to call', () => {
  test.each<[string, string]>([
    ['GET', '/slack/events'],
    ['PUT', '/slack/events'],
    ['POST', '/'],
    ['POST', '/slack/events/../../etc'],
  ])('%s %s is not found', async (method, path) => {
    const before = host.deeds();
    const { headers, body } = signed(click());

    const response = await fetch(new URL(path, host.url), method === 'GET' ? { headers } : { method, headers, body });

    expect(response.status).toBe(404);
    expect(host.deeds()).toEqual(before);
  });

  test('a signed handshake is answered, and nothing is done', async () => {
    const before = host.deeds();
    const request = signedRequest(host.world, handshake(), { contentType: 'application/json' });

    const response = await fetch(host.url, { method: 'POST', headers: headersOf(request), body: request.body });

    expect(await response.json()).toEqual({ challenge: 'secret' });
    expect(host.deeds()).toEqual(before);
  });

  test('a request that breaks off leaves the front working', async () => {
    await new Promise<void>((resolve) => {
      const request = httpRequest(host.url, { method: 'POST', headers: { 'content-length': '1000' } });
      request.on('error', () => resolve());
      request.write('payload=');
      setTimeout(() => request.destroy(), 50);
    });

    expect(await post(host.url, {}, '')).toBe(401);
  });
});

describe('the same request again', () => {
  test('is answered with 200 byte for byte, and nothing is done', async () => {
    const { slack, alerts } = host.world;
    const done = await slack.gesture({ do: 'slash', user: PEOPLE.ana, channel: alerts, command: '/trail', text: '' });
    await eventually(() => expect(JSON.stringify(whispers(host.world, PEOPLE.ana))).toContain('/trail help'));
    const before = await settled();

    const again = done.delivery === undefined ? undefined : await slack.replay(done.delivery);

    expect(again?.status).toBe(200);
    expect(again?.response).toBe('');
    expect(await settled()).toEqual(before);
  });

  test('as another content type is still the same', async () => {
    const request = signedRequest(host.world, click(PEOPLE.ada));
    expect(await deliver(host.url, request)).toBe(200);
    await eventually(() => expect(whispers(host.world, PEOPLE.ada)).toHaveLength(1));
    const before = await settled();

    expect(await deliver(host.url, { ...request, contentType: `${FORM};charset=utf-8` })).toBe(200);

    expect(await settled()).toEqual(before);
  });

  test('twenty times at once is done once', async () => {
    const request = signedRequest(host.world, click(PEOPLE.ben));

    const answers = await Promise.all(Array.from({ length: 20 }, () => deliver(host.url, request)));

    expect(new Set(answers)).toEqual(new Set([200]));
    await eventually(() => expect(whispers(host.world, PEOPLE.ben)).toHaveLength(1));
    await settled();
    expect(whispers(host.world, PEOPLE.ben)).toHaveLength(1);
  });
});

test.each<[string, (payload: string) => string]>([
  ['as browsers write forms', (payload) => `payload=${encodeURIComponent(payload)}`],
  ['as raw UTF-8', (payload) => `payload=${payload}`],
])('letters of any script pass %s', async (_how, bodyOf) => {
  const value = `Jürgen-漢字-🔑-${randomUUID().slice(0, 8)}`;
  const payload = new URLSearchParams(
    clickBody(host.world, { user: PEOPLE.rana, actionId: 'request.approve', value: `${value}.x` }),
  ).get('payload');

  expect(await deliver(host.url, signedRequest(host.world, bodyOf(payload ?? '')))).toBe(200);

  await eventually(() =>
    expect(JSON.stringify(whispers(host.world, PEOPLE.rana))).toContain(`There is no request ${value}.`),
  );
});

function lambdaEvent(body = click()): Record<string, unknown> {
  return { headers: headersOf(signedRequest(host.world, body)), body };
}

function lambdaHeaders(): Record<string, string> {
  return headersOf(signedRequest(host.world, click()));
}

describe('as a Lambda event', () => {
  let front: Awaited<ReturnType<typeof frontFrom>>;
  beforeAll(async () => {
    front = await frontFrom(process.env, testLog);
  });

  test.each<[string, () => unknown, number]>([
    ['no event', () => undefined, 400],
    ['null', () => null, 400],
    ['a number', () => 42, 400],
    ['an empty event', () => ({}), 401],
    ['headers that are null', () => ({ headers: null, body: 'x' }), 401],
    ['headers that are a list', () => ({ headers: ['x-slack-signature'], body: 'x' }), 401],
    ['a body that is an object', () => ({ headers: lambdaHeaders(), body: { type: 'block_actions' } }), 401],
    ['a body that is no base64', () => ({ headers: lambdaHeaders(), body: '§§§', isBase64Encoded: true }), 401],
    ['a signed body that is not in base64', () => ({ ...lambdaEvent(), isBase64Encoded: true }), 401],
    ['a large body that is signed', () => lambdaEvent(`payload=${'a'.repeat(5 * 1024 * 1024)}`), 400],
  ])('%s is refused, and nothing is done', async (_what, event, status) => {
    const before = host.deeds();

    expect(await front(event())).toMatchObject({ statusCode: status, body: '' });

    expect(host.deeds()).toEqual(before);
  });

  test.each<[string, (name: string) => string]>([
    ['lower case', (name) => name],
    ['capitals', (name) => name.toUpperCase()],
    ["Slack's own way", (name) => name.replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase())],
  ])('header names in %s, with a body in base64, are understood', async (_case, spell) => {
    const request = signedRequest(host.world, click());

    const answer = await front({
      headers: Object.fromEntries(Object.entries(headersOf(request)).map(([name, value]) => [spell(name), value])),
      body: Buffer.from(request.body).toString('base64'),
      isBase64Encoded: true,
    });

    expect(answer.statusCode).toBe(200);
  });
});

/** The deeds once nothing more follows. */
async function settled(): Promise<readonly string[]> {
  return eventually(async () => {
    const before = host.deeds();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(host.deeds()).toEqual(before);
    return before;
  });
}
