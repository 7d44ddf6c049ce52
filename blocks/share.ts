import type { KnownBlock } from '@slack/types';
import type { ChatMessage } from '../src/ports/chat.ts';
import { LIMITS, paragraph, plain, rich } from './text.ts';

/** An answer with the button that shares it with the channel. `id` finds the answer again. */
export function withShare(answer: ChatMessage, id: string): ChatMessage {
  const share: KnownBlock = {
    type: 'actions',
    block_id: 'share',
    elements: [{ type: 'button', action_id: 'answer.share', text: plain('Share', LIMITS.buttonText), value: id }],
  };
  // A message that is full already is better without the button than refused.
  return answer.blocks.length >= LIMITS.blocks ? answer : { ...answer, blocks: [...answer.blocks, share] };
}

/** The answer as everybody sees it: who asked stands below it. */
export function sharedAnswer(answer: ChatMessage, by: string): ChatMessage {
  if (answer.blocks.length >= LIMITS.blocks) return answer;
  return { ...answer, blocks: [...answer.blocks, paragraph(rich.text('Shared by '), rich.user(by))] };
}
