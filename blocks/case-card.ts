import type { KnownBlock } from '@slack/types';
import type { Habits } from '../src/model/baseline.ts';
import type { Case } from '../src/model/case.ts';
import type { Offer } from '../src/model/offer.ts';
import type { ActionRequest } from '../src/model/request.ts';
import type { ChatMessage } from '../src/ports/chat.ts';
import { caseButtons, hasDetails } from './case-buttons.ts';
import { caseFacts, type CaseFacts } from './case-facts.ts';
import { caseHabits } from './case-habits.ts';
import { caseStatus, caseTitle, statusWord } from './case-status.ts';
import { caseStory } from './case-story.ts';
import { offersInWords, remediedAt } from './case-remedied.ts';
import { LEVEL_MARKS, levelWord } from './level.ts';
import { holdButton } from './request-card.ts';
import { requestLine } from './request-line.ts';
import { bulletList, firstSentences, footnote, LIMITS, lines, paragraph, plain, rich, sentence } from './text.ts';

/** What a case's card shows. */
export interface CaseCard extends CaseFacts {
  readonly requests: readonly ActionRequest[];
  readonly offers: readonly Offer[];
  /** Whether the person behind the actor can be asked whether it was them. */
  readonly askable?: boolean;
  /** Whoever looks after it has turned out to be behind it. */
  readonly assigneeBehind?: boolean;
  /** Whether the actor used the newest record's network, Region, program and API before. Absent: not looked up. */
  readonly habits?: Habits;
  /** Where the card is of the case that it was merged into, or split off from. */
  readonly link?: string;
}

/**
 * The parent message of a case: what happened in one sentence, then who, from where, what and when, and why it matters.
 * Its remedy comes last: a channel opens at its end, so there it is under the thumb.
 */
export function caseCard(card: CaseCard): ChatMessage {
  const { case: it } = card;
  const title = caseTitle(it);
  const story = caseStory(it, card.account);
  const closed = it.mergedInto === undefined ? 'Closed' : 'Merged';
  const mark =
    it.status === 'closed' ? `${it.mergedInto === undefined ? '✅' : '🔀'} ${closed} –` : LEVEL_MARKS[it.level];
  return {
    text: sentence(
      `${it.status === 'closed' ? `${closed} – ` : ''}${levelWord(it.level)}: ${title}. ${story}${it.status === 'open' ? '' : ` ${statusWord(it)}.`}`,
    ),
    blocks: [
      { type: 'header', text: plain(`${mark} ${levelWord(it.level)}: ${title}`, LIMITS.header) },
      paragraph(rich.text(story, 600)),
      ...caseStatus(it, card.link, card.assigneeBehind),
      lines(caseFacts(card)),
      ...why(card),
      // In sight together with the remedy, for whoever has to decide.
      ...caseHabits(it, card.habits),
      ...requestsBlock(card.requests),
      ...holdButtons(card.requests),
      ...caseButtons(it, card.offers, card.askable === true),
      footnote(foot(it)),
    ],
  };
}

/**
 * The beginning of both: the rest is among the details, which nobody needs in the first five seconds. Once something was
 * done, what a rule says to do may be just that: what is still to be had says more.
 */
function why({ case: it, requests, offers }: CaseCard): KnownBlock[] {
  const rule = it.lines[0]?.rule;
  const isRemedied = remediedAt(requests) !== undefined;
  // What no button does is not done by those that were pressed.
  const toDo = isRemedied && !BY_HAND.test(rule?.whatToDo ?? '') ? '' : (rule?.whatToDo ?? '');
  const told: readonly (readonly [string, string, number, string])[] = [
    ['Why it matters ', rule?.description ?? '', WHY, '…'],
    ['What to do ', toDo, WHAT_TO_DO, hasDetails(it) ? '(more under Show details)' : '…'],
    ['Not done ', isRemedied && it.status !== 'closed' ? offersInWords(offers) : '', NOT_DONE, '…'],
  ];
  const rows = told
    .filter(([, words]) => words.trim() !== '')
    .map(([label, words, length, more]) => [rich.bold(label), rich.text(firstSentences(words, length, more))]);
  return rows.length === 0 ? [] : [lines(rows)];
}

/** A rule that says what to do by hand gives the command. */
const BY_HAND = /\(aws [a-z\d-]+ [a-z-]+/u;

/** Characters of what a rule says: two to three lines of a phone each. */
const WHY = 110;
const WHAT_TO_DO = 130;
const NOT_DONE = 200;

function requestsBlock(requests: readonly ActionRequest[]): KnownBlock[] {
  if (requests.length === 0) return [];
  return [{ type: 'rich_text', elements: [bulletList(requests.slice(-5).map((request) => requestLine(request)))] }];
}

/** The time to stop an automation is short: the button is where everybody looks first. */
function holdButtons(requests: readonly ActionRequest[]): KnownBlock[] {
  return requests
    .filter(({ state }) => state === 'announced')
    .slice(-HOLDS)
    .map((request, index) => holdButton(request, `hold-${index}`));
}

/** Automations that announce something at the same time are few. */
const HOLDS = 3;

function foot(it: Case): string {
  const attack = [...new Set(it.lines.flatMap((line) => line.rule.attack))].slice(0, 5);
  return [`Case ${it.id}`, `account ${it.account}`, ...(attack.length > 0 ? [`ATT&CK ${attack.join(', ')}`] : [])].join(
    ' · ',
  );
}
