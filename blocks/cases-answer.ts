import type { KnownBlock } from '@slack/types';
import type { Case } from '../src/model/case.ts';
import type { ChatMessage } from '../src/ports/chat.ts';
import { caseRow } from './case-row.ts';
import { bulletList, count, footnote, LIMITS, paragraph, plain, rich, sentence } from './text.ts';

/** What `/trail cases` shows. */
export interface CasesAnswer {
  readonly cases: readonly Case[];
  readonly more: number;
  /** Older cases were not looked through. */
  readonly partial: boolean;
  /** `open`, `closed in the last 90 days`. */
  readonly which: string;
  accountName(id: string): string;
  /** A link to the card, where it has one. */
  link(it: Case): string | undefined;
}

/** The cases, the worst first, each with a link to its card. */
export function casesAnswer(answer: CasesAnswer): ChatMessage {
  const { cases, more, partial, which } = answer;
  const number = cases.length + more;
  const found = number === 0 ? `No ${which} case` : `${partial ? 'At least ' : ''}${count(number, `${which} case`)}`;
  const rows = cases.map((it) => caseRow(it, answer.accountName(it.account), answer.link(it)));
  const blocks: KnownBlock[] = [{ type: 'header', text: plain(found, LIMITS.header) }];
  if (rows.length > 0) blocks.push({ type: 'rich_text', elements: [bulletList(rows)] });
  else blocks.push(paragraph(rich.text('Nothing to look after.')));
  const rest = [
    ...(more === 0 ? [] : [`${more} more are not shown.`]),
    ...(partial ? ['Of each severity the newest 1,000 were looked through.'] : []),
  ].join(' ');
  if (rest !== '') blocks.push(footnote(rest));
  return { text: sentence(`${found}.`), blocks };
}
