import { expect } from 'vitest';
import { PEOPLE } from '../../src/sandbox/slack/cast.ts';
import type { SandboxMessage } from '../../src/sandbox/contract.ts';
import type { AttackedHost } from '../attacks/host.ts';
import { eventually } from '../support/eventually.ts';
import { button, card, channelMessages, press } from './leaked-key.ts';

const BUTTONS = ['open.plan.0', 'open.plan.1', 'open.plan.2', 'open.plan.3', 'open.plan.4'];

/** Labels of the remedies on the card, by their buttons. */
export function remedies(host: AttackedHost): Record<string, string> {
  const shown = BUTTONS.map((id) => [button(card(host.world), id)?.label ?? '', id]);
  return Object.fromEntries(shown.filter(([label]) => label !== ''));
}

/** The button of a remedy, once the card has it. */
export async function opener(host: AttackedHost, label: string): Promise<string> {
  return eventually(() => {
    const found = remedies(host)[label];
    if (found === undefined) throw new Error(`The card does not offer “${label}”.`);
    return found;
  });
}

/** Messages about requests, oldest first. */
export function requests({ world }: AttackedHost): readonly SandboxMessage[] {
  return channelMessages(world).filter((message) => message.metadata?.['event_type'] === 'trailbolt_request');
}

/** From a button to a request that Ana has approved. */
export async function askAndApprove(
  host: AttackedHost,
  message: SandboxMessage | undefined,
  actionId: string,
  why = 'Nobody here stops trails',
): Promise<void> {
  const { world } = host;
  const before = requests(host).length;
  await press(world, PEOPLE.rana, message, actionId);
  const modal = await eventually(() => {
    const view = world.slack
      .snapshot()
      .views.find(({ user, view: { callback_id: id } }) => user === PEOPLE.rana && id === 'request.create');
    if (view === undefined) throw new Error('There is no plan.');
    return view;
  });
  const values = { reason: { text: { type: 'plain_text_input', value: why } } };
  expect(await world.slack.gesture({ do: 'submit', user: PEOPLE.rana, viewId: modal.id, values })).toMatchObject({
    ok: true,
  });
  const request = await eventually(() => {
    expect(button(requests(host)[before], 'request.approve')).toBeDefined();
    return requests(host)[before];
  });
  await press(world, PEOPLE.ana, request, 'request.approve');
}
