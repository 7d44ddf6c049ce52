import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requestKey } from '../../src/remediate/request-key.ts';
import { PEOPLE, SECURITY_APPROVERS } from '../../src/sandbox/slack/cast.ts';
import type { ActionRequest } from '../../src/model/request.ts';
import { createTimers } from '../../src/adapters/timers.ts';
import { systemClock as clock } from '../../src/adapters/local/system-clock.ts';
import { eventually } from '../support/eventually.ts';
import { testLog as log } from '../support/test-log.ts';
import { launchWithLeakedKey, whispers } from '../story/leaked-key.ts';
import { CAST_WITH_CROWD, CROWD } from './crowd.ts';
import { startAttackedHost, type AttackedHost } from './host.ts';
import { askFor, auditOf, decide, requestNow, until } from './requests.ts';
import { clickBody, deliver, signedRequest } from './signed.ts';

let host: AttackedHost;
let instances: readonly string[];

beforeAll(async () => {
  host = await startAttackedHost({ cast: CAST_WITH_CROWD });
  instances = await launchWithLeakedKey(host.world, 5);
});
afterAll(async () => host?.close());

const terminations = (): number => host.world.aws.control.faults.calls('ec2:TerminateInstances');

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
    request = await askFor(host, instances[0] ?? '');
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
    request = await askFor(host, instances[1] ?? '');

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
    request = await askFor(host, instances[2] ?? '');
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
    const request = await askFor(host, instances[3] ?? '');
    await decide(host, { user: PEOPLE.ana, does: 'approve', request });
    host.world.slack.setGroupUsers(SECURITY_APPROVERS, [...CROWD, PEOPLE.ana, PEOPLE.ben, PEOPLE.dave, PEOPLE.vic]);
    await groupsAreReadAgain();

    expect(await decide(host, { user: PEOPLE.vic, does: 'approve', request })).toContain('24 hours');
    expect((await requestNow(host, request.id)).approvals).toHaveLength(1);
  });

  test('an approval by somebody who left the approvers before the run no longer counts', async () => {
    const before = terminations();
    const request = await askFor(host, instances[4] ?? '');
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
    const request = await askFor(host, instances[4] ?? '');
    const { slack, alerts } = host.world;
    slack.setMembers(alerts, [
      ...(slack.snapshot().channels.find(({ id }) => id === alerts)?.members ?? []),
      'U0GONE00001',
    ]);

    expect(await decide(host, { user: 'U0GONE00001', does: 'approve', request })).toContain('deactivated');
    expect((await requestNow(host, request.id)).approvals).toEqual([]);
  });
});
