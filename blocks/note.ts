import type { ChatMessage } from '../src/ports/chat.ts';
import { clip, escape, LIMITS, paragraph, rich } from './text.ts';

/** One sentence as a message: refusals, confirmations, errors. */
export function note(sentence: string): ChatMessage {
  return { text: clip(escape(sentence), LIMITS.text), blocks: [paragraph(rich.text(sentence, 1500))] };
}
