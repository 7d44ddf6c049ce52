import type { Overflow } from '@slack/types';
import type { Case } from '../src/model/case.ts';
import type { Offer } from '../src/model/offer.ts';
import { plain } from './text.ts';

/** What the menu of a card offers besides further remedies; each opens a window. */
const CASE_MENU = {
  assign: 'Assign…',
  close: 'Close case…',
  mute: 'Mute rule…',
  parts: 'Merge or split…',
} as const;

/** Slack takes no longer menu. */
const LONGEST = 5;

/** Remedies that the menu has room for. */
export const MENU_REMEDIES = LONGEST - Object.keys(CASE_MENU).length;

export type CaseMenuChoice = keyof typeof CASE_MENU | 'plan';

export function isCaseMenuChoice(word: string): word is CaseMenuChoice {
  return word === 'plan' || Object.hasOwn(CASE_MENU, word);
}

/** The menu at the end of a card's buttons, with the remedies that have no button of their own first. */
export function caseMenu(it: Pick<Case, 'id'>, offers: readonly Offer[] = []): Overflow {
  const fixed = Object.entries(CASE_MENU);
  return {
    type: 'overflow',
    action_id: 'open.case',
    options: [
      ...offers.slice(0, MENU_REMEDIES).map((offer) => ({
        text: plain(`${offer.title}…`, 75),
        value: `plan.${it.id}.${offer.id}`,
      })),
      ...fixed.map(([choice, words]) => ({ text: plain(words, 75), value: `${choice}.${it.id}` })),
    ],
  };
}
