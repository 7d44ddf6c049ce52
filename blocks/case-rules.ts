import type { KnownBlock, RichTextElement } from '@slack/types';
import type { CaseLine } from '../src/model/case.ts';
import { levelWord } from './level.ts';
import { bulletList, count, lines, rich } from './text.ts';

/** Rules that are told in full, and objects that an inspector saw of each. */
const SHOWN = { rules: 6, seen: 10 } as const;

/** What each rule of a case says of itself in full, the worst first, and what was seen of the live state: a card has room for the beginning. */
export function caseRules(all: readonly CaseLine[]): readonly KnownBlock[] {
  const rest = all.length - SHOWN.rules;
  return [
    ...all.slice(0, SHOWN.rules).flatMap(oneRule),
    ...(rest > 0 ? [lines([[rich.text(`${count(rest, 'more rule')} fired.`)]])] : []),
  ];
}

function oneRule({ rule, count: records, seen = [] }: CaseLine): KnownBlock[] {
  const told: RichTextElement[][] = [
    [rich.bold(`${levelWord(rule.level)}: ${rule.title}`), rich.text(` – ${count(records, 'record')}`)],
    ...part('Why it matters ', rule.description),
    ...part('What to do ', rule.whatToDo),
    ...part('When it is harmless ', rule.falsePositives.join('; ')),
  ];
  const live = seen
    .slice(0, SHOWN.seen)
    .map(({ id, words, over, at }) => [
      rich.code(id, 80),
      ...(over === true && at !== undefined
        ? [rich.text(' No longer so, read again '), rich.date(at), rich.text(`. It was: ${words}`, 260)]
        : [rich.text(` ${words}`, 240)]),
    ]);
  return [lines(told), ...(live.length === 0 ? [] : [{ type: 'rich_text' as const, elements: [bulletList(live)] }])];
}

function part(label: string, words = ''): RichTextElement[][] {
  return words.trim() === '' ? [] : [[rich.bold(label), rich.text(words, 500)]];
}
