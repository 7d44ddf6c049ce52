import { expect, test } from 'vitest';
import type { SlackSnapshot } from '../../../src/sandbox/contract.ts';
import { actingAs, HOME, readPlace, writePlace } from '../../../src/sandbox/page/place.ts';

const slack: SlackSnapshot = {
  team: { id: 'T1', name: 'Acme' },
  bot: { userId: 'UBOT', name: 'Trailbolt' },
  people: [
    { id: 'U1', name: 'ana', realName: 'Ana', title: '', kind: 'member' },
    { id: 'U2', name: 'ben', realName: 'Ben', title: '', kind: 'member' },
  ],
  channels: [
    { id: 'C1', name: 'alerts', members: ['U1', 'U2'] },
    { id: 'C2', name: 'audit', members: ['U2'] },
  ],
  messages: [],
  views: [],
  homes: {},
  notices: [],
};

test.each([
  ['', { person: 'U1', channel: 'C1' }],
  ['#as=ben', { person: 'U2', channel: 'C1' }],
  ['#as=ben&in=audit&thread=1.2', { person: 'U2', channel: 'C2', thread: '1.2' }],
  ['#as=ana&in=audit', { person: 'U1', channel: 'C1' }],
  ['#as=nobody&in=nowhere', { person: 'U1', channel: 'C1' }],
  ['#as=ben&in=home&thread=1.2', { person: 'U2', channel: HOME }],
])('%j leads to %j', (hash, expected) => {
  expect(readPlace(hash, slack)).toEqual(expected);
});

test('what is written is read back', () => {
  const place = { person: 'U2', channel: 'C2', thread: '1795426860.000100' };

  expect(readPlace(writePlace(place, slack), slack)).toEqual(place);
  expect(readPlace(writePlace({ person: 'U2', channel: HOME }, slack), slack)).toEqual({ person: 'U2', channel: HOME });
});

test('another person stays in the channel if they may see it, else goes to their first', () => {
  expect(actingAs({ person: 'U1', channel: 'C1', thread: '1.2' }, 'U2', slack)).toEqual({
    person: 'U2',
    channel: 'C1',
    thread: '1.2',
  });
  expect(actingAs({ person: 'U2', channel: 'C2', thread: '1.2' }, 'U1', slack)).toEqual({
    person: 'U1',
    channel: 'C1',
  });
  expect(actingAs({ person: 'U2', channel: HOME }, 'U1', slack)).toEqual({ person: 'U1', channel: HOME });
});
