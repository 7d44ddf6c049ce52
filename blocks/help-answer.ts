import type { ChatMessage } from '../src/ports/chat.ts';
import { bulletList, clip, enumerate, paragraph, rich, sentence } from './text.ts';

/** What `/trail help` shows; `unknown` is a word that was typed and is no command. */
export function helpAnswer(
  commands: readonly { readonly usage: string; readonly summary: string }[],
  unknown?: string,
): ChatMessage {
  const sorry = unknown === undefined ? '' : `There is no /trail ${clip(unknown, 40)}. `;
  return {
    text: sentence(
      `${sorry}Commands of /trail: ${enumerate(commands.map((command) => command.usage.split(' ', 1)[0] ?? ''))}.`,
    ),
    blocks: [
      ...(sorry === '' ? [] : [paragraph(rich.bold(sorry.trim()))]),
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
