import type { Actor } from './actor.ts';
import type { AlertRule, RecordSummary, RegionalTarget, SeenState } from './alert.ts';
import type { Level } from './level.ts';

/** A rule on a case. */
export interface CaseLine {
  readonly rule: AlertRule;
  /** Distinct records. */
  readonly count: number;
  readonly firstAt: string;
  readonly lastAt: string;
  /** What an inspector saw of the live state, newest first, bounded. Absent: the rule looks at records only. */
  readonly seen?: readonly SeenState[];
}

/** `open` until somebody says that they look at it; `closed` until the same actor does something new. */
export type CaseStatus = 'open' | 'acknowledged' | 'closed';

/** Why a case was closed: an attack or mistake, something that was meant, or a rule that should not have fired. */
export const VERDICTS = ['true', 'expected', 'false'] as const;

export type Verdict = (typeof VERDICTS)[number];

/** Who did something with a case, and when (Unix milliseconds). */
export interface CaseMark {
  readonly by: string;
  readonly at: number;
}

/** Unix milliseconds. */
export interface CaseEscalation {
  readonly criticalAt: number;
  readonly mentionedAt?: number;
  /** A page was begun, and the topic has taken it. */
  readonly pagingAt?: number;
  readonly pagedAt?: number;
}

/** What the person behind an actor was asked, and what they said. An answer is a word, no proof. */
export interface CaseQuestion {
  /** Names this question: an answer to an older one counts for nothing. */
  readonly id: string;
  /** Slack user who is asked, and the principal that they are known by. */
  readonly person: string;
  readonly principal: string;
  readonly by: string;
  readonly at: number;
  /** The conversation between them and the app. */
  readonly direct: string;
  /** Distinct records that the case had then: the answer is about these. */
  readonly count: number;
  readonly answer?: { readonly mine: boolean; readonly at: number };
}

/** How many distinct records fired exactly these rules, and when. What a split needs in order to count exactly. */
export interface TallyCell {
  /** Root actor of the records. */
  readonly actor: string;
  /** Rules of the case, in the order of their ids. */
  readonly rules: readonly string[];
  readonly count: number;
  readonly firstAt: string;
  readonly lastAt: string;
  /** The case that counts these records, where another one does: there fired other rules on them. */
  readonly elsewhere?: string;
}

/** A case's records by what fired on them, bounded. */
export interface CaseTally {
  readonly cells: readonly TallyCell[];
  /** Records of the case beyond the bound: nobody knows any more what fired on them. */
  readonly rest: number;
  /** Beyond the bound, or before tallies were kept, something was not written down: parts can only be counted “at least”. */
  readonly partial?: true;
}

/** What a split takes out of a case: rules of whoever fired them, or whatever one actor did. */
export type CasePart =
  { readonly kind: 'rules'; readonly rules: readonly string[] } | { readonly kind: 'actor'; readonly actor: string };

/** Where a case went that was merged into another one: there its story goes on. */
export interface CaseMerge extends CaseMark {
  readonly caseId: string;
  /** Where the card of that case stands. */
  readonly channel: string;
  readonly openedAt: number;
}

/** The alerts of one account and root actor while open: one card, one thread. */
export interface Case {
  readonly id: string;
  readonly status: CaseStatus;
  /** Slack user who looks after it. */
  readonly assignee?: string;
  readonly acknowledged?: CaseMark;
  /** How it was closed last; kept when it is opened again. */
  readonly closed?: CaseMark & { readonly verdict: Verdict; readonly words: string };
  /** Every alert so far is muted or informational: the case is counted, audited and listed, and has no card. */
  readonly hidden?: true;
  /** Slack user who opened it for a remedy that no alert suggested. Absent: alerts opened it. */
  readonly byHand?: string;
  readonly account: string;
  readonly actor: Actor;
  /** Other root actors, whose cases were merged into this one, bounded. */
  readonly actors?: readonly Actor[];
  /** Root actors that a split has taken out: what they did before still is not to be trusted here. */
  readonly apart?: readonly string[];
  /** Set once, for good: this case is closed, and the other one has all that it had. */
  readonly mergedInto?: CaseMerge;
  /** Cases that were merged into this one, bounded. */
  readonly absorbed?: readonly string[];
  /** The case that it was split off from. */
  readonly splitFrom?: CaseMark & { readonly caseId: string; readonly part: CasePart };
  /** Where a split has taken records out: when the whole began, Unix milliseconds. */
  readonly since?: number;
  readonly level: Level;
  /** Since when it is critical and nobody has said that they look at it, Unix milliseconds. Absent: it never was. */
  readonly criticalAt?: number;
  /** Who was called because nobody had; about the `criticalAt` that it names. */
  readonly escalated?: CaseEscalation;
  /** The person behind the actor was asked whether it was them. */
  readonly asked?: CaseQuestion;
  /** Worst first. */
  readonly lines: readonly CaseLine[];
  /** Distinct records over all rules, without those that another case counts. Every record is counted by one case. */
  readonly count: number;
  /** Absent: an earlier release wrote the case. */
  readonly tally?: CaseTally;
  /** It may have more records than can be told: a tally that a split would have needed was bounded. */
  readonly atLeast?: true;
  /** The newest summaries, newest first, bounded. */
  readonly records: readonly RecordSummary[];
  /** Resources that the records touched, newest first, bounded. */
  readonly targets: readonly CaseTarget[];
  /** How many resources the records created that are not listed: no offer reaches them. Absent: none. */
  readonly createdOmitted?: number;
  readonly regions: readonly string[];
  /** AWS principals seen behind the actor that can stand for one person (never free session names), bounded. */
  readonly principals: readonly string[];
  readonly openedAt: number;
  readonly updatedAt: number;
  /** New alerts of its actors land on it until then, Unix milliseconds. Absent: an earlier release wrote the case. */
  readonly openUntil?: number;
  readonly channel: string;
  /** Requests made from this case, oldest first. */
  readonly requests: readonly string[];
}

/** What an action may be offered on. */
export interface CaseTarget extends RegionalTarget {
  /** True where it is the actor's own key, user or role: no record need have touched it. */
  readonly actor?: true;
  /** True where only informational rules named it, which tell nobody: it is shown, and no remedy is offered on it. */
  readonly noted?: true;
}

/** Every root actor of a case, the one that it began with first. */
export function actorsOf({ actor, actors = [] }: Pick<Case, 'actor' | 'actors'>): readonly Actor[] {
  return [actor, ...actors];
}

/** When a case began, Unix milliseconds: with the first record that is known of it, or of the whole that it is a part of. */
export function beganAt({ openedAt, since, lines }: Pick<Case, 'openedAt' | 'since' | 'lines'>): number {
  return Math.min(
    openedAt,
    since ?? openedAt,
    ...lines.map(({ firstAt }) => Date.parse(firstAt)).filter((at) => Number.isFinite(at)),
  );
}

/** The distinct records that fired a case's rules, those included that another case counts. */
export function recordsOf({ id, count, lines, tally, absorbed = [], atLeast }: Case): {
  readonly number: number;
  readonly atLeast: boolean;
} {
  const others = (tally?.cells ?? [])
    .filter(({ elsewhere }) => elsewhere !== undefined && elsewhere !== id && !absorbed.includes(elsewhere))
    .reduce((sum, cell) => sum + cell.count, 0);
  // Where it is not known which records are the same, those that are counted elsewhere may be these.
  const number = Math.max(atLeast === true ? count : count + others, ...lines.map((line) => line.count));
  return { number, atLeast: atLeast === true };
}
