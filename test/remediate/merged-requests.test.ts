import { beforeEach, describe, expect, test } from 'vitest';
import { openSqliteStore } from '../../src/adapters/local/sqlite-store.ts';
import { stillApproved } from '../../src/approve/decide.ts';
import { readCase } from '../../src/cases/case-store.ts';
import { mergeCase } from '../../src/cases/manage-merge.ts';
import { outboxPartition, type OutboxEntry } from '../../src/cases/outbox.ts';
import { recordAlert } from '../../src/cases/record-alert.ts';
import type { Actor } from '../../src/model/actor.ts';
import type { Person } from '../../src/model/person.ts';
import { UNKNOWN_PRINCIPAL } from '../../src/model/principals.ts';
import type { ActionRequest } from '../../src/model/request.ts';
import { createRequest } from '../../src/remediate/create-request.ts';
import { approveRequest, rejectRequest } from '../../src/remediate/decide-request.ts';
import { requestKey } from '../../src/remediate/request-key.ts';
import { advanceRun } from '../../src/remediate/runs.ts';
import { alertOf, recordOf } from '../cases/support.ts';
import { INSTANCES, member } from './request-bench.ts';
import { runBench, type RunBench } from './run-bench.ts';

const ACCOUNT = '111122223333';
const BENS = `arn:aws:iam::${ACCOUNT}:user/ben`;
/** An approver who is an IAM user, too. */
const ben: Person = { ...member('U0BEN'), aws: [BENS] };
const cem = member('U0CEM');

let bench: RunBench;

beforeEach(async () => {
  bench = await runBench(openSqliteStore(':memory:', { now: () => 0 }));
  const policy = await bench.policy();
  // The real judgement, about the people of this file.
  bench.rejudge = (request, suspects, now) =>
    Promise.resolve(
      stillApproved({
        request,
        approvers: [member('U0ANA'), ben, cem],
        policy: { ...policy, people: [...policy.people, { slack: ben.id, name: 'Ben', aws: [BENS] }] },
        suspects,
        frozen: undefined,
        now,
      }),
    );
});

/** A case of the same account about this actor. */
async function caseAbout(root: string, type = 'IAMUser'): Promise<string> {
  const actor: Actor = { type, account: ACCOUNT, root: { id: root, name: root.split('/').at(-1) ?? root } };
  const { caseId } = await recordAlert(
    { ...bench, channelFor: () => Promise.resolve('C1') },
    alertOf([`record-${root}`], { actor, records: [recordOf(`record-${root}`, { actor })] }),
  );
  return caseId;
}

const merge = (into: string, from: string) => mergeCase(bench, { into, from, person: { id: 'U0RANA', name: 'rana' } });
const theRequest = async (id = bench.requestId): Promise<ActionRequest> => {
  const item = await bench.store.get<ActionRequest>(requestKey(id));
  if (item === undefined) throw new Error('the request is gone');
  return item.value;
};

/** A request for the instance that the run is not about. */
const ask = (key: string): Promise<ActionRequest> =>
  createRequest(bench, {
    planId: bench.planId,
    person: member('U0RANA'),
    reason: 'mining',
    targets: [INSTANCES[1]],
    key: key.padEnd(16, 'x'),
  });

const approve = ({ id, plan }: ActionRequest, person: Person) =>
  approveRequest(bench, { requestId: id, person, seen: plan.digest, key: `${id}-${person.id}` });

describe.each([
  ['is merged into the case of the request', (other: string) => merge('case1', other)],
  ['takes in the case of the request', (other: string) => merge(other, 'case1')],
])('the case of somebody who approves %s', (_how, join) => {
  test('before they approve: their approval does not count, nor does their rejection', async () => {
    const request = await ask('other');
    await join(await caseAbout(BENS));

    expect(await approve(request, ben)).toMatchObject({
      allowed: false,
      sentence: expect.stringContaining('You are the person behind') as string,
    });
    expect(await rejectRequest(bench, { requestId: request.id, person: ben, key: 'no' })).toMatchObject({
      allowed: false,
    });
    expect((await approve(request, cem)).allowed).toBe(true);
  });

  test('after they approved: the run refuses and says why', async () => {
    await join(await caseAbout(BENS));
    await advanceRun(bench, bench.requestId);

    expect(await theRequest()).toMatchObject({
      state: 'stale',
      outcome: expect.stringMatching(/^Not run: An approval no longer counts: You are the person behind/) as string,
    });
    expect(bench.ec2.terminations).toBe(0);
  });

  test('between the first look at the approvals and the call: no call is made', async () => {
    const other = await caseAbout(BENS);
    const judge = bench.rejudge.bind(bench);
    let looks = 0;
    bench.rejudge = async (...question) => {
      const judged = await judge(...question);
      looks += 1;
      if (looks === 1) await join(other);
      return judged;
    };
    await advanceRun(bench, bench.requestId);

    expect(looks).toBe(2);
    expect(await theRequest()).toMatchObject({
      state: 'failed',
      outcome: expect.stringContaining('An approval no longer counts') as string,
    });
    expect(bench.ec2.terminations).toBe(0);
  });

  test('while nobody knows whether the call was made: it is not repeated', async () => {
    bench.beforeCall = () => Promise.reject(new Error('the worker died'));
    await expect(advanceRun(bench, bench.requestId)).rejects.toThrow('the worker died');
    bench.beforeCall = undefined;
    await join(await caseAbout(BENS));
    bench.clock.advance(bench.leaseMs + 1000);
    await advanceRun(bench, bench.requestId);

    expect((await theRequest()).run?.steps[0]).toMatchObject({
      state: 'skipped',
      result: expect.stringContaining('An approval no longer counts') as string,
    });
    expect(bench.ec2.terminations).toBe(0);
  });

  test('of whom nobody knows who it is: destroying needs one approval more', async () => {
    const request = await ask('other');
    expect(request.quorum).toBe(2);
    await join(await caseAbout(`arn:aws:iam::${ACCOUNT}:role/shared`, 'AssumedRole'));

    expect((await approve(request, member('U0ANA'))).sentence).toContain('2 more needed');
    expect((await bench.case('case1')).value.principals).toContain(UNKNOWN_PRINCIPAL);
  });
});

describe('a request of a case that was merged away', () => {
  test('goes on in its thread, and the card of the case that goes on says so, too', async () => {
    const request = await ask('other');
    const into = await caseAbout(`arn:aws:iam::${ACCOUNT}:user/eve`);
    await merge(into, 'case1');
    for (const { partition, sort, version } of (await bench.store.list<OutboxEntry>(outboxPartition('C1'))).items)
      await bench.store.commit([{ kind: 'delete', key: { partition, sort }, if: { version } }]);
    await approve(request, cem);

    const { items } = await bench.store.list<OutboxEntry>(outboxPartition('C1'));
    expect(items.map(({ value }) => `${value.kind} ${value.id} of ${value.caseId ?? ''}`).toSorted()).toEqual(
      ['card case1 of case1', `card ${into} of ${into}`, `request ${request.id} of case1`].toSorted(),
    );
    expect((await readCase(bench.store, into)).value.requests).toContain(request.id);
  });

  test('is the last of it: what is planned from its card is not asked, and the person is told where to', async () => {
    const { value: before } = await readCase(bench.store, 'case1');
    const into = await caseAbout(`arn:aws:iam::${ACCOUNT}:user/eve`);
    await merge(into, 'case1');

    await expect(ask('late')).rejects.toMatchObject({
      code: 'case.merged',
      message: expect.stringContaining(`into case ${into}: ask for it there`) as string,
    });
    expect((await readCase(bench.store, 'case1')).value.requests).toEqual(before.requests);
  });
});
