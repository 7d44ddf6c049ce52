import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAudit } from '../../src/adapters/audit.ts';
import { openStore } from '../../src/adapters/open-store.ts';
import type { SandboxView } from '../../src/sandbox/contract.ts';
import { PEOPLE } from '../../src/sandbox/slack/cast.ts';
import { eventually } from '../support/eventually.ts';
import { startHostInWorld } from '../support/host-in-world.ts';
import {
  askToTerminate,
  card,
  channelMessages,
  launchWithLeakedKey,
  press,
  requestMessage,
  said,
} from './leaked-key.ts';

const { rana, ana, ben, dave, gus, sid, vic } = PEOPLE;

let host: Awaited<ReturnType<typeof startHostInWorld>>;

beforeAll(async () => {
  host = await startHostInWorld({ socketMode: true });
  await launchWithLeakedKey(host.world, 1);
  await askToTerminate(host.world);
});
afterAll(async () => host?.close());

const windowsOf = (user: string) => host.world.slack.snapshot().views.filter((view) => view.user === user);

/** The newest window of a person that can be submitted as this. */
async function form(user: string, callbackId: string): Promise<SandboxView> {
  return eventually(() => {
    const view = windowsOf(user).findLast((one) => one.view['callback_id'] === callbackId);
    if (view === undefined) throw new Error(`${user} has no window ${callbackId}.`);
    return view;
  });
}

async function submit(user: string, { id }: SandboxView, values: object): Promise<void> {
  expect(await host.world.slack.gesture({ do: 'submit', user, viewId: id, values: values as never })).toMatchObject({
    ok: true,
  });
}

async function audited(event: string): Promise<readonly unknown[]> {
  const audit = createAudit(await openStore(host.auditStore));
  const entries = await Promise.all((await audit.chains()).map((chain) => audit.read(chain)));
  return entries.flat().flatMap((entry) => (entry.event === event ? [entry.who, entry.data['reason']] : []));
}

const chosen = (id: string) => ({ assignee: { user: { type: 'users_select', selected_user: id } } });

async function assignForm(): Promise<SandboxView> {
  const it0 = card(host.world);
  const caseId = /Case (\w+)/.exec(said(it0))?.[1] ?? '';
  await host.world.slack.gesture({
    do: 'click',
    user: rana,
    channel: it0?.channel ?? '',
    ts: it0?.ts ?? '',
    actionId: 'open.case',
    value: `assign.${caseId}`,
  });
  return form(rana, 'case.assign');
}

describe('assigning a case', () => {
  test.each([
    ['the suspect', dave, 'is the person behind the principal that this case is about'],
    ['a guest', gus, 'is a guest'],
    ['a stranger', sid, 'is of another workspace'],
    ['somebody without the role', vic, 'has the role viewer'],
  ])('not to %s: the window says why and stays with what was chosen', async (_who, id, words) => {
    const window = await assignForm();
    await submit(rana, window, chosen(id));

    await eventually(() => expect(JSON.stringify(windowsOf(rana))).toContain(words));
    const again = await form(rana, 'case.assign');
    expect(JSON.stringify(again.view)).toContain(`"initial_user":"${id}"`);
    expect(said(card(host.world))).not.toContain('Assigned');
    await host.world.slack.gesture({ do: 'close', user: rana, viewId: again.id });
  });

  test('to somebody who can, who is called by it', async () => {
    await submit(rana, await assignForm(), chosen(ben));

    const note = await eventually(() => {
      const found = channelMessages(host.world).find(({ text }) => text.includes('assigned this case to ben'));
      if (found === undefined) throw new Error('The thread does not say so.');
      return found;
    });
    expect(note.notified).toContain(ben);
  });
});

describe('rejecting a request', () => {
  test('is not for the suspect, who hears so before writing anything', async () => {
    await press(host.world, dave, requestMessage(host.world), 'open.reject');

    await eventually(() =>
      expect(JSON.stringify(windowsOf(dave))).toContain('You cannot reject this. You are the person'),
    );
  });

  test('is a withdrawal for whoever asked, and is named so', async () => {
    await press(host.world, rana, requestMessage(host.world), 'open.reject');

    const { view } = await form(rana, 'request.reject');
    expect(view['title']).toMatchObject({ text: 'Withdraw request' });
    expect(view['submit']).toMatchObject({ text: 'Withdraw' });
  });

  test('takes a reason, which the thread shows and the audit keeps', async () => {
    await press(host.world, ana, requestMessage(host.world), 'open.reject');
    const window = await form(ana, 'request.reject');
    expect(window.view['submit']).toMatchObject({ text: 'Reject' });
    await submit(ana, window, { reason: { text: { type: 'plain_text_input', value: 'It is a load test of <@U1>.' } } });

    await eventually(() => expect(said(requestMessage(host.world))).toContain('It is a load test of'));
    expect(said(requestMessage(host.world))).toContain('Rejected');
    expect(await audited('request.rejected')).toEqual([ana, 'It is a load test of <@U1>.']);
  });
});
