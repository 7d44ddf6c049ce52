import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAudit } from '../../src/adapters/audit.ts';
import { openStore } from '../../src/adapters/open-store.ts';
import { CHANNELS, PEOPLE } from '../../src/sandbox/slack/cast.ts';
import { eventually } from '../support/eventually.ts';
import { startHostInWorld } from '../support/host-in-world.ts';
import {
  askToTerminate,
  button,
  channelMessages,
  launchWithLeakedKey,
  press,
  requestMessage,
  said,
  stateOf,
  whispers,
} from './leaked-key.ts';

type Host = Awaited<ReturnType<typeof startHostInWorld>>;
const { rana, ana, ben, dave, vic, ada } = PEOPLE;

let host: Host;
let instance: string;

beforeAll(async () => {
  host = await startHostInWorld({ socketMode: true });
  [instance = ''] = await launchWithLeakedKey(host.world, 1);
  await askToTerminate(host.world);
});
afterAll(async () => host?.close());

/** Somebody types a command; gives what they alone are answered. */
async function type(user: string, words: string): Promise<string> {
  const before = whispers(host.world, user).length;
  await host.world.slack.gesture({
    do: 'slash',
    user,
    channel: CHANNELS.alerts,
    command: '/trail',
    text: words,
  });
  return eventually(() => {
    const answer = whispers(host.world, user)
      .slice(before)
      .find((message) => message.text !== 'Working on it…');
    expect(answer).toBeDefined();
    return said(answer);
  });
}

/** Somebody presses a button of the request, and is answered. */
async function click(user: string, actionId: string): Promise<string> {
  const before = whispers(host.world, user).length;
  await press(host.world, user, requestMessage(host.world), actionId);
  return eventually(() => {
    const answer = whispers(host.world, user)[before];
    expect(answer).toBeDefined();
    return said(answer);
  });
}

const windowsOf = (user: string) => host.world.slack.snapshot().views.filter((view) => view.user === user);

const auditChannel = (): readonly string[] =>
  host.world.slack
    .snapshot()
    .messages.filter((message) => message.channel === CHANNELS.audit)
    .map(said);

describe('a freeze', () => {
  test('is not for a viewer', async () => {
    expect(await type(vic, 'freeze for fun')).toContain('Only approvers can freeze');
  });

  test('by one approver stops approvals, and everybody is told', async () => {
    expect(await type(ana, 'freeze is it a drill')).toContain('Frozen');
    await eventually(() => {
      expect(channelMessages(host.world).map(said).join()).toContain('froze Trailbolt: “is it a drill”');
      expect(auditChannel().join()).toContain('froze Trailbolt');
    });

    expect(await click(ben, 'request.approve')).toContain('Trailbolt is frozen (“is it a drill”)');
    expect(await type(rana, 'status')).toContain('Trailbolt is frozen');
    expect(stateOf(host.world, instance)).toBe('running');
  });

  test('is thawed by two approvers, not by one twice', async () => {
    expect(await type(ana, 'thaw')).toContain('another approver');
    expect(await type(ana, 'thaw')).toContain('another approver has to say /trail thaw, too');
    expect(await type(ben, 'thaw')).toContain('Thawed');
    expect(await type(rana, 'status')).toContain('Trailbolt is at work');
  });
});

async function openEmergency(user: string): Promise<void> {
  await eventually(() => expect(button(requestMessage(host.world), 'open.emergency')?.label).toContain('Emergency'));
  await press(host.world, user, requestMessage(host.world), 'open.emergency');
}

describe('an emergency', () => {
  const REASON = 'The bill grows by the minute, and nobody else is up.';

  async function approveAlone(user: string): Promise<void> {
    await openEmergency(user);
    const modal = await eventually(() => {
      const view = windowsOf(user).find((one) => one.view['callback_id'] === 'request.emergency');
      if (view === undefined) throw new Error('There is no window to say why in.');
      return view;
    });
    const values = { reason: { text: { type: 'plain_text_input', value: REASON } } };
    expect(await host.world.slack.gesture({ do: 'submit', user, viewId: modal.id, values })).toMatchObject({
      ok: true,
    });
  }

  test('is asked of those who can approve it the usual way first: they are notified, and the suspect is not', () => {
    const notified = requestMessage(host.world)?.notified;

    expect(notified).toEqual(expect.arrayContaining([ana, ben]));
    expect(notified).not.toContain(dave);
    expect(said(requestMessage(host.world))).toContain('Can be approved by');
  });

  test.each([
    ['the suspect', dave, 'You are the person behind the principal'],
    ['an approver who is not listed', ben, 'You are not among those who may approve alone'],
  ])('is not for %s, who hears so before writing anything, and who may', async (_who, user, words) => {
    await openEmergency(user);

    await eventually(() => expect(JSON.stringify(windowsOf(user))).toContain(words));
    expect(JSON.stringify(windowsOf(user))).toContain(ada);
    expect(JSON.stringify(windowsOf(user))).not.toContain('plain_text_input');
    expect(stateOf(host.world, instance)).toBe('running');
  });

  test('lets the one who is listed run it alone, with the second channel told', async () => {
    await approveAlone(ada);

    await eventually(() => expect(stateOf(host.world, instance)).toBe('terminated'), 60_000);
    await eventually(() => {
      expect(auditChannel().join()).toContain(REASON);
      expect(said(requestMessage(host.world))).toContain('alone in an emergency');
    });
  });

  test('is in the audit, which holds, and which responders can read', async () => {
    const audit = createAudit(await openStore(host.auditStore));
    const chains = await audit.chains();
    const events = (await Promise.all(chains.map((chain) => audit.read(chain)))).flat().map((record) => record.event);

    for (const chain of ['chains', ...chains]) expect(await audit.verify(chain)).toBeUndefined();
    expect(events).toEqual(
      expect.arrayContaining(['freeze.refused', 'freeze.set', 'freeze.thawing', 'freeze.thawed', 'approval.emergency']),
    );
    expect(await type(rana, 'audit ada')).toContain('approval.emergency');
    expect(await type(vic, 'audit')).toContain('This needs the role responder');
  });
});
