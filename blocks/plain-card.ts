import type { PlainMessage } from '../src/model/alert.ts';
import type { ChatMessage } from '../src/ports/chat.ts';
import { LEVEL_MARKS, levelWord } from './level.ts';
import { clip, footnote, LIMITS, paragraph, plain, rich, sentence } from './text.ts';

/** A message on the topic that is not ours: shown as it is, without any button. */
export function plainCard(message: PlainMessage): ChatMessage {
  const where = [message.account, message.region].filter((part) => part !== undefined).join(', ');
  const sender = message.sender === 'unknown' ? 'an unknown sender' : message.sender;
  const title = clip(message.title, 300) || 'A message without a title';
  return {
    text: sentence(`${levelWord(message.level)}: ${title} (from ${sender}${where === '' ? '' : `, ${where}`}).`),
    blocks: [
      {
        type: 'header',
        text: plain(`${LEVEL_MARKS[message.level]} ${levelWord(message.level)}: ${title}`, LIMITS.header),
      },
      ...(message.text.trim() === '' ? [] : [paragraph(rich.text(message.text, 2000))]),
      footnote([`From ${sender}`, ...(where === '' ? [] : [where]), `message ${message.id}`].join(' · ')),
    ],
  };
}
