import { expect, test } from 'vitest';
import type { SandboxMessage, SandboxState } from '../../../src/sandbox/contract.ts';
import { MessageFeed, readWish } from '../../../src/sandbox/web/message-feed.ts';

const at = (index: number): string => `${1_795_426_860 + index}.000100`;

function message(index: number, more: Partial<SandboxMessage> = {}): SandboxMessage {
  return { ts: at(index), channel: 'C1', author: 'U1', text: `message ${index}`, ...more };
}

function stateOf(messages: readonly SandboxMessage[]): SandboxState {
  return { slack: { messages } } as unknown as SandboxState;
}

const many = Array.from({ length: 1000 }, (_, index) => message(index));
const texts = (feed: MessageFeed, messages: readonly SandboxMessage[]): readonly string[] =>
  feed.next(stateOf(messages)).slack.messages.map(({ text }) => text);

test('a page gets the newest messages of each channel, and how many are left out', () => {
  const other = message(3, { channel: 'C2', text: 'elsewhere' });

  const { slack, changes } = new MessageFeed({ counts: {} }).next(stateOf([...many, other]));

  expect(slack.messages).toEqual([...many.slice(-200), other]);
  expect(slack.earlier).toEqual({ C1: 800 });
  expect(changes).toEqual({ isFirst: true, gone: [] });
});

test('then only what is new, other or gone', () => {
  const feed = new MessageFeed({ counts: { C1: 3 } });
  const [a, b, c] = [message(1), message(2), message(3)];
  const changed = { ...b, text: 'changed' };

  expect(texts(feed, [a, b, c])).toEqual(['message 1', 'message 2', 'message 3']);
  expect(texts(feed, [a, b, c])).toEqual([]);
  expect(texts(feed, [a, changed, c, message(4)])).toEqual(['changed', 'message 4']);
  expect(feed.next(stateOf([a, c])).changes).toEqual({ isFirst: false, gone: [`C1 ${at(2)}`, `C1 ${at(4)}`] });
});

test('what a page has been given does not vanish when a storm comes in', () => {
  const feed = new MessageFeed({ counts: { C1: 1 } });
  const first = message(1);
  feed.next(stateOf([first]));

  const { changes, slack } = feed.next(stateOf([first, ...many.slice(2)]));

  expect(changes.gone).toEqual([]);
  expect(slack.messages).toHaveLength(998);
});

test('a thread comes with its parent, and one that is asked for however old it is', () => {
  const reply = message(1000, { threadTs: at(0), text: 'late reply' });
  const inside = message(1001, { threadTs: at(999), text: 'reply' });
  const messages = [...many, reply, inside];

  expect(texts(new MessageFeed({ counts: { C1: 1 } }), messages)).toEqual(['message 999', 'reply']);
  expect(texts(new MessageFeed({ counts: { C1: 1 }, thread: at(0) }), messages)).toEqual([
    'message 0',
    'message 999',
    'late reply',
    'reply',
  ]);
});

test.each([
  ['', { counts: {} }],
  ['newest=C1:400&newest=C2:7', { counts: { C1: 400, C2: 7 } }],
  ['newest=C1:0&newest=C1:-3&newest=C1:x&newest=:4&newest=C1:99999999', { counts: {} }],
  [`thread=${at(1)}`, { counts: {}, thread: at(1) }],
])('“%s” asks for %j', (query, wish) => {
  expect(readWish(new URLSearchParams(query))).toEqual(wish);
});
