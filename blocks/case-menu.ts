import type { Overflow } from '@slack/types';
import type { Case } from '../src/model/case.ts';
import { plain } from './text.ts';

/** What the menu of a card offers; each opens a window. */
const CASE_MENU = { assign: 'Assign…', close: 'Close case…', mute: 'Mute rule…' } as const;

export type CaseMenuChoice = keyof typeof CASE_MENU;

export function isCaseMenuChoice(word: string): word is CaseMenuChoice {
  return Object.hasOwn(CASE_MENU, word);
}

/** The menu at the end of a card's buttons. */
export function caseMenu(it: Pick<Case, 'id'>): Overflow {
  return {
    type: 'overflow',
    action_id: 'open.case',
    options: Object.entries(CASE_MENU).map(([choice, words]) => ({
      text: plain(words, 75),
      value: `${choice}.${it.id}`,
    })),
  };
}
