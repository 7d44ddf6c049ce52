import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openDynamoStore } from '../../src/adapters/aws/dynamodb-store.ts';
import { openSqliteStore } from '../../src/adapters/local/sqlite-store.ts';
import { TrailboltError } from '../../src/errors.ts';
import type { Case } from '../../src/model/case.ts';
import type { ActionRequest } from '../../src/model/request.ts';
import type { Store } from '../../src/ports/store.ts';
import { createRequest } from '../../src/remediate/create-request.ts';
import { approveRequest, expireRequest, rejectRequest } from '../../src/remediate/decide-request.ts';
import { newestRuns, waitingRequests } from '../../src/remediate/request-lists.ts';
import { startDynamo, type DynamoEmulator } from '../contract/dynamo-emulator.ts';
import { INSTANCES, member, MINUTE, requestBench } from './request-bench.ts';

let dynamo: DynamoEmulator;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

const stores: readonly [string, () => Promise<Store>][] = [
  ['SQLite', () => Promise.resolve(openSqliteStore(':memory:'))],
  ['DynamoDB', async () => openDynamoStore({ client: dynamo.client, table: await dynamo.createTable() })],
];

describe.each(stores)('requests over %s', (_name, open) => {
  let bench: Awaited<ReturnType<typeof requestBench>>;
  let request: ActionRequest;

  beforeEach(async () => {
    bench = await requestBench(await open());
    request = await ask('view1');
  });

  const ask = (
    key: string,
    more: { readonly targets?: readonly string[]; readonly reason?: string } = {},
  ): Promise<ActionRequest> =>
    createRequest(bench, {
      planId: bench.planId,
      person: member('U0RANA'),
      reason: 'mining',
      targets: undefined,
      key,
      ...more,
    });
  const approve = (person: string, key = `${person}-click`) =>
    approveRequest(bench, { requestId: request.id, person: member(person), seen: request.plan.digest, key });
  const now = async (): Promise<ActionRequest> => {
    const item = await bench.store.get<ActionRequest>({ partition: `request#${request.id}`, sort: 'request' });
    if (item === undefined) throw new Error('the request is gone');
    return item.value;
  };
  const events = async (): Promise<string[]> => (await bench.audit.read('case1')).map((entry) => entry.event);

  test('stands among those that wait until it is decided, and not among those that ran', async () => {
    expect(await waitingRequests(bench.store, 10)).toEqual([request]);

    await approve('U0ANA');
    expect((await waitingRequests(bench.store, 10)).map(({ id }) => id)).toEqual([request.id]);
    await approve('U0BEN');

    expect(await waitingRequests(bench.store, 10)).toEqual([]);
    expect(await newestRuns(bench.store, 10)).toEqual([]);
  });

  test('the same submission twice makes one request, on the case once', async () => {
    const again = await ask('view1');

    const of = await bench.store.get<Case>({ partition: 'case#case1', sort: 'case' });
    expect(again).toEqual(request);
    expect(of?.value.requests).toEqual([request.id]);
    expect(await events()).toEqual(['request.created']);
  });

  test.each([
    ['other targets', { targets: [INSTANCES[1]] }],
    ['another reason', { reason: 'a test of ours' }],
  ])('the same modal with %s is told what it asked for already, and asks nothing', async (_what, more) => {
    await expect(ask('view1', more)).rejects.toMatchObject({
      code: 'request.differs',
      message: `Already asked as request ${request.id} for ${INSTANCES.join(', ')}; reject it first.`,
    });

    expect(await now()).toEqual(request);
    expect(await events()).toEqual(['request.created']);
  });

  test('the same choice in another order is the same submission', async () => {
    expect(await ask('view1', { targets: INSTANCES.toReversed() })).toEqual(request);
  });

  test('a target that waits in a request is not asked for again', async () => {
    await expect(ask('view2', { targets: [INSTANCES[1]] })).rejects.toMatchObject({
      code: 'request.taken',
      message: `${INSTANCES[1]} is already in request ${request.id}, which waits for approval; approve or reject that one first: nothing was asked.`,
    });
  });

  test('a target is free again when its request was rejected, or its time is over', async () => {
    await rejectRequest(bench, { requestId: request.id, person: member('U0RANA'), key: 'k1' });
    const second = await ask('view2', { targets: [INSTANCES[0]] });
    bench.clock.advance(60 * MINUTE);
    const third = await ask('view3', { targets: [INSTANCES[0]] });

    expect(new Set([request.id, second.id, third.id]).size).toBe(3);
  });

  test('of several who ask for one target at once, one gets a request', async () => {
    await rejectRequest(bench, { requestId: request.id, person: member('U0RANA'), key: 'k1' });

    const asked = await Promise.allSettled(['a', 'b', 'c'].map((key) => ask(key, { targets: [INSTANCES[0]] })));

    expect(asked.map((one) => one.status).toSorted()).toEqual(['fulfilled', 'rejected', 'rejected']);
    for (const one of asked) if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'request.taken' });
  });

  test('needs two approvals, and the second starts the run', async () => {
    const first = await approve('U0ANA');
    const second = await approve('U0BEN');

    expect(first).toMatchObject({ allowed: true, sentence: 'Your approval counts; 1 more needed.' });
    expect(second.request.state).toBe('approved');
    const jobs = await bench.jobs.receive(10, 60);
    expect(jobs.map((received) => received.job)).toEqual([{ kind: 'run', requestId: request.id }]);
  });

  test('the same click delivered again counts once and is not refused', async () => {
    await approve('U0ANA', 'one-click');
    const again = await approve('U0ANA', 'one-click');

    expect(again.allowed).toBe(true);
    expect((await now()).approvals).toHaveLength(1);
    expect(await events()).toEqual(['request.created', 'approval.given']);
  });

  test('expires at its time and not before, whoever fires the timer', async () => {
    const [timer] = await bench.timers.due(request.expiresAt, 10);
    await expireRequest(bench, request.id);
    expect((await now()).state).toBe('pending');

    bench.clock.advance(60 * MINUTE);
    await expireRequest(bench, request.id);
    await expireRequest(bench, request.id);

    expect(timer).toMatchObject({ kind: 'request.expire', subject: request.id, dueAt: request.expiresAt });
    expect(await now()).toMatchObject({
      state: 'expired',
      outcome: 'Expired: not enough approvals in time. Nothing was run.',
    });
    expect((await events()).filter((event) => event === 'request.expired')).toHaveLength(1);
  });

  test('an approval after the time is refused, even before the timer fired', async () => {
    await approve('U0ANA');
    bench.clock.advance(60 * MINUTE);

    const late = await approve('U0BEN');

    expect(late).toMatchObject({ allowed: false });
    expect(late.sentence).toContain('expired');
    expect((await now()).state).toBe('pending');
  });

  test('the requester withdraws, an approver rejects, nobody else does', async () => {
    const nobody = await rejectRequest(bench, { requestId: request.id, person: member('U0EVE'), key: 'k1' });
    const suspect = await rejectRequest(bench, { requestId: request.id, person: member('U0DAVE'), key: 'k2' });
    const approver = await rejectRequest(bench, { requestId: request.id, person: member('U0ANA'), key: 'k3' });
    const after = await approve('U0BEN');

    expect([nobody.allowed, suspect.allowed, approver.allowed, after.allowed]).toEqual([false, false, true, false]);
    expect(await now()).toMatchObject({ state: 'rejected', decidedBy: 'U0ANA' });
    const second = await ask('view2');
    expect(second.id).not.toBe(request.id);
  });

  test(
    'two hundred approvals, rejections, expiries and duplicates at once end in one outcome',
    { timeout: 120_000 },
    async () => {
      bench.clock.advance(60 * MINUTE - 1);
      const people = ['U0ANA', 'U0BEN', 'U0CEM'] as const;
      const clicks = Array.from({ length: 200 }, (_, index) => (): Promise<unknown> => {
        const person = people[index % 3] ?? 'U0ANA';
        // In the middle of it the request's time is over.
        if (index === 120) bench.clock.advance(1);
        if (index % 10 === 7) return expireRequest(bench, request.id);
        if (index % 10 === 8)
          return rejectRequest(bench, { requestId: request.id, person: member(person), key: `r${index}` });
        if (index % 10 === 9)
          return rejectRequest(bench, { requestId: request.id, person: member('U0RANA'), key: `w${index}` });
        // Every third click is one that was delivered before.
        return approve(person, index % 3 === 0 ? `${person}-click` : `${person}-${index}`);
      });
      await Promise.all(clicks.map(delivered));

      const end = await now();
      expect(['approved', 'rejected', 'withdrawn', 'expired']).toContain(end.state);
      expect(new Set(end.approvals.map((approval) => approval.person)).size).toBe(end.approvals.length);
      const decided = (await events()).filter((event) =>
        ['request.rejected', 'request.withdrawn', 'request.expired'].includes(event),
      );
      expect(decided).toHaveLength(end.state === 'approved' ? 0 : 1);
      expect((await events()).filter((event) => event === 'approval.given')).toHaveLength(end.approvals.length);
      const jobs = (await bench.jobs.receive(10, 60)).map((received) => received.job);
      // A run may be sent twice, but only of what was approved; it is its lease that lets one of them go on.
      for (const job of jobs) expect(job).toEqual({ kind: 'run', requestId: request.id });
      if (end.state !== 'approved') expect(jobs).toEqual([]);
      expect(await bench.audit.verify('case1')).toBeUndefined();
    },
  );
});

/** As the queue does: who lost too many races comes again. */
async function delivered(click: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await click();
      return;
    } catch (error) {
      if (!(error instanceof TrailboltError) || !error.code.endsWith('contended')) throw error;
    }
  }
}
