import type { Deciders } from '../../blocks/request-card.ts';
import type { AuditAnswer } from '../../blocks/audit-answer.ts';
import type { AnswerServices } from './answer-services.ts';
import type { AutomationServices } from './automation-services.ts';
import type { HomeServices } from './home-services.ts';
import type { CaseServices } from './case-services.ts';
import type { Case } from '../model/case.ts';
import type { Lookup, LookupQuestion } from '../model/lookup.ts';
import type { Offer } from '../model/offer.ts';
import type { Person } from '../model/person.ts';
import type { Plan } from '../model/plan.ts';
import type { Policy } from '../model/policy.ts';
import type { ActionRequest } from '../model/request.ts';
import type { ShownRecord } from '../model/shown-record.ts';
import type { Status } from '../model/status.ts';
import type { ChatMessage } from '../ports/chat.ts';

/** What the Slack stage needs of the others; `app.ts` joins them. */
export interface SlackServices extends CaseServices, AutomationServices, HomeServices, AnswerServices {
  /** Unix milliseconds. */
  now(): number;
  policy(): Promise<Policy>;
  person(userId: string): Promise<Person>;
  case(id: string): Promise<Case>;
  /** Reads live state for an offer on a card. */
  plan(caseId: string, offerId: string): Promise<Planned>;
  /** What a case's card offers now, of which nothing has been done. */
  stillOffered(caseId: string): Promise<readonly Offer[]>;
  /** Reads live state for taking back what a request's run did. */
  planUndo(requestId: string): Promise<Planned>;
  /** Keeps an offer for what a person typed. */
  planByHand(input: {
    readonly action: string;
    readonly target: string;
    readonly rest: readonly string[];
    readonly person: Person;
    readonly key: string;
  }): Promise<Offer>;
  request(input: {
    readonly planId: string;
    readonly person: Person;
    readonly reason: string;
    readonly targets: readonly string[] | undefined;
    readonly key: string;
  }): Promise<ActionRequest>;
  approve(input: {
    readonly requestId: string;
    readonly person: Person;
    readonly seen: string;
    readonly key: string;
    /** Why the person approves alone; absent: the usual way. */
    readonly emergency?: string;
  }): Promise<Answered>;
  /** A request that somebody wants to approve alone; where they may not, why, and who may. */
  alone(input: { readonly requestId: string; readonly person: Person; readonly seen: string }): Promise<Alone>;
  reject(input: {
    readonly requestId: string;
    readonly person: Person;
    readonly key: string;
    /** Why, in their words. */
    readonly reason?: string;
  }): Promise<Answered>;
  /** A request that somebody wants to end: whether it is their own, and why they may not. */
  rejection(input: { readonly requestId: string; readonly person: Person }): Promise<{
    readonly request: ActionRequest;
    readonly isOwn: boolean;
    readonly refused: string | undefined;
  }>;
  /** What the audit knows of a case, a request or a person; about nothing: of everybody. */
  audit(question: { readonly about: string; readonly from: number | undefined }): Promise<AuditAnswer>;
  status(person: Person): Promise<Status>;
  /** Stops everything, or says why not. */
  freeze(input: { readonly person: Person; readonly reason: string; readonly key: string }): Promise<Answered>;
  /** Lets things go on once two approvers have said so. */
  thaw(input: { readonly person: Person; readonly key: string }): Promise<Answered>;
  lookup(question: LookupQuestion): Promise<Lookup>;
  /**
   * A record of a case, redacted, once it is audited who looks at it; the newest where `pick` names none.
   * @throws TrailboltError `case.missing`, `record.none`.
   */
  record(wish: {
    readonly caseId: string;
    readonly pick?: string;
    readonly person: Person;
    readonly key: string;
  }): Promise<ShownRecord>;
  /** Says something in a case's thread, once per id. */
  note(caseId: string, id: string, message: ChatMessage): Promise<void>;
}

/** A plan, with what a request for it would need. */
export interface Planned {
  readonly plan: Plan;
  readonly quorum: number;
  /** Why that is more than usual, in words. */
  readonly raisedBy: readonly string[];
  /** Characters. */
  readonly reasonLength: number;
  readonly forbidden: { readonly reason: string } | undefined;
}

export interface Alone {
  readonly request: ActionRequest;
  /** Characters that the reason must have. */
  readonly reasonLength: number;
  readonly refused?: { readonly reason: string; readonly who: Deciders };
}

export interface Answered {
  readonly allowed: boolean;
  readonly sentence: string;
}
