import { expect, test } from 'vitest';
import { openSqliteStore } from '../../src/adapters/local/sqlite-store.ts';
import { measureStorm } from './storm.ts';

const inMemory = (now: () => number) => Promise.resolve(openSqliteStore(':memory:', { now }));

test('a small storm loses nothing, meets no 429 and shows every critical card', async () => {
  const result = await measureStorm({ alerts: 400, pairs: 150 }, inMemory);

  expect(result).toMatchObject({ lost: 0, unseen: 0, rateLimited: 0, refused: 0, waiting: 0 });
  for (const channel of result.channels) expect(channel.criticalCards).toBe(channel.criticalCases);
  // The channel for what is severe has room for all of it.
  expect(result.channels.map(({ digests, summaries }) => [digests, summaries])).toEqual([
    [1, 1],
    [0, 0],
    [1, 1],
  ]);
});

test('the same with Slack away at first loses nothing either', async () => {
  const result = await measureStorm({ alerts: 200, pairs: 100, slackAwayMinutes: 10 }, inMemory);

  expect(result).toMatchObject({ lost: 0, unseen: 0, rateLimited: 0, waiting: 0 });
  for (const channel of result.channels) expect(channel.criticalCards).toBe(channel.criticalCases);
});

test('a thousand rules by one actor are one case, and a few messages', async () => {
  const { channels, ...all } = await measureStorm({ alerts: 1000, pairs: 1000, shape: 'one actor' }, inMemory);

  expect(all).toMatchObject({ lost: 0, unseen: 0, rateLimited: 0, waiting: 0 });
  expect(channels.map(({ cases, cards }) => [cases, cards])).toEqual([
    [1, 1],
    [0, 0],
    [0, 0],
  ]);
  expect(all.posts).toBeLessThan(20);
});

test('each case in an account of its own: every critical card, a digest of the rest', async () => {
  const { channels, ...all } = await measureStorm({ alerts: 600, pairs: 300, shape: 'accounts' }, inMemory);

  expect(all).toMatchObject({ lost: 0, unseen: 0, rateLimited: 0, waiting: 0 });
  for (const channel of channels) expect(channel.criticalCards).toBe(channel.criticalCases);
  expect(channels.reduce((sum, { cases }) => sum + cases, 0)).toBe(300);
});
