import { decide } from '../approve/decide.ts';
import { hasRole } from '../approve/person.ts';
import { asRequestsSee, caseKey } from '../cases/case-store.ts';
import { listCases, type IndexedCase } from '../cases/list-cases.ts';
import { readMutes } from '../cases/mutes.ts';
import { caseTag, requestTag } from '../cases/posted.ts';
import { sourceSeenAt } from '../ingest/source-seen.ts';
import type { Case } from '../model/case.ts';
import type { HomeFilter, HomeRequest, HomeTab } from '../model/home.ts';
import { levelRank } from '../model/level.ts';
import type { Person } from '../model/person.ts';
import type { Policy } from '../model/policy.ts';
import type { ActionRequest } from '../model/request.ts';
import { STORE_LIMITS } from '../ports/store.ts';
import { newestRuns, waitingRequests } from '../remediate/request-lists.ts';
import type { HomeServices } from '../slack/home-services.ts';
import type { SlackServices } from '../slack/services.ts';
import { blindSpots } from './blind-spots.ts';
import type { Permalinks } from './permalinks.ts';
import type { WorkerPorts } from './worker-ports.ts';

/** What one Home tab shows of each: what a person reads, within Slack's hundred blocks. */
const SHOWN = { cases: 15, requests: 8, runs: 8 } as const;
/** Undecided requests that are looked through. */
const WAITING = 100;

/** What the Home tab asks of the stages. */
export function createHomeServices(
  ports: WorkerPorts,
  { link, status }: { readonly link: Permalinks; readonly status: SlackServices['status'] },
): HomeServices {
  const { store, clock } = ports;
  return {
    async home(person, filter) {
      const policy = await ports.policy();
      const now = clock.now();
      const [cases, waiting, ran, stands, sources, blind, aside, mutes] = await Promise.all([
        casesFor(ports, link, person, filter),
        waitingFor(ports, link, person, policy),
        newestRuns(store, SHOWN.runs),
        status(person),
        Promise.all(policy.sources.map(async ({ name }) => ({ name, seenAt: await sourceSeenAt(store, name) }))),
        blindSpots(store, link),
        setAside(ports),
        readMutes(store, now),
      ]);
      return {
        filter,
        accounts: policy.accounts,
        accountName: (id) => policy.accounts.find((account) => account.id === id)?.alias ?? id,
        responds: hasRole(person, 'responder'),
        approves: hasRole(person, 'approver'),
        cases,
        waiting,
        ran: await Promise.all(ran.map(async (request) => ({ request, link: await link(requestTag(request.id)) }))),
        status: stands,
        sources,
        blind,
        aside,
        mutes,
        at: now,
      };
    },
  };
}

async function casesFor(
  { store }: WorkerPorts,
  link: Permalinks,
  person: Person,
  filter: HomeFilter,
): Promise<HomeTab['cases']> {
  const { cases, more, partial, byLevel } = await listCases(store, {
    shelf: 'open',
    limit: SHOWN.cases,
    fits: (line) => fits(line, person, filter),
  });
  const linked = await Promise.all(cases.map(async (it) => ({ case: it, link: await link(caseTag(it.id)) })));
  return { cases: linked, more, partial, open: byLevel };
}

function fits(it: IndexedCase, person: Person, { level, account, mine }: HomeFilter): boolean {
  return (
    (level === undefined || levelRank(it.level) >= levelRank(level)) &&
    (account === undefined || it.account === account) &&
    (mine === undefined || it.assignee === person.id)
  );
}

/** Requests that the person could decide now, but for a freeze, or asked for. */
async function waitingFor(
  ports: WorkerPorts,
  link: Permalinks,
  person: Person,
  policy: Policy,
): Promise<HomeTab['waiting']> {
  const found = await Promise.all(
    (await waitingRequests(ports.store, WAITING)).map(async (request) => {
      const may = await mayDo(ports, request, person, policy);
      return may === undefined ? [] : [{ request, may }];
    }),
  );
  const mine = found.flat();
  return {
    requests: await Promise.all(
      mine.slice(0, SHOWN.requests).map(async (one) => ({ ...one, link: await link(requestTag(one.request.id)) })),
    ),
    more: Math.max(0, mine.length - SHOWN.requests),
  };
}

async function mayDo(
  { store, clock }: WorkerPorts,
  request: ActionRequest,
  person: Person,
  policy: Policy,
): Promise<HomeRequest['may'] | undefined> {
  if (request.state === 'announced') return hasRole(person, 'responder') ? 'hold' : undefined;
  const item = await store.get<Case>(caseKey(request.caseId));
  const of = item === undefined ? undefined : await asRequestsSee(store, item);
  const question = {
    request,
    person,
    policy,
    seen: request.plan.digest,
    suspects: of?.value.principals ?? [],
    frozen: undefined,
    now: clock.now(),
  };
  if (decide(question).allow) return 'approve';
  return person.id === request.requester && question.now < request.expiresAt ? 'withdraw' : undefined;
}

/** What nobody but an operator can bring further, where the number is known. */
async function setAside({ store, jobs, deadEnds }: WorkerPorts): Promise<HomeTab['aside']> {
  const lying = async (partition: string): Promise<number> =>
    (await store.list(partition, { limit: STORE_LIMITS.page })).items.length;
  const [ofJobs, messages, files, elsewhere] = await Promise.all([
    jobs.setAside(),
    lying('outbox-dead'),
    lying('ingest-dead'),
    deadEnds?.() ?? [],
  ]);
  return [
    ...(ofJobs === undefined ? [] : [{ what: 'job', number: ofJobs }]),
    { what: 'message', number: messages },
    { what: 'unread file', number: files },
    ...elsewhere.map(({ name, number }) => ({ what: 'message', number, where: name })),
  ];
}
