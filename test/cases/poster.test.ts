import { describe, expect, it } from 'vitest';
import { drainOutbox } from '../../src/cases/poster.ts';
import type { Level } from '../../src/model/level.ts';
import { webClient } from '../sandbox/slack/support.ts';
import { CHANNEL, openDesk, type Desk } from './desk.ts';
import { alertOf, DAVE, ruleOf } from './support.ts';

/** An alert of an actor of its own, hence a case of its own. */
function alertBy(name: string, level: Level = 'high') {
  return alertOf([name], { actor: { ...DAVE, root: { id: `user/${name}`, name } }, rule: ruleOf({ level }) });
}

function countsOf(desk: Desk, method: string): number {
  return desk.slack.callCounts()[method]?.calls ?? 0;
}

function written(desk: Desk): number {
  return countsOf(desk, 'chat.postMessage') + countsOf(desk, 'chat.update');
}

async function deleteMessage(desk: Desk, ts: string): Promise<void> {
  await webClient(desk.slack).chat.delete({ channel: CHANNEL, ts });
}

describe('the poster', () => {
  it('posts the card of a case with our id on it', async () => {
    const desk = await openDesk();
    const it0 = await desk.record(alertOf(['e0']));
    await desk.drainAll();

    expect(desk.messages()).toHaveLength(1);
    expect(desk.messages()[0]).toMatchObject({
      text: expect.stringContaining('dave (IAM user) called RunInstances once in prod, eu-central-1.'),
      metadata: { event_type: 'trailbolt_case', event_payload: { id: it0.id } },
    });
    expect(await desk.waiting()).toEqual([]);
  });

  it('makes one message of many changes, before and after it is there', async () => {
    const desk = await openDesk();
    for (let n = 0; n < 10; n += 1) await desk.record(alertOf([`a${n}`]));
    await desk.drainAll();
    for (let n = 0; n < 10; n += 1) await desk.record(alertOf([`b${n}`]));
    await desk.drainAll();

    expect(desk.messages()).toHaveLength(1);
    expect(desk.messages()[0]?.text).toContain('20 times');
    expect([countsOf(desk, 'chat.postMessage'), countsOf(desk, 'chat.update')]).toEqual([1, 1]);
  });

  it('calls nobody where nothing has changed', async () => {
    const desk = await openDesk();
    const it0 = await desk.record(alertOf(['e0']));
    await desk.say(it0, 'n1', 'A note.');
    await desk.drainAll();
    const before = written(desk);
    await desk.say(it0, 'n1', 'A note.');
    await desk.drainAll();

    expect(written(desk)).toBe(before);
    expect(desk.messages()).toHaveLength(2);
  });

  it('keeps one card for a case that becomes worse while its card still waits', async () => {
    const desk = await openDesk();
    await desk.record(alertOf(['e0'], { rule: ruleOf({ level: 'low' }) }));
    await desk.record(alertOf(['e1'], { rule: ruleOf({ id: 'worse', level: 'critical' }) }));
    await desk.drainAll();

    expect(desk.messages()).toHaveLength(1);
    expect(desk.messages()[0]?.text).toMatch(/^Critical: /);
  });

  it('posts the most severe first, at a pace that Slack takes', async () => {
    const desk = await openDesk();
    const levels: readonly Level[] = ['low', 'medium', 'high', 'critical', 'low', 'medium', 'high', 'critical'];
    for (const [index, level] of levels.entries()) await desk.record(alertBy(`actor${index}`, level));
    await desk.drainAll();

    expect(desk.messages().map((message) => message.text.split(':', 1)[0])).toEqual([
      'Critical',
      'Critical',
      'High',
      'High',
      'Medium',
      'Medium',
      'Low',
      'Low',
    ]);
    expect(desk.slack.callCounts()['chat.postMessage']).toMatchObject({ calls: 8, rateLimited: 0 });
  });

  it('hangs a note below its card, and waits for the card until then', async () => {
    const desk = await openDesk();
    const it0 = await desk.record(alertOf(['e0']));
    await desk.say(it0, 'n1', 'Somebody asked.');
    // The note goes first by rank, and Slack refuses the card for a while.
    desk.slack.faults.fail('chat.postMessage', 'internal_error');
    await desk.drain();
    const first = desk.messages();
    await desk.drainAll();
    const [card, reply] = desk.messages();

    expect(first).toEqual([]);
    expect(desk.messages()).toHaveLength(2);
    expect(card?.metadata).toMatchObject({ event_type: 'trailbolt_case' });
    expect(reply).toMatchObject({ text: 'Somebody asked.', threadTs: card?.ts });
  });
});

describe('when Slack or the network fail', () => {
  it('asked to wait, it posts nothing until then, and loses nothing', async () => {
    const desk = await openDesk();
    await desk.record(alertBy('one'));
    desk.slack.faults.rateLimit('chat.postMessage', 30);
    const { againInMs } = await desk.drain();
    await desk.record(alertBy('two', 'critical'));
    desk.clock.advance(29_000);
    await desk.drain();
    const during = written(desk);
    desk.clock.advance(1000);
    await desk.drainAll();

    expect(againInMs).toBe(30_000);
    expect(during).toBe(1);
    expect(desk.messages().map((message) => message.text.split(':', 1)[0])).toEqual(['Critical', 'High']);
  });

  it.each([
    [
      'the message arrived and the answer was lost',
      (desk: Desk) => desk.slack.faults.dropAfterApply('chat.postMessage'),
    ],
    ['the message did not arrive', (desk: Desk) => desk.slack.faults.status('chat.postMessage', 503)],
    ['Slack failed inside', (desk: Desk) => desk.slack.faults.fail('chat.postMessage', 'internal_error')],
    [
      'both, one after the other, and the search fails too',
      (desk: Desk) => {
        desk.slack.faults.status('chat.postMessage', 500);
        desk.slack.faults.fail('conversations.history', 'internal_error');
        desk.slack.faults.dropAfterApply('chat.postMessage');
        desk.slack.faults.status('conversations.history', 503);
      },
    ],
  ])('one card is seen where %s', async (_what, fault) => {
    const desk = await openDesk();
    await desk.record(alertOf(['e0']));
    fault(desk);
    await desk.drainAll();
    await desk.record(alertOf(['e1']));
    await desk.drainAll();

    expect(desk.messages()).toHaveLength(1);
    expect(desk.messages()[0]?.text).toContain('2 times');
    expect(await desk.waiting()).toEqual([]);
  });

  it('one note is seen where its answer was lost', async () => {
    const desk = await openDesk();
    const it0 = await desk.record(alertOf(['e0']));
    await desk.drainAll();
    await desk.say(it0, 'n1', 'A note.');
    desk.slack.faults.dropAfterApply('chat.postMessage');
    await desk.drainAll();

    expect(desk.messages().filter((message) => message.threadTs !== undefined)).toHaveLength(1);
  });

  it('an update whose answer was lost is made again', async () => {
    const desk = await openDesk();
    await desk.record(alertOf(['e0']));
    await desk.drainAll();
    await desk.record(alertOf(['e1']));
    desk.slack.faults.dropAfterApply('chat.update');
    await desk.drainAll();

    expect(desk.messages()).toHaveLength(1);
    expect(desk.messages()[0]?.text).toContain('2 times');
  });

  it('a card that somebody deleted comes back when there is news', async () => {
    const desk = await openDesk();
    const it0 = await desk.record(alertOf(['e0']));
    await desk.drainAll();
    await deleteMessage(desk, desk.messages()[0]?.ts ?? '');
    await desk.record(alertOf(['e1']));
    await desk.say(it0, 'n1', 'A note.');
    await desk.drainAll();
    const [card, reply] = desk.messages().filter((message) => message.metadata !== undefined);

    expect(card?.text).toContain('2 times');
    expect(reply).toMatchObject({ text: 'A note.', threadTs: card?.ts });
  });

  it('a channel that is archived keeps its one card and gets the news when it is back', async () => {
    const desk = await openDesk();
    await desk.record(alertOf(['e0']));
    await desk.drainAll();
    desk.slack.archive(CHANNEL);
    await desk.record(alertOf(['e1']));
    const { againInMs } = await desk.drain();
    desk.slack.archive(CHANNEL, false);
    await desk.drainAll();

    expect(againInMs).toBeGreaterThan(0);
    expect(desk.messages()).toHaveLength(1);
    expect(desk.messages()[0]?.text).toContain('2 times');
  });

  it('a message whose blocks Slack refuses is posted as plain text', async () => {
    const desk = await openDesk();
    await desk.record(alertBy('bad', 'critical'));
    desk.slack.faults.fail('chat.postMessage', 'invalid_blocks', 1);
    await desk.drainAll();

    const [message, ...more] = desk.messages();
    expect(message?.text).toContain('Critical');
    expect(message?.blocks ?? []).toEqual([]);
    expect(more).toEqual([]);
    expect(await desk.waiting()).toEqual([]);
  });

  it('a message that Slack refuses even as plain text is set aside with its reason, and the others go on', async () => {
    const desk = await openDesk();
    await desk.record(alertBy('bad', 'critical'));
    await desk.record(alertBy('good', 'low'));
    desk.slack.faults.fail('chat.postMessage', 'msg_too_long', 2);
    await desk.drain();
    const second = desk.messages();
    desk.slack.faults.fail('chat.postMessage', 'msg_too_long', 20);
    await desk.drainAll();
    const dead = await desk.ports.store.list<{ reason: string }>('outbox-dead');

    expect(second.map((message) => message.text.split(':', 1)[0])).toEqual(['Low']);
    expect(dead.items).toHaveLength(1);
    expect(dead.items[0]?.value).toMatchObject({
      entry: { kind: 'card' },
      reason: expect.stringContaining('msg_too_long'),
    });
    expect(await desk.waiting()).toEqual([]);
  });

  it.each(['token_revoked', 'invalid_auth', 'missing_scope', 'account_inactive'])(
    'a card outlasts %s for as long as it takes',
    async (problem) => {
      const desk = await openDesk();
      await desk.record(alertBy('kept'));
      desk.slack.faults.fail('chat.postMessage', problem, 15);
      await desk.drainAll();

      expect(desk.messages().filter(({ metadata }) => metadata?.['event_type'] === 'trailbolt_case')).toHaveLength(1);
      expect((await desk.ports.store.list('outbox-dead')).items).toEqual([]);
    },
  );
});

describe('of several posters', () => {
  it('one posts, and the others leave the channel to it', async () => {
    const desk = await openDesk();
    await desk.record(alertBy('one'));
    const release = desk.slack.faults.hold('chat.postMessage');
    const first = desk.drain();
    // The others come while the first one's call is on its way.
    const others = await Promise.all([drainOutbox(desk.ports, CHANNEL, desk.clock.now() + 1), desk.drain()]);
    await desk.record(alertBy('two'));
    release();
    await first;
    await desk.drainAll();

    expect(others).toEqual([{}, {}]);
    expect(desk.messages()).toHaveLength(2);
    expect(countsOf(desk, 'chat.postMessage')).toBe(2);
  });

  it('none loses the news that comes while the card is on its way', async () => {
    const desk = await openDesk();
    await desk.record(alertOf(['e0']));
    const chat = {
      ...desk.ports.chat,
      async post(...args: Parameters<typeof desk.ports.chat.post>) {
        await desk.record(alertOf(['e1']));
        return desk.ports.chat.post(...args);
      },
    };
    await drainOutbox({ ...desk.ports, chat }, CHANNEL, desk.clock.now() + 1);
    await desk.drainAll();

    expect(desk.messages()).toHaveLength(1);
    expect(desk.messages()[0]?.text).toContain('2 times');
  });

  it('the next one goes on where another died between its note of a post and the post', async () => {
    const desk = await openDesk();
    await desk.record(alertOf(['e0']));
    const { promise: posting, resolve } = Promise.withResolvers<void>();
    const post = (): Promise<never> => {
      resolve();
      return new Promise(() => undefined);
    };
    void drainOutbox({ ...desk.ports, chat: { ...desk.ports.chat, post } }, CHANNEL, desk.clock.now() + 1);
    await posting;
    const soon = await desk.drain();
    desk.clock.advance(60_000);
    await desk.drainAll();

    expect(soon).toEqual({});
    expect(desk.messages()).toHaveLength(1);
  });

  it('the next one finds the message that another posted and did not live to remember', async () => {
    const desk = await openDesk();
    await desk.record(alertOf(['e0']));
    const { promise: posted, resolve } = Promise.withResolvers<void>();
    const dying = {
      ...desk.ports,
      chat: {
        ...desk.ports.chat,
        async post(...args: Parameters<typeof desk.ports.chat.post>) {
          await desk.ports.chat.post(...args);
          resolve();
          return new Promise<never>(() => undefined);
        },
      },
    };
    void drainOutbox(dying, CHANNEL, desk.clock.now() + 1);
    await posted;
    desk.clock.advance(60_000);
    await desk.drainAll();

    expect(desk.messages()).toHaveLength(1);
    expect(countsOf(desk, 'chat.postMessage')).toBe(1);
  });
});
