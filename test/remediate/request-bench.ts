import { createAudit } from '../../src/adapters/audit.ts';
import { createLocalJobs, type LocalJobs } from '../../src/adapters/local/local-jobs.ts';
import { openSqliteStore } from '../../src/adapters/local/sqlite-store.ts';
import { createTimers } from '../../src/adapters/timers.ts';
import { chargeRun, refundRun } from '../../src/approve/budgets.ts';
import { decide, decideRejection } from '../../src/approve/decide.ts';
import { readFreeze } from '../../src/approve/freeze.ts';
import { needsOf } from '../../src/approve/requirements.ts';
import { caseKey, readForRequests } from '../../src/cases/case-store.ts';
import { createOutbox } from '../../src/cases/outbox.ts';
import type { Case } from '../../src/model/case.ts';
import type { Person } from '../../src/model/person.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Policy } from '../../src/model/policy.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Store } from '../../src/ports/store.ts';
import { actions } from '../../src/remediate/actions/index.ts';
import { planDigest } from '../../src/remediate/digest.ts';
import type { RequestPorts } from '../../src/remediate/request-ports.ts';
import { testLog as log } from '../support/test-log.ts';

const ACCOUNT = '111122223333';
export const MINUTE = 60_000;
/** Targets of the plan. */
export const INSTANCES = ['i-0123456789abcdef0', 'i-0123456789abcdef1'] as const;

/** A clock that stands still until it is moved. */
export class HandClock implements Clock {
  #now = Date.parse('2026-03-02T09:00:00Z');
  #ids = 0;

  now(): number {
    return this.#now;
  }

  id(): string {
    this.#ids += 1;
    return `id${String(this.#ids).padStart(20, '0')}`;
  }

  advance(ms: number): void {
    this.#now += ms;
  }
}

const POLICY: Policy = {
  digest: 'policy-1',
  workspace: 'T1',
  channels: { alerts: 'C1' },
  routing: [],
  storm: { cards: 10, window: 300, quiet: 600 },
  mutes: { severe: 168, other: 720 },
  accounts: [{ id: ACCOUNT, alias: 'production', regions: ['us-east-1'] }],
  sources: [],
  people: [{ slack: 'U0DAVE', name: 'Dave', aws: [`arn:aws:iam::${ACCOUNT}:user/dave`] }],
  roles: { viewer: ['members'], responder: ['U0RANA'], approver: ['U0ANA', 'U0BEN'], admin: [] },
  approvals: [
    {
      name: 'security',
      actions: [],
      accounts: [],
      risks: [],
      tags: [],
      approvers: ['U0ANA', 'U0BEN', 'U0CEM', 'U0DAVE'],
      allowSelf: false,
      reasonLength: 3,
      mention: [],
    },
  ],
  protected: { accounts: [], tags: [] },
  budgets: { people: { perActor: 10, perAccount: 30 }, automations: { perActor: 3, perAccount: 6 } },
  automations: [],
  requestLifetime: 3600,
};

export function member(id: string): Person {
  return {
    id,
    name: id,
    team: 'T1',
    kind: 'member',
    role: 'viewer',
    subjects: [id, 'members'],
    recentGroups: [],
    unreadableGroups: [],
    aws: id === 'U0DAVE' ? [`arn:aws:iam::${ACCOUNT}:user/dave`] : [],
  };
}

/** Requests over a real store, with a case and a plan in it. */
export async function requestBench(
  store: Store,
): Promise<RequestPorts & { readonly clock: HandClock; readonly jobs: LocalJobs; readonly planId: string }> {
  const clock = new HandClock();
  const jobs = createLocalJobs({ store, clock });
  const it: Case = {
    id: 'case1',
    account: ACCOUNT,
    channel: 'C1',
    actor: { type: 'IAMUser', root: { id: `arn:aws:iam::${ACCOUNT}:user/dave`, name: 'dave' } },
    level: 'high',
    lines: [],
    count: 1,
    records: [],
    targets: [],
    regions: ['us-east-1'],
    principals: [`arn:aws:iam::${ACCOUNT}:user/dave`],
    openedAt: clock.now(),
    updatedAt: clock.now(),
    status: 'open',
    requests: [],
  };
  const body = {
    id: 'plan1',
    caseId: it.id,
    account: ACCOUNT,
    region: 'us-east-1',
    action: { id: 'terminate-instance', title: 'Terminate instances', risk: 'destructive', undo: 'none' },
    targets: INSTANCES.map((id) => ({
      type: 'AWS::EC2::Instance',
      id,
      arn: `arn:aws:ec2:us-east-1:${ACCOUNT}:instance/${id}`,
      facts: ['running'],
      material: { instanceId: id, state: 'running' },
      warnings: [],
    })),
    effects: ['2 instances are terminated.'],
    limits: [],
    undoNote: 'None.',
    plannedAt: clock.now(),
  } as const satisfies Omit<Plan, 'digest'>;
  const plan: Plan = { ...body, digest: planDigest(body) };
  await store.commit([
    { kind: 'put', key: caseKey(it.id), value: it, if: 'absent' },
    { kind: 'put', key: { partition: `plan#${plan.id}`, sort: 'plan' }, value: plan, if: 'absent' },
  ]);
  return {
    store,
    audit: createAudit(openSqliteStore(':memory:')),
    clock,
    jobs,
    timers: createTimers({ store, jobs, clock, log }),
    outbox: createOutbox(() => clock.now()),
    actions,
    policy: () => Promise.resolve(POLICY),
    case: (caseId) => readForRequests(store, caseId),
    charge: (policy, spending, now) => chargeRun(store, policy, spending, now),
    refund: (policy, spending, now) => refundRun(store, policy, spending, now),
    frozen: () => readFreeze(store),
    judge: decide,
    judgeRejection: decideRejection,
    needs: (policy, of, suspects) => needsOf(policy, of, suspects, clock.now()),
    planId: plan.id,
  };
}
