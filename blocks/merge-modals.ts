import type { Button, KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import { actorsOf, type Case } from '../src/model/case.ts';
import { aboutCase, caseFrame } from './case-modals.ts';
import { caseTitle } from './case-status.ts';
import { actorNames, recordCount } from './case-words.ts';
import { levelWord } from './level.ts';
import { simpleModal } from './simple-modal.ts';
import { clip, count, footnote, LIMITS, plain } from './text.ts';

/** Slack takes no more options in one menu, and in one group of checkboxes. */
const LONGEST = { menu: 100, checkboxes: 10 } as const;

/** What can be done about which records are one case. */
export const CASE_PARTS = ['merge', 'rules', 'actor'] as const;

export type PartKind = (typeof CASE_PARTS)[number];

const PART_WORDS: Readonly<Record<PartKind, string>> = {
  merge: 'Merge another case into it…',
  rules: 'Split rules off…',
  actor: 'Take an actor out…',
};

/** Which of it is wanted: only what is possible with this case. */
export function partsModal(it: Case): ModalView {
  const possible: Readonly<Record<PartKind, boolean>> = {
    merge: true,
    rules: it.lines.length > 1,
    actor: actorsOf(it).length > 1,
  };
  return {
    type: 'modal',
    title: plain('Merge or split', LIMITS.title),
    close: plain('Cancel', LIMITS.title),
    private_metadata: it.id,
    blocks: [
      aboutCase(it),
      {
        type: 'actions',
        block_id: 'parts',
        elements: CASE_PARTS.filter((part) => possible[part]).map((part, index): Button => ({
          type: 'button',
          action_id: `case.parts.${index}`,
          text: plain(PART_WORDS[part], LIMITS.buttonText),
          value: `${part}.${it.id}`,
        })),
      },
      footnote('Merge what is one incident; split off what is another one.'),
    ],
  };
}

/** Which case is merged into this one. @param more How many others there are that the menu has no room for. */
export function mergeModal(it: Case, others: readonly Case[], more: number): ModalView {
  if (others.length === 0)
    return simpleModal('Merge cases', `There is no other open case of this account to merge into case ${it.id}.`);
  return {
    ...caseFrame(it, 'case.merge', 'Merge cases', 'Merge'),
    blocks: [
      aboutCase(it),
      {
        type: 'input',
        block_id: 'from',
        label: plain('Case that becomes a part of it', 100),
        element: {
          type: 'static_select',
          action_id: 'option',
          placeholder: plain('Choose a case', LIMITS.placeholder),
          options: others.slice(0, LONGEST.menu).map(otherCase),
        },
      },
      ...(more === 0
        ? []
        : [footnote(`The worst are listed; ${count(more, 'other open case')} of this account are not.`)]),
      footnote(
        'Its card then says where it went. Its requests go on in their thread, and everybody behind either case is a suspect in both.',
      ),
    ],
  };
}

/** Cases that one window can offer. */
export const MOST_OTHERS = LONGEST.menu;

/** Which rules get a case of their own. */
export function splitModal(it: Case): ModalView {
  if (it.lines.length < 2) return simpleModal('Split case', 'This case has one rule only: there is nothing to split.');
  const options = ruleChoices(it).map(partOption);
  const groups = Array.from({ length: Math.ceil(options.length / LONGEST.checkboxes) }, (_, index) =>
    options.slice(index * LONGEST.checkboxes, (index + 1) * LONGEST.checkboxes),
  );
  return {
    ...caseFrame(it, 'case.split', 'Split case', 'Split off'),
    blocks: [
      aboutCase(it),
      ...groups.map((some, index): KnownBlock => ({
        type: 'input',
        block_id: `rules-${index}`,
        optional: groups.length > 1,
        label: plain(index === 0 ? 'Rules that get a case of their own' : 'More rules', 100),
        element: { type: 'checkboxes', action_id: 'options', options: some },
      })),
      footnote('At least one rule stays. What these rules find next goes to the new case while it is open.'),
      staying(),
    ],
  };
}

/** Whose records get a case of their own. */
export function takeOutModal(it: Case): ModalView {
  const choices = actorChoices(it);
  if (choices.length < 2)
    return simpleModal('Split case', 'This case has one actor only: there is nobody to take out.');
  return {
    ...caseFrame(it, 'case.split', 'Take an actor out', 'Take out'),
    blocks: [
      aboutCase(it),
      {
        type: 'input',
        block_id: 'actor',
        label: plain('Actor that gets a case of its own', 100),
        element: {
          type: 'radio_buttons',
          action_id: 'option',
          options: choices.slice(0, LONGEST.checkboxes).map(partOption),
        },
      },
      footnote('What it does next goes to the new case while that is open.'),
      staying(),
    ],
  };
}

/** What a split changes nothing about. */
function staying(): KnownBlock {
  return footnote('Requests stay where they were made. Everybody behind the case stays a suspect in both.');
}

function otherCase(it: Case): PlainTextOption {
  return {
    ...option(`${levelWord(it.level)}: ${clip(actorNames(it), 30)} – ${caseTitle(it)}`, it.id),
    description: plain(`${recordCount(it)}, case ${it.id}`, LIMITS.optionText),
  };
}

function partOption({ words, value, more }: PartChoice): PlainTextOption {
  return { ...option(words, value), description: plain(more, LIMITS.optionText) };
}

function option(words: string, value: string): PlainTextOption {
  return { text: plain(words, LIMITS.optionText), value };
}

/** What can be split off, each with the value that stands for it. */
export interface PartChoice {
  readonly value: string;
  readonly id: string;
  readonly words: string;
  readonly more: string;
}

/** Slack takes no longer value; rules of ours are named far shorter. */
const VALUE = 150;

export function ruleChoices(it: Case): readonly PartChoice[] {
  return it.lines
    .filter(({ rule }) => rule.id !== '' && rule.id.length <= VALUE)
    .map(({ rule, count: records }) => ({
      value: rule.id,
      id: rule.id,
      words: `${levelWord(rule.level)}: ${rule.title}`,
      more: count(records, 'record'),
    }));
}

/** An actor's id may be longer than a value: its place and the end of it are enough, and the place alone is not. */
export function actorChoices(it: Case): readonly PartChoice[] {
  return actorsOf(it).map(({ root: { id, name } }, index) => ({
    value: `${index}.${id.slice(-100).toWellFormed()}`,
    id,
    words: name,
    more: id,
  }));
}
