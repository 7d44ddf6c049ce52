import type { Case } from '../src/model/case.ts';
import type { ChatMessage } from '../src/ports/chat.ts';
import { caseRow } from './case-row.ts';
import { note } from './note.ts';
import { bulletList, footnote, paragraph, rich, sentence } from './text.ts';

const SHOWN = 5;

/** What a command about one case answers where none was named: the open cases, the worst first, and what to type. */
export function whichCaseAnswer({
  command,
  cases,
  more,
}: {
  readonly command: string;
  readonly cases: readonly { readonly case: Case; readonly link: string | undefined; readonly account: string }[];
  /** Open cases beyond these. */
  readonly more: number;
}): ChatMessage {
  const [first] = cases;
  if (first === undefined) return note('No case is open; /trail cases closed lists the others.');
  const rest = more + Math.max(0, cases.length - SHOWN);
  const typed = `${command} ${first.case.id}`;
  return {
    text: sentence(`Say which case, such as ${typed}.`),
    blocks: [
      paragraph(rich.text('Say which case, such as '), rich.code(typed), rich.text('. Open now:')),
      {
        type: 'rich_text',
        elements: [bulletList(cases.slice(0, SHOWN).map((row) => caseRow(row.case, row.account, row.link)))],
      },
      ...(rest === 0 ? [] : [footnote(`${rest} more are open; /trail cases lists them.`)]),
    ],
  };
}
