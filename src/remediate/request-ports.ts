import { TrailboltError } from '../errors.ts';
import type { Case } from '../model/case.ts';
import type { JsonObject } from '../model/json.ts';
import type { Person } from '../model/person.ts';
import type { Policy } from '../model/policy.ts';
import type { ActionRequest } from '../model/request.ts';
import type { Audit } from '../ports/audit.ts';
import type { Clock } from '../ports/clock.ts';
import type { Jobs } from '../ports/jobs.ts';
import type { Outbox } from '../ports/outbox.ts';
import type { Item, Store } from '../ports/store.ts';
import type { Timers } from '../ports/timers.ts';
import type { Action } from './action.ts';

/** Concurrent clicks on one request lose races; each reads again and is judged anew. */
export const TRIES = 20;

/** The judgement of one approval, as the approve stage gives it. */
export type Judgement =
  | { readonly allow: true; readonly reason: string; readonly missing: number }
  | { readonly allow: false; readonly code: string; readonly reason: string };

export interface RequestPorts {
  readonly store: Store;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly jobs: Jobs;
  readonly timers: Timers;
  readonly outbox: Outbox;
  readonly actions: readonly Action[];
  policy(): Promise<Policy>;
  case(id: string): Promise<Item<Case>>;
  judge(question: {
    request: ActionRequest;
    person: Person;
    policy: Policy;
    seen: string;
    suspects: readonly string[];
    now: number;
  }): Judgement;
  quorum(policy: Policy, plan: ActionRequest['plan'], suspects: readonly string[]): number;
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
