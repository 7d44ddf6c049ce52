import type { KnownBlock, RichTextElement } from '@slack/types';
import type { Case, CaseMark, CaseQuestion, Verdict } from '../src/model/case.ts';
import { caseLink } from './case-words.ts';
import { paragraph, rich } from './text.ts';

/** What a verdict says, as people choose and read it. */
export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  true: 'a real threat or mistake, dealt with',
  expected: 'meant: somebody was supposed to do this',
  false: 'a false alarm: the rule should not have fired',
};

/** `Acknowledged`, `Closed as a false alarm: …`. */
export function statusWord(it: Case): string {
  if (it.mergedInto !== undefined) return `Merged into case ${it.mergedInto.caseId}`;
  if (it.status === 'closed')
    return it.closed === undefined ? 'Closed' : `Closed as ${VERDICT_WORDS[it.closed.verdict]}`;
  return it.status === 'acknowledged' ? 'Acknowledged' : 'Open';
}

/**
 * Who looks after the case, how it was closed, what became of it and where it is from; nothing for one that nobody has
 * touched. @param link Leads to the card of the case that it was merged into, or split off from.
 * @param assigneeBehind Whoever looks after it has turned out to be behind it.
 */
export function caseStatus(it: Case, link?: string, assigneeBehind = false): readonly KnownBlock[] {
  const parts: RichTextElement[][] = [];
  if (it.mergedInto !== undefined) parts.push(marked('Merged into ', it.mergedInto, link));
  else if (it.splitFrom !== undefined) parts.push(marked('Split off from ', it.splitFrom, link));
  if (it.status === 'closed' && it.closed !== undefined)
    parts.push([
      rich.bold(`${statusWord(it)} `),
      rich.text('by '),
      rich.user(it.closed.by),
      rich.text(' '),
      rich.date(it.closed.at),
      ...(it.closed.words === '' ? [] : [rich.text(`: “${it.closed.words}”`, 520)]),
    ]);
  if (it.status === 'acknowledged' && it.acknowledged !== undefined)
    parts.push([
      rich.bold('Acknowledged '),
      rich.text('by '),
      rich.user(it.acknowledged.by),
      rich.text(' '),
      rich.date(it.acknowledged.at),
    ]);
  if (it.assignee !== undefined)
    parts.push([
      rich.bold('Assigned '),
      rich.text('to '),
      rich.user(it.assignee),
      ...(assigneeBehind ? [rich.bold(', who is behind this case by now: assign somebody else')] : []),
    ]);
  if (it.asked !== undefined) parts.push(questionStatus(it.asked));
  if (parts.length === 0) return [];
  return [paragraph(...parts.flatMap((part, index) => (index === 0 ? part : [rich.text(' · '), ...part])))];
}

function marked(words: string, { caseId, by, at }: CaseMark & { readonly caseId: string }, link?: string) {
  return [
    rich.bold(words),
    caseLink({ case: { id: caseId }, link }),
    rich.text(' by '),
    rich.user(by),
    rich.text(' '),
    rich.date(at),
  ];
}

/** What the person behind the actor was asked, and what they say. */
function questionStatus({ person, at, answer }: CaseQuestion): RichTextElement[] {
  if (answer === undefined) return [rich.bold('Asked '), rich.user(person), rich.text(' '), rich.date(at)];
  return answer.mine
    ? [rich.user(person), rich.bold(' says that it was them '), rich.date(answer.at)]
    : [rich.text('❗ '), rich.user(person), rich.bold(' says that it was NOT them '), rich.date(answer.at)];
}

/** What a case is about, in a few words: its worst rule. */
export function caseTitle({ lines, byHand }: Pick<Case, 'lines' | 'byHand'>): string {
  return lines[0]?.rule.title ?? (byHand === undefined ? 'Suspicious activity' : 'Remedy by hand');
}
