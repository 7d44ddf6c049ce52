import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requestKey } from '../../src/remediate/request-store.ts';
import { DEFAULT_CAST, PEOPLE, SECURITY_APPROVERS, type Cast } from '../../src/sandbox/slack/cast.ts';
import type { ActionRequest } from '../../src/model/request.ts';
import { createTimers } from '../../src/adapters/timers.ts';
import { systemClock as clock } from '../../src/adapters/local/system-clock.ts';
import { eventually } from '../support/eventually.ts';
import { testLog as log } from '../support/test-log.ts';
import { launchWithLeakedKey, stateOf, whispers } from '../story/leaked-key.ts';
import { startAttackedHost, type AttackedHost } from './host.ts';
import { askFor, auditOf, clickOn, decide, requestNow, until } from './requests.ts';
import { clickBody, deliver, signedRequest } from './signed.ts';

/** Ten people who may approve, besides Ana and Ben. */
const CROWD = Array.from({ length: 10 }, (_, index) => `U0CROWD00${index}`);

const CAST: Cast = {
  ...DEFAULT_CAST,
  people: [
    ...DEFAULT_CAST.people,
    ...CROWD.map((id, index) => ({ id, name: `crowd${index}`, realName: `Crowd ${index}`, title: 'approver' })),
    { id: 'U0GONE00001', name: 'gone', realName: 'Gone', title: 'left', isDeleted: true },
  ],
  channels: DEFAULT_CAST.channels.map((channel) => ({ ...channel, members: [...channel.members, ...CROWD] })),
  userGroups: DEFAULT_CAST.userGroups.map((group) => ({ ...group, users: [...group.users, ...CROWD] })),
};

let host: AttackedHost;
let instances: readonly string[];

beforeAll(async () => {
  host = await startAttackedHost({ cast: CAST });
  instances = await launchWithLeakedKey(host.world, 10);
});
afterAll(async () => host?.close());

const terminations = (): number => host.world.aws.control.faults.calls('ec2:TerminateInstances');

/** Every click twice and all at once, in an order that differs from run to run. */
async function storm(clicks: readonly ReturnType<typeof clickOn>[]): Promise<void> {
  const deliveries = [...clicks, ...clicks].toSorted((a, b) => (a.signature < b.signature ? -1 : 1));
  const answers = await Promise.all(deliveries.map((request) => deliver(host.url, request)));
  expect(new Set(answers)).toEqual(new Set([200]));
}

/** How many clicks of the crowd and Rana were answered since the request was made. */
function toldAbout(request: ActionRequest): number {
  const since = request.createdAt / 1000;
  return [...CROWD, PEOPLE.rana]
    .flatMap((user) => whispers(host.world, user))
    .filter((message) => Number(message.ts) > since).length;
}

describe('thirty people at once', () => {
  test('approving start one run, and each counts once', async () => {
    const before = terminations();
    const request = await askFor(host, instances[0] ?? '', instances[1] ?? '');

    await storm(CROWD.flatMap((user) => [1, 2, 3].map(() => clickOn(host, { user, does: 'approve', request }))));

    const ended = await until(host, request.id, 'succeeded');
    expect(ended.approvals).toHaveLength(2);
    expect(new Set(ended.approvals.map((approval) => approval.person)).size).toBe(2);
    await eventually(() => {
      for (const user of CROWD) expect(whispers(host.world, user)).toHaveLength(3);
    });
    expect(terminations() - before).toBe(2);
    const audit = await auditOf(host, request);
    expect(audit.filter((entry) => entry.startsWith('approval.given'))).toHaveLength(2);
    expect(audit.filter((entry) => entry.startsWith('approval.refused'))).toHaveLength(28);
    expect(audit.filter((entry) => entry.startsWith('run.called'))).toHaveLength(2);
    expect(audit.filter((entry) => entry.startsWith('run.succeeded'))).toHaveLength(1);
    expect(await host.audit.verify(request.caseId)).toBeUndefined();
  });

  test.each([1, 2, 3])('approving, rejecting and withdrawing end in exactly one outcome (%i)', async (index) => {
    const before = terminations();
    const instance = instances[1 + index] ?? '';
    const request = await askFor(host, instance);

    await storm([
      ...CROWD.flatMap((user) => [
        clickOn(host, { user, does: 'approve', request }),
        clickOn(host, { user, does: 'reject', request }),
        clickOn(host, { user, does: 'approve', request }),
      ]),
      clickOn(host, { user: PEOPLE.rana, does: 'reject', request }),
    ]);

    const ended = await until(host, request.id, 'succeeded', 'rejected', 'withdrawn');
    await eventually(() => expect(toldAbout(request)).toBe(31));
    const audit = await auditOf(host, request);
    const outcomes = audit.filter((entry) => /^(request\.(rejected|withdrawn)|run\.succeeded)/.test(entry));
    expect(outcomes).toHaveLength(1);
    expect(outcomes[0]).toContain(ended.state);
    expect(audit.filter((entry) => entry.startsWith('approval.given'))).toHaveLength(ended.approvals.length);
    expect(terminations() - before).toBe(ended.state === 'succeeded' ? 1 : 0);
    expect(stateOf(host.world, instance)).toBe(ended.state === 'succeeded' ? 'terminated' : 'running');
    expect((await requestNow(host, request.id)).state).toBe(ended.state);
    expect(await host.audit.verify(request.caseId)).toBeUndefined();
  });
});

async function changed(of: ActionRequest, change: Partial<ActionRequest>): Promise<void> {
  const item = await host.store.get<ActionRequest>(requestKey(of.id));
  if (item === undefined) throw new Error(`There is no request ${of.id}.`);
  const { ok } = await host.store.commit([
    { kind: 'put', key: requestKey(of.id), value: { ...item.value, ...change }, if: { version: item.version } },
  ]);
  expect(ok).toBe(true);
}

describe('too late, or for something else', () => {
  let request: ActionRequest;
  let before: number;
  beforeAll(() => {
    before = terminations();
  });
  afterAll(() => {
    expect(terminations()).toBe(before);
  });

  test('approving after a rejection', async () => {
    request = await askFor(host, instances[5] ?? '');
    expect(await decide(host, { user: PEOPLE.ben, does: 'reject', request })).toContain('Rejected');

    expect(await decide(host, { user: PEOPLE.ana, does: 'approve', request })).toContain('already rejected');
    expect(await decide(host, { user: PEOPLE.rana, does: 'reject', request })).toContain('already rejected');

    expect(await auditOf(host, request)).toEqual([
      `request.created ${PEOPLE.rana}`,
      `request.rejected ${PEOPLE.ben}`,
      `approval.refused ${PEOPLE.ana} request.decided`,
      `rejection.refused ${PEOPLE.rana} request.decided`,
    ]);
  });

  test('approving a plan that is not the one that was seen', async () => {
    const other = request.plan.digest;
    request = await askFor(host, instances[6] ?? '');

    for (const seen of [other, '', 'f'.repeat(64), `${request.plan.digest} `]) {
      expect(await decide(host, { user: PEOPLE.ana, does: 'approve', request, seen })).toContain('Not approved');
    }

    expect((await requestNow(host, request.id)).approvals).toEqual([]);
    const refused = (await auditOf(host, request)).filter((entry) => entry.startsWith('approval.refused'));
    expect(new Set(refused)).toEqual(new Set([`approval.refused ${PEOPLE.ana} request.other-plan`]));
  });

  test('approving, or rejecting, after its time', async () => {
    await decide(host, { user: PEOPLE.ana, does: 'approve', request });
    await changed(request, { expiresAt: Date.now() - 1 });

    expect(await decide(host, { user: PEOPLE.ben, does: 'approve', request })).toContain('has expired');
    expect(await decide(host, { user: PEOPLE.ben, does: 'reject', request })).toContain('has expired');

    expect(await requestNow(host, request.id)).toMatchObject({ state: 'pending', approvals: [{ person: PEOPLE.ana }] });
  });

  test('its time comes: it is expired, once, and stays so', async () => {
    const { store, jobs } = host;
    const timer = { id: `late-${request.id}`, dueAt: Date.now() - 1, kind: 'request.expire', subject: request.id };
    await store.commit([createTimers({ store, jobs, clock, log }).arm(timer)]);

    await Promise.all([1, 2, 3].map(() => jobs.send({ kind: 'timer', timerId: timer.id, dueAt: timer.dueAt })));

    await until(host, request.id, 'expired');
    expect(await decide(host, { user: PEOPLE.ben, does: 'approve', request })).toContain('already expired');
    const expiries = (await auditOf(host, request)).filter((entry) => entry.startsWith('request.expired'));
    expect(expiries).toEqual(['request.expired trailbolt']);
  });

  test('an approved request whose time ends before it runs does not run', async () => {
    request = await askFor(host, instances[7] ?? '');
    // Expires in the moment between the last approval and the run.
    const release = host.world.aws.control.faults.before('ec2:DescribeInstances', async () => {
      const { state } = await requestNow(host, request.id);
      if (state === 'approved') await changed(request, { expiresAt: Date.now() - 1 });
    });
    await decide(host, { user: PEOPLE.ana, does: 'approve', request });
    await decide(host, { user: PEOPLE.ben, does: 'approve', request });

    const ended = await until(host, request.id, 'stale', 'failed', 'succeeded');
    release();
    expect(ended).toMatchObject({ state: 'stale', outcome: expect.stringContaining('expired') as string });
  });

  test.each<[string, string, string]>([
    ['nothing', '', 'There is no request'],
    ['a request that does not exist', 'nosuchrequest.digest', 'There is no request'],
    ['a value of 2,000 characters', 'x'.repeat(2000), 'There is no request'],
    ['half a character', '\ud800.x', 'There is no request'],
    ['a path', '../../case#1.x', 'There is no request'],
  ])('approving %s', async (_what, value, answer) => {
    const told = whispers(host.world, PEOPLE.ada).length;

    const body = clickBody(host.world, { user: PEOPLE.ada, actionId: 'request.approve', value });
    expect(await deliver(host.url, signedRequest(host.world, body))).toBe(200);

    await eventually(() => expect(whispers(host.world, PEOPLE.ada)[told]?.text).toContain(answer));
  });
});

/** Trailbolt reads memberships anew after a minute; here the minute has passed. */
async function groupsAreReadAgain(): Promise<void> {
  const key = { partition: 'group', sort: SECURITY_APPROVERS };
  const item = await host.store.get<Record<string, unknown>>(key);
  await host.store.commit([{ kind: 'put', key, value: { ...item?.value, readAt: 0 }, if: 'any' }]);
}

describe('people who may not', () => {
  test('somebody who joined the approvers a moment ago does not count', async () => {
    const request = await askFor(host, instances[8] ?? '');
    await decide(host, { user: PEOPLE.ana, does: 'approve', request });
    host.world.slack.setGroupUsers(SECURITY_APPROVERS, [...CROWD, PEOPLE.ana, PEOPLE.ben, PEOPLE.dave, PEOPLE.vic]);
    await groupsAreReadAgain();

    expect(await decide(host, { user: PEOPLE.vic, does: 'approve', request })).toContain('24 hours');
    expect((await requestNow(host, request.id)).approvals).toHaveLength(1);
  });

  test('an approval by somebody who left the approvers before the run no longer counts', async () => {
    const before = terminations();
    const request = await askFor(host, instances[9] ?? '');
    await decide(host, { user: PEOPLE.ana, does: 'approve', request });
    host.world.slack.setGroupUsers(SECURITY_APPROVERS, [...CROWD, PEOPLE.ben, PEOPLE.dave]);
    await groupsAreReadAgain();
    await decide(host, { user: PEOPLE.ben, does: 'approve', request });

    const ended = await until(host, request.id, 'stale', 'failed', 'succeeded');

    expect(ended.state).toBe('stale');
    expect(ended.outcome).toContain('An approval no longer counts');
    expect(terminations()).toBe(before);
  });

  test('a deactivated account', async () => {
    const request = await askFor(host, instances[9] ?? '');
    const { slack, alerts } = host.world;
    slack.setMembers(alerts, [
      ...(slack.snapshot().channels.find(({ id }) => id === alerts)?.members ?? []),
      'U0GONE00001',
    ]);

    expect(await decide(host, { user: 'U0GONE00001', does: 'approve', request })).toContain('deactivated');
    expect((await requestNow(host, request.id)).approvals).toEqual([]);
  });
});
