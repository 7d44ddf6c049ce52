import type { Case } from '../src/model/case.ts';
import type { ChatMessage } from '../src/ports/chat.ts';
import { caseRow } from './case-row.ts';
import { caseTitle } from './case-status.ts';
import { LIMITS, paragraph, plain, rich, sentence } from './text.ts';

/** What `/trail mute` shows: the case, and the button that opens the window in which one of its rules is muted. */
export function muteAnswer(it: Case, account: string): ChatMessage {
  return {
    text: sentence(`Mute a rule of case ${it.id}: ${caseTitle(it)}.`),
    blocks: [
      paragraph(...caseRow(it, account, undefined)),
      paragraph(rich.text('Which rule, for whom, how long and why is asked for in a window. Nothing is muted yet.')),
      {
        type: 'actions',
        block_id: 'mute',
        elements: [
          {
            type: 'button',
            action_id: 'open.case',
            text: plain('Mute rule…', LIMITS.buttonText),
            value: `mute.${it.id}`,
          },
        ],
      },
    ],
  };
}
