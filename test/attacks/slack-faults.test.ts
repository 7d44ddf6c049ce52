import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PEOPLE, SECURITY_APPROVERS } from '../../src/sandbox/slack/cast.ts';
import type { SandboxMessage } from '../../src/sandbox/contract.ts';
import { eventually } from '../support/eventually.ts';
import { channelMessages, launchWithLeakedKey, press, whispers } from '../story/leaked-key.ts';
import { startAttackedHost, type AttackedHost } from './host.ts';
import { askFor, auditOf, clickOn, requestNow } from './requests.ts';
import { clickBody, deliver, signedRequest } from './signed.ts';
import { launchBy, openCase, TrailWriter, userArn } from './trail-files.ts';

let host: AttackedHost;
let trail: TrailWriter;
let instances: readonly string[];

beforeAll(async () => {
  host = await startAttackedHost();
  trail = new TrailWriter(host);
});
afterAll(async () => {
  trail?.close();
  await host?.close();
});

function cardsAbout(user: string): readonly SandboxMessage[] {
  return channelMessages(host.world).filter(
    (message) => message.threadTs === undefined && message.text.includes(`${user} (`),
  );
}

/** As somebody with the right does it in Slack. */
async function deleteMessage(message: SandboxMessage | undefined): Promise<void> {
  const { apiUrl, credentials } = host.world.slack;
  const response = await fetch(new URL('chat.delete', apiUrl), {
    method: 'POST',
    headers: { authorization: `Bearer ${credentials.botToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ channel: message?.channel, ts: message?.ts }),
  });
  expect(await response.json()).toMatchObject({ ok: true });
}

/** Trailbolt reads memberships anew after a minute; here it has passed. */
async function forgetGroups(): Promise<void> {
  const key = { partition: 'group', sort: SECURITY_APPROVERS };
  const item = await host.store.get<Record<string, unknown>>(key);
  await host.store.commit([{ kind: 'put', key, value: { ...item?.value, readAt: 0 }, if: 'any' }]);
}

function postsFailed(): number {
  return host.log.filter((line) => line['event'] === 'outbox.failed').length;
}

/** Nothing waits to be posted any more. */
async function everythingIsPosted(): Promise<void> {
  await eventually(async () => {
    const { items } = await host.store.list(`outbox#${host.world.alerts}`);
    expect(items).toEqual([]);
  }, 60_000);
}

describe('a card is posted once, whatever Slack does', () => {
  test('Slack fails, says that it failed, or takes the message and breaks the connection', async () => {
    const { faults } = host.world.slack;
    const accidents: readonly (readonly [string, () => void])[] = [
      ['unlucky', () => faults.status('chat.postMessage', 503)],
      ['unlikely', () => faults.fail('chat.postMessage', 'internal_error')],
      ['twin', () => faults.dropAfterApply('chat.postMessage')],
    ];

    for (const [user, accident] of accidents) {
      const failures = postsFailed();
      accident();
      await trail.deliver(launchBy(user));
      await eventually(() => expect(postsFailed()).toBe(failures + 1));
    }

    await everythingIsPosted();
    expect(accidents.map(([user]) => cardsAbout(user).length)).toEqual([1, 1, 1]);
  });

  test('Slack asks to wait: nothing is sent before its time', async () => {
    const before = host.world.slack.calls.length;
    host.world.slack.faults.rateLimit('chat.postMessage', 2);

    await trail.deliver(launchBy('patient'));

    await eventually(() => expect(cardsAbout('patient')).toHaveLength(1));
    const posts = host.world.slack.calls.slice(before).filter((call) => call.method === 'chat.postMessage');
    expect(posts.map((call) => call.status)).toEqual([429, 200]);
    expect((posts[1]?.at ?? 0) - (posts[0]?.at ?? 0)).toBeGreaterThanOrEqual(2000);
  });

  test('somebody deletes the card: the next change posts it anew', async () => {
    await trail.deliver(launchBy('deleted'));
    const [first] = await eventually(() => {
      expect(cardsAbout('deleted')).toHaveLength(1);
      return cardsAbout('deleted');
    });
    await deleteMessage(first);
    expect(cardsAbout('deleted')).toHaveLength(0);

    await trail.deliver(launchBy('deleted'));

    await eventually(() => expect(cardsAbout('deleted')).toHaveLength(1));
    await everythingIsPosted();
    expect(cardsAbout('deleted')).toHaveLength(1);
    expect((await openCase(host, userArn('deleted'))).count).toBe(2);
    expect(cardsAbout('deleted')[0]?.text).toContain('2 times');
  });
});

describe('a click is not lost, and done once', () => {
  beforeAll(async () => {
    instances = await launchWithLeakedKey(host.world, 4);
    await eventually(() => expect(cardsAbout('dave')).toHaveLength(1));
  });

  test('the modal cannot be opened in time: the person is told in the channel', async () => {
    host.world.slack.faults.fail('views.open', 'expired_trigger_id');

    expect(await press(host.world, PEOPLE.rana, cardsAbout('dave')[0], 'open.plan.0')).toMatchObject({ ok: true });

    await eventually(() => expect(JSON.stringify(whispers(host.world, PEOPLE.rana))).toContain('did not open in time'));
    expect(host.world.slack.snapshot().views.filter((view) => view.user === PEOPLE.rana)).toEqual([]);
  });

  test('the modal cannot be filled at first: it is filled at the next try', async () => {
    host.world.slack.faults.status('views.update', 500);

    await press(host.world, PEOPLE.rana, cardsAbout('dave')[0], 'open.plan.0');

    await eventually(() => {
      const views = host.world.slack.snapshot().views.filter((view) => view.user === PEOPLE.rana);
      expect(views.map((view) => view.view['callback_id'])).toEqual(['request.create']);
    });
  });

  test.each<[string, number, () => void | Promise<void>]>([
    ['who somebody is cannot be read', 0, () => host.world.slack.faults.status('users.info', 500)],
    ['who somebody is may not be asked now', 1, () => host.world.slack.faults.rateLimit('users.info', 1)],
    [
      'who may approve cannot be read',
      2,
      async () => {
        await forgetGroups();
        host.world.slack.faults.status('usergroups.users.list', 500);
      },
    ],
    ['the answer cannot be given', 3, () => host.world.slack.faults.status('chat.postEphemeral', 500)],
  ])('%s: the approval counts once, at the next try', async (_what, index, fault) => {
    const request = await askFor(host, instances[index] ?? '');
    const failures = host.log.filter((line) => line['event'] === 'jobs.failed').length;
    await fault();

    expect(await deliver(host.url, clickOn(host, { user: PEOPLE.ana, does: 'approve', request }))).toBe(200);

    await eventually(() => {
      expect(host.log.filter((line) => line['event'] === 'jobs.failed')).toHaveLength(failures + 1);
    });
    await eventually(async () => expect((await requestNow(host, request.id)).approvals).toHaveLength(1));
    // Others wake timers of their own; what the click led to is done.
    await eventually(async () =>
      expect(JSON.stringify((await host.store.list('jobs')).items)).not.toContain('"slack"'),
    );
    expect((await auditOf(host, request)).filter((entry) => entry.startsWith('approval.'))).toEqual([
      `approval.given ${PEOPLE.ana}`,
    ]);
  });

  test('who somebody is cannot be read at the last try: nothing is approved, and the person is told', async () => {
    const { world, store, jobs } = host;
    const request = signedRequest(
      world,
      clickBody(world, { user: PEOPLE.ben, actionId: 'request.approve', value: 'nosuchrequest.digest' }),
    );
    world.slack.faults.status('users.info', 500);
    await jobs.send({ kind: 'slack', request }, { delaySeconds: 1 });
    const waiting = (await store.list<{ job: { request?: unknown } }>('jobs')).items.find(({ value }) =>
      JSON.stringify(value.job).includes(request.signature),
    );
    if (waiting === undefined) throw new Error('The job is not in the queue.');

    // Three tries have failed already, and the fifth delivery would be none.
    await store.commit([{ kind: 'put', key: waiting, value: { ...waiting.value, attempts: 3 }, if: 'any' }]);

    await eventually(() => expect(JSON.stringify(whispers(world, PEOPLE.ben))).toContain('nothing further was done'));
    await eventually(async () => expect(JSON.stringify(await jobs.deadLetters())).toContain(request.signature));
  });
});
