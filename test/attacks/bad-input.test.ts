import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SandboxMessage } from '../../src/sandbox/contract.ts';
import { CHANNELS, PEOPLE, SECURITY_APPROVERS } from '../../src/sandbox/slack/cast.ts';
import { channelMessages, launchWithLeakedKey, press, said, whispers } from '../story/leaked-key.ts';
import { eventually } from '../support/eventually.ts';
import { startAttackedHost, type AttackedHost } from './host.ts';
import { askFor, decide, requestNow } from './requests.ts';
import { launchBy, openCase, TrailWriter, userArn } from './trail-files.ts';

/** What people do to a workspace in which Trailbolt is at work: nothing is lost, and it is said where people look. */
let host: AttackedHost;
let trail: TrailWriter;

beforeAll(async () => {
  host = await startAttackedHost();
  trail = new TrailWriter(host);
});
afterAll(async () => {
  trail?.close();
  await host?.close();
});

const cardsAbout = (user: string): readonly SandboxMessage[] =>
  channelMessages(host.world).filter(({ threadTs, text }) => threadTs === undefined && text.includes(`${user} (`));

const inAudit = (): readonly string[] =>
  host.world.slack
    .snapshot()
    .messages.filter(({ channel, visibleTo }) => channel === CHANNELS.audit && visibleTo === undefined)
    .filter(({ text }) => !text.startsWith('Audit:'))
    .map(({ text }) => text);

/** What `/trail status` says, typed where somebody can still type. */
async function status(): Promise<string> {
  const before = whispers(host.world, PEOPLE.vic).length;
  const typed = {
    do: 'slash',
    user: PEOPLE.vic,
    channel: CHANNELS.general,
    command: '/trail',
    text: 'status',
  } as const;
  expect(await host.world.slack.gesture(typed)).toMatchObject({ ok: true });
  return eventually(() => {
    const answer = whispers(host.world, PEOPLE.vic).slice(before).map(said).join('\n');
    expect(answer).toContain('Your role');
    return answer;
  });
}

/** Somebody's Home tab, opened anew. */
async function home(user: string): Promise<string> {
  const before = JSON.stringify(host.world.slack.snapshot().homes[user]);
  await host.world.slack.gesture({ do: 'open-home', user });
  return eventually(() => {
    const now = JSON.stringify(host.world.slack.snapshot().homes[user]);
    expect(now).not.toBe(before);
    return now;
  });
}

async function alertBy(user: string): Promise<void> {
  await trail.deliver(launchBy(user));
  await eventually(async () => expect((await openCase(host, userArn(user))).count).toBeGreaterThan(0));
}

/** The poster asks a closed channel again after some time, up to two minutes; here it has passed. */
async function aWhilePasses(): Promise<void> {
  await eventually(async () => {
    const item = await host.store.get<object>({ partition: 'outbox-lease', sort: CHANNELS.alerts });
    const value = { ...item?.value, pausedUntil: 0 };
    const { ok } = await host.store.commit([
      {
        kind: 'put',
        key: { partition: 'outbox-lease', sort: CHANNELS.alerts },
        value,
        if: { version: item?.version ?? '' },
      },
    ]);
    expect(ok).toBe(true);
  });
}

const everybody = (withApp: boolean): readonly string[] => [
  ...Object.values(PEOPLE),
  ...(withApp ? [host.world.slack.credentials.botUserId] : []),
];

const CLOSINGS: readonly (readonly [string, string, (closed: boolean) => void])[] = [
  ['archived', 'it is archived', (closed) => host.world.slack.archive(CHANNELS.alerts, closed)],
  [
    'left by the app',
    'Trailbolt was removed from it',
    (closed) => host.world.slack.setMembers(CHANNELS.alerts, everybody(!closed)),
  ],
  [
    'deleted',
    'it was deleted, or Trailbolt was removed from it',
    (closed) => host.world.slack.deleteChannel(CHANNELS.alerts, closed),
  ],
];

describe.each(CLOSINGS)('an alerts channel that is %s', (what, why, close) => {
  const before = `before-${what.replaceAll(' ', '-')}`;
  const meanwhile = `meanwhile-${what.replaceAll(' ', '-')}`;

  test('is named in the audit channel, in the status and on the Home tab, and gets everything once it is back', async () => {
    await alertBy(before);
    await eventually(() => expect(cardsAbout(before)).toHaveLength(1));
    const told = inAudit().length;

    close(true);
    await alertBy(before);
    await alertBy(meanwhile);

    await eventually(() =>
      expect(inAudit().slice(told).join()).toContain(`Nothing can be posted in channel ${CHANNELS.alerts}: ${why}`),
    );
    expect(await status()).toMatch(/Nothing gets through to 1 channel/);
    expect(await home(PEOPLE.vic)).toContain('Nothing gets through to ');
    expect(cardsAbout(meanwhile)).toEqual([]);

    close(false);
    await aWhilePasses();
    await eventually(() => expect(cardsAbout(meanwhile)).toHaveLength(1), 60_000);
    await eventually(() => expect(cardsAbout(before)[0]?.text).toContain('2 times'), 60_000);
    await eventually(() => expect(inAudit().slice(told).join()).toContain('can be posted in again'));
    expect(cardsAbout(before)).toHaveLength(1);
    expect(
      inAudit()
        .slice(told)
        .map((text) => text.replace(/: it was|: Trailbolt was|: it is/, '').split(' in')[0]),
    ).toEqual(['Nothing can be posted', `Channel ${CHANNELS.alerts} can be posted`]);
    expect(await status()).not.toContain('Nothing gets through');
  });
});

test('a channel that becomes private with the app in it, and is renamed, is the same channel', async () => {
  await alertBy('before-private');
  await eventually(() => expect(cardsAbout('before-private')).toHaveLength(1));
  host.world.slack.makePrivate(CHANNELS.alerts);
  host.world.slack.renameChannel(CHANNELS.alerts, 'incidents');

  await alertBy('before-private');
  await alertBy('in-private');

  await eventually(() => expect(cardsAbout('in-private')).toHaveLength(1));
  await eventually(() => expect(cardsAbout('before-private')[0]?.text).toContain('2 times'));
});

test('a card that was deleted while its thread lives comes back, and the thread goes on under it', async () => {
  await alertBy('tombstone');
  const [first] = await eventually(() => {
    expect(cardsAbout('tombstone')).toHaveLength(1);
    return cardsAbout('tombstone');
  });
  const words = { user: PEOPLE.vic, channel: CHANNELS.alerts, threadTs: first?.ts ?? '', text: 'Looking.' };
  expect(await host.world.slack.gesture({ do: 'say', ...words })).toMatchObject({ ok: true });
  const { apiUrl, credentials } = host.world.slack;
  const deleted = await fetch(new URL('chat.delete', apiUrl), {
    method: 'POST',
    headers: { authorization: `Bearer ${credentials.botToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ channel: first?.channel, ts: first?.ts }),
  });
  expect(await deleted.json()).toMatchObject({ ok: true });
  expect(cardsAbout('tombstone')).toEqual([]);

  await alertBy('tombstone');

  const [second] = await eventually(() => {
    expect(cardsAbout('tombstone')).toHaveLength(1);
    return cardsAbout('tombstone');
  });
  expect(said(second)).toContain('2 times');
  await press(host.world, PEOPLE.ana, second, 'case.acknowledge');
  await eventually(() =>
    expect(channelMessages(host.world).filter(({ threadTs }) => threadTs === second?.ts)).toMatchObject([
      { text: 'ana acknowledged this case.' },
    ]),
  );
  expect(cardsAbout('tombstone')).toHaveLength(1);
});

test('while Slack refuses the app’s token nothing is lost, and everything comes with the new one', async () => {
  for (const [user, refusal] of [
    ['revoked', 'token_revoked'],
    ['inactive', 'account_inactive'],
  ] as const) {
    const failures = () =>
      host.log.filter((line) => line['event'] === 'outbox.failed' && JSON.stringify(line).includes(refusal)).length;
    host.world.slack.refuseToken(refusal);
    await alertBy(user);
    await eventually(() => expect(failures()).toBeGreaterThan(0));
    expect(cardsAbout(user)).toEqual([]);

    host.world.slack.refuseToken(undefined);

    await eventually(() => expect(cardsAbout(user)).toHaveLength(1), 60_000);
  }
});

/** Trailbolt reads memberships anew after a minute; here it has passed. */
async function forget(): Promise<void> {
  const key = { partition: 'group', sort: SECURITY_APPROVERS };
  const item = await host.store.get<Record<string, unknown>>(key);
  await host.store.commit([{ kind: 'put', key, value: { ...item?.value, readAt: 0 }, if: 'any' }]);
}

describe('an approver group that Slack will not read', () => {
  let instances: readonly string[];
  beforeAll(async () => {
    instances = await launchWithLeakedKey(host.world, 3);
    await eventually(() => expect(cardsAbout('dave')).toHaveLength(1));
  });

  test.each<[string, string, number, () => void, () => void]>([
    [
      'because the workspace’s plan has no groups',
      'user groups need a paid plan of Slack',
      0,
      () => host.world.slack.faults.fail('usergroups.users.list', 'paid_teams_only', 1000),
      () => host.world.slack.faults.clear(),
    ],
    [
      'because the app may not',
      'Trailbolt lacks the scope usergroups:read',
      1,
      () => host.world.slack.faults.fail('usergroups.users.list', 'missing_scope', 1000),
      () => host.world.slack.faults.clear(),
    ],
    [
      'because it was disabled',
      'it was deleted or disabled',
      2,
      () => host.world.slack.disableGroup(SECURITY_APPROVERS),
      () => host.world.slack.disableGroup(SECURITY_APPROVERS, false),
    ],
  ])('%s: nobody approves by it, and people read why', async (_what, why, index, close, open) => {
    const request = await askFor(host, instances[index] ?? '');
    const told = inAudit().length;
    close();
    await forget();

    const answer = await decide(host, { user: PEOPLE.ana, does: 'approve', request });

    expect(answer).toContain(`Slack does not say who is in the approver group ${SECURITY_APPROVERS}`);
    expect((await requestNow(host, request.id)).approvals).toEqual([]);
    await eventually(() => expect(inAudit().slice(told).join()).toContain(why));
    expect(await status()).toContain(why);
    expect(await home(PEOPLE.vic)).toContain(why);

    open();
    await forget();
    await decide(host, { user: PEOPLE.ana, does: 'approve', request });
    expect((await requestNow(host, request.id)).approvals.map(({ person }) => person)).toEqual([PEOPLE.ana]);
    expect(await status()).not.toContain('user group');
  });
});

describe('a person', () => {
  test('who changed their name is the same person, under the new name', async () => {
    await alertBy('renamed');
    const [card] = await eventually(() => {
      expect(cardsAbout('renamed')).toHaveLength(1);
      return cardsAbout('renamed');
    });
    host.world.slack.changePerson(PEOPLE.rana, { name: 'rana.h' });

    await press(host.world, PEOPLE.rana, card, 'case.acknowledge');

    await eventually(() =>
      expect(channelMessages(host.world).map(({ text }) => text)).toContain('rana.h acknowledged this case.'),
    );
    expect((await openCase(host, userArn('renamed'))).acknowledged?.by).toBe(PEOPLE.rana);
  });

  test('who was deactivated may do nothing any more, though their click is signed', async () => {
    const [instance = ''] = await launchWithLeakedKey(host.world, 1);
    await eventually(() => expect(JSON.stringify(cardsAbout('dave').map(said))).toContain(instance.slice(0, 8)));
    const request = await askFor(host, instance);
    host.world.slack.changePerson(PEOPLE.ben, { isDeleted: true });

    const answer = await decide(host, { user: PEOPLE.ben, does: 'approve', request });

    expect(answer).toMatch(/deactivated|cannot/);
    expect((await requestNow(host, request.id)).approvals).toEqual([]);
  });
});
