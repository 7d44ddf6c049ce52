import type { RichTextElement } from '@slack/types';
import type { ChatMessage } from '../src/ports/chat.ts';
import { bulletList, count, footnote, paragraph, rich, sentence } from './text.ts';

const SHOWN = 25;

interface Change {
  readonly path: string;
  readonly from?: string;
  readonly to?: string;
}

/** What the audit channel is told when another policy is in force. */
export function policyNotice(change: {
  readonly from: string;
  readonly to: string;
  readonly changes: readonly Change[];
}): ChatMessage {
  const { from, to, changes } = change;
  const head =
    changes.length === 0
      ? 'The policy file has changed, and nothing that it says.'
      : `The policy has changed in ${count(changes.length, 'place')}.`;
  const more = changes.length > SHOWN ? [[rich.text(`and ${count(changes.length - SHOWN, 'more place')}`)]] : [];
  return {
    text: sentence(head),
    blocks: [
      paragraph(rich.bold(head)),
      ...(changes.length === 0
        ? []
        : [{ type: 'rich_text' as const, elements: [bulletList([...changes.slice(0, SHOWN).map(line), ...more])] }]),
      footnote(`Policy ${from.slice(0, 12)} before, ${to.slice(0, 12)} now.`),
    ],
  };
}

function line({ path, from, to }: Change): RichTextElement[] {
  if (from === undefined) return [rich.code(path, 100), rich.text(` is new: ${words(to ?? '')}`, 250)];
  if (to === undefined) return [rich.code(path, 100), rich.text(` is gone; it was ${words(from)}`, 250)];
  return [rich.code(path, 100), rich.text(` was ${words(from)}`, 200), rich.text(`, is ${words(to)}`, 200)];
}

function words(value: string): string {
  return value === '' ? '“”' : value;
}
