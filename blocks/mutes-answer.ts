import type { KnownBlock } from '@slack/types';
import type { Mute } from '../src/model/mute.ts';
import type { ChatMessage } from '../src/ports/chat.ts';
import { scopeWords } from './case-note.ts';
import { count, footnote, LIMITS, paragraph, plain, rich, sentence } from './text.ts';

/** Mutes shown in one answer, so that its blocks stay within what Slack takes. */
const SHOWN = 12;

/** What `/trail mutes` shows: each mute with a button that lifts it; `did` is what became of one just now. */
export function mutesAnswer(mutes: readonly Mute[], accountName: (id: string) => string, did?: string): ChatMessage {
  const found = mutes.length === 0 ? 'Nothing is muted' : `${count(mutes.length, 'mute')} in force`;
  const blocks: KnownBlock[] = [{ type: 'header', text: plain(found, LIMITS.header) }];
  if (did !== undefined) blocks.push(paragraph(rich.text(did, 300)));
  for (const [index, mute] of mutes.slice(0, SHOWN).entries())
    blocks.push(muteLine(mute, accountName(mute.account)), liftButton(mute, index));
  if (mutes.length > SHOWN) blocks.push(footnote(`${mutes.length - SHOWN} more end later.`));
  return { text: sentence(`${did === undefined ? '' : `${did} `}${found}.`), blocks };
}

/** What is muted, until when, by whom and why. */
export function muteLine(mute: Mute, account: string): KnownBlock {
  return paragraph(
    rich.bold(mute.rule.title, 150),
    rich.text(` for ${scopeWords(mute.scope)} in ${account} until `, 250),
    rich.date(mute.until),
    rich.text(', by '),
    rich.user(mute.by),
    rich.text(`: “${mute.reason}”`, 300),
  );
}

/** The button that lifts a mute; `index` tells it from the others of the same message or view. */
export function liftButton(mute: Mute, index: number): KnownBlock {
  return {
    type: 'actions',
    block_id: `mute-${index}`,
    elements: [{ type: 'button', action_id: 'mute.lift', text: plain('Lift mute', LIMITS.buttonText), value: mute.id }],
  };
}
