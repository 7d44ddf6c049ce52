import type { RichTextElement } from '@slack/types';
import type { Case } from '../src/model/case.ts';
import { caseTitle, statusWord } from './case-status.ts';
import { LEVEL_MARKS, levelWord } from './level.ts';
import { actorNames, recordCount } from './case-words.ts';
import { plain, rich } from './text.ts';

/** A case in one line: how bad, what, who, where, since when and who looks after it. `link` leads to its card. */
export function caseRow(it: Case, account: string, link: string | undefined): RichTextElement[] {
  const title = `${levelWord(it.level)}: ${caseTitle(it)}`;
  return [
    rich.text(`${LEVEL_MARKS[it.level]} `),
    link === undefined ? rich.bold(title, 160) : { type: 'link', url: link, text: plain(title, 160).text },
    rich.text(` ${actorNames(it)} in ${account}, ${recordCount(it)}, `, 200),
    rich.date(it.openedAt),
    rich.text(` – ${statusWord(it).toLowerCase()}`, 120),
    ...(it.assignee === undefined ? [] : [rich.text(', '), rich.user(it.assignee)]),
    ...(it.hidden === true ? [rich.text(', without a card')] : []),
    rich.text(' '),
    rich.code(it.id, 20),
  ];
}
