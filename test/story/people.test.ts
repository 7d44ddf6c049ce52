import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAudit } from '../../src/adapters/audit.ts';
import { openStore } from '../../src/adapters/open-store.ts';
import type { SandboxMessage, SandboxView } from '../../src/sandbox/contract.ts';
import { CHANNELS, PEOPLE } from '../../src/sandbox/slack/cast.ts';
import { eventually } from '../support/eventually.ts';
import { startHostInWorld } from '../support/host-in-world.ts';
import {
  askToTerminate,
  button,
  card,
  channelMessages,
  launchWithLeakedKey,
  press,
  requestMessage,
  said,
  whispers,
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

async function fromMenu(user: string, choice: string): Promise<void> {
  const it0 = card(host.world);
  const caseId = /Case (\w+)/.exec(said(it0))?.[1] ?? '';
  await host.world.slack.gesture({
    do: 'click',
    user,
    channel: it0?.channel ?? '',
    ts: it0?.ts ?? '',
    actionId: 'open.case',
    value: `${choice}.${caseId}`,
  });
}

async function assignForm(): Promise<SandboxView> {
  await fromMenu(rana, 'assign');
  return form(rana, 'case.assign');
}

/** Somebody types a command; gives what they alone are answered. */
async function type(user: string, words: string): Promise<SandboxMessage> {
  const before = whispers(host.world, user).length;
  await host.world.slack.gesture({ do: 'slash', user, channel: CHANNELS.alerts, command: '/trail', text: words });
  return eventually(() => {
    const answer = whispers(host.world, user)
      .slice(before)
      .find(({ text }) => text !== 'Working on it…');
    if (answer === undefined) throw new Error(`Nobody answered ${words}.`);
    return answer;
  });
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

describe('muting a rule', () => {
  test('is not offered to whoever may not, and the suspect gets no window to type in', async () => {
    await fromMenu(rana, 'mute');
    await eventually(() => expect(JSON.stringify(windowsOf(rana))).toContain('only an approver may mute'));

    await fromMenu(dave, 'close');
    await eventually(() => expect(JSON.stringify(windowsOf(dave).at(-1))).toContain('You are the person behind'));
    expect(windowsOf(dave).some(({ view }) => view['callback_id'] === 'case.close')).toBe(false);
  });

  test('is lifted in the list, which is brought up to date', async () => {
    await fromMenu(ana, 'mute');
    const window = await form(ana, 'case.mute');
    const blocks = window.view['blocks'] as readonly { block_id?: string; element?: { options?: readonly object[] } }[];
    const first = (id: string) => ({
      option: {
        type: 'static_select',
        selected_option: blocks.find(({ block_id }) => block_id === id)?.element?.options?.[0],
      },
    });
    await submit(ana, window, {
      rule: first('rule'),
      scope: first('scope'),
      span: first('span'),
      reason: { text: { type: 'plain_text_input', value: 'A load test.' } },
    });
    await eventually(() => expect(JSON.stringify(windowsOf(ana))).toContain('is muted for'));
    const list = await type(ana, 'mutes');
    expect(button(list, 'mute.lift')).toBeDefined();

    await press(host.world, ana, list, 'mute.lift');

    await eventually(() => {
      const now = whispers(host.world, ana).find(({ ts }) => ts === list.ts);
      expect(said(now)).toContain('Lifted: cards of');
      expect(said(now)).toContain('Nothing is muted');
      expect(button(now, 'mute.lift')).toBeUndefined();
    });
  });
});

test('an answer that was shared loses the button that shares it', async () => {
  const answer = await type(rana, 'who dave');
  await press(host.world, rana, answer, 'answer.share');

  await eventually(() => {
    const now = whispers(host.world, rana).find(({ ts }) => ts === answer.ts);
    expect(said(now)).toContain('Shared with everybody here.');
    expect(button(now, 'answer.share')).toBeUndefined();
  });
  expect(channelMessages(host.world).filter((message) => said(message).includes('Shared by'))).toHaveLength(1);
});
