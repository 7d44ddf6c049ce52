import type { ChatMessage } from '../src/ports/chat.ts';
import { paragraph, rich, sentence } from './text.ts';

/** One sentence as a message: refusals, confirmations, errors. */
export function note(words: string): ChatMessage {
  return { text: sentence(words), blocks: [paragraph(rich.text(words, 1500))] };
}
