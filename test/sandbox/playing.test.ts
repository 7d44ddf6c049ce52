import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SandboxAudit, SandboxState } from '../../src/sandbox/contract.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/start.ts';
import { eventually } from '../support/eventually.ts';
import { testLog } from '../support/test-log.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, log: testLog, aws: { deliveryMs: 100, transitionMs: 200, lookupLagMs: 0 } });
});
afterAll(async () => sandbox.close());

function ask(path: string, body: object = {}): Promise<Response> {
  return fetch(`${sandbox.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

async function post(path: string, body?: object): Promise<number> {
  const answer = await ask(path, body);
  await answer.text();
  return answer.status;
}

async function state(): Promise<SandboxState> {
  return (await (await fetch(`${sandbox.url}/api/state`)).json()) as SandboxState;
}

function play(id: string): Promise<number> {
  return post(`/api/scenarios/${id}/play`);
}

/** Cards in the channel of the alerts, as their notification text. */
async function cards(): Promise<readonly string[]> {
  const { slack } = await state();
  const alerts = slack.channels.find(({ name }) => name === 'security-alerts')?.id;
  return slack.messages.flatMap(({ channel, threadTs, text }) =>
    channel === alerts && threadTs === undefined ? [text] : [],
  );
}

test('a story that plays slowly goes on as fast as is asked for in the middle of it', async () => {
  await post('/api/speed', { speed: 'slow' });
  const playing = play('trail-stopped');
  await eventually(async () =>
    expect((await state()).aws.records.some(({ eventName }) => eventName === 'DescribeTrails')).toBe(true),
  );
  expect((await state()).speed).toBe('slow');

  expect(await post('/api/speed', { speed: 'fast' })).toBe(200);

  expect(await playing).toBe(200);
});

test('starting over ends what plays, and it can be played at once in the new account', async () => {
  await post('/api/speed', { speed: 'slow' });
  const { life, aws } = await state();
  const playing = ask('/api/scenarios/port-opened/play');
  await eventually(async () => expect((await state()).aws.records[0]?.eventID).not.toBe(aws.records[0]?.eventID));

  expect(await post('/api/reset')).toBe(200);
  await post('/api/speed', { speed: 'fast' });

  // As it was asked for: nothing failed.
  expect(await (await playing).json()).toEqual({ ok: true, ended: false });
  expect((await state()).life).toBe(life + 1);
  expect(await play('port-opened')).toBe(200);
  await eventually(async () => expect((await cards()).some((text) => text.includes(' vic ('))).toBe(true));
});

test('several at once, and all once more in another order: each actor has one card, and the quiet day none', async () => {
  const ids = ['port-opened', 'quiet-day', 'machine-stands-open', 'travels', 'insider'];

  expect(new Set(await Promise.all(ids.map(play)))).toEqual(new Set([200]));
  for (const id of ids.toReversed()) expect({ id, status: await play(id) }).toEqual({ id, status: 200 });
  // Last: nothing is seen from then on.
  expect(await play('trail-stopped')).toBe(200);

  // One message a second in a channel, and every card of these is changed many times. An inspector has to look at what
  // the pipeline launched: which of the two comes last is not said.
  await expect
    .poll(async () => (await cards()).filter((text) => /metrics-vendor|ci-deploy/u.test(text)).length, {
      timeout: 90_000,
    })
    .toBe(2);
  const actors = (await cards()).map((text) => / (\S+) \((?:IAM user|assumed role)/u.exec(text)?.[1] ?? text);
  expect(actors.toSorted()).toEqual(['ben', 'ci-deploy', 'metrics-vendor', 'mira', 'vic']);
}, 120_000);

test('the audit that the page reads is the one that Trailbolt writes, and it holds', async () => {
  const audit = (await (await fetch(`${sandbox.url}/api/audit`)).json()) as SandboxAudit;

  expect(audit.chains.map(({ broken }) => broken)).toEqual(audit.chains.map(() => undefined));
  expect(audit.chains.find(({ id }) => id === 'system')?.title).toBe('Trailbolt itself');
  // The automation rehearses on what the pipeline launched open.
  const rehearsed = audit.records.find(({ event }) => event === 'automation.rehearsed');
  expect(rehearsed?.verified).toBe(true);
  expect(audit.chains.find(({ id }) => id === rehearsed?.chain)?.title).toMatch(/^ci-deploy: /);
});
