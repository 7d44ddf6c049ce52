import type { KnownBlock, RichTextElement } from '@slack/types';
import type { AlertRule } from '../src/model/alert.ts';
import type { ChatMessage } from '../src/ports/chat.ts';
import { LEVEL_MARKS } from './level.ts';
import { pageOf } from './page.ts';
import { bulletList, clip, count, footnote, LIMITS, paragraph, plain, rich, sentence } from './text.ts';

const SHOWN = 25;

/** What `/trail rules` shows: the rules that fit a word, or all that is known of the one that it names. */
export function rulesAnswer(rules: readonly AlertRule[], word: string, total: number, page = 1): ChatMessage {
  const [only] = rules;
  if (rules.length === 1 && only !== undefined) return oneRule(only);
  const about = word === '' ? '' : ` with “${clip(word, 40)}”`;
  const found = `${rules.length === 0 ? 'No rule' : count(rules.length, 'rule')}${about}`;
  const command = word === '' ? '/trail rules' : `/trail rules ${clip(word, 40)}`;
  const { shown, words } = pageOf(rules, SHOWN, { page, command });
  const blocks: KnownBlock[] = [{ type: 'header', text: plain(found, LIMITS.header) }];
  if (rules.length > 0) blocks.push({ type: 'rich_text', elements: [bulletList(shown.map((rule) => row(rule)))] });
  const help = `${total} rules are at work; a word finds some, such as /trail rules bucket, and an id says all of one.`;
  blocks.push(footnote([...words, help].join(' ')));
  return { text: sentence(`${found}.`), blocks };
}

function row({ id, title, level }: AlertRule): RichTextElement[] {
  return [rich.text(`${LEVEL_MARKS[level]} ${clip(title, 120)} `), rich.code(id, 80)];
}

function oneRule({ id, title, level, description, whatToDo, falsePositives, attack }: AlertRule): ChatMessage {
  const lines: RichTextElement[][] = [
    ...(description === undefined ? [] : [[rich.bold('Why it matters '), rich.text(description, 1200)]]),
    ...(whatToDo === undefined ? [] : [[rich.bold('What to do '), rich.text(whatToDo, 1200)]]),
    ...(falsePositives.length === 0
      ? []
      : [[rich.bold('When it is harmless '), rich.text(falsePositives.slice(0, 5).join('; '), 600)]]),
  ];
  return {
    text: sentence(`${title} (${level}).`),
    blocks: [
      { type: 'header', text: plain(`${LEVEL_MARKS[level]} ${title}`, LIMITS.header) },
      ...lines.map((elements) => paragraph(...elements)),
      footnote([`Rule ${id}, ${level}`, ...(attack.length === 0 ? [] : [`ATT&CK ${attack.join(', ')}`])].join(' · ')),
    ],
  };
}
