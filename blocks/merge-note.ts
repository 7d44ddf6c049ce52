import type { Case } from '../src/model/case.ts';
import type { ChatMessage } from '../src/ports/chat.ts';
import { caseTitle } from './case-status.ts';
import { levelWord } from './level.ts';
import { actorNames, caseLink, recordCount } from './case-words.ts';
import { clip, paragraph, rich, sentence } from './text.ts';

interface By {
  readonly id: string;
  readonly name: string;
}

/** A case that a note speaks of, and where its card is. Absent: it has none yet. */
export interface Named {
  readonly case: Case;
  readonly link?: string | undefined;
}

/** In the thread of the case that goes on. */
export function mergedNote(by: By, from: Named, into: Case, rose: boolean): ChatMessage {
  return said(by, 'merged', from, ` into this one.${rose ? ` It is ${into.level} now.` : ''}`);
}

/** In the thread of the case that is no more. */
export function mergedAwayNote(by: By, into: Named): ChatMessage {
  return said(by, 'merged this case into', into, ': what comes next is told there. Requests in this thread go on.');
}

/** In the thread of the case that lost a part. */
export function splitNote(by: By, goes: Named): ChatMessage {
  return said(by, 'split', goes, ' off from this case.');
}

/** In the thread of the part. */
export function splitOffNote(by: By, stays: Named): ChatMessage {
  return said(by, 'split this off from', stays, ': requests made there stay there.');
}

function said(by: By, did: string, about: Named, rest: string): ChatMessage {
  const { case: it } = about;
  const what = `${levelWord(it.level)}: ${clip(caseTitle(it), 120)}, ${recordCount(it)} of ${actorNames(it)}`;
  return {
    text: sentence(`${by.name} ${did} case ${it.id} (${what})${rest}`),
    blocks: [
      paragraph(
        rich.user(by.id),
        rich.text(` ${did} `),
        caseLink(about),
        rich.text(` (${what})`, 400),
        rich.text(rest, 200),
      ),
    ],
  };
}

/** The card of the case that goes on, for whoever asked for one that was merged into it. */
export function insteadOf(asked: string, it: Case, card: ChatMessage): ChatMessage {
  const words = `Case ${clip(asked, 40)} was merged into case ${it.id}, which this is.`;
  return { ...card, text: sentence(words), blocks: [paragraph(rich.text(words)), ...card.blocks] };
}
