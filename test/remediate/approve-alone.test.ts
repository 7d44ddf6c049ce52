import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { openSqliteStore } from '../../src/adapters/local/sqlite-store.ts';
import { spentIn } from '../../src/approve/budgets.ts';
import type { Policy } from '../../src/model/policy.ts';
import type { ActionRequest } from '../../src/model/request.ts';
import type { Store } from '../../src/ports/store.ts';
import { createRequest } from '../../src/remediate/create-request.ts';
import { approveRequest } from '../../src/remediate/decide-request.ts';
import { auditEnd } from '../../src/remediate/run-end.ts';
import type { RunPorts } from '../../src/remediate/running.ts';
import { member, requestBench } from './request-bench.ts';

const ACCOUNT = '111122223333';
const SECOND = 'C0SECOND';
const REASON = 'The region is on fire, nobody else is up.';

type Bench = Awaited<ReturnType<typeof requestBench>>;

let store: Store;
let bench: Bench;
let policy: Policy;

/** The bench under another policy. */
async function under(more: Partial<Policy>): Promise<Bench> {
  policy = { ...(await bench.policy()), ...more };
  return { ...bench, policy: () => Promise.resolve(policy) };
}

const breakGlass = { people: ['U0ADA'], accounts: [], channel: SECOND, reasonLength: 20, perHour: 1 };

async function ask(ports: Bench, key = 'window1', reason = 'Mining'): Promise<ActionRequest> {
  const { planId } = ports;
  return createRequest(ports, { planId, person: member('U0RANA'), reason, targets: undefined, key });
}

const alone = (ports: Bench, request: ActionRequest, emergency = REASON, key = 'click1') =>
  approveRequest(ports, { requestId: request.id, person: member('U0ADA'), seen: request.plan.digest, key, emergency });

const approve = (ports: Bench, request: ActionRequest, id: string, key: string) =>
  approveRequest(ports, { requestId: request.id, person: member(id), seen: request.plan.digest, key });

async function outboxOf(channel: string): Promise<readonly string[]> {
  const { items } = await store.list<{ message?: { text: string } }>(`outbox#${channel}`);
  return items.flatMap((item) => item.value.message?.text ?? []);
}

beforeEach(async () => {
  // What expires does so by the clock of the bench.
  store = openSqliteStore(':memory:', { now: () => Date.parse('2026-03-02T09:00:00Z') });
  onTestFinished(() => store.close());
  bench = await requestBench(store);
});

describe('an emergency approval', () => {
  it('is enough alone, lowers no quorum, and is told in the second channel and audited with its reason', async () => {
    const ports = await under({ breakGlass });
    const request = await ask(ports);

    const answer = await alone(ports, request);

    expect(answer).toMatchObject({ allowed: true, request: { state: 'approved', quorum: 2 } });
    expect(answer.sentence).toContain('by you alone');
    expect(await outboxOf(SECOND)).toEqual([expect.stringContaining(REASON)]);
    expect(await outboxOf('C1')).toEqual([expect.stringContaining(REASON)]);
    expect(await ports.audit.read('case1')).toMatchObject([
      { event: 'request.created' },
      { event: 'approval.emergency', who: 'U0ADA', data: { reason: REASON } },
    ]);
  });

  it('delivered twice is one approval', async () => {
    const ports = await under({ breakGlass });
    const request = await ask(ports);

    const first = await alone(ports, request);
    const again = await alone(ports, request);

    expect(again.sentence).toBe(first.sentence);
    expect(again.request.approvals).toHaveLength(1);
  });

  it.each([
    ['nobody is listed', {}, REASON],
    ['the reason is too short', { breakGlass }, 'now!'],
    ['the hour’s are used up', { breakGlass: { ...breakGlass, perHour: 0 } }, REASON],
  ])('is refused where %s: nothing is done, and the audit keeps the try', async (_why, more, reason) => {
    const ports = await under(more);
    const request = await ask(ports);

    const answer = await alone(ports, request, reason);

    expect(answer).toMatchObject({ allowed: false, request: { state: 'pending', approvals: [] } });
    expect(await outboxOf(SECOND)).toEqual([]);
    expect((await ports.audit.read('case1')).at(-1)).toMatchObject({
      event: 'approval.refused',
      who: 'U0ADA',
      data: { emergency: reason },
    });
  });
});

describe('a budget', () => {
  it('that is used up refuses the last approval, which leaves the request waiting', async () => {
    const people = { perActor: 0, perAccount: 0 };
    const ports = await under({ budgets: { people, automations: people } });
    const request = await ask(ports);
    await approve(ports, request, 'U0ANA', 'click1');

    const answer = await approve(ports, request, 'U0BEN', 'click2');

    expect(answer.allowed).toBe(false);
    expect(answer.sentence).toBe('The policy has no budget of runs for the person who asked.');
    expect(answer.request).toMatchObject({ state: 'pending', approvals: [{ person: 'U0ANA' }] });
  });

  it('is charged once with the approval that is the last, and given back when nothing ran', async () => {
    const ports = await under({});
    const request = await ask(ports);
    await approve(ports, request, 'U0ANA', 'click1');
    const before = await spentIn(store, 'people', ACCOUNT, ports.clock.now());
    const answer = await approve(ports, request, 'U0BEN', 'click2');
    await approve(ports, request, 'U0BEN', 'click2');
    const charged = await spentIn(store, 'people', ACCOUNT, ports.clock.now());

    await auditEnd(ports as unknown as RunPorts, { ...answer.request, state: 'stale' });

    expect([before, charged]).toEqual([0, 1]);
    expect(await spentIn(store, 'people', ACCOUNT, ports.clock.now())).toBe(0);
  });
});

describe('a request', () => {
  it('that nobody could ever approve is not made, and says why', async () => {
    const ports = await under({ protected: { accounts: [ACCOUNT], tags: [] } });

    await expect(ask(ports)).rejects.toMatchObject({
      code: 'policy.account-protected',
      message: `The policy protects account ${ACCOUNT}: nothing may be changed there. Nothing was asked.`,
    });
  });

  it('needs a reason as long as its rule says, and ends when its rule says', async () => {
    const [rule] = (await bench.policy()).approvals;
    const ports = await under({
      approvals: rule === undefined ? [] : [{ ...rule, reasonLength: 10, requestLifetime: 60 }],
    });

    await expect(ask(ports, 'window1', '  short   ')).rejects.toMatchObject({ code: 'request.reason' });
    const request = await ask(ports, 'window2', 'Mining coins');
    expect(request.expiresAt - request.createdAt).toBe(60_000);
  });

  it('is announced where approvers look, once, with whom it calls', async () => {
    const ports = await under({ channels: { alerts: 'C1', approvals: 'C0APPROVALS' } });
    await ask(ports);
    await ask(ports);

    expect(await outboxOf('C0APPROVALS')).toEqual([expect.stringContaining('U0RANA asks to terminate instances')]);
  });
});
