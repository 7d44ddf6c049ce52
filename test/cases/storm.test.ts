import { describe, expect, it } from 'vitest';
import { awaitedCard, createOutbox } from '../../src/cases/outbox.ts';
import { drainOutbox } from '../../src/cases/poster.ts';
import { bringMessage, heldCases } from '../../src/cases/held-cases.ts';
import { recordPlain } from '../../src/cases/record-plain.ts';
import { listCases } from '../../src/cases/list-cases.ts';
import { note } from '../../blocks/note.ts';
import type { Level } from '../../src/model/level.ts';
import type { SandboxMessage } from '../../src/sandbox/contract.ts';
import { webClient } from '../sandbox/slack/support.ts';
import { CHANNEL, openDesk, type Desk } from './desk.ts';
import { alertOf, DAVE, ruleOf } from './support.ts';

const STORM = { cards: 3, window: 300, quiet: 600 } as const;

let records = 0;

/** An alert of an actor of its own, hence a case of its own. */
function alertBy(name: string, level: Level = 'medium', rule = 'noisy') {
  records += 1;
  return alertOf([`storm${records}`], {
    actor: { ...DAVE, root: { id: `user/${name}`, name } },
    rule: ruleOf({ id: rule, title: `Rule ${rule}`, level }),
  });
}

async function flood(desk: Desk, count: number, level: Level = 'medium', from = 0): Promise<void> {
  for (let n = from; n < from + count; n += 1) await desk.record(alertBy(`actor${n}`, level, `rule${n % 4}`));
}

/** Goes on posting for so long, as the schedule does. */
async function pass(desk: Desk, ms: number): Promise<void> {
  const end = desk.clock.now() + ms;
  while (desk.clock.now() < end) {
    const { againInMs = 60_000 } = await desk.drain();
    desk.clock.advance(Math.min(againInMs, end - desk.clock.now()));
  }
  await desk.drain();
}

const kind = (message: SandboxMessage) => message.metadata?.['event_type'];
const cards = (desk: Desk) => desk.messages().filter((message) => kind(message) === 'trailbolt_case');
const digests = (desk: Desk) => desk.messages().filter((message) => kind(message) === 'trailbolt_storm');
const words = (message: SandboxMessage | undefined) => JSON.stringify(message?.blocks ?? []);

describe('a storm', () => {
  it('becomes one digest that counts, and no case is lost', async () => {
    const desk = await openDesk({ storm: STORM });
    await flood(desk, 40);
    await pass(desk, 60_000);
    const [digest, ...more] = digests(desk);
    const { cases, more: unlisted } = await listCases(desk.ports.store, { shelf: 'open', limit: 300 });

    expect(cards(desk)).toHaveLength(3);
    expect(more).toEqual([]);
    expect(digest?.text).toContain('37 cases without a card');
    expect(words(digest)).toContain('Rule rule0');
    expect(words(digest)).toContain('10 cases, 10 records');
    expect(cases.length + unlisted).toBe(40);
  });

  it('never holds a critical case, and never lets milder ones use up what is kept for high ones', async () => {
    const desk = await openDesk({ storm: STORM });
    await flood(desk, 20, 'low');
    await pass(desk, 30_000);
    await flood(desk, 5, 'high', 100);
    await flood(desk, 6, 'critical', 200);
    await pass(desk, 30_000);
    const levels = cards(desk).map((message) => message.text.split(':', 1)[0]);

    expect(levels.filter((level) => level === 'Low')).toHaveLength(3);
    expect(levels.filter((level) => level === 'High')).toHaveLength(3);
    expect(levels.filter((level) => level === 'Critical')).toHaveLength(6);
    expect(levels.slice(3, 9)).toEqual(Array.from({ length: 6 }, () => 'Critical'));
  });

  it('links in its digest to the cards that were posted', async () => {
    const desk = await openDesk({ storm: STORM });
    await flood(desk, 10);
    await pass(desk, 10_000);
    await flood(desk, 1, 'critical', 50);
    await pass(desk, 60_000);
    const [critical] = cards(desk).filter((message) => message.text.startsWith('Critical'));

    expect(words(digests(desk)[0])).toContain(`archives/${CHANNEL}/p${critical?.ts.replace('.', '')}`);
  });

  it('that is over says so once, and what was held has no card until there is news of it', async () => {
    const desk = await openDesk({ storm: STORM });
    await flood(desk, 10);
    await pass(desk, 700_000);
    const ended = desk.messages().filter((message) => message.text.startsWith('The storm is over'));
    const before = cards(desk).length;
    await desk.record(alertBy('actor9', 'medium', 'another'));
    await pass(desk, 1000);

    expect(ended).toHaveLength(1);
    expect(ended[0]?.text).toContain('10 cases, 3 of them with a card and 7 without');
    expect(digests(desk)[0]?.text).toContain('Storm over');
    expect([before, cards(desk).length]).toEqual([3, 4]);
    expect(await desk.waiting()).toEqual([]);
  });

  it('gets a case its card when it becomes critical, when somebody asks for it, and when something hangs on it', async () => {
    const desk = await openDesk({ storm: STORM });
    await flood(desk, 12);
    await pass(desk, 10_000);
    const held = await heldOf(desk);
    await desk.record(alertBy('actor11', 'critical'));
    const [asked, noted] = held.filter(({ actor }) => actor.name !== 'actor11');
    const byId = async (id: string) =>
      (await listCases(desk.ports.store, { shelf: 'open', limit: 50 })).cases.find((it0) => it0.id === id);
    const [first, second] = [await byId(asked?.caseId ?? ''), await byId(noted?.caseId ?? '')];
    if (first === undefined || second === undefined) throw new Error('Nothing was held.');
    await desk.ports.store.commit([
      awaitedCard(first),
      createOutbox(desk.clock.now).note('n1', second, note('Somebody wants to know.')),
    ]);
    await pass(desk, 40_000);
    const left = await heldOf(desk);

    expect(held).toHaveLength(9);
    expect(cards(desk)).toHaveLength(6);
    expect(desk.messages().find((message) => message.text === 'Somebody wants to know.')?.threadTs).toBeDefined();
    expect(left).toHaveLength(6);
  });

  it('counts what a held case goes on doing', async () => {
    const desk = await openDesk({ storm: STORM });
    await flood(desk, 8);
    await pass(desk, 10_000);
    for (let n = 0; n < 25; n += 1) await desk.record(alertBy('actor7', 'medium', 'rule3'));
    await pass(desk, 60_000);

    expect(words(digests(desk)[0])).toContain('26 records');
    expect(cards(desk)).toHaveLength(3);
  });

  it('of messages from others is held the same way, and each comes when somebody wants to see it', async () => {
    const desk = await openDesk({ storm: STORM });
    for (let n = 0; n < 10; n += 1) {
      const id = `finding-${n}`;
      const at = new Date(desk.clock.now()).toISOString();
      const message = {
        schema: 'plain',
        id,
        title: 'Finding',
        text: '',
        level: 'medium',
        sender: 'GuardDuty',
        at,
      } as const;
      await recordPlain(desk.ports.store, desk.clock, CHANNEL, message, note(`Finding ${n}.`));
    }
    await flood(desk, 1, 'critical');
    await pass(desk, 60_000);
    const before = desk.messages().filter(({ text }) => text.startsWith('Finding'));
    const [digest] = digests(desk);
    const [held] = await heldOf(desk);
    const state = await desk.ports.store.get<{ storm?: { id: string } }>({ partition: 'storm', sort: CHANNEL });
    const bring = () =>
      bringMessage(desk.ports.store, CHANNEL, state?.value.storm?.id ?? '', held?.caseId ?? '', desk.clock.now());
    const brought = [await bring(), await bring()];
    await pass(desk, 40_000);

    expect(before).toHaveLength(3);
    expect(digest?.text).toContain('7 messages from elsewhere without a card');
    expect(words(digest)).toContain('GuardDuty');
    expect(brought).toEqual([true, false]);
    expect(desk.messages().filter(({ text }) => text.startsWith('Finding'))).toHaveLength(4);
    expect(await heldOf(desk)).toHaveLength(6);
  });

  it('whose digest somebody deletes posts it again', async () => {
    const desk = await openDesk({ storm: STORM });
    await flood(desk, 8);
    await pass(desk, 10_000);
    await webClient(desk.slack).chat.delete({ channel: CHANNEL, ts: digests(desk)[0]?.ts ?? '' });
    await flood(desk, 1, 'medium', 60);
    await pass(desk, 40_000);

    expect(digests(desk)).toHaveLength(1);
    expect(digests(desk)[0]?.text).toContain('6 cases');
  });

  it('loses and doubles nothing where the poster dies at any of its commits', async () => {
    for (let dying = 1; dying <= 30; dying += 1) {
      const desk = await openDesk({ storm: STORM });
      await flood(desk, 8);
      let commits = 0;
      const { store } = desk.ports;
      const ports = {
        ...desk.ports,
        store: {
          ...store,
          get: store.get.bind(store),
          list: store.list.bind(store),
          commit: (writes: Parameters<typeof store.commit>[0]) => {
            commits += 1;
            return commits >= dying ? Promise.reject(new Error('The process died.')) : store.commit(writes);
          },
        },
      };
      await drainOutbox(ports, CHANNEL, desk.clock.now() + 1).catch(() => undefined);
      desk.clock.advance(60_000);
      await pass(desk, 120_000);
      const held = await heldOf(desk);

      expect(cards(desk).length + held.length).toBe(8);
      expect(new Set(cards(desk).map((message) => JSON.stringify(message.metadata))).size).toBe(cards(desk).length);
      expect(digests(desk)).toHaveLength(1);
    }
  });
});

async function heldOf(desk: Desk) {
  const state = await desk.ports.store.get<{ storm?: { id: string } }>({ partition: 'storm', sort: CHANNEL });
  return heldCases(desk.ports.store, CHANNEL, state?.value.storm?.id ?? '');
}

describe('a channel that is busy', () => {
  it('has its updates kept inside what Slack takes of all channels', async () => {
    const desk = await openDesk({ storm: { ...STORM, cards: 50 } });
    await flood(desk, 20);
    await pass(desk, 60_000);
    for (let round = 0; round < 8; round += 1) {
      await flood(desk, 20);
      await pass(desk, 30_000);
    }

    expect(desk.slack.callCounts()['chat.update']).toMatchObject({ rateLimited: 0, refused: 0 });
    expect(desk.slack.callCounts()['chat.update']?.calls).toBeGreaterThan(100);
  });
});

describe('Slack, away for an hour', () => {
  it('is asked now and then, and afterwards gets the worst first and a digest of the rest', async () => {
    const desk = await openDesk({ storm: STORM });
    desk.slack.faults.status('chat.postMessage', 503, 10_000);
    await flood(desk, 30);
    await flood(desk, 2, 'critical', 100);
    for (let minute = 0; minute < 60; minute += 1) {
      await pass(desk, 60_000);
      if (minute % 10 === 0) await flood(desk, 2, 'high', 200 + minute);
    }
    const tried = desk.slack.callCounts()['chat.postMessage']?.calls ?? 0;
    desk.slack.faults.clear();
    await pass(desk, 300_000);
    const after = cards(desk).map((message) => message.text.split(':', 1)[0]);

    expect(tried).toBeLessThan(100);
    expect(after.slice(0, 2)).toEqual(['Critical', 'Critical']);
    expect(after.filter((level) => level === 'High')).toHaveLength(3);
    expect(digests(desk)).toHaveLength(1);
    expect(desk.messages().find((message) => message.text.startsWith('For 60 minutes no message'))).toBeDefined();
    expect(cards(desk).length + (await heldOf(desk)).length).toBe(44);
  });
});
