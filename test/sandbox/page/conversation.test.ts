import { describe, expect, test } from 'vitest';
import type { SandboxMessage, SlackSnapshot } from '../../../src/sandbox/contract.ts';
import {
  authorOf,
  channelEntries,
  channelsOf,
  compareTs,
  threadEntries,
  topView,
  unreadCount,
  unreadMentions,
} from '../../../src/sandbox/page/conversation.ts';

const base = 1_795_426_860;

function message(second: number, more: Partial<SandboxMessage> = {}): SandboxMessage {
  return { ts: `${base + second}.000100`, channel: 'C1', author: 'U1', text: `m${second}`, ...more };
}

function snapshot(messages: readonly SandboxMessage[], more: Partial<SlackSnapshot> = {}): SlackSnapshot {
  return {
    team: { id: 'T1', name: 'Acme' },
    bot: { userId: 'UBOT', name: 'Trailbolt' },
    people: [
      { id: 'U1', name: 'ana', realName: 'Ana', title: '', kind: 'member' },
      { id: 'U2', name: 'ben', realName: 'Ben', title: '', kind: 'member' },
    ],
    channels: [
      { id: 'C1', name: 'alerts', members: ['U1', 'U2'] },
      { id: 'C2', name: 'audit', members: ['U2'], isPrivate: true },
    ],
    messages,
    views: [],
    homes: {},
    notices: [],
    ...more,
  };
}

const texts = (entries: readonly { readonly message: SandboxMessage }[]): string[] =>
  entries.map((entry) => entry.message.text);

test('timestamps are ordered by value, not by their letters or as one rounded number', () => {
  const sorted = ['1795426860.000200', '1795426860.000010', '999999999.999999', '1795426860.000199'].toSorted(
    compareTs,
  );

  expect(sorted).toEqual(['999999999.999999', '1795426860.000010', '1795426860.000199', '1795426860.000200']);
});

describe('a channel', () => {
  test('shows messages oldest first and counts replies under their parent', () => {
    const parent = message(0);
    const slack = snapshot([
      message(20, { threadTs: parent.ts, author: 'U2' }),
      message(30),
      parent,
      message(10, { threadTs: parent.ts }),
    ]);

    const entries = channelEntries(slack, 'C1', 'U1');

    expect(texts(entries)).toEqual(['m0', 'm30']);
    expect(entries.map(({ replies }) => replies.map(({ text }) => text))).toEqual([['m10', 'm20'], []]);
  });

  test('a parent that carries its own thread timestamp is no reply', () => {
    const parent = message(0, { threadTs: `${base}.000100` });

    expect(texts(channelEntries(snapshot([parent]), 'C1', 'U1'))).toEqual(['m0']);
  });

  test('an ephemeral message shows only to its reader, and adds to no count', () => {
    const parent = message(0);
    const slack = snapshot([
      parent,
      message(5, { visibleTo: 'U1' }),
      message(6, { visibleTo: 'U1', threadTs: parent.ts }),
    ]);

    expect(texts(channelEntries(slack, 'C1', 'U1'))).toEqual(['m0', 'm5']);
    expect(texts(channelEntries(slack, 'C1', 'U2'))).toEqual(['m0']);
    expect(channelEntries(slack, 'C1', 'U1')[0]?.replies).toEqual([]);
    expect(texts(threadEntries(slack, 'C1', 'U1', parent.ts))).toEqual(['m0', 'm6']);
    expect(threadEntries(slack, 'C1', 'U1', parent.ts)[0]?.replies).toEqual([]);
    expect(texts(threadEntries(slack, 'C1', 'U2', parent.ts))).toEqual(['m0']);
  });

  test('what one author says in one breath is drawn together', () => {
    const slack = snapshot([
      message(0),
      message(60),
      message(90, { author: 'U2' }),
      message(100),
      message(100 + 301),
      message(420, { visibleTo: 'U1' }),
    ]);

    expect(channelEntries(slack, 'C1', 'U1').map(({ continues }) => continues)).toEqual([
      false,
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  test('each calendar day starts once', () => {
    const day = 86_400;
    const slack = snapshot([message(0), message(60), message(3 * day)]);

    expect(channelEntries(slack, 'C1', 'U1').map(({ startsDay }) => startsDay)).toEqual([true, false, true]);
  });
});

test('a thread whose parent was deleted is empty', () => {
  const slack = snapshot([message(10, { threadTs: `${base}.000100` })]);

  expect(threadEntries(slack, 'C1', 'U1', `${base}.000100`)).toEqual([]);
});

test('the first reply is not drawn as a continuation of its parent, even by the same author', () => {
  const parent = message(0);
  const slack = snapshot([parent, message(1, { threadTs: parent.ts }), message(2, { threadTs: parent.ts })]);

  expect(threadEntries(slack, 'C1', 'U1', parent.ts).map(({ continues }) => continues)).toEqual([false, false, true]);
});

test('unread counts what others wrote in the channel since, not replies and not own messages', () => {
  const parent = message(0, { author: 'U2' });
  const slack = snapshot([
    parent,
    message(1, { author: 'U2', threadTs: parent.ts }),
    message(2, { author: 'U1' }),
    message(3, { author: 'UBOT' }),
  ]);

  expect(unreadCount(slack, 'C1', 'U1', '0')).toBe(2);
  expect(unreadCount(slack, 'C1', 'U1', parent.ts)).toBe(1);
  expect(unreadCount(slack, 'C1', 'U1', message(3).ts)).toBe(0);
});

test('people see the channels they are in', () => {
  expect(channelsOf(snapshot([]), 'U1').map(({ name }) => name)).toEqual(['alerts']);
  expect(channelsOf(snapshot([]), 'U2').map(({ name }) => name)).toEqual(['alerts', 'audit']);
});

test('the modal on top is the deepest one of that person', () => {
  const views = [
    { id: 'V2', user: 'U1', view: {}, depth: 2 },
    { id: 'V1', user: 'U1', view: {}, depth: 1 },
    { id: 'V9', user: 'U2', view: {}, depth: 9 },
  ];
  const slack = snapshot([], { views });

  expect(topView(slack, 'U1')?.id).toBe('V2');
  expect(topView(slack, 'UBOT')).toBeUndefined();
});

test('an author is a person, the app, or an id that nobody knows', () => {
  const slack = snapshot([]);

  expect(authorOf(slack, 'U2')).toMatchObject({ name: 'Ben', isApp: false, index: 1 });
  expect(authorOf(slack, 'UBOT')).toEqual({ name: 'Trailbolt', isApp: true, index: -1 });
  expect(authorOf(slack, 'UGONE')).toEqual({ name: 'UGONE', isApp: false, index: -1 });
});

test('a mention counts for whom it was made until they have read where it stands: a thread is not read by its channel', () => {
  const parent = message(0, { author: 'UBOT' });
  const reply = message(1, { author: 'UBOT', threadTs: parent.ts, notified: ['U1'] });
  const slack = snapshot([parent, reply, message(2, { author: 'U1', notified: ['U1'] })]);
  const mentions = (person: string, marks: Readonly<Record<string, string>>): number =>
    unreadMentions(slack, 'C1', person, (where) => marks[where] ?? '0');

  expect(mentions('U1', {})).toBe(1);
  expect(mentions('U2', {})).toBe(0);
  expect(mentions('U1', { C1: reply.ts })).toBe(1);
  expect(mentions('U1', { [`C1/${parent.ts}`]: reply.ts })).toBe(0);
});
