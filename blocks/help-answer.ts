import type { ChatMessage } from '../src/ports/chat.ts';
import { bulletList, enumerate, paragraph, rich, sentence } from './text.ts';

/** What `/trail help` shows. */
export function helpAnswer(commands: readonly { readonly usage: string; readonly summary: string }[]): ChatMessage {
  return {
    text: sentence(
      `Commands of /trail: ${enumerate(commands.map((command) => command.usage.split(' ', 1)[0] ?? ''))}.`,
    ),
    blocks: [
      paragraph(
        rich.bold('/trail'),
        rich.text(' looks up what happened in the guarded AWS accounts. Only you see the answer.'),
      ),
      {
        type: 'rich_text',
        elements: [
          bulletList(
            commands.map((command) => [rich.code(`/trail ${command.usage}`), rich.text(` ${command.summary}`)]),
          ),
        ],
      },
    ],
  };
}
