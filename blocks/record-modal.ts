import type { KnownBlock, ModalView } from '@slack/types';
import type { RecordSummary } from '../src/model/alert.ts';
import type { ShownRecord } from '../src/model/shown-record.ts';
import { caseRules } from './case-rules.ts';
import { clip, footnote, LIMITS, paragraph, plain, rich } from './text.ts';

/** Characters of one block and of all together: what a person scrolls through, well inside what Slack takes of a view. */
const CHARACTERS = { block: 2800, all: 20_000 } as const;

/** What the rules of a case say, one of its records as AWS wrote it, redacted, and a menu of the case's others. */
export function recordModal({ caseId, lines, choices, picked, summary, json, missing }: ShownRecord): ModalView {
  const whole = JSON.stringify(json, null, 2);
  const kept = whole.length > CHARACTERS.all ? cutAtLine(whole, CHARACTERS.all) : whole;
  return {
    type: 'modal',
    title: plain('Details', LIMITS.title),
    close: plain('Close', LIMITS.title),
    blocks: [
      ...caseRules(lines),
      { type: 'divider' },
      paragraph(rich.bold(summary.eventName, 100), rich.text(' by '), rich.code(summary.actor.root.name, 100)),
      ...(choices.length > 1 ? [menu(caseId, choices, picked)] : []),
      ...(missing === undefined
        ? []
        : [paragraph(rich.text(`${clip(missing, 300)} This is what the case keeps of it.`, 400))]),
      ...chunks(kept).map((text): KnownBlock => ({
        type: 'rich_text',
        elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text }] }],
      })),
      ...(kept.length < whole.length ? [footnote(`The rest is not shown (${whole.length} characters).`)] : []),
      footnote('Passwords, tokens and other secrets are left out. That you looked is in the audit.'),
    ],
  };
}

function menu(caseId: string, choices: ShownRecord['choices'], picked: string): KnownBlock {
  const options = choices.map(({ id, summary }) => ({
    text: plain(`${clip(summary.eventName, 40)} ${timeOf(summary)}`, LIMITS.optionText),
    value: `${caseId}.${id}`,
  }));
  const initial = options.find(({ value }) => value === `${caseId}.${picked}`);
  return {
    type: 'actions',
    block_id: 'records',
    elements: [
      {
        type: 'static_select',
        action_id: 'record.show',
        placeholder: plain('Another record', 150),
        options,
        ...(initial === undefined ? {} : { initial_option: initial }),
      },
    ],
  };
}

function timeOf({ eventTime }: RecordSummary): string {
  return clip(eventTime.replace('T', ' ').replace('Z', ' UTC'), 25);
}

/** Lines of JSON, as many to a block as fit; a line that is longer than a block is continued in the next. */
function chunks(text: string): readonly string[] {
  const all: string[] = [];
  let held = '';
  for (const line of text.split('\n').flatMap(pieces)) {
    if (held !== '' && held.length + line.length + 1 > CHARACTERS.block) {
      all.push(held);
      held = line;
    } else held = held === '' ? line : `${held}\n${line}`;
  }
  return held === '' ? all : [...all, held];
}

function pieces(line: string): readonly string[] {
  const found: string[] = [];
  let rest = line;
  while (rest.length > CHARACTERS.block) {
    const end = /[\uD800-\uDBFF]/.test(rest.charAt(CHARACTERS.block - 1)) ? CHARACTERS.block - 1 : CHARACTERS.block;
    found.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return [...found, rest];
}

function cutAtLine(text: string, length: number): string {
  const head = text.slice(0, length);
  return head.slice(0, Math.max(head.lastIndexOf('\n'), 1)).toWellFormed();
}
