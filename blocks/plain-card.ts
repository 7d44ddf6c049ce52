import type { PlainMessage } from '../src/model/alert.ts';
import type { ChatMessage } from '../src/ports/chat.ts';
import { LEVEL_MARKS, levelWord } from './level.ts';
import { clip, escape, footnote, LIMITS, paragraph, plain, rich } from './text.ts';

/** A message on the topic that is not ours: shown as it is, without any button. */
export function plainCard(message: PlainMessage): ChatMessage {
  const where = [message.account, message.region].filter((part) => part !== undefined).join(', ');
  return {
    text: clip(escape(`${levelWord(message.level)}: ${message.title} (${message.sender})`), LIMITS.text),
    blocks: [
      { type: 'header', text: plain(`${LEVEL_MARKS[message.level]} ${message.title}`, LIMITS.header) },
      paragraph(rich.text(message.text, 2000)),
      footnote([`From ${message.sender}`, ...(where === '' ? [] : [where]), `message ${message.id}`].join(' · ')),
    ],
  };
}
