import { TrailboltError } from '../errors.ts';
import type { Case } from '../model/case.ts';
import type { FreezeState } from '../model/freeze.ts';
import type { JsonObject } from '../model/json.ts';
import type { Person } from '../model/person.ts';
import type { Policy } from '../model/policy.ts';
import type { ActionRequest } from '../model/request.ts';
import type { Spending } from '../model/spending.ts';
import type { Audit } from '../ports/audit.ts';
import type { Clock } from '../ports/clock.ts';
import type { Jobs } from '../ports/jobs.ts';
import type { Outbox } from '../ports/outbox.ts';
import type { Item, Store, Write } from '../ports/store.ts';
import type { Timers } from '../ports/timers.ts';
import type { Action } from './action.ts';

/** Concurrent clicks on one request lose races; each reads again and is judged anew. */
export const TRIES = 20;

/** The judgement of one approval, as the approve stage gives it. */
export type Judgement =
  | { readonly allow: true; readonly reason: string; readonly missing: number }
  | { readonly allow: false; readonly code: string; readonly reason: string };

export interface Needs {
  readonly quorum: number;
  /** Seconds. */
  readonly requestLifetime: number;
  /** Characters that a reason must have. */
  readonly reasonLength: number;
  /** Users and user groups who are called to decide it. */
  readonly mention: readonly string[];
  /** Why it needs more approvals than usual, in words. */
  readonly raisedBy: readonly string[];
  /** Why nobody could ever approve it, so that it need not be asked for; undefined: somebody may. */
  readonly forbidden: { readonly code: string; readonly reason: string } | undefined;
}

/** The writes that count a run, or why it may not begin. */
export type Charge =
  | { readonly allow: true; readonly writes: readonly Write[] }
  | { readonly allow: false; readonly code: string; readonly reason: string };

/** A click on a request, with all that it is judged by. */
export interface JudgedClick {
  readonly request: ActionRequest;
  readonly person: Person;
  readonly policy: Policy;
  readonly seen: string;
  readonly suspects: readonly string[];
  readonly frozen: FreezeState | undefined;
  /** Why the person wants to approve alone; absent: the usual way. */
  readonly emergency?: string;
  readonly now: number;
}

export interface RequestPorts {
  readonly store: Store;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly jobs: Jobs;
  readonly timers: Timers;
  readonly outbox: Outbox;
  readonly actions: readonly Action[];
  policy(): Promise<Policy>;
  /**
   * A case as the requests that hang on it see it: where it was merged into another one, with everybody who may be behind either,
   * and with the place where that one's card stands.
   */
  case(id: string): Promise<Item<Case>>;
  /** Is Trailbolt frozen? Asked before anything is approved; runs ask with their approvals. */
  frozen(): Promise<FreezeState | undefined>;
  judge(question: JudgedClick): Judgement;
  judgeRejection(question: JudgedClick): Judgement;
  /** Counts a run against the budgets of its hour: the writes that do, for the commit that lets it begin. */
  charge(policy: Policy, spending: Spending, now: number): Promise<Charge>;
  /** Gives back what a run was counted for that did nothing. */
  refund(policy: Policy, spending: Spending, now: number): Promise<void>;
  /** What the policy asks of a request for this plan. */
  needs(policy: Policy, plan: ActionRequest['plan'], suspects: readonly string[]): Needs;
}

/** One entry per event and request; `distinct` tells events apart that may come more than once. */
export async function appendAudit(
  ports: RequestPorts,
  request: ActionRequest,
  event: string,
  who: string,
  at: number,
  data: JsonObject,
  distinct = '',
): Promise<void> {
  await ports.audit.append({
    id: `${event}:${request.id}${distinct === '' ? '' : `:${distinct}`}`,
    chain: request.caseId,
    at: new Date(at).toISOString(),
    event,
    who,
    data: { request: request.id, ...data },
  });
}

/** Somebody else wins every time; the click is tried again later. */
export function contended(id: string): TrailboltError {
  return new TrailboltError('request.contended', `Request ${id} is changing too fast; try again.`);
}
