import { expect } from 'vitest';
import { requestKey } from '../../src/remediate/request-key.ts';
import { PEOPLE } from '../../src/sandbox/slack/cast.ts';
import type { SandboxView } from '../../src/sandbox/contract.ts';
import type { ActionRequest, RequestState } from '../../src/model/request.ts';
import type { Audit } from '../../src/ports/audit.ts';
import type { Store } from '../../src/ports/store.ts';
import type { World } from '../../src/sandbox/world.ts';
import { button, channelMessages, press, whispers } from '../story/leaked-key.ts';
import { eventually } from '../support/eventually.ts';
import { clickBody, deliver, signedRequest } from './signed.ts';

/** Trailbolt in one of its forms, as people reach it, with what it keeps. */
export interface Scene {
  readonly world: World;
  /** Where Slack's requests go. */
  readonly url: string;
  readonly store: Store;
  readonly audit: Audit;
}

/** Rana asks to terminate these instances of Dave's, by the card's button and its modal. Gives the request as it is stored. */
export async function askFor(host: Scene, ...instances: readonly string[]): Promise<ActionRequest> {
  const { world } = host;
  const shown = await eventually(() => {
    const ofDave = channelMessages(world).find((message) => message.text.includes('dave ('));
    expect(button(ofDave, 'open.plan.0')).toBeDefined();
    return ofDave;
  });
  expect(await press(world, PEOPLE.rana, shown, 'open.plan.0')).toMatchObject({ ok: true });
  const modal = await eventually(() => {
    const view = world.slack
      .snapshot()
      .views.find((open) => open.user === PEOPLE.rana && open.view['callback_id'] === 'request.create');
    if (view === undefined) throw new Error('Rana has no plan before her.');
    return view;
  });
  const reason = { text: { type: 'plain_text_input', value: 'Not ours' } };
  const answer = await world.slack.gesture({
    do: 'submit',
    user: PEOPLE.rana,
    viewId: modal.id,
    values: { ...choice(modal, instances), reason },
  });
  expect(answer.problem).toBeUndefined();
  return eventually(() => requestNow(host, modal.id.toLowerCase()));
}

/** The ticks before these instances, where there is a choice. */
function choice(
  modal: SandboxView,
  instances: readonly string[],
): Record<string, Record<string, { type: string; selected_options: never }>> {
  const blocks = modal.view['blocks'] as readonly {
    block_id?: string;
    element?: { options?: readonly { value: string }[] };
  }[];
  const options = blocks.find((block) => block.block_id === 'targets')?.element?.options;
  if (options === undefined) return {};
  const chosen = options.filter((option) => instances.includes(option.value));
  expect(chosen).toHaveLength(instances.length);
  return { targets: { ids: { type: 'checkboxes', selected_options: chosen as never } } };
}

export async function requestNow({ store }: Pick<Scene, 'store'>, id: string): Promise<ActionRequest> {
  const item = await store.get<ActionRequest>(requestKey(id));
  if (item === undefined) throw new Error(`There is no request ${id}.`);
  return item.value;
}

/** Waits until the request has ended in one of these states, and the audit, which is written right after, says so. */
export async function until(
  host: Scene,
  id: string,
  ...states: readonly Exclude<RequestState, 'pending' | 'approved' | 'running'>[]
): Promise<ActionRequest> {
  return eventually(async () => {
    const request = await requestNow(host, id);
    expect(states).toContain(request.state);
    expect((await auditOf(host, request)).join()).toContain(`.${request.state} `);
    return request;
  }, 60_000);
}

export interface Click {
  readonly user: string;
  readonly does: 'approve' | 'reject';
  readonly request: ActionRequest;
  /** Digest of the plan that the person saw, if not the request's. */
  readonly seen?: string;
}

/** One more click on a button of a request, signed by Slack. */
export function clickOn(host: Scene, click: Click): ReturnType<typeof signedRequest> {
  const value = `${click.request.id}.${click.seen ?? click.request.plan.digest}`;
  return signedRequest(
    host.world,
    clickBody(host.world, { user: click.user, actionId: `request.${click.does}`, value }),
  );
}

/** Clicks and waits for what the person is told about it. */
export async function decide(host: Scene, click: Click): Promise<string> {
  const before = whispers(host.world, click.user).length;
  expect(await deliver(host.url, clickOn(host, click))).toBe(200);
  return eventually(() => {
    const answer = whispers(host.world, click.user)[before];
    if (answer === undefined) throw new Error(`Nobody told ${click.user} anything.`);
    return answer.text;
  }, 60_000);
}

/** What the audit says of one request, in order. */
export async function auditOf(host: Scene, request: ActionRequest): Promise<readonly string[]> {
  const entries = await host.audit.read(request.caseId);
  return entries
    .filter((entry) => entry.data['request'] === request.id)
    .map(
      (entry) => `${entry.event} ${entry.who}${typeof entry.data['code'] === 'string' ? ` ${entry.data['code']}` : ''}`,
    );
}

/** Ana and Ben approve, which is enough. */
export async function approve(host: Scene, request: ActionRequest): Promise<void> {
  for (const user of [PEOPLE.ana, PEOPLE.ben])
    expect(await deliver(host.url, clickOn(host, { user, does: 'approve', request }))).toBe(200);
}
