import type { KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import { actorsOf, VERDICTS, type Case } from '../src/model/case.ts';
import { muteValue } from '../src/model/mute-value.ts';
import type { AlertRule } from '../src/model/alert.ts';
import type { Level } from '../src/model/level.ts';
import type { MuteScope } from '../src/model/mute.ts';
import type { Offer } from '../src/model/offer.ts';
import { offersInWords } from './case-remedied.ts';
import { actorNames } from './case-words.ts';
import { caseTitle, VERDICT_WORDS } from './case-status.ts';
import { levelWord } from './level.ts';
import { simpleModal } from './simple-modal.ts';
import { bulletList, count, enumerate, footnote, LIMITS, paragraph, plain, rich } from './text.ts';

/** Who should look after the case; once more with what was wrong with who was chosen. */
export function assignModal(it: Case, again?: { readonly chosen: string; readonly problem: string }): ModalView {
  const initial = again?.chosen ?? it.assignee;
  return {
    ...caseFrame(it, 'case.assign', 'Assign case', 'Assign'),
    blocks: [
      aboutCase(it),
      {
        type: 'input',
        block_id: 'assignee',
        label: plain('Who looks after it', 100),
        element: {
          type: 'users_select',
          action_id: 'user',
          ...(initial === undefined ? {} : { initial_user: initial }),
        },
      },
      ...(again === undefined ? [] : [fieldProblem(again.problem)]),
      footnote('Responders and above, and nobody who is behind the case.'),
    ],
  };
}

/** How the case ended. @param offers What its card still offers: whoever closes it should know. */
export function closeModal(it: Case, offers: readonly Offer[] = []): ModalView {
  return {
    ...caseFrame(it, 'case.close', 'Close case', offers.length === 0 ? 'Close case' : 'Close all the same'),
    blocks: [
      aboutCase(it),
      ...notDone(offers),
      {
        type: 'input',
        block_id: 'verdict',
        label: plain('What was it', 100),
        element: {
          type: 'radio_buttons',
          action_id: 'option',
          options: VERDICTS.map((verdict) => option(sentenceCase(VERDICT_WORDS[verdict]), verdict)),
        },
      },
      reasonInput('What you found out', 'The next person with such a case reads this.'),
      footnote('A new match of the same actor opens the case again.'),
    ],
  };
}

/** One line each: a button is gone with the case, so this is the last time that it is told. */
function notDone(offers: readonly Offer[]): KnownBlock[] {
  if (offers.length === 0) return [];
  const more = offers.length - NOT_DONE;
  return [
    paragraph(
      rich.bold('❗ Not done: '),
      rich.text('the card still offers this, and closing the case does none of it. A closed card has no such buttons.'),
    ),
    {
      type: 'rich_text',
      elements: [
        bulletList([
          ...offers.slice(0, NOT_DONE).map((offer) => [rich.text(offersInWords([offer]), 200)]),
          ...(more > 0 ? [[rich.text(`${more} more`)]] : []),
        ]),
      ],
    },
  ];
}

/** Offers that are listed. */
const NOT_DONE = 8;

/** The spans that a mute can have, in hours. */
const SPANS: readonly (readonly [hours: number, words: string])[] = [
  [1, '1 hour'],
  [8, '8 hours'],
  [24, '1 day'],
  [7 * 24, '7 days'],
  [30 * 24, '30 days'],
];

/** What the policy lets somebody mute. */
export interface MuteLimits {
  /** Hours that a rule can be muted at most. */
  readonly longest: (ruleId: string) => number;
  readonly may: (rule: Pick<AlertRule, 'level'>) => boolean;
}

/** Which rule should be quiet, about what and for how long: only what the person may mute is offered. */
export function muteModal(it: Case, { longest, may }: MuteLimits): ModalView {
  // Slack takes no longer value; rules of ours are named far shorter.
  const known = it.lines.filter(({ rule }) => rule.id !== '' && rule.id.length <= 130).slice(0, 20);
  const lines = known.filter(({ rule }) => may(rule));
  const barred = known.filter(({ rule }) => !may(rule));
  const only = `only an approver may mute ${barred.length === 1 ? 'it' : 'them'}.`;
  if (lines.length === 0)
    return simpleModal(
      'Mute rule',
      barred.length === 0
        ? 'No rule of this case can be muted.'
        : `${enumerate(barred.slice(0, 3).map(({ rule }) => `“${rule.title}”`))}${barred.length > 3 ? ' and others' : ''} ${barred.length === 1 ? 'is' : 'are'} of level high or critical: ${only}`,
    );
  const rules = lines.map(({ rule }) =>
    option(`${levelWord(rule.level)}: ${rule.title}`, muteValue(rule.id, longest(rule.id))),
  );
  const scopes = muteScopes(it).map(({ value, words }) => option(words, value));
  const most = Math.max(0, ...lines.map(({ rule }) => longest(rule.id)));
  const [firstRule] = rules;
  return {
    ...caseFrame(it, 'case.mute', 'Mute rule', 'Mute'),
    blocks: [
      aboutCase(it),
      ...(barred.length === 0
        ? []
        : [
            footnote(
              `${count(barred.length, 'rule')} of level high or critical ${barred.length === 1 ? 'is' : 'are'} not offered: ${only}`,
            ),
          ]),
      {
        type: 'input',
        block_id: 'rule',
        label: plain('Rule', 100),
        element: {
          type: 'static_select',
          action_id: 'option',
          options: rules,
          ...(firstRule === undefined ? {} : { initial_option: firstRule }),
        },
      },
      {
        type: 'input',
        block_id: 'scope',
        label: plain('For', 100),
        element: { type: 'static_select', action_id: 'option', options: scopes },
      },
      {
        type: 'input',
        block_id: 'span',
        label: plain('How long', 100),
        hint: plain(spanHint(lines.map(({ rule }) => [rule.level, longest(rule.id)])), 150),
        element: {
          type: 'static_select',
          action_id: 'option',
          options: SPANS.filter(([hours]) => hours <= most).map(([hours, words]) => option(words, String(hours))),
        },
      },
      reasonInput('Why', 'The channel and the audit read this.'),
      footnote('A mute hides cards. Cases, audit and automatic remedies go on; /trail cases shows what is hidden.'),
    ],
  };
}

/** Of rules with different bounds, up to where each goes: `At most: 7 days for high, 30 days for low.` */
function spanHint(bounds: readonly (readonly [level: Level, hours: number])[]): string {
  const byHours = Map.groupBy(bounds, ([, hours]) => hours);
  const parts = [...byHours].map(([hours, rules]) => {
    const levels = [...new Set(rules.map(([level]) => level))];
    return `${hoursWords(hours)}${byHours.size === 1 ? '' : ` for level ${enumerate(levels)}`}`;
  });
  return `At most ${enumerate(parts)}.`;
}

function hoursWords(hours: number): string {
  return hours % 24 === 0 ? count(hours / 24, 'day') : count(hours, 'hour');
}

/** What a mute from this case can be about, each with the value that stands for it. */
export function muteScopes(
  it: Case,
): readonly { readonly value: string; readonly words: string; readonly scope: MuteScope }[] {
  const resources = [...new Set(it.targets.filter((target) => target.created !== true).map((target) => target.id))];
  return [
    ...actorsOf(it).map(({ root: { id, name } }, index) => ({
      value: index === 0 ? 'actor' : `actor-${index}`,
      words: `${name} only`,
      scope: { kind: 'actor' as const, id, name },
    })),
    ...resources.slice(0, 20).map((resource, index) => ({
      value: `resource-${index}`,
      words: `${resource} only`,
      scope: { kind: 'resource' as const, id: resource },
    })),
    { value: 'account', words: 'Everybody in this account', scope: { kind: 'account' } },
  ];
}

/** A window about one case, without its blocks. */
export function caseFrame(it: Case, id: string, title: string, submit: string): Omit<ModalView, 'blocks'> {
  return {
    type: 'modal',
    callback_id: id,
    title: plain(title, LIMITS.title),
    submit: plain(submit, LIMITS.title),
    close: plain('Cancel', LIMITS.title),
    private_metadata: it.id,
  };
}

/** Which case a window is about. */
export function aboutCase(it: Case): KnownBlock {
  return paragraph(
    rich.bold(`${levelWord(it.level)}: ${caseTitle(it)} `, 200),
    rich.text(`by ${actorNames(it)} (case ${it.id}).`, 200),
  );
}

/** What is wrong with a field that was submitted, right under it. */
function fieldProblem(words: string): KnownBlock {
  return paragraph(rich.text('⚠️ '), rich.bold(words, 400));
}

function reasonInput(label: string, hint: string): KnownBlock {
  return {
    type: 'input',
    block_id: 'reason',
    label: plain(label, 100),
    hint: plain(hint, 150),
    element: { type: 'plain_text_input', action_id: 'text', multiline: true, min_length: 3, max_length: 500 },
  };
}

function option(words: string, value: string): PlainTextOption {
  return { text: plain(words, LIMITS.optionText), value };
}

function sentenceCase(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
