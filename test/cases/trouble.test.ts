import { describe, expect, it } from 'vitest';
import { createSlackChat } from '../../src/adapters/slack/chat.ts';
import { stalledChannels } from '../../src/cases/channel-lease.ts';
import { drainOutbox } from '../../src/cases/poster.ts';
import { readCase } from '../../src/cases/case-store.ts';
import type { Level } from '../../src/model/level.ts';
import { CHANNELS, PEOPLE } from '../../src/sandbox/slack/cast.ts';
import { policyOf } from '../approve/support.ts';
import { webClient } from '../sandbox/slack/support.ts';
import { CHANNEL, openDesk, type Desk } from './desk.ts';
import { alertOf, DAVE, ruleOf } from './support.ts';

function alertBy(name: string, level: Level = 'high') {
  return alertOf([name], { actor: { ...DAVE, root: { id: `user/${name}`, name } }, rule: ruleOf({ level }) });
}

const inAudit = (desk: Desk) =>
  desk.slack
    .snapshot()
    .messages.filter(({ channel }) => channel === CHANNELS.audit)
    .map(({ text }) => text);

/** A policy that names the audit channel only. */
const elsewhere = () => Promise.resolve(policyOf({ channels: { alerts: CHANNELS.audit } }));

const CLOSINGS: readonly (readonly [string, (desk: Desk, closed: boolean) => void, string])[] = [
  ['archived', (desk, closed) => desk.slack.archive(CHANNEL, closed), 'it is archived'],
  [
    'closed to the app',
    (desk, closed) =>
      desk.slack.setMembers(CHANNEL, [...Object.values(PEOPLE), ...(closed ? [] : [desk.slack.credentials.botUserId])]),
    'Trailbolt was removed from it',
  ],
  ['deleted', (desk, closed) => desk.slack.deleteChannel(CHANNEL, closed), 'it was deleted'],
];

describe.each(CLOSINGS)('a channel that is %s', (_what, close, why) => {
  it('keeps what waits for it, and people are told elsewhere, once, with each critical case', async () => {
    const desk = await openDesk();
    await desk.record(alertBy('one', 'critical'));
    await desk.record(alertBy('two'));
    close(desk, true);
    for (let round = 0; round < 5; round += 1) {
      await desk.drain();
      desk.clock.advance(130_000);
    }
    await desk.record(alertBy('three', 'critical'));
    await desk.drain();
    await desk.drainAll(CHANNELS.audit);
    const told = inAudit(desk);

    expect(told).toHaveLength(3);
    expect(told[0]).toContain(`Nothing can be posted in channel ${CHANNEL}: ${why}`);
    expect(told.slice(1).map((text) => text.split(' (')[1])).toEqual([
      `one in prod). Its card waits for channel ${CHANNEL}.`,
      `three in prod). Its card waits for channel ${CHANNEL}.`,
    ]);
    expect(desk.messages()).toEqual([]);
    expect(await stalledChannels(desk.ports.store)).toMatchObject([{ channel: CHANNEL }]);
  });

  it('that is back gets what waited, the worst first, and that is told, too', async () => {
    const desk = await openDesk();
    await desk.record(alertBy('one', 'low'));
    await desk.record(alertBy('two', 'critical'));
    close(desk, true);
    await desk.drain();
    desk.clock.advance(60_000);
    close(desk, false);
    desk.clock.advance(120_000);
    await desk.drainAll();
    await desk.drainAll(CHANNELS.audit);

    expect(desk.messages().map(({ text }) => text.split(':', 1)[0])).toEqual(['Critical', 'Low']);
    expect(inAudit(desk).at(-1)).toContain('can be posted in again');
    expect(await stalledChannels(desk.ports.store)).toEqual([]);
  });

  it('and that the policy does not name any more gives its cases to the channel that it names now', async () => {
    const desk = await openDesk();
    const known = await desk.record(alertBy('one'));
    await desk.drainAll();
    await desk.say(known, 'n0', 'It waits for approval.');
    await desk.drainAll();
    await desk.say(known, 'n1', 'Somebody asked.');
    await desk.say(known, 'n0', 'It was approved.');
    await desk.record(alertBy('two', 'critical'));
    await desk.record(alertBy('one'), {});
    await desk.record(alertOf(['more'], { actor: { ...DAVE, root: { id: 'user/one', name: 'one' } } }));
    close(desk, true);
    desk.clock.advance(10_000);
    await drainOutbox({ ...desk.ports, policy: elsewhere }, CHANNEL, desk.clock.now() + 1);
    await desk.drainAll(CHANNELS.audit);
    const there = desk.slack.snapshot().messages.filter(({ channel }) => channel === CHANNELS.audit);

    expect((await readCase(desk.ports.store, known.id)).value.channel).toBe(CHANNELS.audit);
    expect(there.filter(({ threadTs }) => threadTs === undefined)).toHaveLength(2);
    expect(there.find(({ text }) => text === 'Somebody asked.')?.threadTs).toBeDefined();
    // Where Slack still lets it be changed it is changed there, otherwise its newer form is said anew.
    expect(desk.slack.snapshot().messages.map(({ text }) => text)).toContain('It was approved.');
    expect(await stalledChannels(desk.ports.store)).toEqual([]);
    expect(await desk.waiting()).toEqual([]);
  });
});

it('nothing is lost or doubled where Slack cannot be reached at all, and people hear of it when it can', async () => {
  const desk = await openDesk();
  await desk.record(alertBy('one', 'critical'));
  await desk.record(alertBy('two', 'low'));
  // Nobody listens there: the connection is refused.
  const nowhere = createSlackChat({ token: () => Promise.resolve('xoxb-1'), slackApiUrl: 'http://127.0.0.1:9/api/' });
  for (let minute = 0; minute < 10; minute += 1) {
    await drainOutbox({ ...desk.ports, chat: nowhere }, CHANNEL, desk.clock.now() + 1);
    desk.clock.advance(60_000);
  }
  const stalled = await stalledChannels(desk.ports.store);
  await desk.drainAll();

  expect(stalled).toMatchObject([{ channel: CHANNEL }]);
  expect(desk.messages().map(({ text }) => text.split(/[: ]/, 1)[0])).toEqual(['Critical', 'For', 'Low']);
  expect(await desk.waiting()).toEqual([]);
});

it('a channel that has another name is the same channel', async () => {
  const desk = await openDesk();
  await desk.record(alertBy('one'));
  await desk.drainAll();
  desk.slack.renameChannel(CHANNEL, 'incidents');
  await desk.record(alertBy('two'));
  await desk.drainAll();

  expect(desk.messages()).toHaveLength(2);
  expect(desk.slack.callCounts()['chat.postMessage']).toMatchObject({ refused: 0 });
});

it('a note whose card somebody deleted with its thread comes with the card, once each', async () => {
  const desk = await openDesk();
  const it0 = await desk.record(alertBy('one'));
  await desk.drainAll();
  await webClient(desk.slack).chat.delete({ channel: CHANNEL, ts: desk.messages()[0]?.ts ?? '' });
  await desk.say(it0, 'n1', 'Somebody asked.');
  await desk.drainAll();
  const [card, reply, ...more] = desk.messages();

  expect(more).toEqual([]);
  expect(card?.metadata).toMatchObject({ event_type: 'trailbolt_case' });
  expect(reply).toMatchObject({ text: 'Somebody asked.', threadTs: card?.ts });
  expect(await desk.waiting()).toEqual([]);
});
