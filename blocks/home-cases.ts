import type { ActionsBlock, Button, KnownBlock, PlainTextOption, StaticSelect } from '@slack/types';
import type { Case } from '../src/model/case.ts';
import type { HomeTab } from '../src/model/home.ts';
import { LEVELS } from '../src/model/level.ts';
import { caseMenu } from './case-menu.ts';
import { caseRow } from './case-row.ts';
import { caseTitle } from './case-status.ts';
import { levelWord } from './level.ts';
import { count, enumerate, footnote, LIMITS, paragraph, plain, rich } from './text.ts';

/** Slack takes no more options in one menu; one stands for all accounts. */
const MOST_ACCOUNTS = 99;

/** The open cases that the filter lets through, the worst first, each with what the person may do about it. */
export function homeCases(tab: HomeTab): KnownBlock[] {
  const { cases, more, partial, open } = tab.cases;
  const total = LEVELS.reduce((sum, level) => sum + open[level], 0);
  const levels = LEVELS.toReversed().filter((level) => open[level] > 0);
  const words = total === 0 ? 'No open case' : `${partial ? 'At least ' : ''}${count(total, 'open case')}`;
  const split = levels.length > 1 ? `: ${enumerate(levels.map((level) => `${open[level]} ${level}`))}` : '';
  const rest = [
    ...(more === 0 ? [] : [`${more} more fit and are not shown: /trail cases lists them.`]),
    ...(partial ? ['Of each severity the newest 1,000 were looked through.'] : []),
  ].join(' ');
  return [
    { type: 'header', text: plain(`${words}${split}`, LIMITS.header) },
    filters(tab),
    ...cases.flatMap(({ case: it, link }, index) => [
      paragraph(...caseRow(it, tab.accountName(it.account), link)),
      ...caseButtons(it, index, tab.responds),
    ]),
    ...(cases.length === 0
      ? [paragraph(rich.text(total === 0 ? 'Nothing to look after.' : 'None of them fits the filter.'))]
      : []),
    ...(rest === '' ? [] : [footnote(rest)]),
  ];
}

/** What somebody may do with a case, as one row of buttons; Slack takes no row without any. */
function caseButtons(it: Case, index: number, responds: boolean): ActionsBlock[] {
  const about = `${caseTitle(it)}, case ${it.id}`;
  const button = (id: string, words: string): Button => ({
    type: 'button',
    action_id: id,
    text: plain(words, LIMITS.buttonText),
    // So that a list of buttons can be told apart by ear.
    accessibility_label: plain(`${words.replace('…', '')}: ${about}`, LIMITS.buttonText).text,
    value: it.id,
  });
  const elements = [
    ...(responds && it.status === 'open' ? [button('case.acknowledge', 'Acknowledge')] : []),
    ...(it.records.length === 0 ? [] : [button('open.record', 'Show details…')]),
    ...(responds ? [caseMenu(it)] : []),
  ];
  return elements.length === 0 ? [] : [{ type: 'actions', block_id: `case-${index}`, elements }];
}

function filters({ filter, accounts }: HomeTab): ActionsBlock {
  const levels = [
    option('Every severity', 'level:'),
    ...LEVELS.toReversed().map((level) =>
      option(level === 'critical' ? 'Critical only' : `${levelWord(level)} and above`, `level:${level}`),
    ),
  ];
  const names = [
    option('Every account', 'account:'),
    ...accounts.slice(0, MOST_ACCOUNTS).map(({ id, alias }) => option(alias, `account:${id}`)),
  ];
  const mine = filter.mine === true;
  return {
    type: 'actions',
    block_id: 'filter',
    elements: [
      menu(0, 'Severity', levels, `level:${filter.level ?? ''}`),
      ...(accounts.length > 1 ? [menu(1, 'Account', names, `account:${filter.account ?? ''}`)] : []),
      {
        type: 'button',
        action_id: 'home.filter.2',
        text: plain(mine ? 'Show everybody’s' : 'Show only mine', LIMITS.buttonText),
        value: mine ? 'mine:' : 'mine:yes',
      },
      { type: 'button', action_id: 'home.filter.3', text: plain('Refresh', LIMITS.buttonText), value: 'refresh:' },
    ],
  };
}

function menu(index: number, words: string, options: PlainTextOption[], chosen: string): StaticSelect {
  const initial = options.find(({ value }) => value === chosen) ?? options[0];
  return {
    type: 'static_select',
    action_id: `home.filter.${index}`,
    placeholder: plain(words, 150),
    options,
    ...(initial === undefined ? {} : { initial_option: initial }),
  };
}

function option(words: string, value: string): PlainTextOption {
  return { text: plain(words, LIMITS.optionText), value };
}
