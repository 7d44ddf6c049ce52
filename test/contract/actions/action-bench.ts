import { createAudit } from '../../../src/adapters/audit.ts';
import { createLocalJobs } from '../../../src/adapters/local/local-jobs.ts';
import { openSqliteStore } from '../../../src/adapters/local/sqlite-store.ts';
import { createTimers } from '../../../src/adapters/timers.ts';
import { caseKey, readCase } from '../../../src/cases/case-store.ts';
import { createOutbox } from '../../../src/cases/outbox.ts';
import type { Case } from '../../../src/model/case.ts';
import type { Offer } from '../../../src/model/offer.ts';
import type { Plan } from '../../../src/model/plan.ts';
import type { ActionRequest } from '../../../src/model/request.ts';
import type { Audit } from '../../../src/ports/audit.ts';
import type { Aws } from '../../../src/ports/aws.ts';
import type { Store } from '../../../src/ports/store.ts';
import type { Action } from '../../../src/remediate/action.ts';
import { createRequest } from '../../../src/remediate/create-request.ts';
import { approveRequest } from '../../../src/remediate/decide-request.ts';
import { makePlan } from '../../../src/remediate/plans.ts';
import { rememberState } from '../../../src/remediate/prior/sightings.ts';
import { readRequest } from '../../../src/remediate/request-store.ts';
import type { RunPorts } from '../../../src/remediate/running.ts';
import { advanceRun } from '../../../src/remediate/runs.ts';
import { planUndo } from '../../../src/remediate/undo.ts';
import { member } from '../../remediate/request-bench.ts';
import { testLog as log } from '../../support/test-log.ts';
import type { Arranged } from './action-fixture.ts';
import type { ActionSite } from './action-site.ts';

const CHANGING_MS = 80;
/** More than any action takes: what waits longer hangs. */
const TURNS = 200;

/** A case with one target, and requests on it that whoever is asked approves. */
export interface ActionBench {
  readonly ports: RunPorts;
  plan(account?: string): Promise<Plan>;
  planUndo(requestId: string): Promise<Plan>;
  /** Asks for what was planned, approves it, and leaves it there. */
  approve(plan: Plan): Promise<ActionRequest>;
  /** Brings an approved request to its end, whatever that is. */
  finish(request: ActionRequest): Promise<ActionRequest>;
  close(): Promise<void>;
}

/** Where a bench keeps what it knows: in memory, or in files that another process opens as well. */
export interface BenchFiles {
  readonly store: string;
  readonly audit: string;
}

/** What a run needs, and how it is brought to its end; without a case. */
export interface RunBench extends Pick<ActionBench, 'ports' | 'finish' | 'close'> {
  /** Lets time pass for Trailbolt; AWS keeps its own. */
  later(ms: number): void;
}

/** @param watch wraps what a run has effects through, for who wants to know of each. */
export function openRunBench(
  aws: Aws,
  action: Action,
  files: BenchFiles = { store: ':memory:', audit: ':memory:' },
  watch: { store(it: Store): Store; audit(it: Audit): Audit } = { store: (it) => it, audit: (it) => it },
): RunBench {
  // Waits for timers are jumped over; AWS needs its own time.
  let ahead = 0;
  const clock = { now: () => Date.now() + ahead, id: () => crypto.randomUUID() };
  const store = openSqliteStore(files.store, { now: () => clock.now() });
  const auditStore = openSqliteStore(files.audit);
  const jobs = createLocalJobs({ store, clock });
  const yes = { allow: true, reason: '', missing: 0 } as const;
  const ports: RunPorts = {
    store: watch.store(store),
    audit: watch.audit(createAudit(auditStore)),
    clock,
    jobs,
    timers: createTimers({ store, jobs, clock, log }),
    outbox: createOutbox(() => clock.now()),
    actions: [action],
    aws,
    log,
    leaseMs: 180_000,
    policy: () => Promise.resolve({ digest: 'policy', channels: {} } as never),
    case: (id) => readCase(store, id),
    judge: () => yes,
    judgeRejection: () => yes,
    needs: () => ({
      quorum: 1,
      requestLifetime: 3600,
      reasonLength: 3,
      mention: [],
      raisedBy: [],
      forbidden: undefined,
    }),
    rejudge: () => Promise.resolve(yes),
    charge: () => Promise.resolve({ allow: true, writes: [] }),
    refund: () => Promise.resolve(),
    frozen: () => Promise.resolve(undefined),
  };
  return {
    ports,
    later(ms) {
      ahead += ms;
    },
    async finish({ id }) {
      for (let turn = 0; turn < TURNS; turn += 1) {
        // A worker that dies is another one's turn.
        await advanceRun(ports, id).catch((error: unknown) => log.warn('died', { error: String(error) }));
        const { value } = await readRequest(store, id);
        if (value.state !== 'approved' && value.state !== 'running') return value;
        const timers = await ports.timers.due(Number.MAX_SAFE_INTEGER / 10, 100);
        const dueAt = Math.max(...timers.filter(({ kind }) => kind === 'run.advance').map((timer) => timer.dueAt));
        ahead += Math.max(0, dueAt - clock.now());
        await new Promise((resolve) => setTimeout(resolve, CHANGING_MS));
      }
      throw new Error(`Request ${id} does not end.`);
    },
    async close() {
      await Promise.all([store.close(), auditStore.close()]);
    },
  };
}

export async function actionBench(
  site: ActionSite,
  action: Action,
  arranged: Arranged,
  files?: BenchFiles,
): Promise<ActionBench & RunBench> {
  const bench = openRunBench(site.aws, action, files);
  const { ports } = bench;
  const it = caseOf(site, arranged);
  await ports.store.commit([{ kind: 'put', key: caseKey(it.id), value: it, if: 'absent' }]);
  if (arranged.seen !== undefined) await rememberState(ports.store, arranged.seen, ports.clock.now());
  return {
    ...bench,
    plan: (account = site.account) => makePlan(ports, it, offerOf(action, it, account)),
    planUndo: (requestId) => planUndo(ports, requestId),
    async approve(plan) {
      const request = await createRequest(ports, {
        planId: plan.id,
        person: member('U0RANA'),
        reason: 'a try',
        targets: undefined,
        key: crypto.randomUUID(),
      });
      const seen = request.plan.digest;
      const answer = await approveRequest(ports, {
        requestId: request.id,
        person: member('U0ANA'),
        seen,
        key: ports.clock.id(),
      });
      return answer.request;
    },
  };
}

function caseOf(site: ActionSite, { target, records = [] }: Arranged): Case {
  return {
    id: 'case1',
    status: 'open',
    account: site.account,
    channel: 'C1',
    actor: { type: 'IAMUser', root: { id: `arn:aws:iam::${site.account}:user/dave`, name: 'dave' } },
    level: 'high',
    lines: [],
    count: 1,
    records,
    targets: [target],
    regions: [target.region],
    principals: [],
    openedAt: 0,
    updatedAt: 0,
    requests: [],
  };
}

function offerOf({ id, title, risk }: Action, it: Case, account: string): Offer {
  const region = it.targets[0]?.region ?? '';
  return { id: 'offer', caseId: it.id, action: id, title: title.one, risk, account, region, targets: it.targets };
}
