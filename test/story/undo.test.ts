import { afterAll, beforeAll, expect, test } from 'vitest';
import { PEOPLE } from '../../src/sandbox/slack/cast.ts';
import type { SandboxMessage } from '../../src/sandbox/contract.ts';
import { startAttackedHost, type AttackedHost } from '../attacks/host.ts';
import { eventually } from '../support/eventually.ts';
import { button, card, channelMessages, launchWithLeakedKey, press, said, stateOf } from './leaked-key.ts';

let host: AttackedHost;
let instance: string;
beforeAll(async () => {
  host = await startAttackedHost();
  [instance = ''] = await launchWithLeakedKey(host.world, 1);
});
afterAll(async () => host?.close());

/** Requests in the thread, oldest first. */
const requests = (): readonly SandboxMessage[] =>
  channelMessages(host.world).filter((message) => message.metadata?.['event_type'] === 'trailbolt_request');

/** Where the card offers a remedy: a button of its own, or a line of the menu. */
function remedy(label: string): { readonly actionId: string; readonly value?: string } | undefined {
  const elements = (card(host.world)?.blocks ?? []).flatMap(
    (block) => (block['elements'] ?? []) as readonly CardElement[],
  );
  const own = elements.find(({ text }) => text?.text === label)?.action_id;
  if (own !== undefined) return { actionId: own };
  const line = elements.flatMap(({ options = [] }) => options).find(({ text }) => text.text === label);
  return line === undefined ? undefined : { actionId: 'open.case', value: line.value };
}

interface CardElement {
  readonly action_id?: string;
  readonly text?: { readonly text: string };
  readonly options?: readonly { readonly text: { readonly text: string }; readonly value: string }[];
}

/** Rana presses a button, or chooses in a menu, what opens a plan, and asks for it. Gives the request's message. */
async function ask(
  message: SandboxMessage | undefined,
  actionId: string,
  reason: string,
  value?: string,
): Promise<SandboxMessage> {
  const before = requests().length;
  const { channel = '', ts = '' } = message ?? {};
  const chosen = value === undefined ? {} : { value };
  const click = { do: 'click', user: PEOPLE.rana, channel, ts, actionId, confirmed: true, ...chosen } as const;
  expect(await host.world.slack.gesture(click)).toMatchObject({ ok: true });
  const modal = await eventually(() => {
    const found = host.world.slack
      .snapshot()
      .views.find((view) => view.user === PEOPLE.rana && view.view['callback_id'] === 'request.create');
    if (found === undefined) throw new Error('Rana has no plan before her.');
    return found;
  });
  const values = { reason: { text: { type: 'plain_text_input', value: reason } } };
  await host.world.slack.gesture({ do: 'submit', user: PEOPLE.rana, viewId: modal.id, values });
  return eventually(() => {
    const request = requests()[before];
    if (request === undefined) throw new Error('There is no request.');
    return request;
  });
}

test('an instance is stopped by a request, step by step told in the thread', async () => {
  const stop = await eventually(() => {
    const found = remedy('Stop instance…');
    if (found === undefined) throw new Error('The card does not offer to stop the instance.');
    return found;
  });
  const request = await ask(card(host.world), stop.actionId, 'Looks like mining', stop.value);
  await press(host.world, PEOPLE.ana, request, 'request.approve');

  await eventually(() => expect(said(requests()[0])).toContain('done'));
  expect(stateOf(host.world, instance)).toBe('stopped');
});

test('its undo is planned, asked for, approved and run like any other request', async () => {
  await eventually(() => expect(button(requests()[0], 'open.undo')?.label).toBe('Undo…'));
  const undo = await ask(requests()[0], 'open.undo', 'It was our load test');
  expect(said(undo)).toContain('Start instance again');
  await eventually(() => expect(said(requests()[0])).toContain('waiting for approval'));
  expect(button(requests()[0], 'open.undo')).toBeUndefined();
  expect(stateOf(host.world, instance)).toBe('stopped');

  await press(host.world, PEOPLE.ana, undo, 'request.approve');

  await eventually(() => expect(said(requests()[1])).toContain('running again'));
  expect(stateOf(host.world, instance)).toBe('running');
});

test('both messages say so, nothing is undone twice, and the card offers to stop it again', async () => {
  await eventually(() => {
    expect(said(requests()[0])).toMatch(/Undo .*Start instance again, request \w+: done/);
    expect(button(requests()[0], 'open.undo')).toBeUndefined();
    expect(button(requests()[1], 'open.undo')).toBeUndefined();
    expect(remedy('Stop instance…')).toBeDefined();
  });
  const caseId = /Case (\w+)/.exec(said(card(host.world)))?.[1] ?? '';
  const audit = await host.audit.read(caseId);
  const [first, second] = audit.filter((entry) => entry.event === 'request.created').map((entry) => entry.data);
  expect(second?.['undoes']).toBe(first?.['request']);
  expect(audit.filter((entry) => entry.event === 'run.succeeded')).toHaveLength(2);
  expect(await host.audit.verify(caseId)).toBeUndefined();
});
