import type { Case, CasePart, Verdict } from '../model/case.ts';
import type { Mute, MuteScope } from '../model/mute.ts';
import type { Person } from '../model/person.ts';

/** What people do with cases and mutes; `app` joins it to the cases stage. */
export interface CaseServices {
  /** Changes a case once per key. `changed` is false where it was so already. */
  changeCase(input: {
    readonly caseId: string;
    readonly change:
      | { readonly kind: 'acknowledge' | 'reopen' }
      | { readonly kind: 'assign'; readonly to: Pick<Person, 'id' | 'name'> }
      | { readonly kind: 'close'; readonly verdict: Verdict; readonly words: string };
    readonly person: Person;
    readonly key: string;
  }): Promise<{ readonly case: Case; readonly changed: boolean }>;
  /** Refuses whoever is behind the case. @throws TrailboltError `case.missing`, `case.suspect`. */
  refuseSuspect(caseId: string, person: Person): Promise<void>;
  /** Why somebody cannot look after a case, in a sentence; undefined: they can. */
  whyNotAssign(caseId: string, to: Person): Promise<string | undefined>;
  /** Open, acknowledged ones too, or closed; the worst first, with a link to the card where there is one. */
  cases(shelf: 'open' | 'closed', account: string | undefined): Promise<ListedCases>;
  /** Posts the card of a case that a storm has kept back; `hasCard`: it has one already. */
  showCard(input: {
    /** A case, or a message and its storm, as the digest's menu names them. */
    readonly chosen: string;
    readonly channel: string;
  }): Promise<{ readonly hasCard: boolean }>;
  /** Asks the person behind the case by direct message; gives whom. */
  askActor(input: {
    readonly caseId: string;
    readonly person: Person;
    readonly key: string;
  }): Promise<{ readonly name: string }>;
  /** Keeps what the person who was asked says; gives a sentence for them. */
  answerQuestion(input: {
    readonly caseId: string;
    readonly questionId: string;
    readonly mine: boolean;
    readonly person: Person;
  }): Promise<string>;
  /** The case, and the other open cases of its account, the worst first. */
  mergeable(caseId: string): Promise<{ readonly case: Case; readonly others: readonly Case[]; readonly more: number }>;
  /** Merges a case into another one; gives the one that goes on. */
  merge(input: { readonly into: string; readonly from: string; readonly person: Person }): Promise<Case>;
  /** Takes rules or an actor out into a new case, which it gives; the same key makes one. */
  split(input: {
    readonly caseId: string;
    readonly choose: (it: Case) => CasePart | undefined;
    readonly person: Person;
    readonly key: string;
  }): Promise<Case>;
  mute(input: {
    readonly caseId: string;
    readonly ruleId: string;
    readonly scope: MuteScope;
    readonly hours: number;
    readonly reason: string;
    readonly person: Person;
    readonly key: string;
  }): Promise<Mute>;
  /** Tells the longest that a rule of some level may be muted, in hours. */
  longestMute(): Promise<(level: Case['level']) => number>;
  mutes(): Promise<readonly Mute[]>;
  /** Undefined where the mute has ended or was lifted before. */
  liftMute(id: string, person: Person): Promise<Mute | undefined>;
}

export interface ListedCases {
  readonly cases: readonly { readonly case: Case; readonly link: string | undefined }[];
  readonly more: number;
  readonly partial: boolean;
}
